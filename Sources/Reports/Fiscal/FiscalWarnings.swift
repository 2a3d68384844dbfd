import HistoryModel

/// What the report must disclose, from coverage, values and totals.
struct FiscalWarnings {
    let span: Interval
    let connections: [FiscalConnection]
    let lines: [FiscalReport.Line]
    let history: [HistoryWarning]
    let overflowed: Set<String>

    var all: [FiscalWarning] {
        connections.flatMap { unread($0) + neverServed($0) + tombstones($0) } + pending + kinds + incomplete + tooLarge
    }

    /// Spans of limits and gaps up to the end of the year: what lies before it decides what was held.
    private func unread(_ connection: FiscalConnection) -> [FiscalWarning] {
        connection.coverage.gathered().streams.flatMap { stream -> [FiscalWarning] in
            stream.intervals.compactMap { held in
                guard held.interval.from < span.until, held.state == .unreadable || held.state == .gap,
                    let text = CoverageReport.sentence(held, of: stream, style: .plain)
                else { return nil }
                return FiscalWarning(
                    held.state == .gap ? .leftOut : .unreadable, connection: connection.name,
                    text: "\(stream.title): \(text)",
                    remedy: "Import the exchange's own export file for that time, or keep notes of your own.")
            }
        }
    }

    private func neverServed(_ connection: FiscalConnection) -> [FiscalWarning] {
        connection.coverage.omissions.map { omission in
            FiscalWarning(
                .neverServed, connection: connection.name, text: omission.text, remedy: omission.remedy.advice)
        }
    }

    private func tombstones(_ connection: FiscalConnection) -> [FiscalWarning] {
        guard connection.tombstones > 0 else { return [] }
        return [
            FiscalWarning(
                .tombstones, connection: connection.name,
                text: "\(Words.count(connection.tombstones, "record")) deleted by you and left out.",
                remedy:
                    "See them with `portolan transactions list --deleted`; `portolan transactions restore` brings them back."
            )
        ]
    }

    private struct Reason: Hashable {
        var connection: String
        var isPending: Bool
        var asset: String
        var reason: String
    }
    /// Legs without a value, counted by connection, asset and reason.
    private var pending: [FiscalWarning] {
        var counts: [Reason: Int] = [:]
        for line in lines where line.transaction.status == .final {
            for (leg, value) in zip(line.transaction.legs, line.values) where value.known == nil {
                let isPending = if case .pending = value { true } else { false }
                let place = Reason(
                    connection: line.transaction.connection, isPending: isPending, asset: leg.asset,
                    reason: value.reason)
                counts[place, default: 0] += 1
            }
        }
        return counts.sorted {
            ($0.key.connection, $0.key.asset, $0.key.reason) < ($1.key.connection, $1.key.asset, $1.key.reason)
        }
        .map { reason, count in
            FiscalWarning(
                reason.isPending ? .pendingValue : .missingValue, connection: reason.connection,
                text: "\(Words.count(count, "movement")) of \(reason.asset) without a value: \(reason.reason).",
                remedy: reason.isPending
                    ? "Run portolan value later, then make the report again."
                    : "Set a price by hand with portolan value set.")
        }
    }

    private var kinds: [FiscalWarning] {
        func count(_ wanted: (Transaction) -> Bool) -> [(String, Int)] {
            let found = lines.filter { wanted($0.transaction) }.map(\.transaction.connection)
            return Dictionary(grouping: found) { $0 }.mapValues(\.count).sorted { $0.key < $1.key }
        }
        let unclassified = count { $0.kind == .unclassified || $0.kind == .other }.map { connection, count in
            FiscalWarning(
                .unclassified, connection: connection,
                text: "\(Words.count(count, "transaction")) of a kind this program does not know.",
                remedy: "Look at them with portolan transactions list --kind other.")
        }
        let gone = count(\.isNoLongerServed).map { connection, count in
            FiscalWarning(
                .noLongerServed, connection: connection,
                text: "\(Words.count(count, "transaction")) the exchange no longer serves; they are kept and counted.")
        }
        let open = count { $0.status == .pending }.map { connection, count in
            FiscalWarning(
                .underWay, connection: connection,
                text: "\(Words.count(count, "transaction")) under way; they move no balance yet.",
                remedy: "Sync again when they are done.")
        }
        return unclassified + gone + open
    }

    /// What the history itself shows up to the end of the year; of withdrawals, those of the year.
    private var incomplete: [FiscalWarning] {
        history.compactMap { warning in
            switch warning.kind {
            case .negativeBalance:
                FiscalWarning(.negativeBalance, connection: warning.connection, text: warning.text)
            case .unmatchedWithdrawal:
                span.contains(warning.time)
                    ? FiscalWarning(.unmatchedWithdrawal, connection: warning.connection, text: warning.text) : nil
            }
        }
    }

    private var tooLarge: [FiscalWarning] {
        overflowed.sorted().map { asset in
            FiscalWarning(
                .unclassified, connection: "",
                text: "An amount of \(asset) needs more than 38 digits and is in no total.")
        }
    }
}

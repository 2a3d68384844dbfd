import HistoryModel

/// What the report must disclose, from coverage, values and totals.
struct FiscalWarnings {
    let span: Interval
    let connections: [FiscalConnection]
    let lines: [FiscalReport.Line]
    let history: [HistoryWarning]
    let tooLong: [AssetTotal]

    var all: [FiscalWarning] {
        draft + connections.flatMap { unread($0) + neverServed($0) + tombstones($0) + undecided($0) } + values + kinds
            + underWay
            + incomplete + tooLarge
    }

    /// Whether one connection at least was not read up to the end of the year.
    var isDraft: Bool { connections.contains { $0.lastGood.map { $0 < span.until } ?? true } }

    private var draft: [FiscalWarning] {
        guard isDraft else { return [] }
        let read = connections.enumerated().map { number, connection in
            let until = connection.lastGood.map { "up to \($0.minuteText) UTC" } ?? "never in full"
            return connection.name + (number == 0 ? " was read " : " ") + until
        }
        return [
            FiscalWarning(
                .yearNotOver, connection: "",
                text: "This is a draft: the year is not over. \(Words.list(read)).",
                remedy: "Sync, value and make it again once the year is over.")
        ]
    }

    private func unread(_ connection: FiscalConnection) -> [FiscalWarning] {
        FiscalUnread(connection: connection, end: span.until).warnings
    }

    private func neverServed(_ connection: FiscalConnection) -> [FiscalWarning] {
        connection.coverage.omissions.map { omission in
            FiscalWarning(
                .neverServed, connection: connection.name, text: omission.text, remedy: omission.remedy.advice)
        }
    }

    private func undecided(_ connection: FiscalConnection) -> [FiscalWarning] {
        guard connection.undecidedPairs > 0 else { return [] }
        return [
            FiscalWarning(
                .undecided, connection: connection.name,
                text:
                    "Of \(Words.count(connection.undecidedPairs, "pair")) of a file and the exchange nobody has decided whether both are the same: both are counted.",
                remedy: "Decide with `portolan transactions matches`, then make the report again.")
        ]
    }

    private func tombstones(_ connection: FiscalConnection) -> [FiscalWarning] {
        guard connection.tombstones > 0 else { return [] }
        let passing = connection.passingTombstones
        let some = passing == connection.tombstones ? "all of them" : "\(Words.grouped(passing)) of them"
        return [
            FiscalWarning(
                .tombstones, connection: connection.name,
                text: "\(Words.count(connection.tombstones, "record")) deleted by you and left out"
                    + (passing > 0 ? ", \(some) until they are read again." : "."),
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
    private var values: [FiscalWarning] {
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
            var warning = FiscalWarning(
                reason.isPending ? .pendingValue : .missingValue, connection: reason.connection,
                text:
                    "\(Words.count(count, "movement")) of \(reason.asset) without a value: \(FiscalWords.reason(reason.reason)).",
                remedy: reason.isPending
                    ? "Run portolan value later, then make the report again."
                    : "Set a price by hand with portolan value set.")
            warning.code = reason.reason
            return warning
        }
    }

    /// How many transactions of each connection are so, by name.
    private func count(_ wanted: (Transaction) -> Bool) -> [(String, Int)] {
        var counts: [String: Int] = [:]
        for line in lines where wanted(line.transaction) { counts[line.transaction.connection, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }
    }

    private var kinds: [FiscalWarning] {
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
        return unclassified + gone
    }

    /// Only what has a row of its own is counted: of what is known by details alone, another row may have moved it.
    private var underWay: [FiscalWarning] {
        let own = count {
            $0.records.contains { $0.record.flags.contains(.pending) && !$0.record.flags.contains(.detail) }
        }
        let details = count { $0.status == .pending && $0.records.allSatisfy { $0.record.flags.contains(.detail) } }
        let remedy = "Sync again when it is done."
        return own.map { connection, count in
            FiscalWarning(
                .underWay, connection: connection,
                text:
                    "\(Words.count(count, "transaction is", "transactions are")) under way. What is under way is not counted until it is final.",
                remedy: remedy)
        }
            + details.map { connection, count in
                FiscalWarning(
                    .underWay, connection: connection,
                    text:
                        "Details of \(Words.count(count, "transaction")) say it is under way. What is under way is not counted until it is final; the row that moves it may stand in this report already.",
                    remedy: remedy)
            }
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
        tooLong.map { total in
            FiscalWarning(
                .cannotBeAdded, connection: total.connection,
                text:
                    "The amounts of \(total.asset) need more than 38 digits: they cannot be added, and there is no total.",
                remedy: "Look at them with portolan transactions list --asset \(total.asset).")
        }
    }
}

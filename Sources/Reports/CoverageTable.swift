import HistoryModel

/// Coverage as a table: a line for each stream of each connection, in dates.
package enum CoverageTable {
    package static func text(_ coverage: [ConnectionCoverage], style: Style = .plain) -> String {
        var table = TextTable([
            .init("CONNECTION", limit: 20), .init("STREAM", limit: 34), .init("RECORDS", right: true),
            .init("READ"), .init("NOT READ", wraps: true),
        ])
        for connection in coverage.map({ $0.gathered() }) {
            for stream in connection.streams {
                table.append([
                    connection.connection, stream.title, Words.grouped(stream.records), read(stream), missing(stream),
                ])
            }
        }
        return style.fitted(table.text(style: style))
    }

    /// From the first to the last instant that was read.
    private static func read(_ stream: StreamCoverage) -> String {
        let read = stream.intervals.filter { $0.state.isComplete || $0.state == .settling || $0.state == .fromFile }
        guard let first = read.first, let last = read.last else { return "-" }
        return "\(first.interval.from.date) to \(last.interval.until.date)"
    }

    /// Every stretch that is not known, with the reason in a few words; neighbours of one reason are one.
    private static func missing(_ stream: StreamCoverage) -> String {
        var found: [(interval: Interval, why: String)] = []
        for held in stream.intervals {
            guard let why = reason(held, stream) else { continue }
            if let last = found.last, last.why == why, last.interval.until == held.interval.from,
                let both = Interval(last.interval.from, held.interval.until)
            {
                found[found.count - 1].interval = both
            } else {
                found.append((held.interval, why))
            }
        }
        var parts = found.map { CoverageReport.between($0.interval) + ($0.why.isEmpty ? "" : ", " + $0.why) }
        // Twenty holes of a kind are not twenty lines.
        if parts.count > 4 { parts = Array(parts.prefix(3)) + ["and \(parts.count - 3) more"] }
        let isUnknown =
            !stream.isOfFile && stream.declaredBounds.contains { if case .unknown = $0.kind { true } else { false } }
        if isUnknown { parts.append("depth unknown") }
        return parts.joined(separator: "; ")
    }

    /// Nil for what was read.
    private static func reason(_ held: CoverageInterval, _ stream: StreamCoverage) -> String? {
        switch held.state {
        case .complete, .completeEmpty, .settling, .fromFile: return nil
        case .notOffered: return "no such thing"
        case .notAsked: return "not asked yet"
        case .failed: return "failed"
        case .paused: return "paused"
        case .gap: return "left out"
        case .unreadable:
            let named = CoverageReport.limits(behind: held, of: stream)
            // A reason of the account's own has no bound.
            if named.isEmpty { return HTMLText.cut(held.reason, to: 48) }
            return named.map(BoundText.short).filter { $0 != "unknown" }.joined(separator: ", ")
        }
    }
}

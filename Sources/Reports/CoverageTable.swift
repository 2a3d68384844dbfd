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

    /// Every stretch that is not known, with the reason in a few words. What is wider than it need be is joined.
    private static func missing(_ stream: StreamCoverage) -> String {
        let isUnknown = stream.declaredBounds.contains { if case .unknown = $0.kind { true } else { false } }
        var parts: [String] = []
        for held in stream.intervals {
            let dates = CoverageReport.between(held.interval)
            switch held.state {
            case .complete, .completeEmpty, .settling, .fromFile: continue
            case .notOffered: parts.append("no such thing \(dates)")
            case .notAsked: parts.append("\(dates), not asked yet")
            case .failed: parts.append("\(dates), failed")
            case .paused: parts.append("\(dates), paused")
            case .gap: parts.append("\(dates), left out")
            case .unreadable:
                let limits = stream.declaredBounds.filter { if case .unlimited = $0.kind { false } else { true } }
                let named = limits.filter {
                    held.reason == $0.kindName || held.reason.hasPrefix($0.kindName + " ") || held.reason.isEmpty
                }
                let why = named.map(BoundText.short).filter { $0 != "unknown" }
                parts.append(dates + (why.isEmpty ? "" : ", " + why.joined(separator: ", ")))
            }
        }
        // Twenty holes of a kind are not twenty lines.
        if parts.count > 4 { parts = Array(parts.prefix(3)) + ["and \(parts.count - 3) more"] }
        if isUnknown { parts.append("depth unknown") }
        return parts.joined(separator: "; ")
    }
}

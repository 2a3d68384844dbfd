import HistoryModel

/// What a declared bound means, in words and with dates.
package enum BoundText {
    /// One sentence for each bound. They hold at once, so what is unknown beside a number speaks of that number.
    package static func sentences(_ bounds: [HistoryBound], at now: Instant) -> [String] {
        bounds.map { bound in
            guard case .unknown = bound.kind, bounds.count > 1 else { return sentence(bound, at: now) }
            return "whether it really reads that far is unknown: nobody has established it, and rows may be missing"
                + " without a word from the exchange." + reason(bound)
        }
    }

    /// One whole sentence, true for a request made at `now`.
    package static func sentence(_ bound: HistoryBound, at now: Instant) -> String {
        let reference = bound.basis == .utcDay ? now.startOfUTCDay : now
        let fact =
            switch bound.kind {
            case .unlimited: "everything since the account was opened can be read"
            case .rolling(let depth):
                "only the last \(words(depth)) \(depth.isOne ? "is" : "are") served: today, nothing before \(depth.before(reference).date)"
                    + " can be read"
            case .since(let instant): "nothing before \(instant.date) can be read"
            case .until(let instant): "only rows older than \(instant.date) are served, nothing from that day on"
            case .lastRows(let rows):
                "only the newest \(Words.count(Int(clamping: rows), "row")) are served; older ones cannot be read"
            case .delayed(let depth):
                "the newest \(words(depth)) are not served yet: today, rows appear up to "
                    + depth.before(reference).date
            case .unknown:
                "how far back it reads is unknown: nobody has established it, and older rows may be missing without"
                    + " a word from the exchange"
            }
        return fact + "." + reason(bound)
    }
    private static func reason(_ bound: HistoryBound) -> String {
        bound.reason.isEmpty ? "" : " " + Words.sentence(bound.reason)
    }

    /// A few words for a table: `90 days`, `since 2020-12-01`, `unlimited`.
    package static func short(_ bound: HistoryBound) -> String {
        switch bound.kind {
        case .unlimited: "unlimited"
        case .rolling(let depth): words(depth)
        case .since(let instant): "since \(instant.date)"
        case .until(let instant): "until \(instant.date)"
        case .lastRows(let rows): "last \(Words.count(Int(clamping: rows), "row"))"
        case .delayed(let depth): "delayed \(words(depth))"
        case .unknown: "unknown"
        }
    }

    /// `the exchange serves 90 days`: the reason inside a sentence on lost history.
    package static func clause(_ bound: HistoryBound) -> String {
        switch bound.kind {
        case .unlimited: "no limit is declared"
        case .rolling(let depth): "the exchange serves \(words(depth))"
        case .since(let instant): "the exchange serves nothing older than \(instant.date)"
        case .until(let instant): "the exchange serves only what is older than \(instant.date)"
        case .lastRows(let rows): "the exchange serves the newest \(Words.count(Int(clamping: rows), "row"))"
        case .delayed(let depth): "the exchange publishes it \(words(depth)) late"
        case .unknown: "its depth is unknown"
        }
    }

    package static func words(_ depth: HistoryBound.Depth) -> String {
        switch depth {
        case .span(let span): span.description
        case .days(let days): Words.count(Int(clamping: days), "day")
        case .calendarMonths(let months): Words.count(Int(clamping: months), "calendar month")
        }
    }

    /// `documented at https://…, read 2026-03-01`.
    package static func evidence(_ evidence: Evidence) -> String {
        let verb =
            switch evidence.kind {
            case .unknown: "source"
            case .documented: "documented"
            case .measured: "measured"
            case .reported: "reported"
            }
        let day = evidence.readOn.isEmpty ? "" : ", read \(TerminalText.escaped(evidence.readOn))"
        let note = evidence.note.isEmpty ? "" : " (\(TerminalText.escaped(evidence.note)))"
        return "\(verb): \(TerminalText.escaped(evidence.url))\(day)\(note)"
    }

    /// The more a bound hides, the smaller the pair. For choosing what to show where one has room.
    static func rank(_ bound: HistoryBound) -> (Int, Int128) {
        switch bound.kind {
        case .unknown: (0, 0)
        case .lastRows(let rows): (1, Int128(rows))
        case .rolling(let depth): (2, length(depth))
        case .until: (3, 0)
        case .since(let instant): (4, -Int128(instant.nanoseconds))
        case .delayed(let depth): (5, -length(depth))
        case .unlimited: (6, 0)
        }
    }
    private static func length(_ depth: HistoryBound.Depth) -> Int128 {
        switch depth {
        case .span(let span): Int128(span.nanoseconds)
        case .days(let days): Int128(days) * Int128(Span.nanosecondsPerDay)
        case .calendarMonths(let months): Int128(months) * Int128(Span.nanosecondsPerDay) * 365 / 12
        }
    }
}

extension HistoryBound.Depth {
    fileprivate var isOne: Bool {
        switch self {
        case .span: false
        case .days(let count), .calendarMonths(let count): count == 1
        }
    }
}

import HistoryModel

/// What was read of each stream and what was not: in words, and as JSON.
package enum CoverageReport {
    /// One connection in words. Every interval that is not simply complete has its sentence, with dates.
    package static func words(_ coverage: ConnectionCoverage, at now: Instant, style: Style = .plain) -> String {
        let coverage = coverage.gathered()
        let safe = TerminalText.escaped
        var lines = [style.bold("\(safe(coverage.connection)) (\(safe(coverage.exchange)))")]
        if let opened = coverage.accountOpened {
            lines.append("  The account was opened on \(opened.date): nothing can lie before.")
        }
        for stream in coverage.streams {
            lines.append("  \(style.bold(safe(stream.title))): \(summary(stream))")
            // What a file holds is all there is to say of it: no exchange limits it.
            if stream.isOfFile { continue }
            lines += Self.joined(stream.intervals).compactMap { sentence($0, of: stream, style: style) }.map {
                "    " + $0
            }
            lines += stream.shortfalls.map { "    " + style.yellow(sentence($0)) }
            lines += depth(stream, at: now, style: style).map { "    " + $0 }
        }
        if coverage.streams.isEmpty {
            lines.append("  Nothing was read yet. Run: portolan sync \(safe(coverage.connection))")
        }
        lines += AdapterReport.omissions(coverage.omissions, style: style).map { "  " + $0 }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Neighbours that read the same: pending rows cut the settling part into pieces nobody wants to read one by one.
    static func joined(_ intervals: [CoverageInterval]) -> [CoverageInterval] {
        var result: [CoverageInterval] = []
        for next in intervals {
            if let last = result.last, last.state == next.state, last.state == .settling || last.reason == next.reason,
                let both = Interval(last.interval.from, next.interval.until), last.interval.until == next.interval.from
            {
                result[result.count - 1].interval = both
            } else {
                result.append(next)
            }
        }
        return result
    }

    static func summary(_ stream: StreamCoverage) -> String {
        var records = Words.count(stream.records, "record")
        if let count = stream.unitCount {
            records = "\(Words.count(count.units, count.noun)), \(records)"
            if stream.records > 0 { records += " in \(Words.grouped(count.unitsWithRecords))" }
        }
        if stream.isOfFile { return "\(records)\(span(stream))." }
        return switch stream.state {
        case .limited where !stream.intervals.contains { $0.state == .unreadable }:
            "\(records); all the exchange gave was read\(span(stream)); whether there is more before, nobody knows."
        case .complete: "\(records), read completely\(span(stream))."
        case .completeEmpty: "read completely\(span(stream)); there is nothing in it."
        case .limited: "\(records); all that can be read was read\(span(stream))."
        case .settling: "\(records); too recent to be final."
        case .incomplete: "\(records); not everything was read yet."
        case .failed: "\(records); reading failed in part."
        case .paused: "\(records); paused."
        case .notOffered: "this account has no such thing."
        case .notAsked: "not asked yet."
        }
    }

    /// ` from 2019-03-01 to 2025-03-01`: the hull of what was read.
    private static func span(_ stream: StreamCoverage) -> String {
        let read = stream.intervals.filter { $0.state.isComplete || $0.state == .settling || $0.state == .fromFile }
        guard let first = read.first, let last = read.last else { return "" }
        return " from \(first.interval.from.date) to \(last.interval.until.minuteText)"
    }

    static func sentence(_ interval: CoverageInterval, of stream: StreamCoverage, style: Style) -> String? {
        let what = stream.kinds.isEmpty ? "rows" : stream.kinds.kinds.count > 3 ? "records" : Words.kinds(stream.kinds)
        let dates = between(interval.interval)
        let reason = interval.reason.isEmpty ? "" : ": " + TerminalText.escaped(interval.reason)
        let share = share(interval, of: stream)
        switch interval.state {
        case .complete, .completeEmpty: return nil
        case .settling:
            return "Read again at the next sync: \(what) \(dates)\(share) may still appear or change."
        case .unreadable:
            return style.yellow("\(Words.capitalized(what)) \(dates)\(share) cannot be read\(why(interval, stream)).")
        case .gap:
            return style.red("The exchange's answer left out \(what) \(dates)\(share)\(gapReason(interval.reason)).")
        case .failed: return style.red("Reading \(what) \(dates)\(share) failed\(reason).")
        case .notOffered: return "The account has no \(what) \(dates)\(share)."
        case .notAsked where stream.state == .notAsked: return nil
        case .notAsked: return style.yellow("Not asked yet: \(what) \(dates)\(share).")
        case .fromFile: return "From a file: \(what) \(dates)."
        case .paused: return style.yellow("Paused: \(what) \(dates) were not read.")
        }
    }

    /// ` in 3 of 2,500 markets`, where a line stands for many and not all of them are meant.
    static func share(_ interval: CoverageInterval, of stream: StreamCoverage) -> String {
        guard let count = stream.unitCount, let meant = count.inState[interval.interval], meant < count.units
        else { return "" }
        return " in \(Words.grouped(meant)) of \(Words.count(count.units, count.noun))"
    }

    private static func sentence(_ shortfall: StreamCoverage.Shortfall) -> String {
        let counted = Words.count(Int(clamping: shortfall.counted), "row")
        return "The exchange counts \(counted) \(between(shortfall.interval)) but served "
            + Words.grouped(Int(clamping: shortfall.served)) + ", twice asked: some may be hidden."
    }

    private static func gapReason(_ reason: String) -> String {
        reason.isEmpty ? "" : ": " + words(ofReason: reason)
    }
    static func words(ofReason reason: String) -> String {
        switch reason {
        case GapReason.clamped.name: "it answered a smaller range than was asked for"
        case GapReason.lastRows.name: "it serves only the newest rows"
        case GapReason.ties.name: "more rows share an instant than fit on a page"
        case GapReason.notYetThere.name: "it has not published them yet"
        default: TerminalText.escaped(reason)
        }
    }

    /// The interval's own reason, else what the declared bounds say.
    static func why(_ interval: CoverageInterval, _ stream: StreamCoverage) -> String {
        let named = interval.state == .gap ? [] : limits(behind: interval, of: stream)
        return named.isEmpty ? gapReason(interval.reason) : ": " + Words.list(named.map(BoundText.clause))
    }
    /// The declared bounds that keep an interval out of reach, the one it names where it names one; none where the
    /// account has a reason of its own.
    static func limits(behind interval: CoverageInterval, of stream: StreamCoverage) -> [HistoryBound] {
        if let named = stream.declaredBounds.first(where: { $0.text == interval.reason }) { return [named] }
        return stream.declaredBounds.filter { bound in
            if case .unlimited = bound.kind { return false }
            return interval.reason.isEmpty || interval.reason == bound.kindName
                || interval.reason.hasPrefix(bound.kindName + " ")
        }
    }

    /// `before 2024-03-02`, `from 2024-03-02 to 2024-05-01`.
    package static func between(_ interval: Interval) -> String {
        let isOpenStart = interval.from <= Instant(year: 2009, month: 1, day: 3)
        if isOpenStart { return "before \(day(interval.until))" }
        return "from \(day(interval.from)) to \(day(interval.until))"
    }
    /// Midnight as the day, anything else to the minute.
    private static func day(_ instant: Instant) -> String {
        instant == instant.startOfUTCDay ? instant.date : instant.minuteText
    }

    private static func depth(_ stream: StreamCoverage, at now: Instant, style: Style) -> [String] {
        var lines: [String] = []
        let limits = stream.declaredBounds.filter { if case .unlimited = $0.kind { false } else { true } }
        lines += BoundText.sentences(limits, at: now).map { "Limit: " + $0 }
        // The key or the account may see less than the exchange serves.
        let declared = limits.compactMap { $0.depth?.before($0.basis == .utcDay ? now.startOfUTCDay : now) }.max()
        if let earliest = stream.earliestReadable, let declared, earliest > declared + .days(1) {
            lines.append("A sync now reaches back to \(day(earliest)).")
        }
        if let deadline = stream.deadline {
            let text =
                deadline <= now + .minutes(5)
                ? "Sync now: history is rolling out of reach." : "Sync before \(day(deadline)), or history is lost."
            lines.append(deadline - now < Span.days(14) ? style.red(text) : text)
        }
        return lines
    }
}

extension HistoryBound {
    /// How far back a rolling limit reaches; nil for every other.
    fileprivate var depth: Depth? { if case .rolling(let depth) = kind { depth } else { nil } }
}

import HistoryModel

/// How far one stream of a running sync has come.
package struct SyncProgress: Sendable {
    package var connection: String
    package var stream: String
    package var unit: String?
    /// Which of how many units, counted from 1; nil where there is one alone.
    package var unitPlace: (place: Int, count: Int)?
    /// The unit this sync began with.
    package var firstPlace = 1
    /// Rows the exchange served, those met before included.
    package var records: Int
    package var pages: Int
    /// The oldest instant up to which everything was read.
    package var coveredUntil: Instant?
    /// Where this sync began to read: what an earlier one read says nothing of the pace.
    package var begunAt: Instant?
    /// What is walked, for the share done; nil when nobody knows the end.
    package var target: Interval?
    /// Set while a rate limit or a retry holds the stream.
    package var waitUntil: Instant?
    package var waitReason: String
    package var started: Instant
    package var isFinished = false

    package init(
        connection: String, stream: String, unit: String? = nil, records: Int = 0, pages: Int = 0,
        coveredUntil: Instant? = nil, target: Interval? = nil, waitUntil: Instant? = nil, waitReason: String = "",
        started: Instant
    ) {
        self.connection = connection
        self.stream = stream
        self.unit = unit
        self.records = records
        self.pages = pages
        self.coveredUntil = coveredUntil
        self.target = target
        self.waitUntil = waitUntil
        self.waitReason = waitReason
        self.started = started
    }

    /// Thousandths of the target that are covered; nil when the target is unknown.
    package var permille: Int? {
        if let unitPlace, unitPlace.count > 0 { return (unitPlace.place - 1) * 1000 / unitPlace.count }
        guard let target, let coveredUntil else { return nil }
        let whole = Int128(target.until.nanoseconds) - Int128(target.from.nanoseconds)
        let done = Int128(coveredUntil.nanoseconds) - Int128(target.from.nanoseconds)
        return Int(min(max(0, done), whole) * 1000 / whole)
    }

    /// Time left at the pace so far; nil before it can be told.
    package func remaining(at now: Instant) -> Span? {
        if !isFinished, let unitPlace {
            let done = Int64(unitPlace.place - firstPlace)
            let elapsed = now - started
            guard done > 2, elapsed > .zero else { return nil }
            return Span(nanoseconds: elapsed.nanoseconds / done * Int64(unitPlace.count - unitPlace.place + 1))
        }
        guard !isFinished, let target, let coveredUntil else { return nil }
        let begun = Int128((begunAt ?? target.from).nanoseconds)
        let done = Int128(coveredUntil.nanoseconds) - begun
        let whole = Int128(target.until.nanoseconds) - begun
        let elapsed = now - started
        guard elapsed > .zero, done > 0, done < whole, done * 50 >= whole else { return nil }
        return Span(nanoseconds: Int64(clamping: Int128(elapsed.nanoseconds) * (whole - done) / done))
    }

    /// The line for a person, at most `width` columns: what matters most stands in front. With a bar on a terminal.
    package func line(at now: Instant, width: Int, style: Style = .plain, hasBar: Bool = true) -> String {
        let title = TerminalText.escaped(
            [connection, stream, unit ?? ""].filter { !$0.isEmpty }.joined(separator: " "))
        var parts = pages > 0 ? [Words.count(records, "row")] : []
        if let unitPlace, !isFinished {
            parts.append("\(Words.grouped(unitPlace.place)) of \(Words.grouped(unitPlace.count))")
        }
        if let waitUntil, waitUntil > now {
            let reason = waitReason.isEmpty ? "the rate limit" : TerminalText.escaped(waitReason)
            let time = Words.duration(waitUntil - now + .milliseconds(999))
            // A limit is waited for; what an exchange said is a sentence of its own.
            let isThing = reason.first?.isLowercase ?? true
            parts.append("waiting \(time)" + (isThing ? " for \(reason)" : " (\(reason))"))
        } else if let remaining = remaining(at: now), remaining >= .seconds(1) {
            parts.append("about \(Words.duration(remaining)) left")
        }
        if let coveredUntil { parts.append("read up to \(coveredUntil.date)") }
        if pages > 0 { parts.append(Words.count(pages, "page")) }
        if parts.isEmpty { parts = [isFinished ? "read" : "asking"] }
        let bar = hasBar ? permille.map { Self.bar($0, style: style) + " " } ?? "" : ""
        return TerminalText.truncated("\(title)  \(bar)\(parts.joined(separator: ", "))", to: width, style: style)
    }

    private static func bar(_ permille: Int, style: Style) -> String {
        let full = permille / 100
        let (on, off): (Character, Character) = style.usesUnicode ? ("█", "░") : ("#", ".")
        return String(repeating: on, count: full) + String(repeating: off, count: 10 - full)
    }
}

import HistoryModel

/// How far one stream of a running sync has come.
package struct SyncProgress: Sendable, Hashable {
    package var connection: String
    package var stream: String
    package var unit: String?
    package var records: Int
    package var pages: Int
    /// The oldest instant up to which everything was read.
    package var coveredUntil: Instant?
    /// What is walked, for the share done; nil when nobody knows the end.
    package var target: Interval?
    /// Set while a rate limit or a retry holds the stream.
    package var waitUntil: Instant?
    package var waitReason: String
    package var started: Instant

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
        guard let target, let coveredUntil else { return nil }
        let whole = Int128(target.until.nanoseconds) - Int128(target.from.nanoseconds)
        let done = Int128(coveredUntil.nanoseconds) - Int128(target.from.nanoseconds)
        return Int(min(max(0, done), whole) * 1000 / whole)
    }

    /// Time left at the pace so far; nil before it can be told.
    package func remaining(at now: Instant) -> Span? {
        guard let permille, permille >= 20, permille < 1000 else { return nil }
        let elapsed = now - started
        guard elapsed > .zero else { return nil }
        // A clock that was set while the sync ran gives any elapsed time.
        return Span(
            nanoseconds: Int64(clamping: Int128(elapsed.nanoseconds) * Int128(1000 - permille) / Int128(permille)))
    }

    /// The line for a terminal, at most `width` columns: `kraken ledger  1,250 records, 26 pages, up to 2021-05-03 …`.
    package func line(at now: Instant, width: Int, style: Style = .plain) -> String {
        let title = TerminalText.escaped(
            [connection, stream, unit ?? ""].filter { !$0.isEmpty }.joined(separator: " "))
        var parts = ["\(Words.count(records, "record"))", Words.count(pages, "page")]
        if let coveredUntil { parts.append("read up to \(coveredUntil.date)") }
        if let waitUntil, waitUntil > now {
            let reason = waitReason.isEmpty ? "the rate limit" : TerminalText.escaped(waitReason)
            parts.append("waiting \(Words.duration(waitUntil - now)) for \(reason)")
        } else if let remaining = remaining(at: now) {
            parts.append("about \(Words.duration(remaining)) left")
        }
        let bar = permille.map { Self.bar($0, style: style) + " " } ?? ""
        return TerminalText.truncated("\(title)  \(bar)\(parts.joined(separator: ", "))", to: width, style: style)
    }

    private static func bar(_ permille: Int, style: Style) -> String {
        let full = permille / 100
        let (on, off): (Character, Character) = style.usesUnicode ? ("█", "░") : ("#", ".")
        return String(repeating: on, count: full) + String(repeating: off, count: 10 - full)
    }
}

import HistoryModel

/// Coverage as a picture: a bar for each stream of each connection, time from left to right. Self-contained SVG.
package struct CoverageSVG: Sendable {
    /// What is drawn; nil: from the first instant known to the last.
    package var span: Interval?
    private static let labels = 250, width = 1000, row = 20, head = 26

    package init(span: Interval? = nil) { self.span = span }

    /// A picture for each connection, all on one scale, so that none need be cut at the end of a sheet.
    package func texts(_ coverage: [ConnectionCoverage]) -> [String] {
        let scale = CoverageSVG(span: span ?? Self.span(of: coverage))
        return coverage.map { scale.text([$0]) }
    }

    private static func span(of coverage: [ConnectionCoverage]) -> Interval? {
        let intervals = coverage.flatMap(\.streams).flatMap(\.intervals)
        let earliest = Instant(year: 2009, month: 1, day: 3)
        let first = intervals.map(\.interval.from).min() ?? earliest
        return Interval(max(first, earliest), intervals.map(\.interval.until).max() ?? first + .days(1))
    }

    package func text(_ coverage: [ConnectionCoverage]) -> String {
        let coverage = coverage.map { $0.gathered() }
        let intervals = coverage.flatMap(\.streams).flatMap(\.intervals)
        guard let span = span ?? Self.span(of: coverage) else { return "" }
        var body = ""
        var y = Self.head
        for connection in coverage {
            body += Self.words(connection.connection, x: 0, y: y + 14, style: "font-weight:600")
            y += Self.row
            for stream in connection.streams {
                body += Self.words(HTMLText.cut(stream.title, to: 36), x: 8, y: y + 14)
                body += bar(stream, over: span, y: y)
                y += Self.row
            }
            y += 6
        }
        let legendAt = y + 8
        let states = CoverageTimeline.severity.reversed().filter { state in intervals.contains { $0.state == state } }
        let height = legendAt + 24
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" role="img" \
            aria-label="What was read of each stream, over time" font-family="system-ui, sans-serif" font-size="12">
            <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
            <rect width="6" height="6" fill="#f6dfa4"/><rect width="2" height="6" fill="#a06a00"/></pattern></defs>
            \(axis(span, height: legendAt))\(body)\(Self.legend(states, y: legendAt))</svg>

            """
    }

    private func place(_ instant: Instant, in span: Interval) -> Int {
        let length = Int128(span.until.nanoseconds) - Int128(span.from.nanoseconds)
        let inside = max(span.from, min(span.until, instant))
        let offset = Int128(inside.nanoseconds) - Int128(span.from.nanoseconds)
        // In tenths of a unit, so that neighbours meet without a seam.
        return Int(offset * Int128((Self.width - Self.labels) * 10) / length)
    }

    private func bar(_ stream: StreamCoverage, over span: Interval, y: Int) -> String {
        if stream.intervals.isEmpty { return Self.block(0, (Self.width - Self.labels) * 10, y, .notAsked, "not asked") }
        return stream.intervals.map { held in
            let from = place(held.interval.from, in: span)
            let until = place(held.interval.until, in: span)
            // What is too short to be seen is not drawn, unless it is something to worry about.
            let isBad = [.failed, .gap, .notAsked, .unreadable].contains(held.state)
            guard until - from >= 3 || isBad else { return "" }
            let reason = held.reason.isEmpty ? "" : ": \(held.reason)"
            let title =
                "\(held.interval.from.date) to \(held.interval.until.date), \(CoverageTimeline.name(held.state))\(reason)"
            return Self.block(from, max(10, until - from), y, held.state, title)
        }.joined()
    }

    private static func block(_ from: Int, _ length: Int, _ y: Int, _ state: CoverageState, _ title: String) -> String {
        "<rect x=\"\(tenths(labels * 10 + from))\" y=\"\(y + 3)\" width=\"\(tenths(length))\" height=\"14\" fill=\"\(fill(state))\">"
            + "<title>\(HTMLText.escaped(title))</title></rect>\n"
    }
    private static func tenths(_ value: Int) -> String {
        value % 10 == 0 ? "\(value / 10)" : "\(value / 10).\(value % 10)"
    }
    private static func words(_ text: String, x: Int, y: Int, style: String = "") -> String {
        "<text x=\"\(x)\" y=\"\(y)\"\(style.isEmpty ? "" : " style=\"\(style)\"")>\(HTMLText.escaped(text))</text>\n"
    }

    /// Distinct in brightness too, so that a printer without colour shows them apart.
    private static func fill(_ state: CoverageState) -> String {
        switch state {
        case .complete: "#1f7a4d"
        case .fromFile: "#4f6fb0"
        case .completeEmpty: "#bfe3cf"
        case .settling: "#8fb8e8"
        case .unreadable: "url(#hatch)"
        case .notAsked, .paused: "#d9d9d9"
        case .notOffered: "#f1f1f1"
        case .gap, .failed: "#c62828"
        }
    }

    private func axis(_ span: Interval, height: Int) -> String {
        func year(_ instant: Instant) -> Int {
            CivilDate(daysSinceEpoch: Int(instant.startOfUTCDay.nanoseconds / Span.nanosecondsPerDay)).year
        }
        let (first, last) = (year(span.from), year(span.until))
        let step = max(1, (last - first) / 12)
        let marks = stride(from: first + 1, through: last, by: step).map { year in
            let at = Self.labels * 10 + place(Instant(year: year, month: 1, day: 1), in: span)
            let x = Self.tenths(at)
            // The last year's number would reach beyond the picture.
            let anchor = at > Self.width * 10 - 150 ? "end" : "middle"
            return
                "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"18\" y2=\"\(height - 4)\" stroke=\"#cccccc\" stroke-width=\"0.5\"/>"
                + "<text x=\"\(x)\" y=\"13\" text-anchor=\"\(anchor)\" fill=\"#555555\">\(year)</text>\n"
        }
        return marks.joined()
    }

    private static func legend(_ states: [CoverageState], y: Int) -> String {
        var x = 0
        return states.map { state in
            let name = CoverageTimeline.name(state)
            defer { x += 30 + name.count * 7 }
            return "<rect x=\"\(x)\" y=\"\(y)\" width=\"12\" height=\"12\" fill=\"\(fill(state))\"/>"
                + words(name, x: x + 16, y: y + 11)
        }.joined()
    }
}

import HistoryModel

/// Coverage as a picture: one line per stream, time from left to right, a character per stretch.
package struct CoverageTimeline: Sendable {
    /// Columns of the whole line, labels included.
    package var width: Int
    package var style: Style
    /// Where the picture begins; nil: at the first interval of any stream.
    package var start: Instant?

    package init(width: Int, style: Style = .plain, start: Instant? = nil) {
        self.width = max(40, width)
        self.style = style
        self.start = start
    }

    /// Worst first: a cell that touches two states shows the worse one, so that no hole is too small to be seen.
    static let severity: [CoverageState] = [
        .failed, .gap, .notAsked, .paused, .unreadable, .settling, .fromFile, .complete, .completeEmpty, .notOffered,
    ]

    package func text(_ coverage: ConnectionCoverage, at now: Instant) -> String {
        let coverage = coverage.gathered()
        let intervals = coverage.streams.flatMap(\.intervals)
        let hull = intervals.filter { $0.state != .notOffered }
        let first = start ?? hull.map(\.interval.from).min() ?? now - Span.days(365)
        let last = max(now, min(hull.map(\.interval.until).max() ?? now, now + Span.days(1)))
        let from = max(first, Instant(year: 2009, month: 1, day: 3))
        guard let span = Interval(from, last) else { return "" }
        let titles = coverage.streams.map {
            TerminalText.truncated(TerminalText.escaped($0.title), to: width / 3, style: style)
        }
        let labelWidth = titles.map(TerminalText.width).max() ?? 0
        let cells = max(8, width - labelWidth - 4)
        let indent = String(repeating: " ", count: labelWidth + 2)
        var lines = [indent + style.dim(axis(span, cells: cells))]
        for (title, stream) in zip(titles, coverage.streams) {
            lines.append(
                TerminalText.padded(title, to: labelWidth) + "  " + bar(stream.intervals, over: span, cells: cells))
        }
        var states = Set(intervals.map(\.state))
        if coverage.streams.contains(where: \.intervals.isEmpty) { states.insert(.notAsked) }
        lines += legend(states).map { indent + $0 }
        return lines.map { $0 + "\n" }.joined()
    }

    private func bar(_ intervals: [CoverageInterval], over span: Interval, cells: Int) -> String {
        let states = (0..<cells).map { cell -> CoverageState? in
            let edges = (edge(cell, of: cells, in: span), edge(cell + 1, of: cells, in: span))
            guard let stretch = Interval(edges.0, edges.1) else { return nil }
            if intervals.isEmpty { return .notAsked }
            let touching = intervals.filter { $0.interval.intersection(stretch) != nil }.map(\.state)
            let worst = Self.severity.first { touching.contains($0) }
            // What is read of the newest days does not vanish beside what a limit hides of the weeks before.
            guard cell == cells - 1, worst == .unreadable else { return worst }
            return Self.severity.first { touching.contains($0) && $0 != .unreadable } ?? worst
        }
        var text = ""
        var index = 0
        while index < cells {
            let state = states[index]
            let run = states[index...].prefix { $0 == state }.count
            text += painted(String(repeating: state.map(glyph) ?? " ", count: run), state)
            index += run
        }
        return text
    }

    private func edge(_ cell: Int, of cells: Int, in span: Interval) -> Instant {
        let length = Int128(span.until.nanoseconds) - Int128(span.from.nanoseconds)
        return Instant(nanoseconds: Int64(Int128(span.from.nanoseconds) + length * Int128(cell) / Int128(cells)))
    }

    /// Years where they begin, as many as there is room for; days at both ends when no year begins in between.
    private func axis(_ span: Interval, cells: Int) -> String {
        var line = [Character](repeating: " ", count: cells)
        var free = 0
        let length = Int128(span.until.nanoseconds) - Int128(span.from.nanoseconds)
        func place(_ text: String, at cell: Int) {
            guard cell >= free, cell + text.count <= cells else { return }
            line.replaceSubrange(cell..<(cell + text.count), with: text)
            free = cell + text.count + 1
        }
        let firstYear = CivilDate(daysSinceEpoch: Int(span.from.startOfUTCDay.nanoseconds / Span.nanosecondsPerDay))
            .year
        let lastYear = CivilDate(daysSinceEpoch: Int(span.until.startOfUTCDay.nanoseconds / Span.nanosecondsPerDay))
            .year
        if lastYear - firstYear < 2 {
            let end = span.until.date
            place(span.from.date, at: 0)
            place(end, at: cells - end.count)
        } else {
            // As many years as there is room for, evenly spaced: each, each second, each fifth …
            let step = [1, 2, 5, 10].first { cells * $0 >= 6 * (lastYear - firstYear) } ?? 20
            for year in (firstYear + 1)...lastYear where year % step == 0 {
                let offset = Int128(Instant(year: year, month: 1, day: 1).nanoseconds) - Int128(span.from.nanoseconds)
                place(String(year), at: Int(offset * Int128(cells) / length))
            }
        }
        let text = String(line)
        return String(text.reversed().drop { $0 == " " }.reversed())
    }

    private func legend(_ states: Set<CoverageState>) -> [String] {
        let entries = Self.severity.reversed().filter { states.contains($0) }.map { state in
            "\(painted(String(glyph(state)), state)) \(Self.name(state))"
        }
        var lines: [String] = []
        for entry in entries {
            if let last = lines.last, TerminalText.width(last) + 3 + TerminalText.width(entry) <= width * 2 / 3 {
                lines[lines.count - 1] = last + "   " + entry
            } else {
                lines.append(entry)
            }
        }
        return lines
    }

    func glyph(_ state: CoverageState) -> Character {
        switch state {
        case .complete: style.usesUnicode ? "█" : "#"
        case .completeEmpty: style.usesUnicode ? "░" : "="
        case .settling: style.usesUnicode ? "▒" : "~"
        case .unreadable: style.usesUnicode ? "×" : "x"
        case .gap: "?"
        case .failed: "!"
        case .notAsked: style.usesUnicode ? "·" : "."
        case .notOffered: "-"
        case .fromFile: style.usesUnicode ? "▓" : "f"
        case .paused: style.usesUnicode ? "‖" : "p"
        }
    }

    static func name(_ state: CoverageState) -> String {
        switch state {
        case .complete: "read"
        case .completeEmpty: "read, nothing in it"
        case .settling: "may still change"
        case .unreadable: "cannot be read"
        case .gap: "left out"
        case .failed: "failed"
        case .notAsked: "not asked"
        case .notOffered: "no such thing"
        case .fromFile: "from a file"
        case .paused: "paused"
        }
    }

    private func painted(_ text: String, _ state: CoverageState?) -> String {
        switch state {
        case .complete, .fromFile: style.green(text)
        case .settling: style.blue(text)
        case .unreadable, .notAsked, .paused: style.yellow(text)
        case .gap, .failed: style.red(text)
        case .completeEmpty, .notOffered, nil: style.dim(text)
        }
    }
}

/// A plain table in columns: no frames, two spaces between, right-aligned numbers.
///
/// On a terminal that is too narrow, first columns that are marked as extra go, then cells of columns that may wrap
/// take several lines. Elsewhere each row is one line, so that other programs can read it.
package struct TextTable: Sendable {
    package struct Column: Sendable {
        package var title: String
        package var isRight: Bool
        /// Cells beyond this are cut; nil: never.
        package var limit: Int?
        /// Left out where there is no room.
        package var isExtra: Bool
        /// Cells may take several lines, broken at blanks.
        package var wraps: Bool
        package init(
            _ title: String, right: Bool = false, limit: Int? = nil, isExtra: Bool = false, wraps: Bool = false
        ) {
            self.title = title
            self.isRight = right
            self.limit = limit
            self.isExtra = isExtra
            self.wraps = wraps
        }
    }
    package var columns: [Column]
    package private(set) var rows: [[String]] = []

    package init(_ columns: [Column]) { self.columns = columns }

    /// Cells are escaped here: a table may hold anything.
    package mutating func append(_ cells: [String]) {
        rows.append(
            zip(columns, cells).map { column, cell in
                let safe = TerminalText.escaped(cell)
                return column.limit.map { TerminalText.truncated(safe, to: $0) } ?? safe
            })
    }

    /// Each line ends in a newline. Without rows only the titles stand.
    package func text(style: Style = .plain) -> String {
        var widths = naturalWidths
        let shown = shown(style, widths)
        if let room = style.columns {
            if let wrapping = shown.first(where: { columns[$0].wraps }) {
                let least = max(16, TerminalText.width(columns[wrapping].title))
                widths[wrapping] = min(
                    widths[wrapping], max(least, widths[wrapping] - excess(shown, widths, room)))
            }
        }
        let title = style.bold(line(columns.map(\.title), shown, widths))
        let body = rows.flatMap { lines($0, shown, widths) }
        return ([title] + body).map { $0 + "\n" }.joined()
    }

    /// Whether the terminal is too narrow for all columns.
    package func leavesOut(style: Style) -> Bool { shown(style, naturalWidths).count < columns.count }

    private var naturalWidths: [Int] {
        columns.indices.map { index in
            rows.reduce(TerminalText.width(columns[index].title)) { max($0, TerminalText.width($1[index])) }
        }
    }

    private func shown(_ style: Style, _ widths: [Int]) -> [Int] {
        var shown = Array(columns.indices)
        guard let room = style.columns else { return shown }
        while excess(shown, widths, room) > 0, let extra = shown.last(where: { columns[$0].isExtra }) {
            shown.removeAll { $0 == extra }
        }
        return shown
    }

    private func excess(_ shown: [Int], _ widths: [Int], _ room: Int) -> Int {
        shown.reduce(0) { $0 + widths[$1] } + 2 * (shown.count - 1) - room
    }

    /// A row as one line, or more where a cell wraps.
    private func lines(_ cells: [String], _ shown: [Int], _ widths: [Int]) -> [String] {
        guard let tall = shown.first(where: { TerminalText.width(cells[$0]) > widths[$0] }) else {
            return [line(cells, shown, widths)]
        }
        let parts = TerminalText.fitted(cells[tall], to: widths[tall])
        return parts.enumerated().map { number, part in
            var row = number == 0 ? cells : columns.map { _ in "" }
            row[tall] = part
            return line(row, shown, widths)
        }
    }

    private func line(_ cells: [String], _ shown: [Int], _ widths: [Int]) -> String {
        var text = ""
        for index in shown {
            if index != shown.first { text += "  " }
            let isLast = index == shown.last
            text +=
                isLast && !columns[index].isRight
                ? cells[index] : TerminalText.padded(cells[index], to: widths[index], right: columns[index].isRight)
        }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}

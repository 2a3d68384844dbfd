/// A plain table in columns: no frames, two spaces between, right-aligned numbers.
package struct TextTable: Sendable {
    package struct Column: Sendable {
        package var title: String
        package var isRight: Bool
        /// Cells beyond this are cut; nil: never.
        package var limit: Int?
        package init(_ title: String, right: Bool = false, limit: Int? = nil) {
            self.title = title
            self.isRight = right
            self.limit = limit
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
        let widths = columns.indices.map { index in
            rows.reduce(TerminalText.width(columns[index].title)) { max($0, TerminalText.width($1[index])) }
        }
        let title = style.bold(line(columns.map(\.title), widths))
        return ([title] + rows.map { line($0, widths) }).map { $0 + "\n" }.joined()
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "  " }
            let isLast = index == cells.count - 1
            text +=
                isLast && !columns[index].isRight
                ? cell : TerminalText.padded(cell, to: widths[index], right: columns[index].isRight)
        }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}

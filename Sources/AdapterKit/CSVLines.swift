/// Reads an answer in CSV line by line: rows under the names of its first line, nothing copied.
///
///     var lines = try answer.csv()
///     while let row = try lines.next() { try row["OBS_VALUE"] … }
///
/// For the plain kind that exchanges and banks serve: cells may stand in quotes, but hold no quote, comma or line
/// break themselves. Anything else throws `malformed` with the line's number.
public struct CSVLines {
    let names: [Text]
    private var rest: Text
    private var number = 1

    init(_ text: Text) throws {
        rest = text.hasPrefix("\u{FEFF}") ? text.dropFirst(3) : text
        let first = Self.line(&rest)
        names = try Self.cells(first, number: 1)
        guard !(names.count == 1 && names[0].isEmpty) else {
            throw ExchangeError(.malformed, message: "The answer is no CSV: it has no line of names.")
        }
    }

    public struct Row {
        let names: [Text]
        let cells: [Text]
        let number: Int

        /// The cell under a name; throws `malformed` when the first line does not have it.
        public subscript(name: Text) -> Text {
            get throws {
                guard let place = names.firstIndex(of: name) else {
                    throw ExchangeError(.malformed, message: "The answer lacks the column \(String(name)).")
                }
                return cells[place]
            }
        }
        /// Where the row stands, for error messages.
        public var place: String { "line \(number)" }
    }

    /// The next row that is not empty; nil at the end.
    public mutating func next() throws -> Row? {
        while !rest.isEmpty {
            number += 1
            let line = Self.line(&rest)
            if line.isEmpty { continue }
            let cells = try Self.cells(line, number: number)
            guard cells.count == names.count else {
                throw ExchangeError(
                    .malformed, message: "A line has \(cells.count) cells where the first has \(names.count).",
                    place: "line \(number)")
            }
            return Row(names: names, cells: cells, number: number)
        }
        return nil
    }

    private static func line(_ rest: inout Text) -> Text {
        guard let split = rest.split(at: "\n") else {
            defer { rest = .empty }
            return rest.hasSuffix("\r") ? rest.dropLast(1) : rest
        }
        rest = split.after
        return split.before.hasSuffix("\r") ? split.before.dropLast(1) : split.before
    }

    private static func cells(_ line: Text, number: Int) throws -> [Text] {
        var cells: [Text] = []
        var rest: Text? = line
        while let text = rest {
            let split = text.split(at: ",")
            var cell = split?.before ?? text
            if cell.count >= 2, cell.hasPrefix("\""), cell.hasSuffix("\"") { cell = cell.dropFirst(1).dropLast(1) }
            guard cell.split(at: "\"") == nil else {
                throw ExchangeError(
                    .malformed, message: "A cell holds a quote or a comma, which is not expected here.",
                    place: "line \(number)")
            }
            cells.append(cell)
            rest = split?.after
        }
        return cells
    }
}

@available(*, unavailable) extension CSVLines: Sendable {}
@available(*, unavailable) extension CSVLines.Row: Sendable {}

extension Answer {
    /// The body as CSV under the names of its first line.
    public func csv() throws -> CSVLines { try CSVLines(body) }
}

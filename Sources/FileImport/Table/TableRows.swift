/// Rows of separated values after RFC 4180, one at a time, with the lines they stand on.
///
/// A cell in quotes may hold separators, quotes written twice, and line ends. CRLF, LF and a last line without end
/// are all the same. Lines without any byte are no rows.
final class TableRows {
    private let file: FileBytes
    private let separator: UInt8
    private var bytes: [UInt8] = []
    /// The end of each cell in `bytes`.
    private var ends: [Int] = []
    private var nextLine: Int
    /// The row's first physical line, counted from 1.
    private(set) var line = 0
    /// A cell this long is no cell: the closing quote is missing.
    static let longestRow = 1 << 20

    /// - Parameters:
    ///   - offset: where the first row begins.
    ///   - line: the number of that line.
    init(path: String, separator: UInt8, from offset: Int, line: Int) throws {
        file = try FileBytes(path: path, from: offset)
        self.separator = separator
        nextLine = line
    }

    var count: Int { ends.count }

    /// The text of a cell, without blanks around it; empty where the row has no such cell.
    func text(_ index: Int) -> String {
        guard index >= 0, index < ends.count else { return "" }
        return CellText.string(bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }

    /// Goes to the next row; false at the end. Throws `RowProblem` where a quote is never closed.
    func advance() throws -> Bool {
        while true {
            guard try scan() else { return false }
            if ends.count > 1 || !bytes.isEmpty { return true }
        }
    }

    private enum Place { case start, plain, quoted, quoteInQuoted }

    private func scan() throws -> Bool {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        line = nextLine
        var place = Place.start
        var isAtStart = true
        while true {
            let part = try file.waiting()
            if part.isEmpty {
                if isAtStart { return false }
                if place == .quoted { throw unclosed() }
                return finishRow()
            }
            isAtStart = false
            var index = 0
            while index < part.count {
                let byte = part[index]
                index += 1
                switch place {
                case .quoted:
                    if byte == 0x22 {
                        place = .quoteInQuoted
                    } else {
                        if byte == 0x0A { nextLine += 1 }
                        bytes.append(byte)
                    }
                    continue
                case .quoteInQuoted where byte == 0x22:
                    bytes.append(byte)
                    place = .quoted
                    continue
                case .start where byte == 0x22:
                    place = .quoted
                    continue
                default: break
                }
                if byte == separator {
                    ends.append(bytes.count)
                    place = .start
                } else if byte == 0x0A {
                    nextLine += 1
                    file.take(index)
                    return finishRow()
                } else {
                    bytes.append(byte)
                    place = .plain
                }
            }
            file.take(part.count)
            if bytes.count > Self.longestRow { throw unclosed() }
        }
    }

    private func finishRow() -> Bool {
        // Of CRLF; nothing else ends with one.
        let start = ends.last ?? 0
        if bytes.count > start, bytes.last == 0x0D { bytes.removeLast() }
        ends.append(bytes.count)
        return true
    }

    private func unclosed() -> RowProblem {
        RowProblem(line: line, "a quote is opened and never closed")
    }
}

/// The text of a cell.
enum CellText {
    /// UTF-8; where it is none, Windows-1252, which spreadsheets write. Byte order marks and blanks around it go.
    static func string(_ bytes: ArraySlice<UInt8>) -> String {
        var rest = bytes
        while rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        while let first = rest.first, first == 0x20 || first == 0x09 { rest.removeFirst() }
        while let last = rest.last, last == 0x20 || last == 0x09 { rest.removeLast() }
        if let text = String(validating: rest, as: UTF8.self) { return text }
        var scalars = String.UnicodeScalarView()
        for byte in rest {
            scalars.append(byte == 0x80 ? "\u{20AC}" : Unicode.Scalar(high[byte] ?? UInt16(byte)) ?? "\u{FFFD}")
        }
        return String(scalars)
    }

    /// The letters of Windows-1252 between 0x80 and 0x9F that occur in words of export files.
    private static let high: [UInt8: UInt16] = [
        0x85: 0x2026, 0x8A: 0x0160, 0x8C: 0x0152, 0x8E: 0x017D, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201C, 0x94: 0x201D,
        0x96: 0x2013, 0x97: 0x2014, 0x9A: 0x0161, 0x9C: 0x0153, 0x9E: 0x017E, 0x9F: 0x0178,
    ]
}

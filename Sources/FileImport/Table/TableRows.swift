/// Rows of separated values after RFC 4180, one at a time, with the lines they stand on.
///
/// A cell in quotes may hold separators, quotes written twice, and line ends. CRLF, LF and a last line without end
/// are all the same. Lines without any byte are no rows.
final class TableRows {
    private let file: FileBytes
    private let separator: UInt8
    private let width: Int
    private var bytes: [UInt8] = []
    /// The end of each cell in `bytes`.
    private var ends: [Int] = []
    private var nextLine: Int
    /// The row's first physical line, counted from 1.
    private(set) var line = 0
    /// Where the quote of the cell being read opened.
    private var quoteLine = 0
    private var isOversized = false
    /// More is no row of any file: what is longer is passed over and never held.
    static let longestRow = 1 << 20
    static let mostCells = 1000

    /// - Parameters:
    ///   - width: how many cells the header has.
    ///   - offset: where the first row begins.
    ///   - line: the number of that line.
    init(path: String, separator: UInt8, width: Int, from offset: Int, line: Int) throws {
        file = try FileBytes(path: path, from: offset)
        self.separator = separator
        self.width = width
        nextLine = line
    }

    var count: Int { ends.count }

    /// The text of a cell, without blanks around it; empty where the row has no such cell.
    func text(_ index: Int) -> String {
        guard index >= 0, index < ends.count else { return "" }
        return CellText.string(bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }

    /// Goes to the next row; false at the end. Throws `RowProblem` for a row that is too large, and `BrokenQuote` where
    /// nobody can say which rows a cell in quotes has taken in: there is no next row then.
    func advance() throws -> Bool {
        while true {
            guard try scan() else { return false }
            if isOversized {
                throw RowProblem(line: line, "it is longer than a megabyte, or has more than \(Self.mostCells) cells")
            }
            if ends.count > 1 || !bytes.isEmpty { return true }
        }
    }

    private enum Place { case start, plain, quoted, quoteInQuoted }

    private func scan() throws -> Bool {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        isOversized = false
        line = nextLine
        var place = Place.start
        var isAtStart = true
        while true {
            let part = try file.waiting()
            if part.isEmpty {
                if isAtStart { return false }
                if place == .quoted { throw unclosed() }
                try finishCell(place)
                return true
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
                    quoteLine = nextLine
                    continue
                default: break
                }
                if byte == separator {
                    try finishCell(place)
                    place = .start
                } else if byte == 0x0A {
                    nextLine += 1
                    file.take(index)
                    try finishCell(place)
                    return true
                } else if place == .quoteInQuoted {
                    // Blanks, and the rest of CRLF.
                    guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { throw misplaced() }
                } else {
                    if !isOversized { bytes.append(byte) }
                    place = .plain
                }
            }
            file.take(part.count)
            if bytes.count > Self.longestRow {
                if place == .quoted { throw unclosed() }
                isOversized = true
            }
        }
    }

    private func finishCell(_ place: Place) throws {
        let start = ends.last ?? 0
        if place == .quoteInQuoted {
            if QuotedRows(separator: separator, width: width, cells: ends.count).areIn(
                bytes[start...], after: firstCell)
            {
                throw BrokenQuote(line: quoteLine, "a quote opens that takes the rows behind it into one cell")
            }
        } else if bytes.count > start, bytes.last == 0x0D {
            // Of CRLF; nothing else ends with one.
            bytes.removeLast()
        }
        if ends.count < Self.mostCells { ends.append(bytes.count) } else { isOversized = true }
    }
    private var firstCell: ArraySlice<UInt8> { bytes[..<(ends.first ?? 0)] }

    private func unclosed() -> BrokenQuote { BrokenQuote(line: quoteLine, "a quote opens and is never closed") }
    private func misplaced() -> BrokenQuote {
        BrokenQuote(line: quoteLine, "a quote opens, and where it closes (line \(nextLine)) the cell goes on")
    }
}

/// Why a file cannot be read from some line on: a quote opens there, and where its cell ends is anybody's guess.
struct BrokenQuote: Error {
    var line: Int
    var sentence: String
    init(line: Int, _ sentence: String) {
        self.line = line
        self.sentence = sentence
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

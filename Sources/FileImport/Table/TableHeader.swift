/// The line that names the columns, found by what it says: files have sentences in front of it.
struct TableHeader: Sendable, Equatable {
    var names: [String]
    var separator: UInt8
    /// Counted from 1.
    var line: Int
    /// Where the first row begins.
    var rowsOffset: Int

    /// The first of the first lines that `accepts` knows; nil when there is none.
    static func find(in path: String, accepts: ([String]) -> Bool) throws -> TableHeader? {
        let bytes = try FileBytes.beginning(of: path, count: 64 << 10)
        var start = 0
        for line in 1...20 {
            guard start < bytes.count else { return nil }
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            for separator: UInt8 in [0x2C, 0x3B, 0x09] {
                let names = cells(of: bytes[start..<end], separator)
                if names.count > 1, accepts(names) {
                    return TableHeader(
                        names: names, separator: separator, line: line, rowsOffset: min(end + 1, bytes.count))
                }
            }
            start = end + 1
        }
        return nil
    }

    /// The cells of one line. A header has no line ends inside quotes.
    private static func cells(of line: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
        var cells: [[UInt8]] = [[]]
        var isQuoted = false
        // What spreadsheets put in front of the file is not part of a quoted first cell.
        for byte in line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line {
            if byte == 0x22 {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                cells.append([])
            } else if byte != 0x0D {
                cells[cells.count - 1].append(byte)
            }
        }
        return cells.map { CellText.string($0[...]) }
    }
}

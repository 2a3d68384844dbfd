/// Knows rows of the table inside a cell in quotes, where the quotes of two damaged rows made a cell of what lies between.
struct QuotedRows {
    let separator: UInt8
    /// Of a whole row.
    let width: Int
    /// In front of the cell, in its own row.
    let cells: Int

    /// Whether a line of the cell, or its last line together with what follows the cell, is shaped like a row: as many
    /// cells, of which the first looks like the row's own first one.
    func areIn(_ cell: ArraySlice<UInt8>, after firstCell: ArraySlice<UInt8>) -> Bool {
        guard cells > 0, cell.contains(0x0A) else { return false }
        let lines = cell.split(separator: 0x0A, omittingEmptySubsequences: false).dropFirst()
        let wanted = Self.shape(firstCell)
        return lines.indices.contains { index in
            let parts = lines[index].split(separator: separator, omittingEmptySubsequences: false)
            let isLast = index == lines.indices.last
            return parts.count == (isLast ? cells + 1 : width) && Self.shape(parts[0]) == wanted
        }
    }

    /// Letters and digits as one sign, however many: `2024-01-31 UTC` and `1999-2-3 x` are shaped alike.
    private static func shape(_ cell: ArraySlice<UInt8>) -> [UInt8] {
        var shape: [UInt8] = []
        for byte in cell where byte != 0x0D {
            let isWord = byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte >= 0x80
            if !isWord || shape.last != 0x61 { shape.append(isWord ? 0x61 : byte) }
        }
        return shape
    }
}

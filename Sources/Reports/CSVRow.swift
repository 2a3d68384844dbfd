/// Rows of comma-separated values after RFC 4180: CRLF, quotes where they are needed.
package enum CSVRow {
    /// Appends one row. Cells that a spreadsheet would run as a formula are made harmless, and characters that control,
    /// turn or hide text become U+FFFD.
    package static func append(_ cells: [String], to out: inout [UInt8]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { out.append(0x2C) }
            append(cell, to: &out)
        }
        out.append(contentsOf: [0x0D, 0x0A])
    }

    private static func append(_ text: String, to out: inout [UInt8]) {
        let cell = UnsafeText.replaced(text, except: ["\t", "\n", "\r"])
        let isFormula = startsFormula(cell)
        let needsQuotes = cell.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0D || $0 == 0x0A }
        if needsQuotes { out.append(0x22) }
        // An apostrophe in front makes a spreadsheet show the cell as the text it is.
        if isFormula { out.append(0x27) }
        for byte in cell.utf8 {
            if byte == 0x22 { out.append(0x22) }
            out.append(byte)
        }
        if needsQuotes { out.append(0x22) }
    }

    /// Whether a spreadsheet would take the cell for a formula. A plain negative number is none.
    static func startsFormula(_ cell: String) -> Bool {
        guard let first = cell.utf8.first else { return false }
        // Some spreadsheets read the full-width signs as the plain ones.
        if first == 0xEF, ["\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"].contains(cell.unicodeScalars.first) {
            return true
        }
        switch first {
        case 0x3D, 0x2B, 0x40, 0x09, 0x0A, 0x0D: return true
        case 0x2D: return !isPlainNumber(cell.utf8.dropFirst())
        default: return false
        }
    }
    private static func isPlainNumber(_ bytes: some Collection<UInt8>) -> Bool {
        let parts = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) } }
    }
}

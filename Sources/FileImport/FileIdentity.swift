import HistoryModel

/// What makes a row of a file the same row in the next export.
enum FileIdentity {
    /// False for ids that a spreadsheet turned into a number: `1,55989E+11`.
    static func isUsable(_ id: String) -> Bool {
        guard !id.isEmpty, id.utf8.count <= 200 else { return false }
        let isExponent =
            id.contains { $0 == "E" || $0 == "e" } && id.contains("+")
            && id.utf8.allSatisfy {
                ($0 &- 48 < 10) || $0 == 0x2B || $0 == 0x2E || $0 == 0x2C || $0 == 0x45 || $0 == 0x65
            }
        return !isExponent
    }

    /// What programs write where there is no id.
    static func isPlaceholder(_ id: String) -> Bool {
        ["n/a", "na", "none", "null", "nil", "unknown", "-", "--"].contains(id.lowercased())
    }

    /// A key for a row without id: what it says, in normal spelling. Equal rows of one file are told apart by their
    /// number, which the store appends.
    static func composed(_ words: [String], _ legs: [Leg]) -> String {
        let movements = legs.map { "\($0.role.name) \($0.amount) \($0.asset)" }.sorted()
        let text = (words + movements).joined(separator: "|")
        guard text.utf8.count > 160 else { return text }
        // Long ones, of many legs, by their digest: within one instant that is identity enough.
        let (low, high) = digest(text)
        return "\(words.first ?? "")|\(movements.count) legs|\(String(low, radix: 16))\(String(high, radix: 16))"
    }

    /// FNV-1a over the bytes, twice with different beginnings.
    private static func digest(_ text: String) -> (UInt64, UInt64) {
        var low: UInt64 = 0xcbf2_9ce4_8422_2325
        var high: UInt64 = 0x6c62_272e_07bb_0142
        for byte in text.utf8 {
            low = (low ^ UInt64(byte)) &* 0x100_0000_01b3
            high = (high ^ UInt64(byte) ^ 0x5c) &* 0x100_0000_01b3
        }
        return (low, high)
    }
}

import HistoryModel

/// The rows of one page as fingerprints, held against those of the page before it.
struct PageKeys {
    let all: [UInt64]
    /// How many rows the page before had too.
    let shared: Int
    /// How many of these stand at the page's start because the page repeats them.
    let overlap: Int

    /// - Parameter repeatsOne: pages repeat the last row of the one before, as those read by offset do. Then of equal
    ///   rows at the edge only as many count as repeated as must: the others are rows of their own.
    init(_ batch: RecordBatch, known before: [UInt64], repeatsOne: Bool) {
        let all = Self.fingerprints(batch)
        let known = FingerprintSet(before)
        var shared = 0
        var overlap = 0
        for (place, key) in all.enumerated() where known.contains(key) {
            if place == overlap { overlap += 1 }
            shared += 1
        }
        self.all = all
        self.shared = shared
        self.overlap = repeatsOne ? Self.fewestRepeated(before, all) ?? overlap : overlap
    }

    /// The fewest rows with which the end of one page and the start of the next are the same.
    private static func fewestRepeated(_ before: [UInt64], _ page: [UInt64]) -> Int? {
        guard let first = page.first else { return nil }
        for count in stride(from: 1, through: min(before.count, page.count), by: 1)
        where before[before.count - count] == first {
            if before.suffix(count).elementsEqual(page.prefix(count)) { return count }
        }
        return nil
    }

    /// No row of the page is news; true of an empty page.
    var bringsNothing: Bool { shared == all.count }

    /// One for each row, of its time and key.
    static func fingerprints(_ batch: RecordBatch) -> [UInt64] {
        batch.bytes.withUnsafeBytes { bytes in
            batch.entries.map { entry in
                var hash = PageHash()
                hash.add(UInt64(bitPattern: entry.time.nanoseconds))
                hash.add(UnsafeRawBufferPointer(rebasing: bytes[entry.key.range]))
                return hash.value
            }
        }
    }
}

/// FNV-1a, widened to take eight bytes at a time. The same in every process, for fingerprints that are stored.
struct PageHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x9E37_79B1_85EB_CA87
        value ^= value >> 32
    }
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset + 8 <= bytes.count {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        add(rest)
        add(UInt64(bytes.count))
    }
}

/// A set of numbers that are hashes already: open addressing, half full at most.
private struct FingerprintSet {
    private var slots: [UInt64]
    private let mask: Int
    /// Zero marks a free slot and so cannot stand in one.
    private var holdsZero = false

    init(_ keys: [UInt64]) {
        var capacity = 8
        while capacity < keys.count * 2 { capacity *= 2 }
        slots = [UInt64](repeating: 0, count: capacity)
        mask = capacity - 1
        for key in keys {
            if key == 0 { holdsZero = true } else { slots[slot(of: key)] = key }
        }
    }

    func contains(_ key: UInt64) -> Bool { key == 0 ? holdsZero : slots[slot(of: key)] == key }

    /// Where the key stands, or would.
    @inline(__always)
    private func slot(of key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: key) & mask
        while slots[slot] != 0, slots[slot] != key { slot = (slot + 1) & mask }
        return slot
    }
}

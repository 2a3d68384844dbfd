import HistoryModel

/// A key the adapter joined from fields, with the occurrence number the store appends: `reward|BTC|0.1#2`.
enum ComposedKey {
    static func numbered(_ base: some Collection<UInt8>, _ number: Int) -> [UInt8] {
        Array(base) + Array("#\(number)".utf8)
    }
    /// The same key with number 1; nil when there is no number.
    static func first(of key: [UInt8]) -> [UInt8]? {
        guard let mark = key.lastIndex(of: 0x23) else { return nil }
        return numbered(key[..<mark], 1)
    }
}

extension RecordWriter {
    /// Whether the walk has met a row at exactly this place.
    func wasMet(_ place: RecordPlace, window: Int64, stream: Int64, unit: Int64) throws -> Bool {
        guard try seen.stretch(holding: place, window: window) != nil else { return false }
        return try finishing.isStored(place, stream: stream, unit: unit)
    }

    /// Appends the occurrence number to the composed keys of a page: equal keys at one time are #1, #2, … within
    /// one walk, so that a re-read finds the rows of the walk before, and only a row more becomes a new record.
    func number(_ batch: inout RecordBatch, stream: Int64, unit: Int64, window: Int64, overlap: Int) throws {
        var numbers: [RecordPlace: Int] = [:]
        var repeated: [RecordPlace: Int] = [:]
        for entry in batch.entries.prefix(max(0, overlap)) where entry.flags.contains(.composed) {
            repeated[RecordPlace(entry.time.nanoseconds, batch.bytes[entry.key.range]), default: 0] += 1
        }
        for index in batch.entries.indices where batch.entries[index].flags.contains(.composed) {
            let entry = batch.entries[index]
            let base = RecordPlace(entry.time.nanoseconds, batch.bytes[entry.key.range])
            let number: Int
            if let last = numbers[base] {
                number = last + 1
            } else {
                var met = 0
                while try wasMet(
                    RecordPlace(base.time, ComposedKey.numbered(base.key, met + 1)), window: window, stream: stream,
                    unit: unit)
                {
                    met += 1
                }
                number = max(1, met + 1 - repeated[base, default: 0])
            }
            numbers[base] = number
            let offset = batch.bytes.count
            batch.bytes.append(contentsOf: ComposedKey.numbered(base.key, number))
            batch.entries[index].key = .init(offset: offset, count: batch.bytes.count - offset)
        }
    }
}

import HistoryModel

#if canImport(Glibc)
    import Glibc
#endif

/// The JSON of a record's lists, written into one piece of memory that is used again for every row.
///
/// The form is canonical: the same list always gives the same bytes, so rows are compared by bytes.
struct RecordJSON: ~Copyable {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init() {
        capacity = 4096
        memory = .allocate(capacity: capacity)
    }
    deinit { memory.deallocate() }

    /// Valid until the next write.
    @inline(__always)
    func text(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory + range.lowerBound, count: range.count)
    }
    mutating func removeAll() { count = 0 }

    /// Appends the list of legs; gives the place of the text, empty for no legs.
    mutating func write(
        _ legs: UnsafeBufferPointer<RecordBatch.LegEntry>, _ stretch: RecordBatch.Stretch, _ bytes: UnsafeRawPointer
    ) -> Range<Int> {
        let start = count
        let first = Int(stretch.start)
        for index in first..<(first + Int(stretch.count)) {
            let leg = legs[index]
            reserve(96 + 6 * (Int(leg.asset.count) + Int(leg.amount.count) + Int(leg.times.count)))
            append(index == first ? "[[" : ",[")
            switch leg.role {
            case .in: append("\"in\",")
            case .out: append("\"out\",")
            case .fee: append("\"fee\",")
            case .rebate: append("\"rebate\",")
            }
            quote(leg.asset, bytes)
            append(0x2C)
            quote(leg.amount, bytes)
            if leg.times.count > 0 || leg.flags.rawValue != 0 {
                append(0x2C)
                quote(leg.times, bytes)
            }
            if leg.flags.rawValue != 0 {
                append(0x2C)
                append(number: leg.flags.rawValue)
            }
            append(0x5D)
        }
        if count > start { append(0x5D) }
        return start..<count
    }

    /// Appends the list of pairs; gives the place of the text, empty for no pairs.
    mutating func write(
        _ pairs: UnsafeBufferPointer<RecordBatch.PairEntry>, _ stretch: RecordBatch.Stretch, _ bytes: UnsafeRawPointer
    ) -> Range<Int> {
        let start = count
        let first = Int(stretch.start)
        for index in first..<(first + Int(stretch.count)) {
            let pair = pairs[index]
            reserve(32 + 6 * (Int(pair.name.count) + Int(pair.value.count)))
            append(index == first ? "[[" : ",[")
            quote(pair.name, bytes)
            append(0x2C)
            quote(pair.value, bytes)
            append(0x5D)
        }
        if count > start { append(0x5D) }
        return start..<count
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        let larger = max(capacity * 2, count + more)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: memory, count: count)
        memory.deallocate()
        memory = moved
        capacity = larger
    }
    // Every write below lies inside what `reserve` made room for.
    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        memory[count] = byte
        count += 1
    }
    @inline(__always)
    private mutating func append(_ literal: StaticString) {
        (memory + count).update(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
        count += literal.utf8CodeUnitCount
    }
    private mutating func append(number: UInt8) {
        if number >= 100 { append(0x30 + number / 100) }
        if number >= 10 { append(0x30 + number / 10 % 10) }
        append(0x30 + number % 10)
    }
    @inline(__always)
    private mutating func quote(_ slice: RecordBatch.Slice, _ bytes: UnsafeRawPointer) {
        append(0x22)
        let source = (bytes + Int(slice.offset)).assumingMemoryBound(to: UInt8.self)
        let length = Int(slice.count)
        var special = false
        for index in 0..<length {
            let byte = source[index]
            special = special || byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F
        }
        if special {
            var escaped: [UInt8] = []
            JSONValue.escape(UnsafeBufferPointer(start: source, count: length), into: &escaped)
            for byte in escaped { append(byte) }
        } else {
            memcpy(memory + count, source, length)
            count += length
        }
        append(0x22)
    }
}

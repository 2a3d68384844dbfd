import HistoryModel

/// One page of records while it is written: the batch in raw memory, and its entries in the order of the table.
struct RecordPageView {
    let bytes: UnsafeRawPointer
    let entries: UnsafeBufferPointer<RecordBatch.Entry>
    let legs: UnsafeBufferPointer<RecordBatch.LegEntry>
    let pairs: UnsafeBufferPointer<RecordBatch.PairEntry>
    /// Indices of `entries` by (time, key); of equal ones the later comes later.
    private(set) var order: [Int] = []

    /// Runs `body` with a view that is valid only during the call.
    static func with<Result>(_ batch: RecordBatch, _ body: (RecordPageView) throws -> Result) rethrows -> Result {
        try batch.bytes.withUnsafeBytes { bytes in
            try batch.entries.withUnsafeBufferPointer { entries in
                try batch.legs.withUnsafeBufferPointer { legs in
                    try batch.pairs.withUnsafeBufferPointer { pairs in
                        try withUnsafeBytes(of: UInt64(0)) { nothing in
                            // An array without elements has no address, and no slice of it is ever read.
                            guard let start = bytes.baseAddress ?? nothing.baseAddress else { preconditionFailure() }
                            var view = RecordPageView(bytes: start, entries: entries, legs: legs, pairs: pairs)
                            view.sort()
                            return try body(view)
                        }
                    }
                }
            }
        }
    }

    private init(
        bytes: UnsafeRawPointer, entries: UnsafeBufferPointer<RecordBatch.Entry>,
        legs: UnsafeBufferPointer<RecordBatch.LegEntry>, pairs: UnsafeBufferPointer<RecordBatch.PairEntry>
    ) {
        self.bytes = bytes
        self.entries = entries
        self.legs = legs
        self.pairs = pairs
    }

    @inline(__always)
    func text(_ slice: RecordBatch.Slice) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes + Int(slice.offset), count: Int(slice.count))
    }
    @inline(__always)
    func compare(_ left: Int, _ right: Int) -> Int {
        comparePlaces(
            entries[left].time.nanoseconds, text(entries[left].key), entries[right].time.nanoseconds,
            text(entries[right].key))
    }
    func place(_ index: Int) -> RecordPlace {
        RecordPlace(entries[index].time.nanoseconds, text(entries[index].key))
    }

    /// Exchanges answer oldest or newest first: both are found out without sorting.
    private mutating func sort() {
        let count = entries.count
        var rises = true
        var falls = true
        for index in 1..<max(1, count) {
            let order = compare(index - 1, index)
            if order > 0 { rises = false }
            if order <= 0 { falls = false }
            if !rises, !falls { break }
        }
        if rises {
            order = Array(0..<count)
        } else if falls {
            order = (0..<count).reversed()
        } else {
            order = (0..<count).sorted {
                let order = compare($0, $1)
                return order != 0 ? order < 0 : $0 < $1
            }
        }
    }
}

import HistoryModel

#if canImport(Glibc)
    import Glibc
#endif

/// Where a row stands among the rows of one stream and unit: by time, then by the bytes of its key.
struct RecordPlace: Hashable, Comparable {
    var time: Int64
    var key: [UInt8]

    init(_ time: Int64, _ key: some Sequence<UInt8>) {
        self.time = time
        self.key = Array(key)
    }

    static func < (left: RecordPlace, right: RecordPlace) -> Bool {
        left.key.withUnsafeBytes { a in
            right.key.withUnsafeBytes { b in comparePlaces(left.time, a, right.time, b) < 0 }
        }
    }
    /// The place right behind this one: no key sorts between the two.
    var successor: RecordPlace { RecordPlace(time, key + [0]) }
}

/// Negative, zero or positive, in the order of the table's key.
@inline(__always)
func comparePlaces(
    _ leftTime: Int64, _ leftKey: UnsafeRawBufferPointer, _ rightTime: Int64, _ rightKey: UnsafeRawBufferPointer
) -> Int {
    if leftTime != rightTime { return leftTime < rightTime ? -1 : 1 }
    let common = min(leftKey.count, rightKey.count)
    if common > 0, let left = leftKey.baseAddress, let right = rightKey.baseAddress {
        let order = memcmp(left, right, common)
        if order != 0 { return Int(order) }
    }
    return leftKey.count - rightKey.count
}

/// Whether two texts have the same bytes.
@inline(__always)
func sameBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard left.count > 0, let first = left.baseAddress, let second = right.baseAddress else { return true }
    return memcmp(first, second, left.count) == 0
}

extension RecordStatement {
    func bind(_ index: Int32, place: RecordPlace) {
        bind(index, place.time)
        bind(index + 1, copy: place.key)
    }
    func place(_ column: Int32) -> RecordPlace { RecordPlace(integer(column), text(column + 1)) }
}

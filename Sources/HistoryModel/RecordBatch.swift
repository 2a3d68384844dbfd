/// The records of one page in one piece of memory: numbers beside slices of `bytes`.
///
/// The bulk path from worker to store makes no String and no allocation per record. Whoever builds a batch
/// guarantees that every slice lies inside `bytes`, that texts are UTF-8, and that amounts are well formed.
public struct RecordBatch: Sendable {
    /// A piece of the batch's `bytes`.
    public struct Slice: Sendable, Hashable {
        public var offset: UInt32
        public var count: UInt32
        public init(offset: Int, count: Int) {
            self.offset = UInt32(offset)
            self.count = UInt32(count)
        }
        public static let empty = Slice(offset: 0, count: 0)
        public var range: Range<Int> { Int(offset)..<(Int(offset) + Int(count)) }
    }
    public struct LegEntry: Sendable {
        public var role: LegRole
        public var flags: LegFlags
        public var asset: Slice
        public var amount: Slice
        public var times: Slice
        public init(role: LegRole, flags: LegFlags, asset: Slice, amount: Slice, times: Slice) {
            self.role = role
            self.flags = flags
            self.asset = asset
            self.amount = amount
            self.times = times
        }
    }
    public struct PairEntry: Sendable {
        public var name: Slice
        public var value: Slice
        public init(name: Slice, value: Slice) {
            self.name = name
            self.value = value
        }
    }
    /// A stretch of the batch's `legs` or `pairs`.
    public struct Stretch: Sendable {
        public var start: UInt32
        public var count: UInt32
        public init(start: Int, count: Int) {
            self.start = UInt32(start)
            self.count = UInt32(count)
        }
        public var range: Range<Int> { Int(start)..<(Int(start) + Int(count)) }
    }
    public struct Entry: Sendable {
        public var kind: RecordKind = .unclassified
        public var flags: RecordFlags = []
        public var time = Instant(nanoseconds: 0)
        public var timeUnit = Span.zero
        public var key = Slice.empty
        public var group = Slice.empty
        public var market = Slice.empty
        public var wallet = Slice.empty
        public var label = Slice.empty
        public var txHash = Slice.empty
        public var address = Slice.empty
        public var legs = Stretch(start: 0, count: 0)
        public var ids = Stretch(start: 0, count: 0)
        public var extra = Stretch(start: 0, count: 0)
        /// Where the row stands in the kept page.
        public var rawOffset: UInt64 = 0
        public var rawCount: UInt64 = 0
        public init() {}
    }

    public var bytes: [UInt8]
    public var entries: [Entry]
    public var legs: [LegEntry]
    public var pairs: [PairEntry]

    public init(bytes: [UInt8] = [], entries: [Entry] = [], legs: [LegEntry] = [], pairs: [PairEntry] = []) {
        self.bytes = bytes
        self.entries = entries
        self.legs = legs
        self.pairs = pairs
    }

    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }

    public func text(_ slice: Slice) -> String { String(decoding: bytes[slice.range], as: UTF8.self) }

    /// The record at a place, as a value with Strings.
    public func record(at index: Int) -> Record {
        let entry = entries[index]
        func texts(_ stretch: Stretch) -> [TextPair] {
            pairs[stretch.range].map { TextPair(text($0.name), text($0.value)) }
        }
        return Record(
            entry.kind, at: entry.time, key: text(entry.key), group: text(entry.group), flags: entry.flags,
            timeUnit: entry.timeUnit, market: text(entry.market), wallet: text(entry.wallet),
            label: text(entry.label), txHash: text(entry.txHash), address: text(entry.address),
            legs: legs[entry.legs.range].map {
                Leg($0.role, text($0.asset), text($0.amount), times: text($0.times), flags: $0.flags)
            },
            ids: texts(entry.ids), extra: texts(entry.extra),
            raw: Int(entry.rawOffset)..<Int(entry.rawOffset + entry.rawCount))
    }
    public var records: [Record] { entries.indices.map { record(at: $0) } }

    /// Packs values, for files and tests.
    public init(_ records: some Sequence<Record>) {
        self.init()
        for record in records { append(record) }
    }

    public mutating func append(_ record: Record) {
        var entry = Entry()
        entry.kind = record.kind
        entry.flags = record.flags
        entry.time = record.time
        entry.timeUnit = record.timeUnit
        entry.key = append(record.key)
        entry.group = append(record.group)
        entry.market = append(record.market)
        entry.wallet = append(record.wallet)
        entry.label = append(record.label)
        entry.txHash = append(record.txHash)
        entry.address = append(record.address)
        entry.legs = Stretch(start: legs.count, count: record.legs.count)
        for leg in record.legs {
            legs.append(
                LegEntry(
                    role: leg.role, flags: leg.flags, asset: append(leg.asset), amount: append(leg.amount),
                    times: append(leg.times)))
        }
        entry.ids = append(record.ids)
        entry.extra = append(record.extra)
        entry.rawOffset = UInt64(record.raw.lowerBound)
        entry.rawCount = UInt64(record.raw.count)
        entries.append(entry)
    }
    private mutating func append(_ text: String) -> Slice {
        if text.isEmpty { return .empty }
        let offset = bytes.count
        bytes.append(contentsOf: text.utf8)
        return Slice(offset: offset, count: bytes.count - offset)
    }
    private mutating func append(_ texts: [TextPair]) -> Stretch {
        let start = pairs.count
        for text in texts { pairs.append(PairEntry(name: append(text.name), value: append(text.value))) }
        return Stretch(start: start, count: texts.count)
    }
}

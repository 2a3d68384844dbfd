import CWorkerProtocol
import HistoryModel

/// The bulk path: numbers are copied, texts stay where they are in the frame.
///
/// Offsets never come from the worker: texts stand one behind the other, so the counts say where each is,
/// and together they must fill their section exactly.
struct RecordDecoder {
    private let bytes: UnsafeRawBufferPointer
    private let sections: PageDecoder.Sections
    private let stream: StreamDeclaration
    private let bodyCount: UInt64
    /// When all text is ASCII, every piece of it is UTF-8.
    private let isASCII: Bool
    private let order: Int64
    private let latest = Instant.latest.nanoseconds
    private var text: Int
    private var leg = 0
    private var pair = 0
    private var legs: [RecordBatch.LegEntry] = []
    private var pairs: [RecordBatch.PairEntry] = []
    private var isBroken = false
    private var refusal: PageRefusal?
    /// Texts for people that were not UTF-8, mended; they go behind the frame.
    private(set) var repaired: [UInt8] = []

    init(
        _ bytes: UnsafeRawBufferPointer, _ sections: PageDecoder.Sections, _ stream: StreamDeclaration, _ bodyCount: Int
    ) {
        self.bytes = bytes
        self.sections = sections
        self.stream = stream
        self.bodyCount = UInt64(bodyCount)
        text = sections.text
        isASCII = FrameText.isASCII(UnsafeRawBufferPointer(rebasing: bytes[sections.text..<sections.items]))
        // Only where the records carry the time that the exchange sorts by can their order be judged.
        order =
            switch stream.order {
            case _ where stream.timeBasis != .executed: 0
            case .up: 1
            case .down: -1
            default: 0
            }
    }

    mutating func decode() throws(PageRefusal) -> RecordBatch {
        let count = Int(sections.page.record_count)
        var entries: [RecordBatch.Entry] = []
        entries.reserveCapacity(count)
        legs.reserveCapacity(Int(sections.page.leg_count))
        pairs.reserveCapacity(Int(sections.page.pair_count))
        let template = RecordBatch.Entry()
        var before: Int64?
        for index in 0..<count {
            let place = PageDecoder.Sections.records + index * MemoryLayout<pw_record>.size
            let record = bytes.loadUnaligned(fromByteOffset: place, as: pw_record.self)
            var entry = template
            read(record, into: &entry)
            if isBroken { throw .garbage("the texts or legs of a record are not all there") }
            if let refusal { throw named(refusal, index, entry) }
            if order != 0, let before, order > 0 ? record.time_ns < before : record.time_ns > before {
                let declared = order > 0 ? "oldest first" : "newest first"
                throw named(.contract("is out of order, though the stream is declared \(declared)"), index, entry)
            }
            before = record.time_ns
            entries.append(entry)
        }
        guard text == sections.items, leg == Int(sections.page.leg_count), pair == Int(sections.page.pair_count) else {
            throw .garbage("the sections of the page do not match")
        }
        return RecordBatch(entries: entries, legs: legs, pairs: pairs)
    }

    private mutating func read(_ record: pw_record, into entry: inout RecordBatch.Entry) {
        // A kind that a newer adapter knows is still a row, only not classified here.
        entry.kind = UInt8(exactly: record.kind).flatMap { RecordKind(rawValue: $0) } ?? .unclassified
        entry.flags = RecordFlags(rawValue: UInt16(truncatingIfNeeded: record.flags))
        entry.time.nanoseconds = record.time_ns
        entry.timeUnit.nanoseconds = record.time_unit_ns
        entry.rawOffset = record.raw_offset
        entry.rawCount = record.raw_count
        take(record.key, into: &entry.key)
        check(entry.key, "key")
        take(record.group, into: &entry.group)
        check(entry.group, "group")
        take(record.market, into: &entry.market)
        check(entry.market, "market")
        take(record.wallet, into: &entry.wallet)
        check(entry.wallet, "wallet")
        take(record.label, into: &entry.label)
        mend(&entry.label)
        take(record.tx_hash, into: &entry.txHash)
        check(entry.txHash, "tx_hash")
        take(record.address, into: &entry.address)
        mend(&entry.address)
        readLegs(record.legs, into: &entry.legs)
        readPairs(record.ids, into: &entry.ids, lenient: false)
        readPairs(record.extra, into: &entry.extra, lenient: true)
        checkNumbers(record)
    }

    @inline(__always)
    private mutating func checkNumbers(_ record: pw_record) {
        if record.key == 0 { refuse(.contract("has no key")) }
        if record.flags & 0xFFFF > 0xF { refuse(.contract("has flags this host does not know: \(record.flags)")) }
        if record.kind > 63 { refuse(.contract("is of a kind that cannot be: \(record.kind)")) }
        if record.time_ns < 0 || record.time_ns > latest { refuse(.contract("has a time that cannot be")) }
        if record.time_unit_ns < 0 { refuse(.contract("has a negative precision of time")) }
        if record.time_unit_ns > 366 * Span.nanosecondsPerDay {
            refuse(.contract("has a precision of time of more than a year"))
        }
        if record.raw_offset > bodyCount || record.raw_count > bodyCount - record.raw_offset {
            refuse(.contract("says it stands outside the answer"))
        }
    }

    private mutating func readLegs(_ count: UInt32, into stretch: inout RecordBatch.Stretch) {
        guard leg + Int(count) <= Int(sections.page.leg_count) else {
            isBroken = true
            return
        }
        stretch.start = UInt32(legs.count)
        stretch.count = count
        for _ in 0..<count {
            let place = sections.legs + leg * MemoryLayout<pw_leg>.size
            let wire = bytes.loadUnaligned(fromByteOffset: place, as: pw_leg.self)
            leg += 1
            guard let role = UInt8(exactly: wire.role).flatMap({ LegRole(rawValue: $0) }), wire.flags <= 7,
                wire.flags & 3 != 3
            else {
                refuse(.contract("has a leg of a role or with flags that this host does not know"))
                return
            }
            var entry = RecordBatch.LegEntry(
                role: role, flags: LegFlags(rawValue: UInt8(wire.flags)), asset: Self.none, amount: Self.none,
                times: Self.none)
            take(wire.asset, into: &entry.asset)
            check(entry.asset, "asset")
            if wire.asset == 0, wire.flags & 3 == 0 { refuse(.malformed("has a leg without an asset")) }
            take(wire.amount, into: &entry.amount)
            checkAmount(entry.amount)
            take(wire.times, into: &entry.times)
            if wire.times != 0 { checkAmount(entry.times) }
            legs.append(entry)
        }
    }

    private mutating func readPairs(_ count: UInt32, into stretch: inout RecordBatch.Stretch, lenient: Bool) {
        guard pair + Int(count) <= Int(sections.page.pair_count) else {
            isBroken = true
            return
        }
        stretch.start = UInt32(pairs.count)
        stretch.count = count
        for _ in 0..<count {
            let place = sections.pairs + pair * MemoryLayout<pw_pair>.size
            let wire = bytes.loadUnaligned(fromByteOffset: place, as: pw_pair.self)
            pair += 1
            var entry = RecordBatch.PairEntry(name: Self.none, value: Self.none)
            take(wire.name, into: &entry.name)
            take(wire.value, into: &entry.value)
            if lenient {
                mend(&entry.name)
                mend(&entry.value)
            } else {
                check(entry.name, "id")
                check(entry.value, "id")
            }
            pairs.append(entry)
        }
    }

    // MARK: - Texts

    private static let none = RecordBatch.Slice(offset: 0, count: 0)

    /// The next text. What does not fit marks the page as broken and stays empty.
    @inline(__always)
    private mutating func take(_ count: UInt32, into slice: inout RecordBatch.Slice) {
        guard count != 0 else { return }
        guard Int(count) <= sections.items - text else {
            isBroken = true
            return
        }
        slice.offset = UInt32(truncatingIfNeeded: text)
        slice.count = count
        text += Int(count)
    }
    @inline(__always)
    private func raw(_ slice: RecordBatch.Slice) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes.baseAddress.map { $0 + Int(slice.offset) }, count: Int(slice.count))
    }
    @inline(__always)
    private mutating func check(_ slice: RecordBatch.Slice, _ name: StaticString) {
        if isASCII || FrameText.isUTF8(raw(slice)) { return }
        refuse(.malformed("has a \(name) that is not UTF-8"))
    }
    @inline(__always)
    private mutating func checkAmount(_ slice: RecordBatch.Slice) {
        if FrameText.isAmount(raw(slice), negativeAllowed: false) { return }
        let text = FrameText.oneLine(String(decoding: raw(slice), as: UTF8.self), longest: 60)
        refuse(.malformed("has \(text.isEmpty ? "no amount" : "an amount that is none: \(text)")"))
    }
    @inline(__always)
    private mutating func mend(_ slice: inout RecordBatch.Slice) {
        if isASCII || FrameText.isUTF8(raw(slice)) { return }
        let text = String(decoding: raw(slice), as: UTF8.self)
        slice.offset = UInt32(truncatingIfNeeded: bytes.count + repaired.count)
        slice.count = UInt32(truncatingIfNeeded: text.utf8.count)
        repaired.append(contentsOf: text.utf8)
    }

    // MARK: - Refusals

    private mutating func refuse(_ reason: PageRefusal) {
        if refusal == nil { refusal = reason }
    }
    private func named(_ refusal: PageRefusal, _ index: Int, _ entry: RecordBatch.Entry) -> PageRefusal {
        let key = FrameText.oneLine(String(decoding: raw(entry.key), as: UTF8.self), longest: 80)
        let name = key.isEmpty ? "record \(index + 1)" : "record \(index + 1) (\(key))"
        return switch refusal {
        case .garbage(let reason): .garbage("\(name) \(reason)")
        case .contract(let reason): .contract("\(name) \(reason)")
        case .malformed(let reason): .malformed("\(name) \(reason)")
        }
    }
}

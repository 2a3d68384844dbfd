import AdapterHost
import CWorkerProtocol
import HistoryModel
import Testing

/// The same sequence on every run.
struct SmallRandom: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

@Suite("Frames are read as hostile input")
struct FrameFuzzTests {
    static let rounds = 50_000

    /// Changes, cuts, repeats or inserts a few bytes; numbers often become extreme.
    private func mutate(_ bytes: [UInt8], _ random: inout SmallRandom) -> [UInt8] {
        var copy = bytes
        for _ in 0...Int.random(in: 0..<3, using: &random) {
            guard !copy.isEmpty else { return copy }
            let place = Int.random(in: 0..<copy.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: copy[place] = UInt8.random(in: 0...255, using: &random)
            case 1: copy[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2:
                let extreme: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]
                let value = extreme[Int.random(in: 0..<extreme.count, using: &random)]
                for offset in place..<min(copy.count, place + [1, 4, 8][Int.random(in: 0..<3, using: &random)]) {
                    copy[offset] = value
                }
            case 3: copy.removeLast(copy.count - place)
            case 4: copy.remove(at: place)
            default: copy.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
        return copy
    }

    /// Bytes in the order of a frame.
    struct Bytes {
        var all: [UInt8] = []
        mutating func put<Value: BitwiseCopyable>(_ value: Value) { withUnsafeBytes(of: value) { all += Array($0) } }
        mutating func put(texts: String...) {
            for text in texts {
                put(UInt32(text.utf8.count))
                all += Array(text.utf8)
            }
        }
    }

    static func page(records count: UInt32 = 3, accent: Bool = true) -> [UInt8] {
        var records = Bytes()
        var rest = Bytes()
        var texts: [UInt8] = []
        for index in 0..<count {
            let words = [
                "key\(index)", "group", "market", "", accent ? "café" : "cafe", "hash", "address", "BTC", "1.50", "2",
                "id", "x\(index)",
            ]
            let counts = words.map { UInt32($0.utf8.count) }
            for word in words { texts += Array(word.utf8) }
            records.put(
                pw_record(
                    kind: 1, flags: 0, time_ns: Int64(index), time_unit_ns: 1, raw_offset: 0, raw_count: 10,
                    key: counts[0], group: counts[1], market: counts[2], wallet: 0, label: counts[4],
                    tx_hash: counts[5], address: counts[6], legs: 1, ids: 1, extra: 0))
        }
        for _ in 0..<count { rest.put(pw_leg(role: 1, flags: 0, asset: 3, amount: 4, times: 1)) }
        for index in 0..<count { rest.put(pw_pair(name: 2, value: UInt32("x\(index)".utf8.count))) }
        rest.all += texts
        let items = Self.items()
        var tail = Bytes()
        tail.put(texts: "cursor")
        tail.put(Int64(0))
        var page = Bytes()
        page.put(
            pw_page(
                ending: PW_END_NEXT, record_count: count, leg_count: count, pair_count: count,
                text_count: UInt64(texts.count),
                items_count: UInt32(items.count), tail_count: UInt32(tail.all.count)))
        page.all += records.all
        page.all += rest.all
        page.all += items
        page.all += tail.all
        return page.all
    }
    private static func items() -> [UInt8] {
        var items = Bytes()
        items.put(PW_ITEM_FACT)
        items.put(texts: "tier", "pro")
        items.put(PW_ITEM_GAP)
        items.put(Int64(1))
        items.put(Int64(2))
        items.put(UInt32(1))
        items.put(PW_ITEM_BALANCE)
        items.put(texts: "spot", "BTC", "-1.5")
        items.put(PW_ITEM_NARROWING)
        items.put(UInt32(1))
        items.put(UInt32(1))
        items.put(Int64(0))
        items.put(Int64.max)
        items.put(texts: "since then")
        items.put(PW_ITEM_TOTAL)
        items.put(UInt64(77))
        return items.all
    }
    static let stream = StreamDeclaration(name: "rows", label: "Rows", role: .history, walk: .byTime)
    static let context = PageDecoder.Context(stream: stream, streamCount: 2)

    @Test func `a sound page is read whole`() throws {
        let page = try PageDecoder.decode(Self.page(), Self.context, bodyCount: 10)
        #expect(page.records.records.map(\.key) == ["key0", "key1", "key2"])
        #expect(page.records.record(at: 2).label == "café")
        #expect(page.records.record(at: 2).legs == [Leg(.in, "BTC", "1.50", times: "2")])
        #expect(page.records.record(at: 2).ids == [TextPair("id", "x2")])
        #expect(page.facts == [TextPair("tier", "pro")])
        #expect(page.gaps.first?.reason == .clamped)
        #expect(page.balances == [ReportedBalance(wallet: "spot", asset: "BTC", amount: "-1.5")])
        #expect(page.narrowings.first?.stream == 0)
        #expect(page.total == 77)
        guard case .next(let cursor, nil) = page.ending else { return #expect(Bool(false)) }
        #expect(cursor == Array("cursor".utf8))
    }

    @Test func `a damaged page is refused or read, and its slices stay inside`() {
        var random = SmallRandom(state: 0x1234_5678_9ABC_DEF1)
        let sound = Self.page()
        var refused = 0
        for _ in 0..<Self.rounds {
            let damaged = mutate(sound, &random)
            do throws(PageRefusal) {
                let page = try PageDecoder.decode(damaged, Self.context, bodyCount: 10)
                // Touches every slice; a wrong one ends the test program.
                for record in page.records.records where record.key.isEmpty {
                    #expect(Bool(false), "a record without a key")
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > Self.rounds / 2)
        #expect(refused < Self.rounds)
    }

    @Test func `a damaged manifest is refused or read, never worse`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.minimal())
        let sound = try #require(try await process.adapters().first?.frame)
        let now = Instant(year: 2026, month: 3, day: 1)
        var random = SmallRandom(state: 0xFEDC_BA98_7654_3211)
        var refused = 0
        for _ in 0..<Self.rounds {
            do throws(AdapterHostError) {
                let manifest = try AdapterProcess.decodeManifest(mutate(sound, &random))
                for stream in manifest.streams { _ = stream.readable(at: now, launched: manifest.launched) }
                if securityDescription(of: manifest).isEmpty { #expect(Bool(false)) }
            } catch {
                refused += 1
            }
        }
        #expect(refused > Self.rounds / 4)
        #expect(refused < Self.rounds)
    }
}

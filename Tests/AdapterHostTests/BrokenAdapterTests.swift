import AdapterHost
import Glibc
import HistoryModel
import Testing

/// What a broken library must lead to.
struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    var kind = ExchangeError.Kind.adapterFault
    /// Part of the sentence.
    var sentence: String
    var body = ""
    var testDescription: String { name + (body.isEmpty ? "" : " \(body)") }
}

@Suite("A broken adapter harms nobody but itself")
struct BrokenAdapterTests {
    @Test(arguments: [
        ("missing_symbol", AdapterHostError.Code.notAnAdapter, "does not export portolan_adapter_v1"),
        ("no_adapter", .notAnAdapter, "holds no adapter"),
        ("crash_in_constructor", .fault, "crashed (signal 11) while it was loaded"),
        ("wild_manifest", .fault, "crashed (signal 11) while it was loaded"),
    ])
    func `a library that cannot be used is refused with a sentence`(
        name: String, code: AdapterHostError.Code, sentence: String
    ) async throws {
        let library = try BuiltAdapters.broken(name)
        let error = await #expect(throws: AdapterHostError.self) { try await BuiltAdapters.start(library) }
        #expect(error?.code == code)
        #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("lib\(name).so") == true)
    }

    @Test func `a file that is no library is refused with a sentence`() async throws {
        let path = "\(BuiltAdapters.folder)/libNot.so"
        #expect(HostFiles.replace(path, with: Array(repeating: 0x23, count: 5000)))
        for (library, sentence) in [(path, "invalid ELF header"), ("/nowhere/libNone.so", "No such file")] {
            let error = await #expect(throws: AdapterHostError.self) { try await BuiltAdapters.start(library) }
            #expect(error?.code == .notLoadable)
            #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `a library that never finishes loading is ended`() async throws {
        let library = try BuiltAdapters.broken("hang_in_constructor")
        let deadlines = AdapterProcess.Deadlines(load: .milliseconds(300), step: .seconds(5))
        let error = await #expect(throws: AdapterHostError.self) {
            try await BuiltAdapters.start(library, deadlines: deadlines)
        }
        #expect(error?.message.contains("did not load within") == true)
    }

    @Test(arguments: [
        ("wrong_major", "was built for version 2.3 of the adapter interface"),
        ("stride_lies", "streams of ptl_manifest: a stride that cannot be right: 20"),
        ("size_lies", "size of ptl_manifest: 24, at least 264 is needed"),
        ("count_lies", "streams of ptl_manifest: more than 4096 elements: 5000"),
        ("text_lies", "id of ptl_manifest: no text, or one longer than 65536 bytes"),
        ("null_manifest", "manifest of ptl_adapter: there is none"),
        ("unknown_manifest_flags", "has flags that this Portolan does not know"),
    ])
    func `an adapter whose declaration lies is refused with a sentence`(name: String, sentence: String) async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken(name))
        let adapter = try #require(try await process.adapters().first)
        #expect(adapter.manifest == nil)
        #expect(adapter.refusal?.contains(sentence) == true, "\(adapter.refusal ?? "")")
        await #expect(throws: ExchangeError.self) { try await process.request(adapter: 0, .first()) }
    }

    @Test(arguments: [
        Fault(
            name: "crash_in_parse", sentence: "libcrash_in_parse.so crashed (signal 11) while reading an answer of rows"
        ),
        Fault(name: "hang_in_parse", sentence: "did not finish within 1.0 seconds and was ended"),
        Fault(name: "gigabyte_of_records", sentence: "than 100000 records or 64 MiB"),
        Fault(name: "million_records", sentence: "than 100000 records or 64 MiB"),
        Fault(name: "exits", sentence: "ended its process (exit code 0)"),
        Fault(name: "closes_channel", sentence: "closed its channel to the host"),
        Fault(name: "writes_garbage", sentence: "sent nonsense and was ended"),
        Fault(name: "forges_frame", sentence: "it answered what was not asked"),
        Fault(name: "eats_memory", sentence: "crashed (signal 6)"),
        Fault(name: "two_endings", sentence: "it ended the step twice"),
        Fault(name: "no_ending", sentence: "it returned without saying how the step ends"),
        Fault(name: "record_after_ending", sentence: "it went on after ending the step"),
        Fault(name: "ignores_sink", sentence: "it passed a struct, array or text that cannot be right"),
        Fault(name: "own_status", sentence: "it returned status 7"),
        Fault(name: "unknown_record_flags", sentence: "it set flags this host does not know"),
        Fault(name: "wrong_role", sentence: "a call that the stream's role does not allow"),
        Fault(name: "outside_answer", sentence: "stands outside the answer"),
        Fault(name: "long_cursor", sentence: "longer than 64 KiB"),
        Fault(name: "many_gaps", sentence: "it told of more than 4096 gaps in one answer"),
        Fault(name: "many_facts", sentence: "it told more than 256 facts"),
        Fault(name: "many_facts", sentence: "one longer than 4096 bytes", body: "#"),
        Fault(name: "many_facts", kind: .malformed, sentence: "a fact holds U+0000", body: "a\u{0}b"),
        Fault(name: "wild_precision", sentence: "record 1 (k1) has a precision of time of more than a year"),
        Fault(name: "wild_time", sentence: "record 1 (k) has a time that cannot be"),
        Fault(name: "unsorted", sentence: "record 2 (k1) is out of order, though the stream is declared oldest first"),
        Fault(name: "bad_utf8_key", kind: .malformed, sentence: "has a key that is not UTF-8"),
        Fault(name: "bad_amount", kind: .malformed, sentence: "has no amount"),
        Fault(name: "bad_amount", kind: .malformed, sentence: "an amount that is none: 1,5", body: "1,5"),
        Fault(name: "bad_amount", kind: .malformed, sentence: "an amount that is none: -1", body: "-1"),
        Fault(name: "bad_amount", kind: .malformed, sentence: "an amount that is none: +1", body: "+1"),
        Fault(name: "bad_amount", kind: .malformed, sentence: "an amount that is none: 1.", body: "1."),
        Fault(name: "bad_amount", kind: .malformed, sentence: "an amount that is none: NaN", body: "NaN"),
        Fault(name: "bad_amount", kind: .malformed, sentence: "an amount that is none: 1e", body: "1e"),
    ])
    func `a call that breaks the contract fails alone, and the next one works`(_ fault: Fault) async throws {
        let process = try await BuiltAdapters.start(
            BuiltAdapters.broken(fault.name),
            deadlines: .init(load: .seconds(20), step: .seconds(fault.name.hasPrefix("hang") ? 1 : 30)))
        let error = await #expect(throws: ExchangeError.self) {
            try await process.parse(adapter: 0, .first(breaking: true), .page(fault.body))
        }
        #expect(error?.kind == fault.kind)
        #expect(error?.message.contains(fault.sentence) == true, "\(error?.message ?? "")")
        let page = try await process.parse(adapter: 0, .first(), .page(""))
        #expect(page.records.records.map(\.key) == ["k1"])
        #expect(try await process.request(adapter: 0, .first()).endpoint == 0)
    }

    @Test func `what names a market holds no U+0000, or two markets would be one in the store`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("nul_unit"))
        let error = await #expect(throws: ExchangeError.self) {
            try await process.parse(adapter: 0, .first(breaking: true), .page(""))
        }
        #expect(error?.kind == .malformed)
        #expect(error?.message.contains("a unit's key holds U+0000") == true, "\(error?.message ?? "")")
    }

    @Test func `a sentence about an answer is one short line, whatever stood in the answer`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("evil_balance"))
        let error = await #expect(throws: ExchangeError.self) {
            try await process.parse(adapter: 0, .first(breaking: true), .page(""))
        }
        #expect(error?.kind == .malformed)
        let message = try #require(error?.message)
        #expect(message.hasPrefix("The answer for balances cannot be kept: the balance of BTC is no amount:"))
        #expect(message.utf8.count < 1000)
        #expect(!message.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
    }

    @Test func `a crash in request fails that request alone`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("crash_in_request"))
        let error = await #expect(throws: ExchangeError.self) {
            try await process.request(adapter: 0, .first(breaking: true))
        }
        #expect(error?.message.contains("crashed (signal 11) while making a request of rows") == true)
        #expect(try await process.request(adapter: 0, .first()).endpoint == 0)
    }

    @Test func `a page is kept though the request after it crashes`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("crash_in_request"))
        let (page, next) = try await process.parseAndRequest(adapter: 0, .first(breaking: true), .page(""))
        #expect(next == nil)
        guard case .next = page.ending else { return #expect(Bool(false), "\(page.ending)") }
        #expect(try await process.request(adapter: 0, .first()).endpoint == 0)
    }

    @Test func `bad UTF-8 in a label, an address and a memo is mended`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("bad_utf8_label"))
        let page = try await process.parse(adapter: 0, .first(breaking: true), .page(""))
        let record = page.records.record(at: 0)
        #expect(record.label == "a\u{FFFD}b")
        #expect(record.address == "\u{FFFD}")
        #expect(record.extra == [TextPair("memo", "caf\u{FFFD}")])
        #expect(record.key == "k1")
        #expect(record.legs == [Leg(.in, "BTC", "1.5")])
    }

    @Test func `amounts of any length and with exponents are kept as they are`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("bad_amount"))
        for amount in ["0", "1.5", "0E-8", "1e+3", "00012.50", String(repeating: "9", count: 80)] {
            let page = try? await process.parse(adapter: 0, .first(breaking: true), .page(amount))
            #expect(page?.records.record(at: 0).legs.first?.amount == amount)
        }
    }

    @Test func `after fail nothing of the page is kept`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("fails_after_records"))
        let page = try await process.parse(adapter: 0, .first(breaking: true), .page(""))
        #expect(page.records.isEmpty)
        guard case .fail(let error) = page.ending else { return #expect(Bool(false), "\(page.ending)") }
        #expect(error.kind == .rateLimited)
        #expect(error.retry == .after(.seconds(5)))
        #expect(error.message == "Too many requests")
        #expect(error.exchangeCode == "EAPI:Rate limit exceeded")
    }

    @Test func `a stream that does not exist is refused`() async throws {
        let process = try await BuiltAdapters.start(BuiltAdapters.broken("sound"))
        let error = await #expect(throws: ExchangeError.self) {
            try await process.request(adapter: 0, .first(stream: 9))
        }
        #expect(error?.kind == .adapterFault)
    }
}

import AdapterKit
import CPortolan
import HistoryModel

/// Drives an adapter through its C table, as the host's worker does, and gives back plain values.
///
///     let probe = try AdapterProbe(Kraken.adapter)
///     let request = try probe.request(probe.ask("ledger", from: january, until: february))
///     let page = probe.parse(ask, probe.answer("ledgers", body: fixture))
public struct AdapterProbe {
    public let table: UnsafePointer<ptl_adapter>
    /// As declared; decoding the C form is the host's business.
    public let manifest: AdapterManifest

    /// Throws what does not add up in the declaration.
    public init(_ adapter: Adapter) throws {
        let library = AdapterLibrary([adapter])
        guard let table = library[0] else {
            throw ExchangeError(.adapterFault, message: library.problems.joined(separator: " "))
        }
        self.table = table
        manifest = adapter.resolved().manifest
    }

    /// An ask for a stream, by name.
    public func ask(
        _ stream: String, from: Instant = Instant(nanoseconds: 0), until: Instant = Instant(seconds: 2_000_000_000),
        now: Instant = Instant(seconds: 1_800_000_000), cursor: [UInt8] = [], bookmark: [UInt8] = [],
        unit: HistoryUnit? = nil, settings: [TextPair] = [], facts: [TextPair] = []
    ) -> Ask {
        var ask = Ask(
            stream: manifest.streams.firstIndex { $0.name == stream } ?? Int.max >> 32, from: from, until: until,
            now: now)
        ask.cursorVersion = manifest.cursorVersion
        ask.cursor = cursor
        ask.bookmark = bookmark
        ask.unit = unit
        ask.settings = settings
        ask.facts = facts
        return ask
    }

    /// An answer to a row, by name.
    public func answer(
        _ endpoint: String, status: Int = 200, headers: [TextPair] = [], body: some Sequence<UInt8>
    ) -> ExchangeAnswer {
        ExchangeAnswer(
            endpoint: manifest.endpoints.firstIndex { $0.name == endpoint } ?? Int.max >> 32, status: status,
            received: Instant(seconds: 1_800_000_000), headers: headers, body: Array(body))
    }

    /// What the adapter asks for. Throws what it says through `fail`.
    public func request(_ ask: Ask) throws -> AdapterRequest {
        let collector = RequestCollector()
        var sink = ptl_request_sink()
        sink.size = UInt32(MemoryLayout<ptl_request_sink>.size)
        sink.ctx = Unmanaged.passUnretained(collector).toOpaque()
        sink.request = { ctx, request in
            if let request = request?.pointee { RequestCollector.of(ctx)?.take(.success(AdapterRequest(request))) }
            return PTL_OK
        }
        sink.fail = { ctx, error in
            if let error = error?.pointee { RequestCollector.of(ctx)?.take(.failure(ExchangeError(error))) }
            return PTL_OK
        }
        let status = ask.lend { table.pointee.request?(table, $0, &sink) }
        try withExtendedLifetime(collector) { try collector.check(status) }
        return try collector.result.get()
    }

    /// What the adapter makes of an answer. A broken contract ends in `fail` with `adapterFault`.
    public func parse(_ ask: Ask, _ answer: ExchangeAnswer) -> ParsedPage {
        let collector = PageCollector(body: answer.body)
        var sink = collector.sink()
        let status = ask.lend { ask in
            answer.lend { response in table.pointee.parse?(table, ask, response, &sink) }
        }
        return withExtendedLifetime(collector) { collector.finish(status) }
    }
}

final class RequestCollector {
    private(set) var result: Result<AdapterRequest, ExchangeError> = .failure(
        ExchangeError(.adapterFault, message: "The adapter made no terminal call."))
    private var calls = 0
    func take(_ result: Result<AdapterRequest, ExchangeError>) {
        self.result = result
        calls += 1
    }
    func check(_ status: ptl_status?) throws {
        if calls == 1, status == PTL_OK { return }
        throw ExchangeError(
            .adapterFault, message: "request made \(calls) terminal calls and returned \(status ?? -1).")
    }
    static func of(_ ctx: UnsafeMutableRawPointer?) -> RequestCollector? {
        ctx.map { Unmanaged<RequestCollector>.fromOpaque($0).takeUnretainedValue() }
    }
}

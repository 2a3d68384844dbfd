import CPortolan

extension LoadedAdapter {
    /// What a call without arguments gets: the host broke the contract, and there is no sink to say so.
    private static let noArguments: ptl_status = -1

    static func request(
        _ table: AdapterTable?, _ ask: UnsafePointer<ptl_ask>?, _ sink: UnsafePointer<ptl_request_sink>?
    ) -> ptl_status {
        guard let table, let ask = ask?.pointee, let sink = sink?.pointee else { return noArguments }
        let adapter = from(table)
        var memory = Memory()
        defer { memory.free() }
        do {
            let request = try adapter.stream(ask).request(ask)
            guard let endpoint = adapter.endpoints[request.endpoint.row.name] else {
                throw ExchangeError(
                    .badRequest,
                    message: "The adapter asked for \(request.endpoint.row.name), which it does not declare.")
            }
            let value = ptl_request(
                size: UInt32(MemoryLayout<ptl_request>.size), flags: 0, endpoint: endpoint, reserved: 0,
                arguments: memory.pairs(request.arguments))
            return withUnsafePointer(to: value) { sink.request?(sink.ctx, $0) ?? PTL_OK }
        } catch {
            return fail(error, &memory) { sink.fail?(sink.ctx, $0) }
        }
    }

    static func parse(
        _ table: AdapterTable?, _ ask: UnsafePointer<ptl_ask>?, _ response: UnsafePointer<ptl_response>?,
        _ sinkPointer: UnsafePointer<ptl_page_sink>?
    ) -> ptl_status {
        guard let table, let ask = ask?.pointee, let response = response?.pointee, let sink = sinkPointer?.pointee
        else { return noArguments }
        let adapter = from(table)
        var memory = Memory()
        defer { memory.free() }
        var scratch = Scratch(body: response.body.data, count: response.body.count, sink: sinkPointer)
        return withUnsafeMutablePointer(to: &scratch) { scratch in
            defer { scratch.pointee.free() }
            do {
                let endpoint = Int(response.endpoint)
                let answer = Answer(
                    scratch: scratch, status: Int(response.http_status),
                    received: Instant(nanoseconds: response.received_ns),
                    endpoint: endpoint < adapter.manifest.endpoints.count
                        ? adapter.manifest.endpoints[endpoint].name : "",
                    headers: response.headers.pairs)
                let ending = try adapter.stream(ask).parse(ask, answer, Page(scratch: scratch))
                // Said stop earlier, and the author caught it: no terminal call follows.
                if scratch.pointee.status != PTL_OK { return scratch.pointee.status }
                switch ending {
                case .next(let cursor, let notBefore):
                    return sink.next?(sink.ctx, memory.bytes(cursor), notBefore) ?? PTL_OK
                case .split: return sink.split?(sink.ctx) ?? PTL_OK
                case .end(let bookmark): return sink.end?(sink.ctx, memory.bytes(bookmark)) ?? PTL_OK
                }
            } catch {
                if scratch.pointee.status != PTL_OK { return scratch.pointee.status }
                return fail(error, &memory) { sink.fail?(sink.ctx, $0) }
            }
        }
    }

    private func stream(_ ask: ptl_ask) throws -> ErasedStream {
        let index = Int(ask.stream)
        guard index < streams.count else {
            throw ExchangeError(.badRequest, message: "The adapter has no stream number \(index).")
        }
        return streams[index]
    }

    private static func fail(
        _ error: any Error, _ memory: inout Memory, _ sink: (UnsafePointer<ptl_error>) -> ptl_status?
    ) -> ptl_status {
        let error =
            error as? ExchangeError
            ?? ExchangeError(.malformed, message: "The answer could not be read: \(error).")
        var value = ptl_error()
        value.size = UInt32(MemoryLayout<ptl_error>.size)
        switch error.kind {
        // The host's own kinds; an adapter never says them.
        case .network, .adapterFault: value.kind = PTL_ERROR_MALFORMED
        default: value.kind = error.kind.rawValue
        }
        switch error.retry {
        case .never: value.retry = PTL_RETRY_NEVER
        case .sameRequest: value.retry = PTL_RETRY_SAME
        case .after(let delay):
            value.retry = PTL_RETRY_AFTER
            value.delay_ns = max(0, delay.nanoseconds)
        case .newCredential: value.retry = PTL_RETRY_NEW_CREDENTIAL
        case .restartWindow: value.retry = PTL_RETRY_RESTART
        }
        value.exchange_code = memory.text(error.exchangeCode)
        value.message = memory.text(error.message)
        value.`where` = memory.text(error.place)
        return withUnsafePointer(to: value) { sink($0) ?? PTL_OK }
    }
}

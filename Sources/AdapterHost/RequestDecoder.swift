import CPortolan
import CWorkerProtocol
import HistoryModel

/// What an adapter wants to ask, checked.
enum RequestDecoder {
    enum Answer {
        case request(AdapterRequest)
        case fail(ExchangeError)
    }

    static func decode(_ payload: [UInt8], endpointCount: Int) throws(PageRefusal) -> Answer {
        var result: Result<Answer, PageRefusal> = .failure(.garbage("it is empty"))
        payload.withUnsafeBytes { bytes in
            var reader = FrameReader(bytes)
            do throws(BrokenFrame) {
                result = .success(try Self.answer(&reader))
                try reader.finish()
            } catch {
                result = .failure(PageRefusal(error))
            }
        }
        let decoded = try result.get()
        if case .request(let request) = decoded, request.endpoint >= endpointCount {
            throw .contract("it asked for row \(request.endpoint) of a table of \(endpointCount)")
        }
        return decoded
    }

    private static func answer(_ reader: inout FrameReader) throws(BrokenFrame) -> Answer {
        switch try reader.u32() {
        case PW_ANSWER_REQUEST:
            let endpoint = Int(try reader.u32())
            let arguments = try reader.pairs(limit: Int(PTL_MAX_ITEMS), "an argument")
            return .request(AdapterRequest(endpoint: endpoint, arguments: arguments))
        case PW_ANSWER_FAIL: return .fail(try ItemDecoder.error(&reader))
        case let answer: throw BrokenFrame("there is no answer \(answer)")
        }
    }
}

import CWorkerProtocol
import HistoryModel

/// One call into an adapter, as the sentences about it name it.
struct Step {
    private let library: String
    private let doing: String
    let streamExists: Bool
    let streamName: String
    let endpointCount: Int

    init(_ doing: String, _ manifest: AdapterManifest, _ ask: Ask, library: String) {
        self.library = library
        self.doing = doing
        streamExists = manifest.streams.indices.contains(ask.stream)
        streamName = streamExists ? manifest.streams[ask.stream].name : String(ask.stream)
        endpointCount = manifest.endpoints.count
    }

    /// The adapter did something it may not, or died of it.
    func fault(_ what: String, retry: ExchangeError.Retry = .never) -> ExchangeError {
        let message =
            "The adapter library \(library) \(FrameText.oneLine(what)) while \(doing) of \(streamName); nothing was lost."
        return ExchangeError(.adapterFault, retry: retry, message: message)
    }
    /// The answer cannot be kept as the adapter read it.
    func malformed(_ what: String) -> ExchangeError {
        ExchangeError(.malformed, message: "The answer for \(streamName) cannot be kept: \(FrameText.oneLine(what)).")
    }
}

/// The contract breaches that the worker itself notices, as sentences.
enum StepFault {
    static func error(_ payload: [UInt8], _ step: Step) -> ExchangeError {
        let code = payload.withUnsafeBytes { $0.count == 8 ? $0.loadUnaligned(as: UInt32.self) : 0 }
        let detail = payload.withUnsafeBytes {
            $0.count == 8 ? $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self) : 0
        }
        return step.fault("broke the adapter contract: \(sentence(code, detail))")
    }

    private static func sentence(_ code: UInt32, _ detail: UInt32) -> String {
        switch code {
        case PW_FAULT_NO_ENDING: "it returned without saying how the step ends"
        case PW_FAULT_TWO_ENDINGS: "it ended the step twice"
        case PW_FAULT_AFTER_ENDING: "it went on after ending the step"
        case PW_FAULT_WRONG_ROLE: "it made a call that the stream's role does not allow"
        case PW_FAULT_STRUCTURE: "it passed a struct, array or text that cannot be right"
        case PW_FAULT_FLAGS: "it set flags this host does not know (\(detail)); a newer Portolan may"
        case PW_FAULT_TOO_MUCH: "it made more of one answer than \(PW_MAX_RECORDS) records or \(PW_MAX_PAGE >> 20) MiB"
        case PW_FAULT_STATUS: "it returned status \(Int32(bitPattern: detail)), which no sink gave it"
        case PW_FAULT_NOT_OFFERED: "it has no such function or stream"
        case PW_FAULT_CURSOR: "its cursor or bookmark is longer than 64 KiB"
        case PW_FAULT_RAW_RANGE: "a record says it stands outside the answer"
        default: "fault \(code)"
        }
    }
}

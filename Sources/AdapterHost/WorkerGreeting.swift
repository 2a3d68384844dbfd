import CWorkerProtocol
import HistoryModel

/// What a worker says after its start: the manifests of its library, or why there are none.
enum WorkerGreeting {
    static func read(
        from worker: WorkerProcess, library: String, _ patience: Duration
    ) throws(AdapterHostError) -> [DeclaredAdapter] {
        let deadline = Deadline(in: patience)
        var adapters: [DeclaredAdapter] = []
        while true {
            let frame: WorkerFrame
            do throws(WorkerLoss) {
                frame = try worker.receive(longest: UInt64(PW_MAX_MANIFEST) * 2, until: deadline)
            } catch {
                throw lost(error, worker, library, patience)
            }
            switch frame.op {
            case PW_MANIFEST:
                adapters.append(DeclaredAdapter(index: adapters.count, frame: frame.payload))
            case PW_REFUSED:
                adapters.append(try refusal(frame.payload, library, index: adapters.count))
            case PW_READY where !adapters.isEmpty:
                return adapters
            default:
                throw AdapterHostError(.fault, "\(library) sent nonsense while it was loaded (frame \(frame.op)).")
            }
            guard adapters.count <= Int(PW_MAX_ADAPTERS) else {
                throw AdapterHostError(.badManifest, "\(library) declares more than \(PW_MAX_ADAPTERS) adapters.")
            }
        }
    }

    /// How a worker ended, to follow the name of its library.
    static func describe(_ death: WorkerProcess.Death) -> String {
        switch death {
        case .signal(let number): "crashed (signal \(number))"
        case .exit(PW_EXIT_MEMORY): "needed more memory than an adapter may have, and was ended"
        case .exit(let code): "ended its process (exit code \(code))"
        case .stillRunning: "closed its channel to the host, and was ended"
        }
    }

    private static func lost(
        _ loss: WorkerLoss, _ worker: WorkerProcess, _ library: String, _ patience: Duration
    ) -> AdapterHostError {
        switch loss {
        case .closed: AdapterHostError(.fault, "\(library) \(describe(worker.end(grace: true))) while it was loaded.")
        case .timedOut: AdapterHostError(.fault, "\(library) did not load within \(patience) and was ended.")
        case .garbage(let reason):
            AdapterHostError(.fault, "\(library) sent nonsense while it was loaded: \(reason).")
        }
    }

    /// A refused adapter; throws when it is the library that is refused.
    private static func refusal(
        _ payload: [UInt8], _ library: String, index: Int
    ) throws(AdapterHostError) -> DeclaredAdapter {
        var fields: (index: UInt32, code: UInt32, detail: String) = (PW_LIBRARY, 0, "")
        payload.withUnsafeBytes { bytes in
            var reader = FrameReader(bytes)
            if let index = try? reader.u32(), let code = try? reader.u32(), let detail = try? reader.lenientText() {
                fields = (index, code, FrameText.oneLine(detail))
            }
        }
        let error = error(fields.code, fields.detail, library)
        if fields.index == PW_LIBRARY { throw error }
        return DeclaredAdapter(index: index, refusal: error.message)
    }

    private static func error(_ code: UInt32, _ detail: String, _ library: String) -> AdapterHostError {
        switch code {
        case PW_REFUSED_NOT_LOADED: AdapterHostError(.notLoadable, "\(library) cannot be loaded: \(detail).")
        case PW_REFUSED_NO_SYMBOL:
            AdapterHostError(.notAnAdapter, "\(library) is not a Portolan adapter: it does not export \(detail).")
        case PW_REFUSED_ABI:
            AdapterHostError(
                .wrongABI,
                "\(library) was built for version \(detail) of the adapter interface; this Portolan speaks version 1.")
        case PW_REFUSED_STRUCTURE:
            AdapterHostError(.badManifest, "\(library) declares something that cannot be right: \(detail).")
        case PW_REFUSED_EMPTY: AdapterHostError(.notAnAdapter, "\(library) holds no adapter.")
        case PW_REFUSED_TOO_MANY:
            AdapterHostError(.badManifest, "\(library) declares more than \(PW_MAX_ADAPTERS) adapters.")
        default: AdapterHostError(.fault, "\(library) sent nonsense while it was loaded.")
        }
    }
}

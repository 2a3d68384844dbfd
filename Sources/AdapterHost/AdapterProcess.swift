import CWorkerProtocol
import HistoryModel

/// One adapter library in a process of its own.
///
/// Calls wait for each other. A worker that crashes, hangs or sends nonsense is killed and reaped, the call
/// fails with `adapterFault`, and the next call starts a fresh one: nothing is kept between calls anyway.
package actor AdapterProcess {
    /// How long a worker may take. Wall clock.
    package struct Deadlines: Sendable {
        /// To start, load the library and hand over its manifests.
        package var load: Duration
        /// For one call of `request` or `parse`.
        package var step: Duration
        package init(load: Duration = .seconds(10), step: Duration = .seconds(10)) {
            self.load = load
            self.step = step
        }
    }

    package nonisolated let library: String
    private let program: String
    private let deadlines: Deadlines
    private let thread = WorkerThread()
    private var worker: WorkerProcess?
    private var declared: [DeclaredAdapter]?
    private var sequence: UInt64 = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Starts nothing yet. With `declared`, kept from an earlier run, no worker is needed to know the manifests;
    /// a library that then declares something else is refused.
    package init(
        library: String, workerPath: String, declared: [DeclaredAdapter]? = nil, deadlines: Deadlines = Deadlines()
    ) {
        self.library = library
        self.program = workerPath
        self.declared = declared
        self.deadlines = deadlines
    }

    /// Starts the worker and reads what the library declares; throws `AdapterHostError` when it cannot.
    package static func start(
        library: String, workerPath: String, deadlines: Deadlines = Deadlines()
    ) async throws -> AdapterProcess {
        let process = AdapterProcess(library: library, workerPath: workerPath, deadlines: deadlines)
        _ = try await process.adapters()
        return process
    }

    /// The adapters of the library, those that are refused included.
    package func adapters() throws(AdapterHostError) -> [DeclaredAdapter] {
        if let declared { return declared }
        _ = try running()
        return declared ?? []
    }

    /// Ends the worker; a later call starts another.
    package func stop() { worker = nil }

    /// The process id of the running worker.
    package var workerID: Int32? { worker?.id }

    // MARK: - Steps

    /// Where to go from a position.
    package func request(adapter: Int, _ ask: Ask) throws(ExchangeError) -> AdapterRequest {
        let step = Step("making a request", try manifest(adapter), ask, library: name)
        let head = AskEncoder.encode(adapter: adapter, ask).bytes
        let frame = try exchange(UInt32(PW_ASK_REQUEST), head, [], step)
        return try request(from: frame, step)
    }

    /// What an answer holds.
    package func parse(adapter: Int, _ ask: Ask, _ answer: ExchangeAnswer) throws(ExchangeError) -> ParsedPage {
        try parse(adapter: adapter, ask, answer, thenRequest: false).page
    }

    /// What an answer holds and, when it goes on at once, what to ask next: one round trip instead of two.
    ///
    /// `next` is nil when the page does not end in `next`, names an instant to wait for, or when the adapter
    /// could not say: then `request` tells why.
    package func parseAndRequest(
        adapter: Int, _ ask: Ask, _ answer: ExchangeAnswer
    ) throws(ExchangeError) -> (page: ParsedPage, next: AdapterRequest?) {
        try parse(adapter: adapter, ask, answer, thenRequest: true)
    }

    private func parse(
        adapter: Int, _ ask: Ask, _ answer: ExchangeAnswer, thenRequest: Bool
    ) throws(ExchangeError) -> (page: ParsedPage, next: AdapterRequest?) {
        let manifest = try manifest(adapter)
        let step = Step("reading an answer", manifest, ask, library: name)
        let head = AskEncoder.encode(adapter: adapter, ask, answer, thenRequest: thenRequest).bytes
        let frame = try exchange(UInt32(PW_ASK_PARSE), head, answer.body, step)
        guard frame.op == PW_PAGE else { throw garbage("it answered with frame \(frame.op)", step) }
        let context = PageDecoder.Context(
            stream: manifest.streams[ask.stream], streamCount: manifest.streams.count)
        let page: ParsedPage
        do throws(PageRefusal) {
            page = try PageDecoder.decode(frame.payload, context, bodyCount: answer.body.count)
        } catch {
            // A second frame may be under way.
            if thenRequest { worker = nil }
            throw refused(error, step)
        }
        guard thenRequest, case .next(_, notBefore: nil) = page.ending else { return (page, nil) }
        // Whatever goes wrong from here on is not the page's fault, and `request` meets it again.
        let next = try? receive(step)
        return (page, next.flatMap { frame in try? request(from: frame, step) })
    }

    private func request(from frame: WorkerFrame, _ step: Step) throws(ExchangeError) -> AdapterRequest {
        guard frame.op == PW_REQUEST else { throw garbage("it answered with frame \(frame.op)", step) }
        let answer: RequestDecoder.Answer
        do throws(PageRefusal) {
            answer = try RequestDecoder.decode(frame.payload, endpointCount: step.endpointCount)
        } catch {
            throw refused(error, step)
        }
        switch answer {
        case .request(let request): return request
        case .fail(let error): throw error
        }
    }

    private func manifest(_ adapter: Int) throws(ExchangeError) -> AdapterManifest {
        let adapters: [DeclaredAdapter]
        do throws(AdapterHostError) { adapters = try self.adapters() } catch { throw Self.unusable(error) }
        guard let found = adapters.first(where: { $0.index == adapter }), let manifest = found.manifest else {
            let reason = adapters.first { $0.index == adapter }?.refusal ?? "\(name) has no adapter \(adapter)."
            throw ExchangeError(.adapterFault, message: reason)
        }
        return manifest
    }

    // MARK: - The worker

    private var name: String { library.split(separator: "/").last.map(String.init) ?? library }

    private func running() throws(AdapterHostError) -> WorkerProcess {
        if let worker { return worker }
        let started = try WorkerProcess(program: program, library: library)
        let found = try WorkerGreeting.read(from: started, library: name, deadlines.load)
        if let declared, declared.map(\.frame) != found.map(\.frame) {
            throw AdapterHostError(
                .changed, "\(name) is not the library it was: what it declares has changed. Start again.")
        }
        declared = declared ?? found
        worker = started
        return started
    }

    private func exchange(
        _ op: UInt32, _ head: [UInt8], _ body: [UInt8], _ step: Step
    ) throws(ExchangeError) -> WorkerFrame {
        guard step.streamExists else {
            throw ExchangeError(.adapterFault, message: "\(name) has no stream \(step.streamName).")
        }
        let running: WorkerProcess
        do throws(AdapterHostError) { running = try self.running() } catch { throw Self.unusable(error) }
        sequence += 1
        do throws(WorkerLoss) {
            try running.send(op, sequence: sequence, head, body, until: Deadline(in: deadlines.step))
        } catch {
            throw lost(error, step)
        }
        return try receive(step)
    }

    private func receive(_ step: Step) throws(ExchangeError) -> WorkerFrame {
        guard let worker else { throw garbage("it is gone", step) }
        let frame: WorkerFrame
        do throws(WorkerLoss) {
            frame = try worker.receive(longest: 2 * UInt64(PW_MAX_PAGE), until: Deadline(in: deadlines.step))
        } catch {
            throw lost(error, step)
        }
        guard frame.sequence == sequence else { throw garbage("it answered what was not asked", step) }
        if frame.op == PW_FAULT { throw StepFault.error(frame.payload, step) }
        return frame
    }

    private func lost(_ loss: WorkerLoss, _ step: Step) -> ExchangeError {
        guard let worker else { return step.fault("is gone") }
        self.worker = nil
        switch loss {
        case .closed: return step.fault(WorkerGreeting.describe(worker.end(grace: true)), retry: .sameRequest)
        case .timedOut:
            return step.fault("did not finish within \(deadlines.step) and was ended", retry: .sameRequest)
        case .garbage(let reason): return step.fault("sent nonsense and was ended (\(reason))")
        }
    }
    private func garbage(_ reason: String, _ step: Step) -> ExchangeError { lost(.garbage(reason), step) }

    private func refused(_ refusal: PageRefusal, _ step: Step) -> ExchangeError {
        switch refusal {
        case .garbage(let reason): garbage(reason, step)
        case .contract(let reason): step.fault("broke the adapter contract: \(reason)")
        case .malformed(let reason): step.malformed(reason)
        }
    }

    private static func unusable(_ error: AdapterHostError) -> ExchangeError {
        ExchangeError(.adapterFault, message: error.message)
    }
}

import CCurl
import Glibc
import HistoryModel
import Synchronization

/// Sends requests through libcurl: one thread, kept connections, TLS always verified, redirects never followed.
package final class CurlTransport: HTTPTransport {
    private let loop: CurlLoop

    /// `version` is Portolan's own, for the User-Agent field.
    package init(version: String, limits: TransportLimits = TransportLimits()) {
        loop = CurlLoop(userAgent: "Portolan/" + version, limits: limits)
    }
    deinit { loop.stop() }

    package func perform(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
        let ticket = CurlLoop.Ticket()
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                loop.start(CurlTransfer(request, continuation), ticket)
            }
        } onCancel: {
            loop.cancel(ticket)
        }
        return try outcome.get()
    }
}

/// The thread that drives libcurl, and what crosses to it.
///
/// Sockets are watched with epoll, because libcurl's own poll looks at every open request on every event.
final class CurlLoop: Sendable {
    /// Names one request between the sender and the thread.
    final class Ticket: Sendable {
        fileprivate let isCancelled = Atomic(false)
    }
    private struct Inbox {
        var starts: [(CurlTransfer, Ticket)] = []
        var cancels: [Ticket] = []
        var isStopped = false
        var isRunning = false
    }
    private let inbox = Mutex(Inbox())
    private let wakeDescriptor: Int32
    private let userAgent: String
    private let limits: TransportLimits

    init(userAgent: String, limits: TransportLimits) {
        self.userAgent = userAgent
        self.limits = limits
        wakeDescriptor = ptl_bell_open()
        precondition(wakeDescriptor >= 0, "no file descriptor is left for the network")
    }
    deinit { close(wakeDescriptor) }

    func start(_ transfer: CurlTransfer, _ ticket: Ticket) {
        guard ptl_curl_load() == 0 else { return transfer.finish(.failure(Self.isMissing)) }
        let mustWake = inbox.withLock { inbox -> Bool? in
            guard !inbox.isStopped else { return nil }
            inbox.starts.append((transfer, ticket))
            if !inbox.isRunning {
                inbox.isRunning = true
                spawn()
            }
            return inbox.starts.count == 1
        }
        guard let mustWake else { return transfer.finish(.failure(Self.cancelled(transfer.request))) }
        if mustWake { wake() }
    }

    func cancel(_ ticket: Ticket) {
        ticket.isCancelled.store(true, ordering: .relaxed)
        inbox.withLock { $0.cancels.append(ticket) }
        wake()
    }

    func stop() {
        inbox.withLock { $0.isStopped = true }
        wake()
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeDescriptor, &one, 8)
    }

    /// The thread keeps the loop alive until it was stopped.
    private func spawn() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let loop = Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue()
                CurlDriver(loop: loop, userAgent: loop.userAgent, limits: loop.limits).run()
                return nil
            }, context)
        precondition(status == 0, "no thread could be started")
        pthread_detach(thread)
    }

    // MARK: - For the thread

    fileprivate var descriptor: Int32 { wakeDescriptor }

    fileprivate func take() -> (starts: [(CurlTransfer, Ticket)], cancels: [Ticket], isStopped: Bool) {
        inbox.withLock { inbox in
            defer {
                inbox.starts.removeAll(keepingCapacity: true)
                inbox.cancels.removeAll(keepingCapacity: true)
            }
            return (inbox.starts, inbox.cancels, inbox.isStopped)
        }
    }

    private static let isMissing = TransportFailure(
        .other, "The library libcurl.so.4 cannot be loaded. Install it: apt-get install libcurl4", mayHaveArrived: false
    )
    fileprivate static func cancelled(_ request: HTTPRequest) -> TransportFailure {
        TransportFailure(.cancelled, "The request to \(request.origin.name) was cancelled.")
    }
}

/// What runs on the transport's thread. Never leaves it.
private final class CurlDriver {
    private let loop: CurlLoop
    private let userAgent: String
    private let limits: TransportLimits
    private let multi: UnsafeMutableRawPointer?
    private let epoll: Int32
    /// When libcurl wants to be called without an event, in milliseconds of the monotonic clock.
    private var deadline: Int?
    private var active: [ObjectIdentifier: (transfer: CurlTransfer, ticket: CurlLoop.Ticket)] = [:]
    private var byTicket: [ObjectIdentifier: CurlTransfer] = [:]
    private var idle: [CurlHandle] = []

    /// Handles kept for the next request.
    private static let idleMax = 64
    private static let connectionsPerHost = 256

    init(loop: CurlLoop, userAgent: String, limits: TransportLimits) {
        self.loop = loop
        self.userAgent = userAgent
        self.limits = limits
        multi = ptl_curl_multi_init()
        epoll = ptl_watch_open()
        ptl_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        ptl_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, Self.connectionsPerHost)
        ptl_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.connectionsPerHost)
    }

    func run() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ptl_curl_multi_set_callbacks(
            multi,
            { _, socket, what, context, known in
                guard let context else { return -1 }
                let driver = Unmanaged<CurlDriver>.fromOpaque(context).takeUnretainedValue()
                driver.watch(socket, what, isKnown: known != nil)
                return 0
            },
            { _, milliseconds, context in
                guard let context else { return -1 }
                let driver = Unmanaged<CurlDriver>.fromOpaque(context).takeUnretainedValue()
                driver.deadline = milliseconds < 0 ? nil : CurlDriver.now() + milliseconds
                return 0
            }, context)
        ptl_watch_set(epoll, loop.descriptor, CURL_POLL_IN, 0)
        var events = ptl_watch_events()
        while true {
            let (starts, cancels, isStopped) = loop.take()
            if isStopped {
                for (transfer, _) in starts { transfer.finish(.failure(CurlLoop.cancelled(transfer.request))) }
                break
            }
            for (transfer, ticket) in starts { begin(transfer, ticket) }
            for ticket in cancels { abort(ticket) }
            runTimer()
            collect()
            let wait = deadline.map { Int32(clamping: max(0, $0 - Self.now())) } ?? -1
            ptl_watch_wait(epoll, wait, &events)
            for index in 0..<max(0, events.count) {
                handle(ptl_watch_socket(&events, index), ptl_watch_mask(&events, index))
            }
            collect()
        }
        shutDown()
    }

    private func handle(_ socket: Int32, _ mask: Int32) {
        guard socket != loop.descriptor else {
            var count: UInt64 = 0
            _ = read(loop.descriptor, &count, 8)
            return
        }
        var running: Int32 = 0
        ptl_curl_multi_socket_action(multi, socket, mask, &running)
    }

    private func runTimer() {
        guard let due = deadline, due <= Self.now() else { return }
        deadline = nil
        var running: Int32 = 0
        ptl_curl_multi_socket_action(multi, Self.timeoutSocket, 0, &running)
    }

    private func watch(_ socket: curl_socket_t, _ what: Int32, isKnown: Bool) {
        ptl_watch_set(epoll, socket, what, isKnown ? 1 : 0)
        if what != CURL_POLL_REMOVE, !isKnown { ptl_curl_multi_assign(multi, socket, multi) }
    }

    // MARK: - Requests

    private func begin(_ transfer: CurlTransfer, _ ticket: CurlLoop.Ticket) {
        guard !ticket.isCancelled.load(ordering: .relaxed) else {
            return transfer.finish(.failure(CurlLoop.cancelled(transfer.request)))
        }
        guard let handle = idle.popLast() ?? CurlHandle(userAgent: userAgent, limits: limits) else {
            return transfer.finish(.failure(TransportFailure(.other, "No memory is left.", mayHaveArrived: false)))
        }
        handle.load(transfer)
        transfer.handle = handle
        active[ObjectIdentifier(transfer)] = (transfer, ticket)
        byTicket[ObjectIdentifier(ticket)] = transfer
        ptl_curl_multi_add(multi, handle.easy)
    }

    private func collect() {
        var easy: UnsafeMutableRawPointer?
        var code = CURLE_OK
        while ptl_curl_multi_next_done(multi, &easy, &code) == 1 {
            guard let easy, let context = ptl_curl_private(easy) else { continue }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            let outcome = transfer.outcome(
                CurlEnd(
                    code: code, status: ptl_curl_response_code(easy), sentBytes: ptl_curl_request_size(easy),
                    systemError: ptl_curl_os_error(easy), detail: transfer.handle?.errorDetail ?? ""),
                limits: limits)
            release(transfer)
            transfer.finish(outcome)
        }
    }

    private func abort(_ ticket: CurlLoop.Ticket) {
        guard let transfer = byTicket[ObjectIdentifier(ticket)] else { return }
        release(transfer)
        transfer.finish(.failure(CurlLoop.cancelled(transfer.request)))
    }

    private func release(_ transfer: CurlTransfer) {
        guard let handle = transfer.handle else { return }
        ptl_curl_multi_remove(multi, handle.easy)
        handle.clear()
        transfer.handle = nil
        if let entry = active.removeValue(forKey: ObjectIdentifier(transfer)) {
            byTicket[ObjectIdentifier(entry.ticket)] = nil
        }
        if idle.count < Self.idleMax { idle.append(handle) }
    }

    private func shutDown() {
        for (transfer, _) in active.values {
            release(transfer)
            transfer.finish(.failure(CurlLoop.cancelled(transfer.request)))
        }
        idle.removeAll()
        ptl_curl_multi_cleanup(multi)
        close(epoll)
    }

    private static let timeoutSocket: curl_socket_t = -1

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}

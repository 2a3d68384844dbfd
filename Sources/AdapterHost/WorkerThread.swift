import Glibc
import Synchronization

/// A thread of its own that runs the jobs of one actor, so that waiting for a worker blocks nobody else.
///
/// The worker process is also started here: the kernel kills it when the *thread* that started it ends,
/// and this one ends with the actor.
final class WorkerThread: SerialExecutor {
    private let queue = JobQueue()

    init() {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(queue).toOpaque()
        let failed = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<JobQueue>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument)
        precondition(failed == 0, "The system gives Portolan no more threads.")
        pthread_detach(thread)
    }
    deinit { queue.stop() }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // The closure keeps the executor alive until the job is done.
        queue.append { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}

private final class JobQueue: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var isStopped = false
    }
    private let state = Mutex(State())
    // A semaphore is made to be used from several threads; it is freed when no thread holds the queue.
    nonisolated(unsafe) private let wake = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(wake, 0, 0) }
    deinit {
        sem_destroy(wake)
        wake.deallocate()
    }

    func append(_ job: @escaping @Sendable () -> Void) {
        state.withLock { $0.jobs.append(job) }
        sem_post(wake)
    }
    func stop() {
        state.withLock { $0.isStopped = true }
        sem_post(wake)
    }
    func run() {
        while true {
            while sem_wait(wake) != 0 {}
            while let job = next() { job() }
            if state.withLock({ $0.isStopped }) { return }
        }
    }
    private func next() -> (@Sendable () -> Void)? {
        state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
    }
}

import Glibc

/// Waits for SIGTERM or SIGINT, or for the end of standard input.
///
/// Make it before any thread is started: the signals are blocked in all of them and taken by the one that waits.
struct Ending {
    private var signals = sigset_t()

    init(watchStandardInput: Bool) {
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        guard watchStandardInput else { return }
        var thread = pthread_t()
        let watch: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { _ in
            var buffer: [UInt8] = .init(repeating: 0, count: 4096)
            while true {
                let count = read(STDIN_FILENO, &buffer, buffer.count)
                if count > 0 || (count < 0 && errno == EINTR) { continue }
                kill(getpid(), SIGTERM)
                return nil
            }
        }
        pthread_create(&thread, nil, watch, nil)
        pthread_detach(thread)
    }

    func wait() {
        var signals = signals
        var signal: Int32 = 0
        sigwait(&signals, &signal)
    }
}

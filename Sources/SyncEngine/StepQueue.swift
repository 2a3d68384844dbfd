import HistoryModel
import HistoryStore

/// Gathers steps of all connections and commits them about two thousand rows at a time.
///
/// The walk goes on to its next request while the rows of the last are being written. A step counts as done
/// only once its transaction is; after a failed transaction every later step is refused with the same error.
package actor StepQueue {
    private struct Entry {
        var step: StepCommit
        var report: @Sendable (StepCounts) -> Void
    }

    private let commit: @Sendable ([StepCommit]) throws -> [StepCounts]
    private let rowsPerTransaction: Int
    private let mostRowsWaiting: Int
    private let longestWait: Duration
    private var waiting: [Entry] = []
    private var rowsWaiting = 0
    private var writing: Task<Void, Never>?
    private var timer: Task<Void, Never>?
    private var failure: (any Error)?

    /// - Parameter commit: writes steps in one transaction; runs off the actor, one call at a time.
    package init(
        rowsPerTransaction: Int = 2000, mostRowsWaiting: Int = 6000,
        longestWait: Duration = .milliseconds(250),
        commit: @escaping @Sendable ([StepCommit]) throws -> [StepCounts]
    ) {
        self.commit = commit
        self.rowsPerTransaction = rowsPerTransaction
        self.mostRowsWaiting = mostRowsWaiting
        self.longestWait = longestWait
    }

    /// Writes to a store.
    package init(store: HistoryStore) {
        self.init { try store.commit($0) }
    }

    /// Hands a step over. Returns at once unless too much is waiting; `report` is called after the commit.
    package func enqueue(_ step: StepCommit, report: @escaping @Sendable (StepCounts) -> Void) async throws {
        if let failure { throw failure }
        waiting.append(Entry(step: step, report: report))
        // A page without rows costs a transaction too: it counts for a few.
        rowsWaiting += step.records.count + 10
        if rowsWaiting >= rowsPerTransaction { startWriting() } else { startTimer() }
        while rowsWaiting >= mostRowsWaiting, let writing {
            await writing.value
            startWriting()
        }
        if let failure { throw failure }
    }

    /// Returns when everything handed over is on disk.
    package func flush() async throws {
        while !waiting.isEmpty || writing != nil {
            startWriting()
            await writing?.value
        }
        if let failure { throw failure }
    }

    private func startTimer() {
        guard timer == nil else { return }
        timer = Task { [longestWait] in
            try? await Task.sleep(for: longestWait)
            self.timerFired()
        }
    }
    private func timerFired() {
        timer = nil
        startWriting()
    }

    private func startWriting() {
        guard writing == nil, !waiting.isEmpty, failure == nil else { return }
        let entries = waiting
        waiting = []
        rowsWaiting = 0
        writing = Task.detached { [commit] in
            do {
                let counts = try commit(entries.map(\.step))
                for (entry, count) in zip(entries, counts) { entry.report(count) }
            } catch {
                await self.fail(error)
            }
            await self.finished()
        }
    }
    private func fail(_ error: any Error) {
        failure = error
        waiting = []
        rowsWaiting = 0
    }
    private func finished() {
        writing = nil
        if rowsWaiting >= rowsPerTransaction { startWriting() } else if !waiting.isEmpty { startTimer() }
    }
}

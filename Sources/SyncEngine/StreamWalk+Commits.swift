import HistoryModel
import HistoryStore

/// What a step changes, handed to the queue that writes it.
extension StreamWalk {
    func enqueue(
        _ step: Step, _ window: WalkWindow, _ outcome: StepOutcome, overlap: Int
    ) async throws {
        let endpoint = world.manifest.endpoints[step.answer.endpoint]
        var commit = commit(window, outcome, endpoint: endpoint.name, at: step.answer.received)
        // Nothing of a page that is thrown away is kept; what a restarted one held is (W8, W11).
        if case .failed = outcome {} else { commit.records = step.page.records }
        commit.overlap = overlap
        if endpoint.keepsRaw {
            commit.page = RawPage(
                endpoint: endpoint.name, received: step.answer.received, status: step.answer.status,
                body: step.answer.body)
        }
        commit.facts = step.page.facts
        observe(
            .page(stream: stream.name, unit: unit?.key, window: window.interval, records: step.page.records.count))
        tally.countPage()
        try await enqueue(commit)
        if case .end = outcome, let interval = window.interval {
            observe(.windowFinished(stream: stream.name, unit: unit?.key, window: interval))
        }
    }

    func record(_ window: WalkWindow, _ outcome: StepOutcome) async throws {
        try await enqueue(commit(window, outcome, endpoint: "", at: world.now()))
    }

    func commit(_ window: WalkWindow, _ outcome: StepOutcome, endpoint: String, at: Instant) -> StepCommit {
        StepCommit(
            connection: connection.id, stream: streamID, streamName: stream.name, unit: unitID, window: window,
            at: at, endpoint: endpoint, outcome: outcome)
    }

    func enqueue(_ commit: StepCommit) async throws {
        try await queue.enqueue(commit) { [tally, observe, name = stream.name] counts in
            tally.add(counts)
            observe(.committed(stream: name, counts: counts))
        }
    }
}

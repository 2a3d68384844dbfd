import HistoryModel
import HistoryStore

/// Syncs one connection: key, units, history, balance, in that order (W17).
package struct ConnectionSync: Sendable {
    let connection: StoredConnection
    let world: ConnectionWorld
    let store: HistoryStore
    private let queue: StepQueue
    private let policy: SyncPolicy
    private let starts: [String: Instant]
    private let observe: @Sendable (SyncEvent) -> Void

    /// - Parameter starts: where reading begins, for streams that are not read from their beginning; a full sync
    ///   does not heed it.
    package init(
        connection: StoredConnection, world: ConnectionWorld, store: HistoryStore, queue: StepQueue,
        policy: SyncPolicy = SyncPolicy(), starts: [String: Instant] = [:],
        observe: @escaping @Sendable (SyncEvent) -> Void = { _ in }
    ) {
        self.connection = connection
        self.world = world
        self.store = store
        self.queue = queue
        self.policy = policy
        self.starts = starts
        self.observe = observe
    }

    /// Reads everything that is readable and not yet complete. What the exchange or the adapter does wrong is in
    /// the outcome; throws only for the store's own errors and `CancellationError`.
    package func run(full: Bool = false) async throws -> ConnectionOutcome {
        try store.setState(.syncing, reason: "", of: connection.id, at: world.now())
        var outcomes: [StreamOutcome] = []
        var held: [ReportedBalance] = []
        // One that was interrupted goes on: what it has read through is not asked for again.
        let fullSince =
            full ? try store.beginFullSync(of: connection.id, at: world.now(), youngerThan: policy.fullSweepAge) : nil
        do {
            let roles: [StreamDeclaration.Role] = [.key, .units, .history, .balance]
            for role in roles {
                for index in order(of: role) {
                    let outcome = try await read(index, fullSince: fullSince, held: &held)
                    outcomes.append(outcome)
                    observe(.streamFinished(outcome))
                    if let ending = ending(after: outcome) { return try finish(ending, outcomes) }
                }
            }
            try keepBalances(held, outcomes)
            if full { try store.endFullSync(of: connection.id) }
            return try finish(Self.summary(of: outcomes), outcomes)
        } catch let error as CancellationError {
            try? await queue.flush()
            try store.setState(
                .partial, reason: "the sync was stopped", code: "interrupted", of: connection.id, at: world.now())
            throw error
        }
    }

    /// As declared; what is walked unit by unit comes after the rest, which tells what to look for first.
    private func order(of role: StreamDeclaration.Role) -> [Int] {
        let all = world.manifest.streams.indices.filter { world.manifest.streams[$0].role == role }
        let isListed = { world.manifest.streams[$0].unitStream != nil }
        return all.filter { !isListed($0) } + all.filter(isListed)
    }

    // MARK: - One stream

    private func read(_ index: Int, fullSince: Instant?, held: inout [ReportedBalance]) async throws -> StreamOutcome {
        let stream = world.manifest.streams[index]
        let tally = StreamTally(stream: stream.name, role: stream.role)
        if let refusal = stream.refusal {
            return tally.finished(
                state: .refused, error: ExchangeError(.adapterFault, message: refusal), covered: nil)
        }
        let streamID = try store.streamID(
            connection: connection.id, name: stream.name, identityVersion: stream.identityVersion)
        do {
            if stream.role == .history {
                try await walk(index, streamID, tally, fullSince: fullSince)
                tally.cameBack(try store.bringBackDeleted(stream: streamID))
            } else {
                let (page, endpoint) = try await SnapshotRead(
                    world: world, policy: policy, observe: observe, streamIndex: index,
                    settings: connection.settings, facts: try store.facts(connection: connection.id), tally: tally
                ).run()
                try await keep(page, endpoint: endpoint, stream: stream, streamID, tally)
                held += page.balances
                if let excess = page.key?.rights?.excess, !excess.isEmpty {
                    throw WalkStop.connection(Self.excessRights(excess))
                }
            }
            return tally.finished(covered: try covered(index, streamID))
        } catch let stop as WalkStop {
            let extent = try covered(index, streamID)
            switch stop {
            case .stream(let error): return tally.finished(state: .failed, error: error, covered: extent)
            case .connection(let error): return tally.finished(state: .stopped, error: error, covered: extent)
            case .parked(let until, var error):
                error.retry = .after(until - world.now())
                return tally.finished(state: .parked, error: error, covered: extent)
            }
        }
    }

    private func keep(
        _ page: ParsedPage, endpoint: String, stream: StreamDeclaration, _ streamID: StreamID, _ tally: StreamTally
    ) async throws {
        var commit = StepCommit(
            connection: connection.id, stream: streamID, streamName: stream.name, unit: 0, window: nil,
            at: world.now(), endpoint: endpoint, outcome: .snapshot)
        commit.units = page.units
        commit.facts = page.facts
        commit.key = page.key
        commit.narrowings = page.narrowings.map { narrowing in
            (narrowing.stream.map { world.manifest.streams[$0].name } ?? "", narrowing)
        }
        try await queue.enqueue(commit) { tally.add($0) }
        try await queue.flush()
    }

    /// One report of all that is held, over every stream that tells it: with one of them missing nothing could be
    /// compared with the history.
    private func keepBalances(_ held: [ReportedBalance], _ outcomes: [StreamOutcome]) throws {
        let told = outcomes.filter { $0.role == .balance && $0.state != .notOffered }
        guard !told.isEmpty, told.allSatisfy({ $0.state == .ok }) else { return }
        try store.keepBalances(held, of: connection.id, at: world.now())
    }

    package static func excessRights(_ excess: [String]) -> ExchangeError {
        ExchangeError(
            .permission, retry: .newCredential,
            message:
                "The key may do more than read: it can \(excess.joined(separator: ", ")). Portolan only takes read-only keys. Make a new one without these rights."
        )
    }

    private func walk(_ index: Int, _ streamID: StreamID, _ tally: StreamTally, fullSince: Instant?) async throws {
        let stream = world.manifest.streams[index]
        // What was found before an interruption.
        if let fullSince { tally.add(try store.fullWalkCounts(stream: streamID, since: fullSince)) }
        guard let lister = stream.unitStream else {
            // Later than the walk's start nothing can have been seen; frozen for all windows of this sync.
            let syncStart = world.now()
            tally.walkStarts(at: syncStart)
            var failure: ExchangeError?
            let units = try units(of: stream)
            for (place, (unitID, unit)) in units.enumerated() {
                observe(.streamStarted(stream: stream.name, unit: unit?.key, place: place + 1, count: units.count))
                failure =
                    try await walk(index, streamID, unitID, unit, tally, syncStart, fullSince: fullSince) ?? failure
            }
            if let failure { throw WalkStop.stream(failure) }
            return
        }
        try await sweep(index, streamID, lister: world.manifest.streams[lister].name, tally, fullSince: fullSince)
    }

    /// Reads all units that another stream lists. What an interrupted sync has read is not asked for again within
    /// `SyncPolicy.sweepAge`: the sweep goes on where it stopped, up to the instant at which it began.
    private func sweep(
        _ index: Int, _ streamID: StreamID, lister: String, _ tally: StreamTally, fullSince: Instant?
    ) async throws {
        let stream = world.manifest.streams[index]
        let full = fullSince != nil
        let age = full ? policy.fullSweepAge : policy.sweepAge
        let begun = try store.openSweep(stream: streamID, at: world.now(), youngerThan: age, full: full)
        tally.walkStarts(at: begun)
        var sweep = UnitSweep(
            try store.sweepUnits(connection: connection.id, lister: lister, stream: streamID), begun: begun,
            seen: try store.assetsSeen(connection: connection.id))
        var failure: ExchangeError?
        while let next = sweep.next() {
            observe(
                .streamStarted(stream: stream.name, unit: next.unit.key, place: sweep.taken, count: sweep.count))
            failure =
                try await walk(index, streamID, next.id, next.unit, tally, begun, fullSince: fullSince) ?? failure
            sweep.note(try store.assetsSeen(stream: streamID, unit: next.id))
        }
        try store.closeSweep(stream: streamID)
        if let failure { throw WalkStop.stream(failure) }
    }

    /// One unit; its failure where it is the unit's own. A failure of the whole stream or connection is thrown.
    private func walk(
        _ index: Int, _ streamID: StreamID, _ unitID: UnitID, _ unit: HistoryUnit?, _ tally: StreamTally,
        _ syncStart: Instant, fullSince: Instant?
    ) async throws -> ExchangeError? {
        let full = fullSince != nil
        if let fullSince, try store.isFullWalkDone(stream: streamID, unit: unitID, since: fullSince) {
            tally.walkStarts(at: fullSince)
            return nil
        }
        let stream = world.manifest.streams[index]
        var planner = try planner(for: stream, index: index, unit: unit)
        if !full { planner.notBefore = starts[stream.name] }
        var walk = StreamWalk(
            connection: connection, world: world, store: store, queue: queue, policy: policy, observe: observe,
            streamIndex: index, streamID: streamID, unitID: unitID, unit: unit, planner: planner, syncStart: syncStart,
            full: full, tally: tally)
        do {
            try await walk.run()
            return nil
        } catch WalkStop.stream(let error) where unit != nil && error.kind != .network {
            // One market's failure is not another's.
            return error
        }
    }

    /// The units a stream is walked for: its fixed list, what another stream listed, or none.
    private func units(of stream: StreamDeclaration) throws -> [(UnitID, HistoryUnit?)] {
        if let lister = stream.unitStream {
            let name = world.manifest.streams[lister].name
            return try store.units(connection: connection.id, lister: name).map { ($0.id, $0.unit) }
        }
        if stream.units.isEmpty { return [(0, nil)] }
        let ids = try store.keepUnits(stream.units, connection: connection.id, lister: stream.name, at: world.now())
        return Array(zip(ids, stream.units.map(Optional.some)))
    }

    private func planner(for stream: StreamDeclaration, index: Int, unit: HistoryUnit?) throws -> WalkPlanner {
        try Self.planner(
            for: stream, manifest: world.manifest, unit: unit,
            narrowings: store.narrowings(connection: connection.id))
    }

    /// The planner of a stream as key, account and unit leave it.
    package static func planner(
        for stream: StreamDeclaration, manifest: AdapterManifest, unit: HistoryUnit?,
        narrowings: [(stream: String, narrowing: Narrowing)]
    ) -> WalkPlanner {
        var narrowed: Interval? = Interval(.distantPast, .distantFuture)
        for (name, narrowing) in narrowings where name.isEmpty || name == stream.name {
            narrowed = narrowed?.intersection(narrowing.interval)
        }
        if let unit, unit.listedFrom != nil || unit.listedUntil != nil {
            let listed = Interval(unit.listedFrom ?? .distantPast, unit.listedUntil ?? .distantFuture)
            narrowed = listed.flatMap { narrowed?.intersection($0) }
        }
        let nothing = Interval(.distantPast, Instant(nanoseconds: .min + 1))
        return WalkPlanner(
            stream: stream, launched: manifest.launched, narrowed: narrowed ?? nothing,
            cursorVersions: min(manifest.cursorVersionMin, manifest.cursorVersion)...manifest.cursorVersion)
    }

    /// From the first to the last complete instant, over all units.
    private func covered(_ index: Int, _ streamID: StreamID) throws -> Interval? {
        let stream = world.manifest.streams[index]
        guard stream.role == .history else { return nil }
        var extent: Interval?
        for (unitID, _) in try units(of: stream) {
            let complete = try store.coverage(stream: streamID, unit: unitID).complete.intervals
            guard let first = complete.first, let last = complete.last else { continue }
            extent = Interval(min(extent?.from ?? first.from, first.from), max(extent?.until ?? last.until, last.until))
        }
        return extent
    }
}

import HistoryModel
import HistoryStore

/// What is known of one stream and unit, as it stands now: stored intervals and what follows from the limits.
package struct StreamExtent: Sendable {
    package var stream: StreamDeclaration
    package var unit: HistoryUnit?
    /// Sorted and disjoint, from the exchange's opening to the last sync.
    package var intervals: [CoverageInterval]
    /// The first instant a request made now can still see; nil: nothing.
    package var earliestReadable: Instant?
    /// Sync before this instant or lose history; nil where nothing rolls away.
    package var deadline: Instant?
    package var records: Int
    /// Where the exchange counted more rows than it served.
    package var shortfalls: [(interval: Interval, counted: Int64, served: Int64)]
}

/// Reads coverage out of the store and adds what the declared limits say of the rest.
package struct CoverageReading {
    private let store: HistoryStore
    private let connection: StoredConnection
    private let manifest: AdapterManifest
    private let now: Instant

    package init(store: HistoryStore, connection: StoredConnection, manifest: AdapterManifest, at now: Instant) {
        self.store = store
        self.connection = connection
        self.manifest = manifest
        // A clock that was set back, or a simulator's that runs ahead: what was read was within reach then.
        self.now = max(now, (try? store.lastStep(connection: connection.id)) ?? now)
    }

    /// Every history stream of the connection, unit by unit.
    package func extents() throws -> [StreamExtent] {
        let known = Dictionary(
            try store.streams(connection: connection.id).map { ($0.name, $0.id) }, uniquingKeysWith: { $1 })
        let narrowings = try store.narrowings(connection: connection.id)
        return try manifest.streams.filter { $0.role == .history }.flatMap { stream -> [StreamExtent] in
            guard let id = known[stream.name] else {
                return [try extent(of: stream, id: nil, unitID: 0, unit: nil, narrowings)]
            }
            let units = try units(of: stream)
            return try units.map { try extent(of: stream, id: id, unitID: $0.0, unit: $0.1, narrowings) }
        }
    }

    private func units(of stream: StreamDeclaration) throws -> [(UnitID, HistoryUnit?)] {
        guard stream.hasUnits else { return [(0, nil)] }
        let lister = stream.unitStream.map { manifest.streams[$0].name } ?? stream.name
        return try store.units(connection: connection.id, lister: lister).map { ($0.id, $0.unit) }
    }

    private func extent(
        of stream: StreamDeclaration, id: StreamID?, unitID: UnitID, unit: HistoryUnit?,
        _ narrowings: [(stream: String, narrowing: Narrowing)]
    ) throws -> StreamExtent {
        let planner = ConnectionSync.planner(for: stream, manifest: manifest, unit: unit, narrowings: narrowings)
        let readable = planner.readable(at: now)
        let map = try id.map { try store.coverage(stream: $0, unit: unitID) } ?? CoverageMap()
        let extent = try id.map { try store.recordExtent(stream: $0, unit: unitID) }
        // What is paused is told up to this moment: what has rolled out of reach meanwhile is lost already.
        let isPaused = connection.state == .paused && connection.lastSyncAt != nil
        let horizon = max(
            map.intervals.last?.interval.until ?? .distantPast, isPaused ? now : connection.lastSyncAt ?? now,
            manifest.launched)
        // What failed and has rolled out of reach since will never be read: it is a limit's loss now, and nothing a
        // further sync could mend.
        let lost = map.instants { $0.state == .failed }.subtracting(IntervalSet(readable))
        var intervals = map.intervals.flatMap { held in
            guard held.state == .failed else { return Self.splitEmpty(held, firstRecord: extent?.first) }
            return IntervalSet(held.interval).subtracting(lost).intervals.map {
                CoverageInterval($0, .failed, reason: held.reason)
            }
        }
        // Before there was an account there is nothing to be known.
        let begin = max(manifest.launched, HistoryStore.accountOpened(narrowings))
        let whole = IntervalSet(Interval(begin, min(horizon, now)))
        let rest = whole.subtracting(map.instants { _ in true }).union(lost)
        let outOfReach = rest.subtracting(IntervalSet(readable))
        // What key or account hide, and what the exchange serves to nobody, are two reasons.
        let hidden = outOfReach.subtracting(IntervalSet(planner.narrowed))
        let (bound, narrowing) = (boundReason(stream), narrowingReason(stream, narrowings))
        intervals += hidden.intervals.map { CoverageInterval($0, .unreadable, reason: narrowing ?? bound) }
        intervals += outOfReach.subtracting(hidden).intervals.map { CoverageInterval($0, .unreadable, reason: bound) }
        for open in rest.subtracting(outOfReach).intervals {
            // The time of the pause begins with the last sync; what was open before that was never asked for.
            let pause = isPaused ? Interval(connection.lastSyncAt ?? now, .distantFuture) : nil
            let paused = IntervalSet(pause.flatMap(open.intersection))
            intervals += paused.intervals.map { CoverageInterval($0, .paused) }
            intervals += IntervalSet(open).subtracting(paused).intervals.map { CoverageInterval($0, .notAsked) }
        }
        intervals.sort { $0.interval.from < $1.interval.from }
        return StreamExtent(
            stream: stream, unit: unit, intervals: intervals, earliestReadable: readable?.from,
            deadline: deadline(stream, complete: map.complete, readable: readable), records: extent?.count ?? 0,
            shortfalls: try id.map { try store.shortfalls(stream: $0, unit: unitID) } ?? [])
    }

    /// "No trades" and "trades" are told apart: what lies before the first record is complete and empty.
    private static func splitEmpty(_ held: CoverageInterval, firstRecord: Instant?) -> [CoverageInterval] {
        guard held.state == .complete else { return [held] }
        let first = firstRecord ?? .distantFuture
        return [
            Interval(held.interval.from, min(held.interval.until, first)).map {
                CoverageInterval($0, .completeEmpty)
            },
            Interval(max(held.interval.from, first), held.interval.until).map { CoverageInterval($0, .complete) },
        ].compactMap { $0 }
    }

    private func narrowingReason(
        _ stream: StreamDeclaration, _ narrowings: [(stream: String, narrowing: Narrowing)]
    ) -> String? {
        let found = narrowings.first { $0.stream.isEmpty || $0.stream == stream.name }?.narrowing
        return found.map { $0.note.isEmpty ? "the key sees only a part" : $0.note }
    }

    private func boundReason(_ stream: StreamDeclaration) -> String {
        stream.bindingBound(at: now, launched: manifest.launched)?.text
            ?? stream.bounds.first { if case .until = $0.kind { true } else { false } }?.text ?? "unknown"
    }

    /// When the first instant that is readable but not complete rolls out of reach.
    private func deadline(_ stream: StreamDeclaration, complete: IntervalSet, readable: Interval?) -> Instant? {
        guard let readable else { return nil }
        let open = complete.firstMissing(from: readable.from)
        return stream.bounds.compactMap { bound -> Instant? in
            guard case .rolling(let depth) = bound.kind else { return nil }
            switch depth {
            case .span(let span): return open + span
            case .days(let days): return open + .days(days)
            case .calendarMonths(let months): return open.addingCalendarMonths(Int(clamping: months))
            }
        }.min()
    }
}

import ConnectionLife
import FileImport
import HistoryModel
import HistoryStore
import Reports

/// A connection as the list shows it.
extension LiveWorkspace {
    func connections() async throws -> [ConnectionSummary] {
        try await Failures.translated {
            guard let store = try history() else { return [] }
            return try store.connections().map { try summary(of: $0, in: store) }
        }
    }

    func summary(of connection: StoredConnection, in store: HistoryStore) throws -> ConnectionSummary {
        let condition = try condition(of: connection, in: store)
        let state: ConnectionSummary.State =
            switch condition.state {
            case .neverSynced: .neverSynced
            case .paused: .paused
            case .authRevoked: .disabled
            default: .active
            }
        let isWell = [.ok, .syncing, .neverSynced].contains(condition.state)
        var summary = ConnectionSummary(
            label: connection.name, adapter: connection.adapter, site: connection.site,
            permissions: connection.keyRights == nil ? .notVerifiable : .readOnly, state: state,
            created: connection.createdAt, lastSync: connection.lastSyncAt, keyExpires: connection.keyExpires,
            problem: isWell ? "" : condition.reason, records: try store.recordCount(connection: connection.id),
            simulator: connection.simulator)
        summary.condition = condition
        summary.pausedSince = connection.pausedAt
        summary.warnings = try warnings(about: connection, in: store)
        let deleted = try store.deletedCounts(connection: connection.id)
        summary.deleted = deleted.forNow
        summary.keptDeleted = deleted.forGood
        summary.deletedFromFiles = try store.deletedCounts(
            connection: connection.id, where: FileFormat.isOfFiles(stream:)
        ).forNow
        summary.readingFrom = try store.readingChoices(connection: connection.id).map {
            TextPair($0.stream ?? "", $0.start.words)
        }
        return summary
    }

    /// How a connection stands now: what is stored, and what time has made of it.
    func condition(of connection: StoredConnection, in store: HistoryStore) throws -> ConnectionCondition {
        var staleAt: Instant?
        // Only what was read well can grow stale. A policy that cannot be read is for the schedule to complain about.
        if connection.state == .ok {
            let planning =
                (try? planning()) ?? SyncSchedule(policy: SchedulePolicy(), lastLogin: nil, now: clock.now())
            staleAt = planning.plan(try facts(of: connection, in: store)).staleAt
        }
        let isKeyless = !connection.hasKey && connection.state == .paused
        let pause = connection.pausedAt.map { "nothing has been read since \($0.minuteText) UTC" }
        return ConnectionCondition(
            ConditionFacts(
                connection: connection.name, adapter: connection.adapter, state: connection.state,
                reason: isKeyless ? connection.stateReason : pause ?? connection.stateReason,
                code: FailureCode(rawValue: connection.failureCode), lastGood: connection.lastGoodAt,
                retryAt: connection.retryAt, hasKey: connection.hasKey,
                isBeingWritten: connection.state == .syncing && HistoryStore.isBeingWritten(home: home),
                staleAt: staleAt),
            at: clock.now())
    }

    /// What a pause has lost already, or is about to.
    private func warnings(about connection: StoredConnection, in store: HistoryStore) throws -> [String] {
        guard connection.state == .paused, let lastSync = connection.lastSyncAt else { return [] }
        let coverage = try coverage(of: connection, in: store).gathered()
        let now = clock.now()
        return coverage.streams.flatMap { stream -> [String] in
            let lost = stream.intervals.filter { $0.state == .unreadable && $0.interval.until > lastSync }
            let losses = lost.map { interval in
                "\(stream.title) \(CoverageReport.between(interval.interval)) can no longer be read: the pause lasts longer than the exchange keeps them (\(interval.reason))"
            }
            guard let deadline = stream.deadline, deadline > now, deadline - now < .days(14), losses.isEmpty else {
                return losses
            }
            return ["resume and sync before \(deadline.minuteText) UTC, or history of \(stream.title) is lost"]
        }
    }
}

extension ReadingChoice.Start {
    /// As `--from` takes it.
    fileprivate var words: String {
        switch self {
        case .all: "all"
        case .lastTransaction: "last-transaction"
        case .date(let from): from == from.startOfUTCDay ? from.date : from.description
        }
    }
}

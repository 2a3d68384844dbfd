import AdapterHost
import ConnectionLife
import HistoryModel
import HistoryStore
import Reports
import SyncEngine

extension LiveWorkspace {
    func noteLogin() { LoginMark(home: home).note(clock.now()) }

    func schedule(of names: [String]) async throws -> ScheduleReport {
        try await Failures.translated {
            let planning = try planning()
            guard let store = try history() else {
                return ScheduleReport(policy: planning.policy, lastLogin: planning.lastLogin, connections: [])
            }
            let chosen = try store.connections().filter { names.isEmpty || names.contains($0.name) }
            return ScheduleReport(
                policy: planning.policy, lastLogin: planning.lastLogin,
                connections: try chosen.map { try self.plan($0, in: store, planning) })
        }
    }

    /// The policy as the home folder has it. Throws a sentence that names the line when it cannot be read.
    func planning() throws -> SyncSchedule {
        let path = home + "/schedule.conf"
        var policy = SchedulePolicy()
        if let bytes = HostFiles.read(path, longest: 1 << 16) {
            do {
                policy = try SchedulePolicy(configuration: String(decoding: bytes, as: UTF8.self))
            } catch {
                throw CommandFailure(.usage, "\(path), \(error).", reason: .configuration)
            }
        } else if HostFiles.exists(path) {
            throw CommandFailure(.refused, "\(path) cannot be read.", reason: .configuration)
        }
        return SyncSchedule(policy: policy, lastLogin: LoginMark(home: home).last, now: clock.now())
    }

    func plan(_ connection: StoredConnection, in store: HistoryStore, _ planning: SyncSchedule) throws
        -> ScheduledSync
    {
        let coverage = try coverage(of: connection, in: store)
        let deadline = coverage.streams.compactMap { stream in
            stream.deadline.map { ScheduleFacts.Deadline(stream: stream.stream, at: $0) }
        }.min { $0.at < $1.at }
        return planning.plan(try facts(of: connection, in: store, deadline: deadline))
    }

    /// Without a deadline, which takes a look at the coverage of every unit.
    func facts(
        of connection: StoredConnection, in store: HistoryStore, deadline: ScheduleFacts.Deadline? = nil
    ) throws -> ScheduleFacts {
        let history = try manifest(of: connection, in: store).streams.filter { $0.role == .history }
        let rolling = history.flatMap { stream in
            stream.bounds.compactMap { bound -> ScheduleFacts.Rolling? in
                guard case .rolling(let depth) = bound.kind else { return nil }
                return .init(stream: stream.name, depth: depth)
            }
        }
        let isCutOff = connection.state == .syncing && !HistoryStore.isBeingWritten(home: home)
        return ScheduleFacts(
            connection: connection.name, state: isCutOff ? .partial : connection.state,
            code: FailureCode(rawValue: connection.failureCode), hasKey: connection.hasKey,
            lastSync: connection.state == .waitingActivation
                ? connection.lastSyncAt ?? connection.keySince : connection.lastSyncAt,
            lastGood: connection.lastGoodAt, retryAt: connection.retryAt, rolling: rolling, deadline: deadline)
    }

    /// What an unattended run reads: what is due. Where everything is paused, that is what it has to say.
    func due(of connections: [StoredConnection], in store: HistoryStore) throws -> [StoredConnection] {
        let planning = try planning()
        let due = try connections.filter { try plan($0, in: store, planning).isDue }
        return due.isEmpty && connections.allSatisfy { $0.state == .paused } ? connections : due
    }
}

import ConnectionLife
import HistoryModel
import Testing

@Suite("The schedule")
struct ScheduleTests {
    private let synced = Instant(iso8601: "2026-03-01T10:00:00Z")!
    private func facts(rolling: [ScheduleFacts.Rolling] = []) -> ScheduleFacts {
        ScheduleFacts(connection: "main", state: .ok, lastSync: synced, lastGood: synced, rolling: rolling)
    }
    private func plan(
        _ facts: ScheduleFacts, login: Instant?, at now: Instant, _ policy: SchedulePolicy = SchedulePolicy()
    ) -> ScheduledSync {
        SyncSchedule(policy: policy, lastLogin: login, now: now).plan(facts)
    }

    @Test("A8 T1 with a login: not due a minute before seven days, due on the day")
    func afterLogin() {
        let login = synced + .hours(1)
        #expect(!plan(facts(), login: login, at: synced + .days(7) - .minutes(1)).isDue)
        #expect(plan(facts(), login: login, at: synced + .days(7)).isDue)
    }

    @Test("a connection whose key was removed is no paused one: it needs another key")
    func keyless() {
        var facts = facts()
        facts.state = .paused
        #expect(plan(facts, login: nil, at: synced).reason.contains("until it is resumed"))
        facts.hasKey = false
        #expect(plan(facts, login: nil, at: synced).reason.contains("until it gets another"))
        #expect(plan(facts, login: nil, at: synced).due == nil)
    }

    @Test("A8 T1 without a login since the last sync: due after three calendar months")
    func withoutLogin() {
        for login in [nil, synced, synced - .days(3)] {
            let due = Instant(iso8601: "2026-06-01T10:00:00Z")!
            #expect(!plan(facts(), login: login, at: due - .minutes(1)).isDue)
            #expect(plan(facts(), login: login, at: due).isDue)
        }
    }

    @Test(
        "A8 T1 calendar months are clamped to the end of the month",
        arguments: [
            ("2025-11-30T08:00:00Z", "2026-02-28T08:00:00Z"), ("2023-11-30T08:00:00Z", "2024-02-29T08:00:00Z"),
            ("2026-01-31T08:00:00Z", "2026-04-30T08:00:00Z"), ("2025-12-31T23:59:59Z", "2026-03-31T23:59:59Z"),
        ])
    func clamped(_ last: String, _ due: String) {
        var facts = facts()
        facts.lastGood = Instant(iso8601: last)
        #expect(plan(facts, login: nil, at: synced).due == Instant(iso8601: due))
    }

    @Test("A8 T1 a login brings the short interval back at once")
    func loginResets() {
        let now = synced + .days(30)
        #expect(!plan(facts(), login: nil, at: now).isDue)
        let due = plan(facts(), login: now, at: now)
        #expect(due.isDue && due.due == synced + .days(7))
        #expect(due.reason.contains("7 days"))
    }

    @Test(
        "A8 T2 the policy is data: fourteen days, weekly, calendar months",
        arguments: [
            ("after-login = 14 days", "2026-03-15T10:00:00Z"), ("after-login = weekly", "2026-03-08T10:00:00Z"),
            ("# as the old article has it\nafter-login=2 weeks # two\n", "2026-03-15T10:00:00Z"),
            ("after-login = 1 calendar month", "2026-04-01T10:00:00Z"), ("", "2026-03-08T10:00:00Z"),
        ])
    func configured(_ text: String, _ due: String) throws {
        let policy = try SchedulePolicy(configuration: text)
        #expect(plan(facts(), login: synced + .days(1), at: synced, policy).due == Instant(iso8601: due))
    }

    @Test(
        "A8 T2 a line that says nothing sensible is named, with what would",
        arguments: [
            "after-login", "after-login = 7", "after-login = soon", "sometimes = 7 days", "after-login = -1 days",
            "after-login = 0 days", "after-login = 99999 days", "\n\nwithout-login = 3 calendar",
        ])
    func misconfigured(_ text: String) {
        let error = #expect(throws: SchedulePolicy.Malformed.self) { try SchedulePolicy(configuration: text) }
        #expect(error?.line == (text.hasPrefix("\n") ? 3 : 1))
    }

    @Test("A8 T4 a short depth makes the interval shorter, and the reason says so")
    func adaptive() {
        let rolling: [ScheduleFacts.Rolling] = [.init(stream: "deposits", depth: .days(90))]
        let without = plan(facts(rolling: rolling), login: nil, at: synced)
        #expect(without.due == synced + .days(30))
        #expect(without.reason.contains("deposits") && without.reason.contains("90 days"), "\(without.reason)")
        // A third of ninety days is more than seven: the policy stands.
        #expect(plan(facts(rolling: rolling), login: synced + .days(1), at: synced).due == synced + .days(7))
        let short = rolling + [.init(stream: "orders", depth: .span(.hours(48)))]
        #expect(plan(facts(rolling: short), login: synced + .days(1), at: synced).due == synced + .hours(16))
    }

    @Test("a deadline is never missed by the schedule")
    func deadline() {
        var facts = facts()
        facts.deadline = .init(stream: "deposits", at: synced + .days(5))
        let plan = plan(facts, login: nil, at: synced)
        #expect(plan.due == synced + .days(4))
        #expect(plan.reason.contains("2026-03-06"), "\(plan.reason)")
    }

    @Test("what only its owner can mend is not asked again and again")
    func notDue() {
        for (state, code): (ConnectionState, FailureCode?) in [
            (.paused, nil), (.authRevoked, .auth), (.failed, .excessRights),
        ] {
            var facts = facts()
            facts.state = state
            facts.code = code
            let plan = plan(facts, login: synced, at: synced + .days(400))
            #expect(plan.due == nil && !plan.isDue && !plan.reason.isEmpty, "\(state)")
        }
    }

    @Test("what did not come to its end is tried again, when the exchange said so or a day later")
    func retries() {
        var facts = facts()
        facts.state = .partial
        #expect(plan(facts, login: nil, at: synced).due == synced + .days(1))
        facts.retryAt = synced + .hours(3)
        #expect(plan(facts, login: nil, at: synced).due == synced + .hours(3))
        facts.state = .neverSynced
        #expect(plan(facts, login: nil, at: synced).isDue)
    }

    @Test("every state has a plan with a reason, and well-read connections grow stale")
    func states() {
        for state in ConnectionState.allCases {
            var facts = facts()
            facts.state = state
            #expect(!plan(facts, login: nil, at: synced).reason.isEmpty, "\(state)")
        }
        let staleAt = plan(facts(), login: nil, at: synced).staleAt
        #expect(staleAt == Instant(iso8601: "2026-06-01T10:00:00Z"))
    }
}

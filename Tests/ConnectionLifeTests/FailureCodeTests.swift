import ConnectionLife
import HistoryModel
import Testing

@Suite("Failures and their articles")
struct FailureCodeTests {
    @Test("A7 T1 every error of an exchange and every code has an article and a command; no dead ends")
    func enumerated() {
        for code in FailureCode.allCases {
            #expect(!code.topic.article.isEmpty && !code.topic.title.isEmpty, "\(code)")
            #expect(code.nextCommand(connection: "main", adapter: "kraken").hasPrefix("portolan "), "\(code)")
            #expect(code.nextCommand().hasPrefix("portolan "), "\(code)")
        }
        var met: Set<FailureCode> = []
        for kind in ExchangeError.Kind.allCases {
            let code = FailureCode(ExchangeError(kind, message: ""))
            #expect(code.rawValue == kind.name)
            #expect(FailureCode(rawValue: ExchangeError(kind, message: "").code) == code)
            met.insert(code)
        }
        #expect(met.count == ExchangeError.Kind.allCases.count)
        let excess = ExchangeError(.permission, retry: .newCredential, message: "it can trade")
        #expect(FailureCode(excess) == .excessRights && FailureCode(rawValue: excess.code) == .excessRights)
    }

    @Test("A7 T1 every article leads on: it names a command, and every topic is the article of something")
    func articles() {
        // Read by whoever wants to know, not by whoever met a failure.
        let voluntary: Set<GuideTopic> = [.fullSync, .deleting, .balances]
        for topic in GuideTopic.allCases {
            #expect(topic.article.contains { $0.hasPrefix("portolan ") || $0.contains("portolan sync") }, "\(topic)")
            #expect(FailureCode.allCases.contains { $0.topic == topic } != voluntary.contains(topic), "\(topic)")
        }
    }

    @Test("a name that a shell would take for more than one word is quoted")
    func quoting() {
        #expect(FailureCode.auth.nextCommand(connection: "main") == "portolan connections reconnect main")
        #expect(FailureCode.network.nextCommand(connection: "my $HOME") == "portolan sync 'my $HOME'")
        #expect(ShellWord.quoted("it's") == #"'it'\''s'"#)
        #expect(ShellWord.quoted("-x") == "'-x'" && ShellWord.quoted("") == "''")
    }

    @Test(
        "B5 the delay of a new key is read from the line that declares it",
        arguments: [
            ("A new key works after 48 hours.", Span.hours(48)), ("It takes up to 10 minutes.", .minutes(10)),
            ("Between 1 hour and 2 days.", .days(2)), ("The key works at once.", nil),
            ("Confirm the e-mail within 2026.", nil), ("999999999999 days", nil), ("0 hours", nil),
        ] as [(String, Span?)])
    func activation(_ text: String, _ delay: Span?) {
        var manifest = AdapterManifest()
        manifest.guide = [
            GuideLine(kind: .step, text: "Wait 7 days."), GuideLine(kind: .activation, text: text),
        ]
        #expect(manifest.activationDelay == delay)
    }
}

@Suite("How a connection stands")
struct ConnectionConditionTests {
    private let now = Instant(iso8601: "2026-03-01T10:00:00Z")!
    private func condition(_ state: ConnectionState, _ change: (inout ConditionFacts) -> Void = { _ in })
        -> ConnectionCondition
    {
        var facts = ConditionFacts(connection: "main", adapter: "kraken", state: state, reason: "a reason")
        facts.lastGood = now - .days(10)
        change(&facts)
        return ConnectionCondition(facts, at: now)
    }

    @Test("every state but ok and syncing has a code, a command and its reason", arguments: ConnectionState.allCases)
    func complete(_ state: ConnectionState) {
        let condition = condition(state) { $0.isBeingWritten = true }
        #expect(condition.state == state)
        #expect(condition.lastGood == now - .days(10))
        let isWell = state == .ok || state == .syncing
        #expect((condition.code == nil) == isWell)
        #expect((condition.next == nil) == isWell)
        if !isWell { #expect(!condition.reason.isEmpty) }
    }

    @Test("a sync that nobody is running any more was cut off")
    func cutOff() {
        let cut = condition(.syncing)
        #expect(cut.state == .partial && cut.code == .interrupted && cut.next == "portolan sync main")
    }

    @Test("what was read well grows stale on the day, and not before")
    func stale() {
        #expect(condition(.ok) { $0.staleAt = now + .minutes(1) }.state == .ok)
        let stale = condition(.ok) { $0.staleAt = now }
        #expect(stale.state == .stale && stale.code == .stale && stale.reason.contains("2026-02-19"))
    }

    @Test("a connection without its key says so, and how to give it another")
    func keyless() {
        let condition = condition(.paused) { $0.hasKey = false }
        #expect(condition.code == .keyRemoved && condition.next == "portolan connections reconnect main")
        #expect(self.condition(.paused).next == "portolan connections resume main")
    }
}

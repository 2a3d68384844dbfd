import HistoryModel
import Reports

/// A made-up exchange with every kind of limit, and a made-up account on it.
enum SyntheticExchange {
    static let now = Instant(year: 2025, month: 3, day: 1, hour: 12)
    static let page = [Evidence(kind: .documented, url: "https://docs.example.com/history", readOn: "2025-02-20")]

    static var manifest: AdapterManifest {
        var manifest = AdapterManifest()
        manifest.id = "synthetic"
        manifest.version = "1.2.0"
        manifest.name = "Synthetic"
        manifest.vendor = "Portolan"
        manifest.license = "Apache-2.0"
        manifest.sourceURL = "https://example.com/synthetic"
        manifest.exchange = "Synthetic Exchange"
        manifest.launched = Instant(year: 2017, month: 7, day: 1)
        manifest.schemes = [
            CredentialScheme(
                name: "hmac", label: "API key",
                fields: [
                    CredentialField(name: "key", label: "API key", format: .text),
                    CredentialField(name: "secret", label: "Secret", format: .base64),
                    CredentialField(name: "otp", label: "One-time password", format: .text, isOptional: true),
                ], signings: [])
        ]
        manifest.settings = [
            AdapterSetting(
                kind: .choice, name: "account", label: "Account type", initial: "classic",
                choices: [TextPair("classic", "Classic"), TextPair("unified", "Unified")])
        ]
        manifest.sites = [
            Site(name: "main", label: "International", hosts: ["api.example.com"]),
            Site(name: "eu", label: "Europe", hosts: ["api.example.eu"]),
        ]
        manifest.endpoints = [
            EndpointRow(name: "trades", method: .get, path: "/v1/trades", signing: 0, purpose: "Reads your trades"),
            EndpointRow(name: "markets", method: .get, path: "/v1/markets", purpose: "Lists markets"),
        ]
        manifest.streams = streams
        manifest.omissions = [
            Omission(
                name: "otc", kinds: RecordKinds([.trade]), text: "Trades made at the desk are not served",
                remedy: .manual, evidence: page),
            Omission(
                name: "card", kinds: RecordKinds([.cardSpend]), text: "Card payments are only in the export file.",
                remedy: .file),
        ]
        manifest.guide = [
            GuideLine(kind: .step, text: "Open Settings, then API."),
            GuideLine(kind: .step, text: "Press \"Create key\"."),
            GuideLine(kind: .rightOn, text: "Read history"),
            GuideLine(kind: .rightOff, text: "Trade"),
            GuideLine(kind: .rightOff, text: "Withdraw"),
            GuideLine(kind: .activation, text: "A new key works at once."),
            GuideLine(kind: .address, text: "Restrict the key to the address of this machine."),
            GuideLine(kind: .link, text: "About keys:", url: "https://docs.example.com/keys"),
        ]
        return manifest
    }

    static var streams: [StreamDeclaration] {
        var trades = StreamDeclaration(
            name: "trades", label: "Spot trades", role: .history, walk: .byTime, kinds: RecordKinds([.trade]),
            bounds: [HistoryBound(.rolling(.days(90)), evidence: page)], unitStream: 4)
        trades.maxSpan = .days(7)
        trades.pageMax = 100
        trades.settle = .days(1)
        trades.delisted = .notServed
        trades.evidence = page
        let deposits = StreamDeclaration(
            name: "deposits", label: "Deposits", role: .history, walk: .byTime,
            kinds: RecordKinds([.deposit, .fiatDeposit]), bounds: [HistoryBound(.unlimited, evidence: page)])
        let dust = StreamDeclaration(
            name: "dust", label: "Small conversions", role: .history, walk: .byTime, support: .partial,
            kinds: RecordKinds([.conversion]),
            bounds: [
                HistoryBound(.lastRows(100), evidence: page),
                HistoryBound(.since(Instant(year: 2020, month: 12, day: 1)), reason: "The record starts there"),
                HistoryBound(.rolling(.calendarMonths(6)), basis: .utcDay),
            ])
        let rewards = StreamDeclaration(
            name: "rewards", label: "Staking rewards", role: .history, walk: .byCursor, kinds: RecordKinds([.reward]))
        let markets = StreamDeclaration(name: "markets", label: "Markets", role: .units, walk: .snapshot)
        return [trades, deposits, dust, rewards, markets]
    }

    static var adapter: AdapterDescription {
        AdapterDescription(
            manifest: manifest, library: "/usr/lib/portolan/libSynthetic.so", origin: "built-in",
            notes: ["the kernel has no Landlock: the adapter runs without a file sandbox"])
    }

    static func interval(_ from: String, _ until: String, _ state: CoverageState, _ reason: String = "")
        -> CoverageInterval
    {
        CoverageInterval(
            Interval(Instant(iso8601: from)!, Instant(iso8601: until)!)!, state, reason: reason)
    }

    static var coverage: ConnectionCoverage {
        ConnectionCoverage(
            connection: "main account", adapter: "synthetic", exchange: "Synthetic Exchange",
            streams: [
                StreamCoverage(
                    stream: "trades", unit: "BTC-EUR", kinds: RecordKinds([.trade]),
                    intervals: [
                        interval("2017-07-01", "2024-12-01", .unreadable, "rolling 90 days"),
                        interval("2024-12-01", "2025-01-10", .complete),
                        interval("2025-01-10", "2025-01-12", .gap, "clamped"),
                        interval("2025-01-12", "2025-02-28", .completeEmpty),
                        interval("2025-02-28", "2025-03-01T12:00:00Z", .settling),
                    ], bounds: streams[0].bounds, deadline: Instant(iso8601: "2025-03-09T12:00:00Z"),
                    earliestReadable: Instant(iso8601: "2024-12-01T12:00:00Z"), records: 1250),
                StreamCoverage(
                    stream: "deposits", kinds: RecordKinds([.deposit, .fiatDeposit]),
                    intervals: [
                        interval("2017-07-01", "2025-02-28", .complete),
                        interval("2025-02-28", "2025-03-01T12:00:00Z", .settling),
                    ], bounds: streams[1].bounds, records: 1,
                    shortfalls: [.init(Interval(Instant(iso8601: "2017-07-01")!, now)!, counted: 3, served: 1)]),
                StreamCoverage(
                    stream: "dust", kinds: RecordKinds([.conversion]),
                    intervals: [
                        interval("2017-07-01", "2024-06-01", .unreadable, "last_n"),
                        interval("2024-06-01", "2024-09-01", .failed, "the exchange answered 502 three times"),
                        interval("2024-09-01", "2025-03-01T12:00:00Z", .notAsked),
                    ], bounds: streams[2].bounds),
                StreamCoverage(stream: "rewards", kinds: RecordKinds([.reward]), intervals: []),
            ], omissions: manifest.omissions)
    }

    static var outcomes: [SyncOutcome] {
        [
            SyncOutcome(
                connection: "main account", adapter: "synthetic", state: .incomplete,
                streams: [
                    .init(
                        name: "trades", unit: "BTC-EUR", added: 1250, changed: 2, unchanged: 50, pages: 26,
                        requests: 27,
                        covered: Interval(
                            Instant(iso8601: "2024-12-01")!, Instant(iso8601: "2025-02-28T12:00:00Z")!),
                        state: .complete),
                    .init(
                        name: "dust", requests: 3, state: .failed,
                        message: "Synthetic Exchange is unavailable [502]: \u{1B}[2Jtry again"),
                ], retryAt: Instant(iso8601: "2025-03-01T12:16:00Z")),
            SyncOutcome(connection: "second", adapter: "synthetic", state: .paused),
        ]
    }

    static func stored(_ stream: String, _ record: Record, unit: String? = nil) -> StoredRecord {
        StoredRecord(connection: "main account", adapter: "synthetic", stream: stream, unit: unit, record: record)
    }

    static var records: [StoredRecord] {
        let time = Instant(iso8601: "2024-12-24T18:30:15.1234Z")!
        return [
            stored(
                "ledger",
                Record(
                    .trade, at: time, key: "L1", group: "ref:T1", label: "trade", legs: [Leg(.out, "EUR", "1000.00")],
                    ids: [TextPair("ledger", "L1")])),
            stored(
                "ledger",
                Record(
                    .trade, at: time, key: "L2", group: "ref:T1", label: "trade",
                    legs: [Leg(.in, "BTC", "0.0200"), Leg(.fee, "EUR", "1.6")], ids: [TextPair("ledger", "L2")])),
            stored(
                "ledger",
                Record(
                    .withdrawal, at: Instant(iso8601: "2025-01-02T03:04:05Z")!, key: "L3", group: "ref:W1",
                    label: "withdrawal", legs: [Leg(.out, "BTC", "0.5"), Leg(.fee, "BTC", "0.0005", flags: .inside)])),
            stored(
                "details",
                Record(
                    .withdrawal, at: Instant(iso8601: "2025-01-02T03:00:00Z")!, key: "D3", group: "ref:W1",
                    flags: .detail, txHash: "ab12", address: "=HYPERLINK(\"http://example.com\")",
                    legs: [Leg(.out, "BTC", "0.4995")])),
            stored(
                "ledger",
                Record(
                    .deposit, at: Instant(iso8601: "2025-01-03")!, key: "L4", flags: .pending,
                    legs: [Leg(.in, "ETH", "2", times: "1.5")])),
            stored(
                "ledger",
                Record(
                    .reward, at: Instant(iso8601: "2025-01-04")!, key: "L5",
                    label: "-memo \u{202E}, \"quoted\"\nsecond line",
                    legs: [Leg(.in, "DOT", "0.25"), Leg(.rebate, "DOT", "0.01")])),
        ]
    }

    static var transactions: [Transaction] {
        var gatherer = TransactionGatherer()
        var result: [Transaction] = []
        for record in records { result += gatherer.add(record) }
        return result + gatherer.finish()
    }
}

import HistoryModel

/// Coinbase: wallets and their transactions below /v2, Advanced Trade below /api/v3/brokerage.
///
/// Options: `wallets` (how many the account lists), `nextURI=hostile` (the address of the next page leads elsewhere).
package struct SimulatedCoinbase: SimulatedExchange {
    package static let id = "coinbase"
    package static let rateLimitError = "rate_limit_exceeded"
    /// A key made for this, and for nothing else.
    package static let defaultCredentials = SimulatedCredentials(
        key: "organizations/00000000-0000-4000-8000-000000000001/apiKeys/00000000-0000-4000-8000-000000000002",
        secret: """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIKwf3Uox30cRWzRBOPoPOH5p0Gpb0Dt8zUKXUEM5fMkGoAoGCCqGSM49
            AwEHoUQDQgAEbAtpLlSZYVOwYICz+uEyxcS29vRIujiES/gQ1DC7FV4zK4JuYE9v
            qDyGZQYjdXHLM7I6f/QnnOITL+dXYWBHRA==
            -----END EC PRIVATE KEY-----

            """)

    var books: AccountBooks<CoinbaseRow>
    var key: CoinbaseKey
    let wallets: [CoinbaseWallet]
    let settings: AccountSettings
    let isHostile: Bool
    /// Pages of history given out: every third is shorter than it might be.
    var pages = 0
    private var appCalls: RateWindow?
    private var tradeCalls: RateWindow?

    package init(settings: AccountSettings) throws {
        self.settings = settings
        key = try CoinbaseKey(settings)
        wallets = CoinbaseWallet.all(settings.options["wallets"].flatMap { Int($0) } ?? 110)
        isHostile = settings.options["nextURI"] == "hostile"
        let life = CoinbaseLife(settings: settings)
        books = AccountBooks(
            CoinbaseRow.History.allCases.map { history in
                .init(
                    history.rawValue, page: 100, newestFirst: history == .fills, rows: life.rows[history] ?? [])
            }, settings: settings)
        if settings.tier != "off" {
            appCalls = RateWindow(10_000, per: .hours(1))
            tradeCalls = RateWindow(30, per: .seconds(1))
        }
    }

    package mutating func apply(_ faults: Faults, at now: Instant) {
        books.apply(faults)
        key.account.apply(faults)
    }
    package func truth(at now: Instant) -> @Sendable () -> [UInt8]? {
        books.truth(of: Self.id, settings: settings, at: now)
    }
    package mutating func change(_ command: JSONValue, at now: Instant) throws -> JSONValue {
        try books.change(command, at: now)
    }

    // MARK: Answers

    package func errorAnswer(_ text: String) -> WireAnswer {
        let status =
            switch text {
            case "rate_limit_exceeded": 429
            case "permission_denied", "invalid_scope": 403
            case "authentication_error", "invalid_token", "expired_token", "revoked_token": 401
            case "not_found": 404
            case "internal_server_error": 500
            default: 400
            }
        let error = JSONValue.object([("id", .string(text)), ("message", .string("synthetic: \(text)"))])
        return Self.answer(.object([("errors", .array([error]))]), status: status)
    }
    static func answer(_ value: JSONValue, status: Int = 200) -> WireAnswer {
        .json(Array(value.text().utf8), status: status)
    }

    package mutating func answer(
        _ request: WireRequest, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        let fields = FormFields(Array(request.query.utf8))
        entry.arguments = fields.pairs
        let isTrade = request.path.hasPrefix("/api/v3/")
        func refused(_ error: String, _ reason: String, _ entry: inout RequestLog.Entry) -> WireAnswer {
            entry.errors = [reason]
            let answer = errorAnswer(error)
            guard isTrade else { return answer }
            // Advanced Trade has a shape of its own, and no JSON at all for a token it does not take.
            if answer.status == 401 {
                return WireAnswer(status: 401, contentType: "text/plain", body: .bytes(Array("Unauthorized\n".utf8)))
            }
            return Self.answer(
                .object([
                    ("error", .string(error.uppercased())), ("code", .int(answer.status == 404 ? 5 : 3)),
                    ("message", .string("synthetic: \(reason)")), ("error_details", .string(reason)),
                ]), status: answer.status)
        }
        guard request.method == "GET" else {
            entry.violation = "\(request.method) \(request.path) is not a read"
            return refused("permission_denied", "not a read", &entry)
        }
        if let answer = publicAnswer(request.path, fields, at: now) { return answer }
        if let reason = key.refusal(of: request, at: now) { return refused("authentication_error", reason, &entry) }
        let hasRoom = isTrade ? tradeCalls?.take(1, at: now) : appCalls?.take(1, at: now)
        guard hasRoom ?? true else { return refused(Self.rateLimitError, Self.rateLimitError, &entry) }
        entry.cost = 1
        if request.path == "/api/v3/brokerage/key_permissions" { return Self.answer(permissions) }
        guard key.account.has("view") else { return refused("permission_denied", "the key may not view", &entry) }
        do throws(Refusal) {
            let parts = request.path.split(separator: "/").map(String.init)
            switch (parts.first, parts.count) {
            case ("v2", 2) where parts[1] == "accounts": return Self.answer(try accounts(fields, at: now))
            case ("v2", 4) where parts[1] == "accounts":
                return Self.answer(try list(parts[3], of: parts[2], fields, at: now, noting: &entry))
            case ("api", _): return Self.answer(try brokerage(request.path, fields, at: now, noting: &entry))
            default: throw Refusal("not_found", "no such address")
            }
        } catch {
            return refused(error.id, error.reason, &entry)
        }
    }

    struct Refusal: Error {
        var id: String
        var reason: String
        init(_ id: String, _ reason: String) {
            self.id = id
            self.reason = reason
        }
    }

    private var permissions: JSONValue {
        let words = [
            ("view", "can_view"), ("trade", "can_trade"), ("transfer", "can_transfer"), ("receive", "can_receive"),
        ]
        return .object(
            words.map { ($0.1, .bool(key.account.has($0.0))) } + [
                ("portfolio_uuid", .string(CoinbaseID.uuid(.portfolio, 0))), ("portfolio_type", .string("DEFAULT")),
            ])
    }

    // MARK: Balances

    /// What each wallet holds. A commission leaves the wallet of its own coin, whichever row tells it.
    func balances(at now: Instant) -> [String: Amount] {
        var held: [String: Amount] = [:]
        let codes = Dictionary(wallets.map { ($0.id, $0.code) }) { first, _ in first }
        let main = Dictionary(wallets.filter { $0.isUsed && !$0.name.hasPrefix("Staked") }.map { ($0.code, $0.id) }) {
            first, _ in first
        }
        for row in books.rows("transactions", at: now) where row.state(at: now) == .final {
            for movement in row.movements {
                let wallet = codes[row.unit] == movement.asset ? row.unit : main[movement.asset] ?? row.unit
                let before = held[wallet] ?? .zero
                held[wallet] =
                    (try? movement.isFee ? before.subtracting(movement.amount) : before.adding(movement.amount))
                    ?? before
            }
        }
        return held
    }
}

import HistoryModel

/// Kraken spot, as its REST reference describes it (docs.kraken.com, Spot REST API).
package struct SimulatedKraken: SimulatedExchange {
    package static let id = "kraken"
    package static let rateLimitError = "EAPI:Rate limit exceeded"
    package static let defaultCredentials = SimulatedCredentials(
        key: "syntheticPortolanKeyForTheSimulatorOnlyNotARealOne/000000",
        secret: Digests.base64((0..<64).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }))

    var books: KrakenBooks
    var key: KrakenKey
    let rendering: KrakenRendering
    let settings: AccountSettings
    private var counter: KrakenRateCounter
    private(set) var faults = Faults()
    private var pages = 0

    package init(settings: AccountSettings) throws {
        guard let counter = KrakenRateCounter(tier: settings.tier) else {
            throw Faults.Unknown(
                description: "Kraken has no tier \"\(settings.tier)\"; choose starter, intermediate, pro or off.")
        }
        self.counter = counter
        self.settings = settings
        key = try KrakenKey(credentials: settings.credentials, created: settings.start - .days(30))
        rendering = KrakenRendering(ids: KrakenID(seed: Scramble.forward(settings.seed)))
        books = KrakenBooks(settings: settings)
    }

    package mutating func apply(_ faults: Faults, at now: Instant) {
        self.faults = faults
        pages = 0
        key.apply(faults, at: now)
    }

    package func errorAnswer(_ text: String) -> WireAnswer {
        .json(Array(JSONValue.object([("error", .strings([text]))]).text().utf8))
    }

    /// A right needed, a cost, and what answers.
    private struct Method: Sendable {
        var right: String?
        var cost: Int
        var answer: @Sendable (inout SimulatedKraken, FormFields, Instant, inout RequestLog.Entry) -> [UInt8]?
    }
    private static let methods: [String: Method] = [
        "GetApiKeyInfo": Method(right: nil, cost: 1) { kraken, _, _, _ in kraken.keyInfo() },
        "Ledgers": Method(right: "query-ledger", cost: 2) { $0.ledgers($1, at: $2, noting: &$3) },
        "QueryLedgers": Method(right: "query-ledger", cost: 2) { $0.ledgersByID($1, at: $2, noting: &$3) },
        "TradesHistory": Method(right: "query-closed-trades", cost: 2) { $0.tradesHistory($1, at: $2, noting: &$3) },
        "QueryTrades": Method(right: "query-closed-trades", cost: 1) { $0.tradesByID($1, at: $2, noting: &$3) },
        "Balance": Method(right: "query-funds", cost: 1) { kraken, _, now, _ in kraken.balance(at: now) },
        "BalanceEx": Method(right: "query-funds", cost: 1) { kraken, _, now, _ in kraken.extendedBalance(at: now) },
        "DepositStatus": Method(right: "query-funds", cost: 1) {
            $0.funding(\.deposits, named: "deposits", $1, at: $2, noting: &$3)
        },
        "WithdrawStatus": Method(right: "query-funds", cost: 1) {
            $0.funding(\.withdrawals, named: "withdrawals", $1, at: $2, noting: &$3)
        },
    ]
    /// What a reader of history must never call. Refused whatever the key may do.
    static let writes: Set<String> = [
        "AddOrder", "AddOrderBatch", "EditOrder", "AmendOrder", "CancelOrder", "CancelOrderBatch", "CancelAll",
        "CancelAllOrdersAfter", "Withdraw", "WithdrawCancel", "WalletTransfer", "AccountTransfer", "CreateSubaccount",
        "DepositAddresses", "Earn/Allocate", "Earn/Deallocate", "RemoveExport",
    ]

    package mutating func answer(
        _ request: WireRequest, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> WireAnswer {
        let fields = FormFields(request.method == "GET" ? Array(request.query.utf8) : request.body)
        entry.arguments = fields.pairs.filter { $0.name != "otp" }
        let privateName = request.path.stripped(of: "/0/private/")
        if let privateName, Self.writes.contains(privateName) {
            entry.violation = "\(privateName) is not a read"
            return refused("EGeneral:Permission denied", &entry)
        }
        guard request.headers["user-agent"]?.isEmpty == false else {
            entry.errors = ["no User-Agent"]
            return .html("<html><body>synthetic: a User-Agent header is mandatory</body></html>", status: 403)
        }
        if let name = request.path.stripped(of: "/0/public/") {
            return publicAnswer(name, fields, at: now) ?? refused("EGeneral:Unknown method", &entry)
        }
        guard let name = privateName, request.method == "POST" else {
            return refused("EGeneral:Unknown method", &entry)
        }
        guard let method = Self.methods[name] else { return refused("EGeneral:Unknown method", &entry) }
        if let error = key.check(request, fields: fields, at: now) { return refused(error, &entry) }
        guard counter.take(method.cost, at: now) else { return refused(Self.rateLimitError, &entry) }
        entry.cost = method.cost
        if let right = method.right, !key.has(right) { return refused("EGeneral:Permission denied", &entry) }
        if let asset = fields.filled("asset"), asset.lowercased() != "all",
            asset.split(separator: ",").contains(where: { KrakenNames.index(ofAny: String($0)) == nil })
        {
            return refused("EQuery:Unknown asset", &entry)
        }
        guard let body = method.answer(&self, fields, now, &entry) else {
            return refused("EGeneral:Invalid arguments", &entry)
        }
        return .json(body)
    }

    private func refused(_ error: String, _ entry: inout RequestLog.Entry) -> WireAnswer {
        entry.errors = [error]
        return errorAnswer(error)
    }

    // MARK: Records that move while they are read

    /// Called with the oldest row of a page that was just served.
    mutating func pageServed(oldest: UInt32?, at now: Instant) {
        pages += 1
        func due(_ every: Int) -> Bool { every > 0 && pages % every == 0 }
        if due(faults.insertEvery) {
            _ = books.insert(
                at: (now - .seconds(Int64(faults.insertBackdateSeconds))).roundedDown(to: Span(nanoseconds: 100_000)),
                amount: 12_345, noted: now)
        }
        guard let oldest else { return }
        if due(faults.amendEvery) { _ = books.amend(oldest, by: 1, noted: now) }
        if due(faults.removeEvery) { _ = books.remove(oldest, noted: now) }
    }

    package mutating func change(_ command: JSONValue, at now: Instant) throws -> JSONValue {
        let action = command["action"]?.plainText ?? ""
        if action == "insert" {
            let backdate = Int64(command["backdateSeconds"]?.plainText ?? "0") ?? 0
            let time = (now - .seconds(backdate)).roundedDown(to: Span(nanoseconds: 100_000))
            let serial = books.insert(at: time, amount: 12_345, noted: now)
            return .object([("id", .string(rendering.ids.text(.ledger, serial)))])
        }
        guard let id = command["id"]?.plainText, let serial = rendering.ids.serial(.ledger, of: id) else {
            throw Faults.Unknown(description: "Say which row: {\"action\":\"remove\",\"id\":\"L…\"}.")
        }
        let done =
            switch action {
            case "remove": books.remove(serial, noted: now)
            case "amend":
                books.amend(serial, by: Int64(command["units"]?.plainText ?? "1") ?? 1, noted: now)
            default:
                throw Faults.Unknown(description: "The action is insert, remove or amend, not \"\(action)\".")
            }
        guard done else { throw Faults.Unknown(description: "There is no row \(id) any more.") }
        return .object([("id", .string(id))])
    }
}

extension String {
    fileprivate func stripped(of prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}

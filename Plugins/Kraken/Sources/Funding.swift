import AdapterKit

/// Hash, address and state of deposits. Adds to the ledger's rows, never moves a balance.
///
///     {"method":"Bitcoin","aclass":"currency","asset":"XXBT","refid":"FTQcuak-V6Za8qrWnhzTx67yYHz8Tg",
///      "txid":"6544b41b…","info":"2Myd4eaAW96ojk38A2uDK4FbioCayvkEgVq","amount":"0.78","fee":"0.00","time":1688992722,
///      "status":"Success"}
enum Deposits: AdapterStream {
    static let endpoint = Kraken.endpoint(
        "deposit-status", "DepositStatus", purpose: "Reads transaction hash and address of deposits.",
        form: Funding.form, cost: 1, Kraken.docs("api-reference/funding/get-status-of-recent-deposits"))
    static let declaration = Funding.declaration(
        "deposits", "Deposit details", [.deposit, .fiatDeposit], endpoint.row.evidence[0])
    static func request(_ ask: StreamAsk<String>) -> Request { Funding.request(endpoint, ask) }
    static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        try Funding.parse(answer, "deposits", .deposit, .fiatDeposit, into: page)
    }
}

/// The same for withdrawals.
enum Withdrawals: AdapterStream {
    static let endpoint = Kraken.endpoint(
        "withdraw-status", "WithdrawStatus", purpose: "Reads transaction hash and address of withdrawals.",
        form: Funding.form, cost: 1, Kraken.docs("api-reference/funding/get-status-of-recent-withdrawals"))
    static let declaration = Funding.declaration(
        "withdrawals", "Withdrawal details", [.withdrawal, .fiatWithdrawal], endpoint.row.evidence[0])
    static func request(_ ask: StreamAsk<String>) -> Request { Funding.request(endpoint, ask) }
    static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        try Funding.parse(answer, "withdrawals", .withdrawal, .fiatWithdrawal, into: page)
    }
}

/// What both streams share.
enum Funding {
    static let form: [Parameter] = [.integer("start"), .integer("end"), .text("cursor", required: true)]

    static func declaration(
        _ name: String, _ label: String, _ kinds: [RecordKind], _ page: Evidence
    ) -> StreamDeclaration {
        .history(
            name, label: label, kinds: kinds, walk: .byTime,
            bounds: [
                .rolling(.days(90), page, reason: "Older documentation names 90 days."),
                .unknown(page, reason: "The present page says \"recent\" and gives no number."),
            ],
            support: .partial, order: .down, paging: .token, pageMax: 25, planSpan: .days(90), settle: .days(1),
            resolution: .seconds(1),
            note: "Adds hash and address to recent rows. The ledger has every deposit and withdrawal without them.",
            evidence: [page])
    }

    /// Cursor: what Kraken calls `next_cursor`. Whether `start` and `end` belong to the range is not documented, so
    /// both reach one second out.
    static func request(_ endpoint: Endpoint, _ ask: StreamAsk<String>) -> Request {
        var request = Request(endpoint)
        let start = ask.from.units(.seconds, roundedUp: false) - 1
        if start > 0 { request.add("start", .int(start)) }
        request.add("end", .timeRoundedUp(ask.until, .seconds))
        request.add("cursor", .text(ask.cursor ?? "true"))
        return request
    }

    static func parse(
        _ answer: Answer, _ member: Text, _ crypto: RecordKind, _ fiat: RecordKind, into page: Page
    ) throws -> PageEnding<String> {
        let result = try Kraken.open(answer)
        // Without `cursor` the answer is a bare list; pages kept from then must stay readable.
        let isList = result.kind == .array
        for row in try (isList ? result : result[member]).elements {
            let raw = try row["asset"].text
            let asset = Kraken.asset(raw)
            let refid = try row["refid"].word
            let kind = Kraken.fiat[asset] ?? false ? fiat : crypto
            let amount = try row["amount"].amount
            let status = try row["status"].text
            try page.add(kind, at: try row["time"].time(.seconds), key: refid, flags: flags(status, row), raw: row) {
                record in
                record.group(try page.text("ref:", refid))
                record.label(status)
                record.wallet(Kraken.wallet(raw))
                if let txid = row["txid"].ifPresent { record.txHash(try txid.looseText) }
                if let address = row["info"].ifPresent { record.address(try address.looseText) }
                if !amount.isZero {
                    try crypto == .deposit ? record.received(asset, amount) : record.sent(asset, amount)
                }
                if let fee = try row["fee"].ifPresent?.amount, !fee.isZero { try record.fee(asset, fee) }
                try record.id("refid", refid)
                try record.extra("asset", raw)
                for name: Text in ["method", "network", "aclass", "status-prop", "key"] {
                    guard let value = row[name].ifPresent else { continue }
                    try record.extra(name, try value.looseText)
                }
            }
        }
        guard !isList, let next = result["next_cursor"].ifPresent else { return .end() }
        let cursor = String(try next.text)
        return cursor.isEmpty ? .end() : .next(cursor)
    }

    /// Settled means received but not yet confirmed often enough; a word that is not known is not final either.
    private static func flags(_ status: Text, _ row: JSON) throws -> RecordFlags {
        if status == "Failure" { return [.detail, .void] }
        switch try row["status-prop"].ifPresent?.text ?? .empty {
        case "canceled": return [.detail, .void]
        case "cancel-pending", "onhold": return [.detail, .pending]
        default: return status == "Success" ? .detail : [.detail, .pending]
        }
    }
}

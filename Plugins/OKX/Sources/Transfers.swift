import AdapterKit

/// Deposits, withdrawals and fiat orders. The funding ledger moves the balance; OKX gives no id that both have, so these
/// stand in groups of their own, as details. Before the ledger begins they move it themselves.
protocol TransferList: OKXList {
    static var transfer: Transfer { get }
}
struct Transfer: Sendable {
    var id: StaticString
    var group: StaticString
    var kind: RecordKind
    var time: StaticString = "ts"
    /// States that are final, or came to nothing. Any other is on its way.
    var states: WordGroups<RecordFlags>
    var isIncoming: Bool { kind == .deposit || kind == .fiatDeposit }
}

extension TransferList {
    static func add(_ row: JSON, to page: Page) throws {
        let id = try row[Text(stringLiteral: transfer.id)].word
        let (asset, amount, state) = (try row["ccy"].text, try row["amt"].amount, try row["state"].word)
        let moment = try row[Text(stringLiteral: transfer.time)].milliseconds
        var flags = transfer.states[state] ?? .pending
        if moment.instant >= OKX.ledgerStart { flags.insert(.detail) }
        try page.add(transfer.kind, at: moment, key: id, flags: flags, raw: row) { record in
            record.group(try page.text(Text(stringLiteral: transfer.group), id))
            record.wallet("funding")
            record.label(try page.text("state ", state))
            if !amount.isZero { try transfer.isIncoming ? record.received(asset, amount) : record.sent(asset, amount) }
            // Beside the amount.
            if let fee = try row.amountIfAny("fee"), !fee.isZero {
                try record.fee(try row["feeCcy"].ifPresent?.text ?? asset, fee)
            }
            if let hash = row["txId"].ifPresent { record.txHash(try hash.looseText) }
            if let address = row["to"].ifPresent { record.address(try address.looseText) }
            try record.ids(row, Text(stringLiteral: transfer.id))
            if let chain = try row["chain"].ifPresent?.text {
                // USDT-TRC20: currency and network.
                try record.extra("network", chain.split(at: "-")?.after ?? chain)
            }
            try record.keep(row, ["chain", "fromWdId", "paymentMethod", "clientId", "tag", "memo", "pmtId"])
        }
    }
}

/// Crypto received.
///
///     {"amt":"1","ccy":"USDT","chain":"USDT-TRC20","depId":"88****33","state":"2","to":"TN4h…","ts":"1674038705000","txId":"fee2…"}
enum Deposits: TransferList {
    static let list = ListSpec(
        "deposits", "Deposit details", [.deposit], ListSpec.nobodySays, .time("ts"), "asset/deposit-history",
        reads: "hash, address and state of deposits", 6, "funding-account-rest-api-get-deposit-history")
    // 1 is credited, if not yet free to withdraw.
    static let transfer = Transfer(id: "depId", group: "deposit:", kind: .deposit, states: ["1 2": []])
}

/// Crypto sent.
///
///     {"chain":"ETH-Ethereum","fee":"0.007","feeCcy":"ETH","ccy":"ETH","amt":"0.029809","state":"2","wdId":"15447421",…}
enum Withdrawals: TransferList {
    static let list = ListSpec(
        "withdrawals", "Withdrawal details", [.withdrawal], ListSpec.nobodySays, .time("ts"),
        "asset/withdrawal-history", reads: "hash, address, fee and state of withdrawals", 6,
        "funding-account-rest-api-get-withdrawal-history")
    static let transfer = Transfer(
        id: "wdId", group: "withdrawal:", kind: .withdrawal, states: ["2": [], "-1 -2": .void])
}

/// Orders to pay fiat in. Paged by the last change: whether the bounds look at it or at the creation is not said, and no
/// row is missed either way.
///
///     {"cTime":"1707429385000","uTime":"1707429385000","ordId":"0240…","amt":"10000","fee":"0","ccy":"TRY","state":"completed"}
enum FiatDeposits: TransferList {
    static let list = ListSpec(
        "fiat-deposits", "Fiat deposit details", [.fiatDeposit], ListSpec.nobodySays, .time("uTime"),
        "fiat/deposit-order-history", reads: "orders to pay fiat money in", 3,
        "funding-account-rest-api-get-deposit-order-history", parameter: "before")
    static let states: WordGroups<RecordFlags> = ["completed": [], "failed canceled": .void]
    static let transfer = Transfer(id: "ordId", group: "fiat:", kind: .fiatDeposit, time: "cTime", states: states)
}

/// Orders to pay fiat out.
enum FiatWithdrawals: TransferList {
    static let list = ListSpec(
        "fiat-withdrawals", "Fiat withdrawal details", [.fiatWithdrawal], ListSpec.nobodySays, .time("uTime"),
        "fiat/withdrawal-order-history", reads: "orders to pay fiat money out", 3,
        "funding-account-rest-api-get-withdrawal-order-history", parameter: "before")
    static let transfer = Transfer(
        id: "ordId", group: "fiat:", kind: .fiatWithdrawal, time: "cTime", states: FiatDeposits.states)
}

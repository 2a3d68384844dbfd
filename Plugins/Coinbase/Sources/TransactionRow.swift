import AdapterKit

/// One row of a wallet. `amount` is what the wallet's balance moved by; fees are inside it, but for those of fills.
struct TransactionRow {
    private static let kinds: WordGroups<RecordKind> = [
        "buy sell": .fiatPurchase, "fiat_deposit": .fiatDeposit, "fiat_withdrawal": .fiatWithdrawal,
        "advanced_trade_fill": .trade, "trade retail_simple_dust wrap_asset unwrap_asset": .conversion,
        """
        exchange_deposit exchange_withdrawal pro_deposit pro_withdrawal vault_withdrawal intx_deposit intx_withdrawal
        transfer staking_transfer unstaking_transfer
        """: .transfer,
        // With a clawback, what was given is taken back.
        """
        staking_reward inflation_reward earn_payout incentives_rewards_payout subscription_rebate cardbuyback
        clawback incentives_shared_clawback
        """: .reward,
        "interest": .interest, "cardspend": .cardSpend, "subscription": .fee, "derivatives_settlement": .derivative,
    ]
    private static let states: WordGroups<RecordFlags> = ["completed": [], "failed expired canceled": .void]

    let json: JSON
    let id: Text
    let type: Text
    let moment: Moment
    let amount: DecimalText
    /// As Coinbase writes it.
    let code: Text

    init(_ json: JSON) throws {
        self.json = json
        id = try json["id"].word
        type = try json["type"].ifPresent?.text ?? .empty
        moment = try json["created_at"].time(.iso8601)
        amount = try json["amount"]["amount"].amount
        code = try json["amount"]["currency"].text
    }

    private var fill: JSON { json["advanced_trade_fill"] }
    private var network: JSON { json["network"] }
    /// Bought or sold for fiat, seen from the wallet of the coin.
    private var isPurchase: Bool { (type == "buy" || type == "sell") && !Coinbase.isFiat(code) }
    /// A sale was seen with its own under `buy` too.
    private var purchase: JSON {
        type == "sell" ? json["sell"].ifPresent ?? json["buy"] : json["buy"].ifPresent ?? json["sell"]
    }

    func add(to page: Page, wallet: Text) throws {
        let (flags, group) = (try flags(), try group(page))
        try page.add(try kind(), at: moment, key: id, flags: flags, raw: json) { record in
            record.group(group)
            record.label(type)
            record.wallet(wallet)
            if !amount.isZero, type != "request" { try movement(record) }
            try details(record)
        }
        guard isPurchase, let total = try purchase["total"].ifMoney ?? json["native_amount"].ifMoney else { return }
        // The fiat total, which may have been paid by card: told, but never moving a balance. Where a wallet paid, that
        // wallet has a row of its own.
        let key = try page.text(id, ":total")
        try page.add(.fiatPurchase, at: moment, key: key, flags: flags.union(.detail), raw: json) { record in
            record.group(group)
            record.label(type)
            let (name, size) = (Coinbase.asset(total.currency), total.amount.magnitude)
            if !size.isZero { try type == "buy" ? record.sent(name, size) : record.received(name, size) }
            try record.fee(purchase["fee"], inside: total.currency)
        }
    }

    /// `other` for words Coinbase has not been seen to use, and for rows without a word.
    private func kind() throws -> RecordKind {
        guard type == "send" || type == "receive" else { return Self.kinds[type] ?? .other }
        // A gift of Coinbase's own looks like a payment between users.
        let subtitle = try json["details"]["subtitle"].ifFilled?.looseText ?? .empty
        if try json["from"]["resource"].ifFilled?.text == "user", subtitle.hasPrefix("From Coinbase") { return .reward }
        return amount.isNegative ? .withdrawal : .deposit
    }

    /// A row without a status is old enough to be final.
    private func flags() throws -> RecordFlags {
        let flags = Self.states.flags(of: try json["status"].ifFilled?.text)
        // Asking somebody for money moves none, whatever becomes of it.
        return type == "request" ? .detail : flags
    }

    /// What a row shares with those of other wallets and streams.
    private func group(_ page: Page) throws -> Text {
        if type == "staking_transfer" || type == "unstaking_transfer" {
            // The two wallets' rows share no id, only coin, second and amount.
            let time = try page.text(moment.instant.description)
            return try page.text("stake:", code, ":", page.text(time, ":", amount.digits))
        }
        let shared: (prefix: Text, id: JSON) =
            switch type {
            case "trade": ("trade:", json["trade"]["id"])
            case "advanced_trade_fill": ("order:", fill["order_id"])
            default: ("purchase:", purchase["id"])
            }
        return try page.text(shared.id.ifFilled == nil ? "tx:" : shared.prefix, shared.id.ifFilled?.text ?? id)
    }

    private func movement(_ record: RecordWriter) throws {
        // The sign of a sale is not to be relied on.
        let size = isPurchase ? (type == "buy" ? amount.magnitude : -amount.magnitude) : amount
        try record.moved(Coinbase.asset(code), size)
        switch type {
        case "send" where amount.isNegative: try record.fee(network["transaction_fee"], inside: code)
        // Both wallets tell the fee of a conversion: it counts in the one that paid it.
        case "trade": try record.fee(json["trade"]["fee"], inside: code)
        case "buy", "sell": try record.fee(purchase["fee"], inside: code)
        case "advanced_trade_fill":
            // Taken from the quote wallet beside the amount, and told by the base wallet's row, which counts it.
            guard let pair = try fill["product_id"].ifFilled?.text.pair(apart: "-"), pair.base == code else { return }
            if let fee = try fill["commission"].ifMoved { try record.fee(Coinbase.asset(pair.quote), fee) }
        default: break
        }
    }

    private func details(_ record: RecordWriter) throws {
        try record.id("id", id)
        if let trade = try json["trade"]["id"].ifFilled?.text { try record.id("trade", trade) }
        if let order = try fill["order_id"].ifFilled?.text { try record.id("order", order) }
        if let purchase = try purchase["id"].ifFilled?.text { try record.id("purchase", purchase) }
        if let hash = try network["hash"].ifFilled?.text { record.txHash(hash) }
        if let address = try json["to"]["address"].ifFilled?.text { record.address(address) }
        try record.extra("currency", code)
        if let native = try json["native_amount"].ifMoney {
            try record.extra("native_amount", try json["native_amount"]["amount"].word)
            try record.extra("native_currency", native.currency)
        }
        try record.keep(json, ["description"])
        try record.keep(json["details"], ["title", "subtitle"])
        try record.keep(fill, ["product_id", "order_side", "fill_price", "commission"])
        try record.keep(network, ["network_name", "status"])
        let fees: [(Text, JSON)] = [("trade_fee", json["trade"]["fee"]), ("network_fee", network["transaction_fee"])]
        for (name, fee) in fees {
            guard let fee = try fee.ifMoney else { continue }
            try record.extra(name, fee.amount.digits)
            if fee.currency != code { try record.extra("fee_currency", fee.currency) }
        }
    }
}

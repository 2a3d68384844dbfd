import AdapterKit

/// One row of a wallet. `amount` is what the wallet's balance moved by; fees are inside it, but for those of fills.
struct TransactionRow {
    let json: JSON
    let id: Text
    let type: Text
    let moment: Moment
    let amount: DecimalText
    /// As Coinbase writes it.
    let code: Text
    let flags: RecordFlags

    init(_ json: JSON) throws {
        self.json = json
        id = try json["id"].word
        type = try json["type"].ifPresent?.text ?? .empty
        moment = try json["created_at"].time(.iso8601)
        amount = try json["amount"]["amount"].amount
        code = try json["amount"]["currency"].text
        flags = TransactionKind.flags(type, try json["status"].ifFilled?.text)
    }

    private var asset: Text { Coinbase.asset(code) }
    private var fill: JSON { json["advanced_trade_fill"] }
    private var isPurchase: Bool { type == "buy" || type == "sell" }
    /// A sale was seen with its own under `buy` too.
    private var purchase: JSON {
        type == "sell" ? json["sell"].ifPresent ?? json["buy"] : json["buy"].ifPresent ?? json["sell"]
    }

    func add(to page: Page, wallet: Text) throws {
        let group = try group(page)
        let kind = try TransactionKind.of(type, amount, json)
        try page.add(kind, at: moment, key: id, flags: flags, raw: json) { record in
            record.group(group)
            record.label(type)
            record.wallet(wallet)
            if !amount.isZero, type != "request" { try movement(record) }
            try details(record)
        }
        guard isPurchase, !Coinbase.isFiat(code),
            let total = try Coinbase.money(purchase["total"]) ?? Coinbase.money(json["native_amount"])
        else { return }
        // The fiat total, which may have been paid by card: told, but never moving a balance. Where a wallet paid, that
        // wallet has a row of its own.
        let key = try page.text(id, ":total")
        try page.add(.fiatPurchase, at: moment, key: key, flags: flags.union(.detail), raw: json) { record in
            record.group(group)
            record.label(type)
            let (name, size) = (Coinbase.asset(total.code), total.amount.magnitude)
            if !size.isZero { try type == "buy" ? record.sent(name, size) : record.received(name, size) }
            try fee(purchase["fee"], in: total.code, record)
        }
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
        switch type {
        case "buy" where !Coinbase.isFiat(code): try record.received(asset, amount.magnitude)
        // The sign of a sale is not to be relied on.
        case "sell" where !Coinbase.isFiat(code): try record.sent(asset, amount.magnitude)
        default: try record.moved(asset, amount)
        }
        switch type {
        case "send" where amount.isNegative: try fee(json["network"]["transaction_fee"], in: code, record)
        // Both wallets tell the fee of a conversion: it counts in the one that paid it.
        case "trade": try fee(json["trade"]["fee"], in: code, record)
        case "buy", "sell": try fee(purchase["fee"], in: code, record)
        case "advanced_trade_fill":
            // Taken from the quote wallet beside the amount, and told by the base wallet's row, which counts it.
            guard let pair = try fill["product_id"].ifFilled.flatMap({ Coinbase.pair(try $0.text) }), pair.base == code,
                let commission = try fill["commission"].ifFilled?.amount, !commission.isZero
            else { return }
            try record.fee(Coinbase.asset(pair.quote), commission)
        default: break
        }
    }
    /// A fee that the amount contains.
    private func fee(_ fee: JSON, in code: Text, _ record: RecordWriter) throws {
        guard let fee = try Coinbase.money(fee), fee.code == code, !fee.amount.isZero else { return }
        try record.fee(Coinbase.asset(code), fee.amount, inside: true)
    }

    private func details(_ record: RecordWriter) throws {
        try record.id("id", id)
        let ids: [(Text, JSON)] = [
            ("trade", json["trade"]["id"]), ("order", fill["order_id"]), ("purchase", purchase["id"]),
        ]
        for (scheme, value) in ids { if let text = try value.ifFilled?.text { try record.id(scheme, text) } }
        if let hash = try json["network"]["hash"].ifFilled?.text { record.txHash(hash) }
        if let address = try json["to"]["address"].ifFilled?.text { record.address(address) }
        try record.extra("currency", code)
        if let native = try Coinbase.money(json["native_amount"]) {
            try record.extra("native_amount", try json["native_amount"]["amount"].word)
            try record.extra("native_currency", native.code)
        }
        try record.extra(["description"], of: json)
        try record.extra(["title", "subtitle"], of: json["details"])
        try record.extra(["product_id", "order_side", "fill_price", "commission"], of: fill)
        try record.extra(["network_name", "status"], of: json["network"])
        for (name, object): (Text, JSON) in [
            ("trade_fee", json["trade"]["fee"]), ("network_fee", json["network"]["transaction_fee"]),
        ] {
            guard let fee = try Coinbase.money(object) else { continue }
            try record.extra(name, fee.amount.digits)
            if fee.code != code { try record.extra("fee_currency", fee.code) }
        }
    }
}

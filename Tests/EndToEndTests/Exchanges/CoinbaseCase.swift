import ExchangeSimulator
import HistoryModel

extension ExchangeCase {
    /// Wallets are units; the fiat total of a purchase is a record of its own.
    static let coinbase: ExchangeCase = {
        var exchange = ExchangeCase(id: "coinbase", moving: "transactions", writingRight: "trade")
        exchange.more = { row in
            let body = row.body
            guard row.history == "transactions", ["buy", "sell"].contains(body.text("type")),
                !["EUR", "USD"].contains(body["amount"]?.text("currency"))
            else { return [] }
            let purchase = body["buy"] ?? body["sell"]
            let total = purchase?["total"] ?? body["native_amount"]
            let sign = body.text("type") == "buy" ? -1 : 1
            func movement(_ money: JSONValue?, _ sign: Int, isFee: Bool = false) -> [JSONValue] {
                guard let money, let amount = Amount(money.text("amount")) else { return [] }
                let size = amount < .zero ? -amount : amount
                return [
                    .object([
                        ("asset", .string(money.text("currency"))),
                        ("amount", .string((sign < 0 ? -size : size).description)), ("fee", .bool(isFee)),
                    ])
                ]
            }
            var more = row
            more.id += ":total"
            more.isDetail = true
            // The fee is inside the total.
            let fee = purchase?["fee"]
            more.effect =
                (try? Effect(
                    movements: movement(total, sign) + movement(fee, 1) + movement(fee, 1, isFee: true))) ?? row.effect
            return [more]
        }
        return exchange
    }()
}

import ExchangeSimulator
import HistoryModel
import Testing

/// What is true of an account that is served as several histories.
struct AccountTruth: Sendable {
    struct Row: Sendable, CustomStringConvertible {
        var history: String
        var unit: String
        /// Empty where the exchange gives its rows no id.
        var id: String
        var time: Instant
        var isFuture: Bool
        /// `final`, `pending` or `void`.
        var state: String
        var isDetail: Bool
        var effect: Effect
        var body: JSONValue

        var description: String { "\(history) \(unit) \(id) \(time) \(effect)" }
    }
    var rows: [Row]
    /// Ids of rows the exchange took away after the start.
    var removed: Set<String>
    var balances: [String: Amount] = [:]
    var now: Instant

    init(_ json: JSONValue) throws {
        now = try #require(Instant(iso8601: json.text("now")))
        rows = try json.list("rows").map { row in
            Row(
                history: row.text("history"), unit: row.text("unit"), id: row.text("id"),
                time: try #require(Instant(iso8601: row.text("time"))), isFuture: row.text("future") == "true",
                state: row.text("state"), isDetail: row.text("detail") == "true",
                effect: try Effect(movements: row.list("movements")), body: row["body"] ?? .null)
        }
        removed = Set(json.list("changes").filter { $0.text("action") == "remove" }.map { $0.text("id") })
        for (asset, amount) in json["balances"]?.members ?? [] {
            let held: Amount = try #require(Amount(amount.plainText ?? ""))
            balances[asset] = held
        }
    }

    func visible(_ history: String) -> [Row] { rows.filter { $0.history == history && !$0.isFuture } }
}

/// What a row does to holdings, asset by asset: amounts and fees by themselves, nothing where they are zero.
struct Effect: Sendable, Hashable, CustomStringConvertible {
    var net: [String: Amount] = [:]
    /// Positive: charged.
    var fees: [String: Amount] = [:]

    init(movements: [JSONValue]) throws {
        for movement in movements {
            let amount = try #require(Amount(movement.text("amount")))
            add(amount, of: movement.text("asset"), isFee: movement.text("fee") == "true")
        }
    }
    /// A fee inside another leg is told apart, so that what moves is the same.
    init(legs: [JSONValue]) {
        for leg in legs {
            guard let amount = Amount(leg.text("amount")) else { continue }
            switch leg.text("role") {
            case "in": add(amount, of: leg.text("asset"), isFee: false)
            case "out": add(-amount, of: leg.text("asset"), isFee: false)
            case "rebate": add(-amount, of: leg.text("asset"), isFee: true)
            default:
                if leg.text("inside") == "true" { add(amount, of: leg.text("asset"), isFee: false) }
                add(amount, of: leg.text("asset"), isFee: true)
            }
        }
    }

    /// What each asset is moved by, fees paid.
    var moves: [String: Amount] {
        net.merging(fees.mapValues { -$0 }) { (try? $0.adding($1)) ?? $0 }
    }

    private mutating func add(_ amount: Amount, of asset: String, isFee: Bool) {
        let path: WritableKeyPath<Effect, [String: Amount]> = isFee ? \.fees : \.net
        let sum = (try? (self[keyPath: path][asset] ?? .zero).adding(amount)) ?? amount
        self[keyPath: path][asset] = sum.isZero ? nil : sum
    }

    var description: String {
        let parts = net.map { "\($0.value) \($0.key)" } + fees.map { "fee \($0.value) \($0.key)" }
        return parts.sorted().joined(separator: ", ")
    }
}

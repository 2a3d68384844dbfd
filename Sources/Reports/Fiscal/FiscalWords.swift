import HistoryModel
import Valuation

/// Words for what CSV and JSON say in codes. What is no known code stays as it is.
enum FiscalWords {
    /// Why there is no value: `no source has a market for it`.
    static func reason(_ code: String) -> String {
        guard let reason = Value.Reason(rawValue: code) else { return code }
        // What can be done stands behind a semicolon; a report says that apart.
        return String(reason.words.prefix { $0 != ";" })
    }

    /// Where a value comes from: `fiat side of the trade`, `Kraken, BTC/EUR`.
    static func source(_ known: LegValue.Known) -> String {
        let names = known.source.split(separator: "+").map { source(String($0)) }
        return (names + (known.chain.isEmpty ? [] : [known.chain])).joined(separator: ", ")
    }
    private static func source(_ code: String) -> String {
        switch code {
        case KnownValue.Basis.amount.rawValue: return "the amount itself"
        case KnownValue.Basis.fiatLeg.rawValue: return "fiat side of the trade"
        case KnownValue.Basis.manual.rawValue: return "set by hand"
        case "ecb": return "European Central Bank"
        case "fixed": return "fixed rate to the euro"
        default:
            let prices = "-prices"
            return code.hasSuffix(prices) ? Words.capitalized(String(code.dropLast(prices.count))) : code
        }
    }

    static func kind(_ kind: RecordKind) -> String {
        kind == .unclassified ? "of unknown kind" : spaced(kind.name)
    }
    static func state(_ state: ConnectionState) -> String { spaced(state.rawValue) }
    private static func spaced(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

    /// Empty for what is final.
    static func status(_ status: Transaction.Status) -> String {
        switch status {
        case .final: ""
        case .pending: "under way"
        case .void: "came to nothing"
        case .detail: "details only"
        }
    }

    static func movement(_ leg: TransactionLeg) -> String {
        leg.isInside ? "fee \(leg.amount) \(leg.asset), in the amount" : leg.text
    }

    /// Without the exchange's bare numbers: a state stands beside it in words, a type only where nothing else is known.
    static func label(_ transaction: Transaction) -> String {
        let words = transaction.label.split(separator: " ")
        guard words.count == 2, words[0] == "state" || words[0] == "type",
            words[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2F })
        else { return transaction.label }
        let isKnown = transaction.kind != .other && transaction.kind != .unclassified
        return words[0] == "state" || isKnown ? "" : "the exchange calls it type \(words[1])"
    }
}

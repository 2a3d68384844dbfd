import HistoryModel
import Valuation

extension LegValue {
    /// A value as the fiscal report shows it.
    package init(_ value: Value) {
        switch value {
        case .pending(let reason): self = .pending(reason: reason.rawValue)
        case .none(let reason): self = .missing(reason: reason.rawValue)
        case .known(let known):
            self = .known(
                Known(
                    amount: known.amount, price: known.price, source: known.source,
                    chain: known.chain.map(\.market).joined(separator: " > "), at: known.at))
        }
    }
}

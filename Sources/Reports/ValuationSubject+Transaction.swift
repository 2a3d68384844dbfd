import HistoryModel
import Valuation

extension ValuationSubject {
    /// A transaction as valuation sees it: its legs in the transaction's own order.
    package init(_ transaction: Transaction) {
        let movements = transaction.legs.map { Movement($0.role, $0.asset, $0.exact, isInside: $0.isInside) }
        let moves = transaction.status == .final || transaction.status == .pending
        self.init(time: transaction.time, venue: transaction.adapter, movements: movements, moves: moves)
    }
}

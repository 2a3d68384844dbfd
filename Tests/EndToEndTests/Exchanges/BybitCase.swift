import HistoryModel

extension ExchangeCase {
    static let bybit: ExchangeCase = {
        var bybit = ExchangeCase(id: "bybit", moving: "withdrawals", writingRight: "Withdraw")
        bybit.identity = { row in
            switch row.history {
            case "executions", "earlier-executions": (row.unit, "\(row.body.text("symbol")):\(row.id)")
            case "dust": (row.unit, row.id + "#0")
            default: (row.unit, row.id)
            }
        }
        bybit.limited = ["yield", "unified-log", "executions"]
        return bybit
    }()
}

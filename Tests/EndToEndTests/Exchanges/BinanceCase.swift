import ExchangeSimulator
import HistoryModel
import Testing

extension ExchangeCase {
    static let binance: ExchangeCase = {
        var binance = ExchangeCase(
            id: "binance",
            // Early, so that a walk since the opening has few empty windows.
            now: "2021-09-01T12:00:00Z",
            // Trades of a market that is listed no more; the name of the market itself is gone.
            unread: ["delisted"], moving: "deposits", writingRight: "enableWithdrawals")
        // Half a year, a year and a half, ninety days; since December and June 2020.
        binance.limited = ["p2p", "transfers", "pay", "margin-interest", "margin-flow", "dust", "rebates"]
        // A request may be a minute under way.
        binance.speed = 200
        return binance
    }()
}

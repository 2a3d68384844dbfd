import HistoryModel
import Testing

/// One exchange as the tests that hold for all of them see it.
struct ExchangeCase: Sendable, CustomTestStringConvertible {
    var id: String
    /// The simulated present; three years of life lie before it.
    var now = "2026-06-01T12:00:00Z"
    /// Further options of the simulator.
    var options: [String] = []
    /// Histories that the simulator serves for other clients and the adapter does not read.
    var unread: Set<String> = []
    /// The history whose rows come, go and change in the tests of moving histories.
    var moving: String
    /// A right beyond reading in the exchange's words; nil where no key tells its rights.
    var writingRight: String?
    /// Unit and key under which the adapter stores a row.
    var identity: @Sendable (AccountTruth.Row) -> (unit: String, key: String) = { ($0.unit, $0.id) }
    /// The time under which the adapter stores a row, where the exchange's filter goes by another.
    var time: @Sendable (AccountTruth.Row) -> Instant = { $0.time }
    /// Records that the adapter makes of a row beside the row itself.
    var more: @Sendable (AccountTruth.Row) -> [AccountTruth.Row] = { _ in [] }
    /// What even a small account takes to read, at least.
    var fewestRequests = 13
    /// Histories of which a three-year life must hold rows beyond a limit.
    var limited: Set<String> = []

    var testDescription: String { id }

    /// The exchanges played with a shared account. Kraken has older tests of its own.
    static let all: [ExchangeCase] = [.binance, .coinbase, .bitstamp, .bybit, .okx]

    func account(size: Int = 600, years: Int = 3, options more: [String] = []) -> SimulatorProcess.Account {
        var account = SimulatorProcess.Account()
        account.exchange = id
        account.now = now
        account.size = size
        account.years = years
        account.options = options + more
        return account
    }
}

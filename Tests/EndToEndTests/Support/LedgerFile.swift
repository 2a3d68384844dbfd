import ExchangeSimulator
import HistoryModel
import Testing

/// The exchange's ledger as the file a person downloads: the layout of 2023, times in whole seconds.
struct LedgerFile {
    struct Row {
        var id: String
        var time: Instant
        var type: String
        var refid: String
        var text: String
    }
    var rows: [Row]

    /// Oldest first, as Kraken writes it.
    init(_ truth: JSONValue) throws {
        rows = try truth.list("ledger").filter { $0.text("future") != "true" }.map { row in
            let time = try Truth.instant(unix: row.text("time_text"))
            let date = time.roundedDown(to: .seconds(1)).description.dropLast().split(separator: "T")
            let quoted = [
                row.text("id"), row.text("refid"), date.joined(separator: " "), row.text("type"), row.text("subtype"),
                row.text("aclass"), row.text("asset"), "spot / main",
            ].map { "\"\($0)\"" }
            let numbers = [row.text("amount"), row.text("fee"), row.text("balance")]
            return Row(
                id: row.text("id"), time: time, type: row.text("type"), refid: row.text("refid"),
                text: (quoted + numbers).joined(separator: ","))
        }
    }

    static let header = #""txid","refid","time","type","subtype","aclass","asset","wallet","amount","fee","balance""#

    func written(_ chosen: (Row) -> Bool = { _ in true }) -> [UInt8] {
        Array(([Self.header] + rows.filter(chosen).map(\.text)).map { $0 + "\n" }.joined().utf8)
    }
}

extension Host {
    /// Imports a file, and it is the test's failure if that does not work.
    @discardableResult
    func imported(_ bytes: [UInt8], name: String = "ledgers.csv", _ more: String...) async throws -> JSONValue {
        let path = "\(folder)/\(name)"
        try Files.write(bytes, to: path)
        let result = try await start(["import", path, "--account", exchange.exchange, "--json"] + more).result()
        try #require(result.code == 0, "import: \(result.said)")
        return try result.json()
    }

    /// The final transactions as a person sees them: id, and what moved.
    func movements() async throws -> [String: String] {
        let result = try await run("transactions", "list", "--limit", "0", "--json")
        try #require(result.code == 0, "list: \(result.said)")
        var movements: [String: String] = [:]
        for transaction in try result.json().elements where transaction.text("status") == "final" {
            let legs = transaction.list("legs").map { "\($0.text("role")) \($0.text("amount")) \($0.text("asset"))" }
            #expect(movements[transaction.text("id")] == nil, "listed twice: \(transaction.text("id"))")
            movements[transaction.text("id")] = legs.sorted().joined(separator: ", ")
        }
        return movements
    }
}

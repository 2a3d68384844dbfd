import ExchangeSimulator
import HistoryModel
import Testing

extension Host {
    /// The first connection as `connections list --json` tells it.
    func connection(_ label: String = "kraken") async throws -> JSONValue {
        let list = try await run("connections", "list", "--json")
        try #require(list.code == 0, "\(list.said)")
        return try #require(try list.json().elements.first { $0.text("connection") == label })
    }

    /// Every listed transaction by its id.
    func transactions(_ more: String...) async throws -> [String: JSONValue] {
        let list = try await start(["transactions", "list", "--limit", "0", "--json"] + more).result()
        try #require(list.code == 0, "\(list.said)")
        return Dictionary(try list.json().elements.map { ($0.text("id"), $0) }, uniquingKeysWith: { $1 })
    }

    /// The id of the transaction that holds a ledger row.
    func transaction(ofLedgerRow key: String) async throws -> String {
        let all = try await transactions()
        return try #require(
            all.first { $0.value.list("records").contains { $0.text("stream") == "ledger" && $0.text("key") == key } }?
                .key)
    }

    /// Runs a command that has to work.
    @discardableResult
    func done(_ arguments: String...) async throws -> Result {
        let result = try await start(arguments).result()
        try #require(result.code == 0, "\(arguments): \(result.said)")
        return result
    }
}

extension JSONValue {
    func stream(_ name: String) -> JSONValue { list("streams").first { $0.text("name") == name } ?? .null }
}

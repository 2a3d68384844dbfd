import HistoryModel
import Testing

@testable import FileImport

@Suite("Ids in files of other programs")
struct IdentityTests {
    private static let header =
        "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,Label,Description,TxHash\n"

    private func records(_ ids: [String]) throws -> [Record] {
        let rows = ids.enumerated().map { "202\($0)-03-19 19:43:31 UTC,,,\($0 + 1),BTC,,,,,\($1)\n" }
        return try Scratch(Self.header + rows.joined()).records()
    }

    @Test(
        "what stands for no id is none: the row is known by what it says",
        arguments: ["N/A", "n/a", "none", "-", "NULL", "unknown", ""])
    func placeholders(_ id: String) throws {
        let records = try records([id, id])
        #expect(records.allSatisfy { $0.ids.isEmpty && $0.group.isEmpty && $0.txHash.isEmpty })
        #expect(records[0].key.contains("|") && records[0].key != records[1].key)
        let waltio =
            "Type,Date,Fuseau horaire,Montant reçu,Monnaie ou jeton reçu,Montant envoyé,Monnaie ou jeton envoyé,Transaction hash,ID Externe\n"
        let row = "Dépôt,19/04/2021 23:46:24,GMT,1,BTC,,,0xabc,\(id)\n"
        let record = try #require(try Scratch(waltio + row).records().first)
        #expect(record.ids == [TextPair("Transaction hash", "0xabc")] && record.txHash == "0xabc")
    }

    @Test(
        "an id joins rows only where it has the shape of Portolan's own",
        arguments: [
            ("kraken/ref:TA4RTP", true), ("my coins/order:1", true), ("binance/rebates/1|USDT|0.1#1@2023-12-21", true),
            ("binance/trades/BTCUSDT/28457", true), ("kraken/file:koinly/x#1@2023-12-21T10:00:00Z", true),
            ("https://etherscan.io/tx/0xabc", false), ("BTC/USDT", false), ("2024/03/19", false), ("a/b", false),
            ("/ref:1", false), ("kraken/", false), ("kraken/ref:", false), ("Deposit/Binance/1", false),
        ])
    func shapes(_ id: String, _ isOwn: Bool) throws {
        #expect(OwnID.isOne(id) == isOwn)
        let record = try #require(try records([id]).first)
        #expect(OwnID.id(inGroup: record.group) == (isOwn ? id : nil))
        #expect(record.ids == [TextPair("TxHash", id)])
    }

    @Test("rows of one time and one own id are one transaction; of other times they are others")
    func times() throws {
        let id = "kraken/ref:TA4RTP"
        let spread = try records([id, id])
        #expect(spread[0].group != spread[1].group)
        let row = "2024-03-19 19:43:31 UTC,,,1,BTC,,,,,"
        let joined = try Scratch(Self.header + row + "\(id)\n" + row + "\(id)#2\n").records()
        #expect(joined[0].group == joined[1].group && OwnID.id(inGroup: joined[0].group) == id)
    }
}

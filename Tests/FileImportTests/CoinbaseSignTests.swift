import HistoryModel
import Testing

@testable import FileImport

@Suite("Signs in Coinbase reports")
struct CoinbaseSignTests {
    private static let header =
        "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes\n"

    private func records(_ rows: [(type: String, asset: String, quantity: String)], ids: Bool = true) throws -> [Record]
    {
        let text = rows.enumerated().map { place, row in
            let id = ids ? "67e4692afcea853e96a80ab\(place)," : ""
            return id + "2025-03-26 20:52:5\(place) UTC,\(row.type),\(row.asset),\(row.quantity),EUR,€10,€10,€12,€2,\n"
        }
        let header = ids ? Self.header : String(Self.header.dropFirst(3))
        return try Scratch(header + text.joined()).records()
    }

    @Test(
        "a minus where the type says that something came takes it back",
        arguments: [
            ("Receive", "BTC", [Leg(.out, "BTC", "0.5")]), ("Staking Income", "BTC", [Leg(.out, "BTC", "0.5")]),
            ("Deposit", "EUR", [Leg(.out, "EUR", "0.5")]),
            ("Exchange Withdrawal", "BTC", [Leg(.out, "BTC", "0.5")]),
            ("Buy", "BTC", [Leg(.in, "EUR", "10"), Leg(.out, "BTC", "0.5"), Leg(.rebate, "EUR", "2")]),
        ])
    func takenBack(_ type: String, _ asset: String, _ legs: [Leg]) throws {
        let record = try #require(try records([(type, asset, "-0.5")]).first)
        #expect(record.kind == .other && record.legs == legs)
        let plain = try #require(try records([(type, asset, "0.5")]).first)
        #expect(plain.kind != .other && plain.legs.contains(Leg(.in, asset, "0.5")))
    }

    @Test(
        "no minus where the type says that something went came back, if the file writes the minus for that type",
        arguments: [("Send", "BTC"), ("Withdrawal", "EUR"), ("Card Spend", "BTC"), ("Exchange Deposit", "BTC")])
    func cameBack(_ type: String, _ asset: String) throws {
        let signed = try records([(type, asset, "0.25"), (type, asset, "-70")])
        #expect(signed[0].kind == .other && signed[0].legs == [Leg(.in, asset, "0.25")])
        #expect(signed[1].kind != .other && signed[1].legs == [Leg(.out, asset, "70")])
        // Reports of 2024 have ids and no sign.
        let unsigned = try records([(type, asset, "0.25"), ("Receive", asset, "70")])
        #expect(unsigned[0].kind != .other && unsigned[0].legs == [Leg(.out, asset, "0.25")])
    }

    @Test("what a conversion gave up is written with either sign, and reports without ids have none that says anything")
    func unsigned() throws {
        for sign in ["", "-"] {
            let notes = "Converted 0.5 BTC to 10 ADA"
            let row =
                "67e4692afcea853e96a80ab1,2025-03-26 20:52:58 UTC,Convert,BTC,\(sign)0.5,EUR,€10,€10,€12,€2,\(notes)\n"
            let record = try #require(try Scratch(Self.header + row).records().first)
            #expect(record.kind == .conversion && record.legs == [Leg(.out, "BTC", "0.5"), Leg(.in, "ADA", "10")])
        }
        let old = try records([("Send", "BTC", "-1"), ("Send", "BTC", "1")], ids: false)
        #expect(old.allSatisfy { $0.kind == .withdrawal && $0.legs == [Leg(.out, "BTC", "1")] })
    }
}

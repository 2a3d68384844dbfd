import ExchangeSimulator
import HistoryModel
import Testing

@testable import struct ExchangeSimulator.KrakenKey

@Suite("The simulator checks Kraken's signature, nonce and rights")
struct SigningTests {
    @Test("the vector Kraken publishes comes out as published")
    func publishedVector() throws {
        let secret = try #require(
            Digests.bytes(
                base64: "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg=="))
        let signature = KrakenKey.signature(
            path: "/0/private/AddOrder", nonce: "1616492376594",
            body: Array("nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25".utf8),
            secret: secret)
        #expect(signature == "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==")
    }

    @Test("a body that was changed after signing is refused, and its nonce stays unused")
    func changedBody() throws {
        let asker = try Asker()
        var request = asker.request("Ledgers", "ofs=0", nonce: 5_000_000)
        let good = request
        request.body[request.body.count - 1] = UInt8(ascii: "9")
        #expect(try errors(of: asker.simulator.handle(request)) == ["EAPI:Invalid signature"])
        #expect(try errors(of: asker.simulator.handle(good)).isEmpty)
    }

    @Test("a nonce must be greater than every one before", arguments: [(7, 7), (7, 6), (7, 0)])
    func oldNonce(first: Int, second: Int) throws {
        let asker = try Asker()
        #expect(try errors(of: asker.simulator.handle(asker.request("Balance", nonce: UInt64(first)))).isEmpty)
        let again = asker.simulator.handle(asker.request("Balance", nonce: UInt64(second)))
        #expect(try errors(of: again) == ["EAPI:Invalid nonce"])
    }

    @Test("an unknown key is refused")
    func unknownKey() throws {
        let asker = try Asker()
        var request = asker.request("Balance")
        request.headers["api-key"] = "synthetic stranger"
        #expect(try errors(of: asker.simulator.handle(request)) == ["EAPI:Invalid key"])
    }

    @Test("a request without User-Agent is refused")
    func noUserAgent() throws {
        let asker = try Asker()
        var request = asker.request("Balance")
        request.headers["user-agent"] = nil
        #expect(asker.simulator.handle(request).answer.status == 403)
    }

    @Test("a key without a right is told so, and GetApiKeyInfo says which it has")
    func missingRight() throws {
        let asker = try Asker()
        try asker.set("missingRights=query-ledger,extraRights=modify-trades+withdraw-funds")
        #expect(try asker.errors("Ledgers") == ["EGeneral:Permission denied"])
        #expect(try asker.errors("Balance").isEmpty)
        let rights = try #require(try asker.ask("GetApiKeyInfo")["result"]?["permissions"]).elements
        #expect(rights.contains(.string("modify-trades")) && rights.contains(.string("withdraw-funds")))
        #expect(!rights.contains(.string("query-ledger")))
    }

    @Test("a write is refused and noted as a violation", arguments: ["AddOrder", "Withdraw", "CancelAll"])
    func write(method: String) throws {
        let asker = try Asker()
        #expect(try asker.errors("Ledgers").isEmpty)
        #expect(asker.simulator.log.violations.isEmpty)
        #expect(try asker.errors(method) == ["EGeneral:Permission denied"])
        _ = asker.simulator.handle(WireRequest(method: "GET", path: "/0/private/\(method)"))
        let path = "/0/private/\(method)"
        #expect(asker.simulator.log.violations.map(\.path) == [path, path])
    }

    @Test("a method that does not exist is unknown")
    func unknownMethod() throws {
        #expect(try Asker().errors("Nonsense") == ["EGeneral:Unknown method"])
    }

    private func errors(of outcome: Simulator.Outcome) throws -> [String] {
        try JSONReading.parse(outcome.answer.wholeBody)["error"]!.elements.compactMap(\.plainText)
    }
}

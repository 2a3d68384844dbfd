import AdapterKit
import AdapterTesting
import Foundation
import HistoryModel
import Testing

@Suite("The guide's example works")
struct CoinboxTests {
    @Test func readsOnePage() throws {
        let probe = try AdapterProbe(Coinbox.adapter)
        let ask = probe.ask("history", from: Instant(seconds: 1_700_000_000), until: Instant(seconds: 1_700_003_600))
        let request = try probe.request(ask)
        #expect(request["from"] == "1700000000000" && request["page"] == nil)

        let body = #"{"rows":[{"id":7,"at":1700000000000,"what":"trade","got":{"coin":"BTC","n":"0.1"}}],"next":"abc"}"#
        let page = probe.parse(ask, probe.answer("history", body: body.utf8))
        let record = try #require(page.records.records.first)
        #expect(record.kind == .trade && record.legs == [Leg(.in, "BTC", "0.1")] && record.group == "id:7")
        guard case .next(let cursor, _) = page.ending else {
            Issue.record("\(page.ending)")
            return
        }
        #expect(try probe.request(probe.ask("history", cursor: cursor))["page"] == "abc")
    }

    @Test func theGuideShowsThisVeryFile() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let example = try String(contentsOf: tests.appending(path: "Coinbox.swift"), encoding: .utf8)
        let guide = try String(
            contentsOf: tests.appending(path: "../../docs/writing-an-adapter.md"), encoding: .utf8)
        #expect(guide.contains("```swift\n" + example + "```"))
    }
}

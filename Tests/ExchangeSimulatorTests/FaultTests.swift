import ExchangeSimulator
import HistoryModel
import Testing

@Suite("Every fault strikes when it is due, and only then")
struct FaultTests {
    @Test("an error in the envelope at every nth request")
    func envelope() throws {
        let asker = try Asker()
        try asker.set("rateLimitEvery=3")
        let errors = try (1...6).map { _ in try asker.errors("Balance") }
        let limit = ["EAPI:Rate limit exceeded"]
        #expect(errors == [[], [], limit, [], [], limit])
        try asker.set("errorEvery=1,errorText=EService:Busy,times=2")
        #expect(try (1...3).map { _ in try asker.errors("Balance") } == [["EService:Busy"], ["EService:Busy"], []])
    }

    @Test("only the named requests are struck and counted")
    func only() throws {
        let asker = try Asker()
        try asker.set("errorEvery=2,only=Ledgers")
        #expect(try (1...4).flatMap { _ in try asker.errors("Balance") }.isEmpty)
        #expect(try (1...2).map { _ in try asker.errors("Ledgers") } == [[], ["EService:Unavailable"]])
    }

    @Test("HTTP 429 with Retry-After, server errors, a page for people")
    func statuses() throws {
        let asker = try Asker()
        try asker.set("tooManyRequestsEvery=2,retryAfterSeconds=9")
        #expect(asker.outcome("Balance").answer.status == 200)
        let refused = asker.outcome("Balance").answer
        #expect(refused.status == 429 && refused.headers.contains { $0 == ("Retry-After", "9") })
        try asker.set("serverErrorEvery=1,serverErrorStatus=520")
        #expect(asker.outcome("Balance").answer.status == 520)
        try asker.set("htmlEvery=1")
        let page = asker.outcome("Balance").answer
        #expect(
            page.status == 200 && page.contentType.hasPrefix("text/html") && page.wholeBody.first == UInt8(ascii: "<"))
    }

    @Test("a reset before leaves the nonce unused, a reset after has used it")
    func resets() throws {
        let asker = try Asker()
        for (switchName, expected) in [("resetBeforeEvery", []), ("resetAfterEvery", ["EAPI:Invalid nonce"])] {
            try asker.set("\(switchName)=1,times=1")
            let request = asker.request("Balance")
            #expect(asker.simulator.handle(request).transport == .reset)
            let again = try JSONReading.parse(asker.simulator.handle(request).answer.wholeBody)
            #expect(again["error"] == .strings(expected))
        }
    }

    @Test("truncated JSON is half of the answer, a cut answer is whole but told to break")
    func damaged() throws {
        let asker = try Asker()
        let whole = asker.outcome("Ledgers").answer.wholeBody
        try asker.set("truncateEvery=1")
        #expect(asker.outcome("Ledgers").answer.wholeBody == Array(whole.prefix(whole.count / 2)))
        #expect(throws: JSONReading.Malformed.self) { try asker.ask("Ledgers") }
        try asker.set("cutEvery=1")
        #expect(asker.outcome("Ledgers").transport == .cut)
    }

    @Test("a huge answer comes in pieces of the size asked for")
    func huge() throws {
        let asker = try Asker()
        try asker.set("hugeEvery=1,hugeBytes=3000000")
        guard case .pieces(let next) = asker.outcome("Ledgers").answer.body else {
            Issue.record("the answer came whole")
            return
        }
        var total = 0
        while let piece = next() { total += piece.count }
        #expect((3_000_000..<3_001_000).contains(total))
    }

    @Test("latency and a Date that is wrong")
    func delays() throws {
        let asker = try Asker()
        try asker.set("latencyEvery=2,latencyMilliseconds=40,dateSkewSeconds=-90")
        #expect(asker.outcome("Balance").delayMilliseconds == 0)
        let second = asker.outcome("Balance")
        #expect(second.delayMilliseconds == 40 && second.date == Asker.start - .seconds(90))
    }

    @Test("late records show when their lag is over")
    func late() throws {
        let asker = try Asker(size: 2000) { $0.futureDays = 60 }
        asker.simulator.clock.advance(by: .days(61))
        let all = try asker.count()
        let newest = try asker.ledgerIDs()[0]
        try asker.set("lateEvery=1,lateSeconds=432000")
        let shown = try asker.allLedgerRows()
        #expect(shown.count < all && !shown.contains { $0.0 == newest })
        #expect(try asker.count() == shown.count)
        #expect(try asker.errors("QueryLedgers", "id=\(newest)") == ["EGeneral:Invalid arguments"])
        asker.simulator.clock.advance(by: .days(5))
        #expect(try asker.allLedgerRows().contains { $0.0 == newest })
    }

    @Test("rows that appear, go and change while paging keep the books exact")
    func moving() throws {
        let asker = try Asker()
        try asker.set("insertEvery=2,insertBackdateSeconds=3600")
        let first = try asker.ledgerIDs()
        #expect(try asker.ledgerIDs() == first)
        #expect(try asker.count() == 401)
        try addsUp(asker)
        try asker.set("removeEvery=1")
        let page = try asker.ledgerIDs()
        let after = try asker.ledgerIDs()
        #expect(after[..<49] == page[..<49] && after[49] != page[49])
        try addsUp(asker)
        try asker.set("amendEvery=1")
        let before = try #require(try asker.ask("Ledgers", "ofs=5")["result"]?["ledger"]).members.last!
        let changed = try #require(try asker.ask("QueryLedgers", "id=\(before.0)")["result"]).members[0]
        #expect(changed.1.text("amount") != before.1.text("amount"))
        #expect(
            try asker.truth()["changes"]!.elements.map { $0.text("action") } == ["insert", "remove", "remove", "amend"])
        try addsUp(asker)
    }

    private func addsUp(_ asker: Asker) throws {
        var sums: [String: Amount] = [:]
        for row in try asker.truth()["ledger"]!.elements {
            let sum = try (sums[row.text("asset")] ?? .zero).adding(Amount(row.text("amount"))!)
                .subtracting(Amount(row.text("fee"))!)
            sums[row.text("asset")] = sum
            #expect(sum == Amount(row.text("balance")))
        }
    }

    @Test("a key can stop working after some requests or at an instant")
    func expiry() throws {
        let asker = try Asker()
        try asker.set("keyExpiresAfter=2")
        #expect(try (1...3).map { _ in try asker.errors("Balance") } == [[], [], ["EAPI:Invalid key"]])
        try asker.set("keyExpiresAt=2026-06-01T12:00:10Z")
        #expect(try asker.errors("Balance").isEmpty)
        #expect(try asker.ask("GetApiKeyInfo")["result"]?.text("validUntil") == "1780315210")
        asker.simulator.clock.advance(by: .seconds(10))
        #expect(try asker.errors("Balance") == ["EAPI:Invalid key"])
    }

    @Test("a key with a query range sees nothing else, and says so")
    func range() throws {
        let asker = try Asker()
        try asker.set("queryFrom=2023-01-01,queryTo=2024-01-01")
        let rows = try asker.allLedgerRows()
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { (1_672_531_200...1_704_067_200).contains(Int($0.1.text("time").prefix(10))!) })
        #expect(try asker.count() == rows.count)
        #expect(try asker.ask("GetApiKeyInfo")["result"]?.text("queryFrom") == "1672531200")
    }

    @Test("a key used by a clock ahead refuses the nonces of one that is right")
    func nonceSkew() throws {
        let asker = try Asker()
        try asker.set("nonceSkewSeconds=60")
        let milliseconds = UInt64(Asker.start.nanoseconds / 1_000_000)
        for (nonce, expected) in [(milliseconds, ["EAPI:Invalid nonce"]), (milliseconds + 60_001, [])] {
            let answer = asker.simulator.handle(asker.request("Balance", nonce: nonce)).answer
            #expect(try JSONReading.parse(answer.wholeBody)["error"] == .strings(expected))
        }
    }

    @Test(
        "an unknown fault or an unreadable value is a sentence",
        arguments: ["tornadoEvery=1", "cutEvery=often", "cutEvery"])
    func mistakes(list: String) {
        #expect(throws: Faults.Unknown.self) { try Faults(list: list) }
    }

    @Test("faults go through JSON unchanged")
    func json() throws {
        let faults = try Faults(
            list: "cutEvery=4,queryFrom=2020-01-01,extraRights=modify-trades+add-funds,errorText=EService:Busy")
        #expect(try Faults(json: try JSONReading.parse(Array(faults.json.text().utf8))) == faults)
    }
}

import HistoryModel
import Testing

/// Keys that are wrong, may too much, may too little, or stop working.
@Suite("A key", .realPrograms, .timeLimit(.minutes(40)))
struct KeyTests {
    private func credentials(_ key: String, _ secret: String) -> String {
        JSONValue.object([("key", .string(key)), ("secret", .string(secret))]).text()
    }
    private func expectNothingStored(_ scene: Scene) async throws {
        let list = try await scene.host.run("connections", "list", "--json")
        #expect(try list.json() == .array([]))
        for file in Files.all(below: scene.host.home) {
            #expect(!Files.contains("credentials sealed", try Files.bytes(file)), "\(file)")
        }
    }

    @Test("that is wrong is refused with exit code 4, and nothing is stored")
    func wrong() async throws {
        try await Scene.play { scene in
            let secret = "AAAA" + scene.exchange.secret.dropFirst(4)
            let badSecret = try await scene.host.connect(input: credentials(scene.exchange.key, secret))
            #expect(badSecret.code == 4, "\(badSecret.said)")
            #expect(badSecret.errors.contains("signature"), "\(badSecret.errors)")
            let badKey = try await scene.host.connect(input: credentials("no such key", scene.exchange.secret))
            #expect(badKey.code == 4, "\(badKey.said)")
            #expect(badKey.errors.contains("refused the key"), "\(badKey.errors)")
            #expect(!badKey.said.contains("no such key") && !badSecret.said.contains(secret))
            try await expectNothingStored(scene)
            // A later good one works: nothing was locked or left half made.
            try await scene.host.connected()
            try await scene.host.synced()
        }
    }

    @Test("whose secret is not what such secrets look like is refused before anything is sent")
    func malformedSecret() async throws {
        try await Scene.play { scene in
            let result = try await scene.host.connect(input: credentials(scene.exchange.key, "not base64!"))
            #expect(result.code == 4, "\(result.said)")
            #expect(result.errors.contains("base64"), "\(result.errors)")
            #expect(!result.said.contains("not base64!"))
            #expect(try scene.exchange.log().total == 0)
            try await expectNothingStored(scene)
        }
    }

    @Test(
        "given as something else than the fields is refused with exit code 2, and not repeated on the screen",
        arguments: [
            "", "{", "[]", "null", "\"canary-secret\"", "{\"key\":\"canary-secret\"}", "{\"key\":\"a\",\"secret\":7}",
            "{\"key\":\"a\",\"secret\":{\"x\":\"canary-secret\"}}", "{\"key\":\"a\",\"key\":\"canary-secret\"}",
            "{\"key\":\"a\",\"secret\":\"canary-secret\"} trailing", "{\"key\":\"a\",\"secret\":\"canary-secret",
            "{\"key\":\"a\",\"secret\":\"b\",\"password\":\"canary-secret\"}",
            "{\"key\":\"\",\"secret\":\"canary-secret\"}",
            "key=a&secret=canary-secret", "{\"key\":\"a\",\"secret\":\"\\ud800canary-secret\"}",
        ])
    func malformedCredentials(_ input: String) async throws {
        try await Scene.play(.init(size: 3, settledAfterSeconds: 0)) { scene in
            let result = try await scene.host.connect(input: input)
            #expect(result.code == 2, "\(result.said)")
            #expect(!result.said.contains("canary"))
            #expect(result.errors.split(separator: "\n").last?.hasSuffix(".") == true, "\(result.errors)")
            #expect(try scene.exchange.log().total == 0)
            try await expectNothingStored(scene)
        }
    }

    @Test(
        "that may do more than read is refused with exit code 3, and nothing is stored",
        arguments: ["modify-trades", "withdraw-funds", "close-trades", "add-funds", "a-right-of-next-year"])
    func tooMuch(_ right: String) async throws {
        try await Scene.play(.init(size: 3)) { scene in
            try scene.exchange.set(["extraRights": right])
            let result = try await scene.host.connect()
            #expect(result.code == 3, "\(result.said)")
            #expect(result.errors.contains("read"), "\(result.errors)")
            try await expectNothingStored(scene)
            let files = Files.all(below: scene.host.home)
            for file in files { #expect(!Files.contains(scene.exchange.secret, try Files.bytes(file))) }
            #expect(try scene.exchange.log().entries.map(\.name) == ["GetApiKeyInfo"])
        }
    }

    @Test("that is given more rights later is not used any more: exit code 3")
    func tooMuchLater() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            try scene.exchange.set(["extraRights": "withdraw-funds"])
            let before = try scene.exchange.log().total
            let result = try await scene.host.sync()
            #expect(result.code == 3, "\(result.said)")
            #expect(result.said.contains("withdraw"), "\(result.said)")
            #expect(try scene.exchange.log().entries.dropFirst(before).map(\.name) == ["GetApiKeyInfo"])
            try await scene.host.stored().expectEqual(to: truth)
        }
    }

    @Test("that lacks a right says which, and what it may read is read")
    func tooLittle() async throws {
        try await Scene.play { scene in
            try scene.exchange.set(["missingRights": "query-ledger"])
            try await scene.host.connected()
            let result = try await scene.host.sync()
            #expect([4, 5].contains(result.code), "\(result.code) \(result.said)")
            #expect(result.said.contains("lacks a right"), "\(result.said)")
            #expect(!["complete", "complete_empty"].contains(try await scene.host.coverage().text("state")))
            let deposits = try #require(
                try result.json().elements[0].list("streams").first { $0.text("name") == "deposits" })
            #expect(deposits.text("state") == "complete")
            try scene.exchange.set([:])
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("that is revoked in mid-sync ends it with exit code 4; what was read stays, the rest is not claimed")
    func revoked() async throws {
        try await Scene.play(.init(size: 600)) { scene in
            try await scene.host.connected()
            let truth = try scene.exchange.truth()
            try scene.exchange.set(["keyExpiresAfter": "9"])
            let result = try await scene.host.sync()
            #expect(result.code == 4, "\(result.said)")
            #expect(result.said.contains("refused the key"), "\(result.said)")
            let stored = try await scene.host.stored()
            stored.expectPart(of: truth)
            #expect(!stored.ledger.isEmpty && stored.ledger.count < truth.ledger.count)
            #expect(!["complete", "limited"].contains(try await scene.host.coverage().text("state")))
            let shown = try await scene.host.run("connections", "list", "--json")
            #expect(try shown.json().elements[0].text("state") == "disabled")
            // One refusal is enough: an exchange locks out who goes on.
            let refusals = try scene.exchange.log().entries.filter { !$0.errors.isEmpty }
            #expect(refusals.count == 1)
            try scene.exchange.set([:])
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: truth)
        }
    }

    @Test("that sees a part of the time only makes the rest unreadable, with the reason, and never complete")
    func restricted() async throws {
        try await Scene.play { scene in
            let from = try #require(Instant(iso8601: "2015-09-01T00:00:00Z"))
            try scene.exchange.set(["queryFrom": from.description])
            try await scene.host.connected()
            let result = try await scene.host.sync()
            #expect(result.code == 0, "\(result.said)")
            let truth = try scene.exchange.truth()
            let visible = truth.ledger.values.filter { $0.time >= from }
            #expect(visible.count < truth.ledger.count)
            let stored = try await scene.host.stored()
            stored.expectPart(of: truth)
            #expect(stored.ledger.count == visible.count)
            let coverage = try await scene.host.coverage()
            #expect(coverage.text("state") == "limited", "\(coverage.text())")
            for interval in coverage.list("intervals") {
                let until = try #require(Instant(iso8601: interval.text("until")))
                if until <= from {
                    #expect(interval.text("state") == "unreadable" && interval.text("reason").contains("key"))
                } else {
                    #expect(try #require(Instant(iso8601: interval.text("from"))) >= from)
                }
            }
            let words = try await scene.host.run("coverage")
            #expect(words.output.contains("query start or end date"), "\(words.output)")
            // The same key without the restriction: the rest is read.
            try scene.exchange.set([:])
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: truth)
            #expect(try await scene.host.coverage().text("state") == "complete")
        }
    }

    @Test("that will expire shows when")
    func expires() async throws {
        try await Scene.play(.init(size: 3)) { scene in
            try scene.exchange.set(["keyExpiresAt": "2016-09-01T00:00:00Z"])
            let result = try await scene.host.connect()
            #expect(result.code == 0, "\(result.said)")
            #expect(try result.json().text("keyExpires") == "2016-09-01T00:00:00Z")
        }
    }

    @Test("used by a program with a later clock before is overtaken or its owner told what to do")
    func laterNonce() async throws {
        try await Scene.play { scene in
            // Milliseconds of another program, an hour ahead: Portolan's microseconds are larger.
            try scene.exchange.set(["nonceSkewSeconds": "3600"])
            try await scene.host.connected()
            try await scene.host.synced()
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }
}

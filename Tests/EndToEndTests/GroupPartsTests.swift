import HistoryModel
import HistoryStore
import Testing

/// Rows of one group that lie too far apart for one transaction, such as an order filled over weeks.
@Suite("Parts of a group", .realPrograms, .timeLimit(.minutes(40)))
struct GroupPartsTests {
    @Test("each has an id of its own in every listing, and an id addresses what the lists show under it, no more")
    func parts() async throws {
        try await Scene.play(.init(size: 3)) { scene in
            let host = scene.host
            try await host.connected()
            let days = [1, 3, 20, 22, 40].map { Instant(year: 2016, month: 1, day: 1) + .days($0) }
            try Self.store(days, home: host.home)
            let plain = "kraken/order:1"
            let ids = [plain, "\(plain)@\(days[2])", "\(plain)@\(days[4])"]
            func rows(_ arguments: String...) async throws -> [String: Int] {
                let list = try await host.start(["transactions"] + arguments + ["--json"]).result()
                try #require(list.code == 0, "\(list.said)")
                return Dictionary(
                    try list.json().elements.map { ($0.text("id"), $0.list("records").count) },
                    uniquingKeysWith: { $0 + 100 * $1 })
            }
            let whole = [ids[0]: 2, ids[1]: 2, ids[2]: 1]
            #expect(try await rows("list", "--limit", "0") == whole)
            #expect(try await rows("list") == whole)
            #expect(try await rows("list", "--limit", "1") == [ids[2]: 1])
            #expect(try await rows("list", "--from", "2016-01-15", "--limit", "0") == [ids[1]: 2, ids[2]: 1])
            for (id, count) in whole {
                let shown = try await host.run("transactions", "show", id, "--json")
                #expect(shown.code == 0, "\(shown.said)")
                #expect(try shown.json().text("id") == id && shown.json().list("records").count == count)
            }
            #expect(try await host.run("transactions", "show", "\(plain)@\(days[1])").code == 2)

            #expect(try await host.run("transactions", "label", ids[1], "mine").code == 0)
            let export = try await host.run("transactions", "export", "--format", "json").json().elements
            #expect(export.filter { $0.text("userLabel") == "mine" }.map { $0.text("id") } == [ids[1]])
            #expect(try await host.run("transactions", "delete", ids[0], "--keep-deleted").code == 0)
            #expect(try await rows("list") == [ids[1]: 2, ids[2]: 1])
            #expect(try await rows("list", "--deleted") == [ids[0]: 2])
            #expect(try await host.run("transactions", "restore", ids[0]).code == 0)
            #expect(try await rows("list") == whole)
        }
    }

    private static func store(_ days: [Instant], home: String) throws {
        let store = try HistoryStore.open(home: home, access: .write)
        let connection = try store.connection("kraken")
        _ = try store.importFile(
            NewFile(name: "k.csv", digest: "", size: 1, zone: "UTC"), connection: connection.id,
            stream: "file:kraken-ledgers", at: days[0]
        ) { take in
            try take(
                days.enumerated().map {
                    Record(.trade, at: $1, key: "fill \($0)", group: "order:1", legs: [Leg(.in, "BTC", "1")])
                })
            return FileTally(rows: days.count, ignored: 0, bad: 0, first: nil, last: nil)
        }
    }
}

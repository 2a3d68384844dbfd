import ExchangeSimulator
import HistoryModel
import Testing

/// What its owner takes out of the books.
@Suite("A deleted transaction", .realPrograms, .timeLimit(.minutes(40)))
struct DeletionTests {
    @Test("A12 T1 comes back at the next sync under the same id, flagged as reappeared, and with its label")
    func comesBack() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let all = try await scene.host.transactions()
            let id = try #require(all.keys.sorted().first)
            try await scene.host.done("transactions", "label", id, "rent")
            try await scene.host.done("transactions", "delete", id)
            let without = try await scene.host.transactions()
            #expect(without.count == all.count - 1 && without[id] == nil)
            #expect(try await scene.host.transactions("--deleted").keys.sorted() == [id])
            #expect(try await scene.host.connection().int("deleted") > 0)

            let sync = try await scene.host.synced()
            #expect(sync.list("streams").reduce(0) { $0 + $1.int("reappeared") } == all[id]?.list("records").count)
            let back = try #require(try await scene.host.transactions()[id])
            #expect(back.text("reappeared") == "true" && back.text("userLabel") == "rent")
            #expect(back.list("records").map { $0.text("key") } == all[id]?.list("records").map { $0.text("key") })
            #expect(try await scene.host.transactions().count == all.count)
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
            #expect(try await scene.host.done("transactions", "list", "--limit", "0").output.contains("reappeared"))
            #expect(try await scene.host.done("transactions", "show", id).output.contains("Your label  rent"))
        }
    }

    @Test("A12 T2 kept deleted survives sync and full sync, is counted, and comes back only when told to")
    func kept() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let all = try await scene.host.transactions()
            let id = try #require(all.keys.sorted().last)
            try await scene.host.done("transactions", "delete", id, "--keep-deleted")
            try await scene.host.synced()
            try await scene.host.synced("--full")
            #expect(try await scene.host.transactions()[id] == nil)
            let hidden = try #require(try await scene.host.transactions("--deleted")[id])
            #expect(hidden.text("deleted") == "kept_deleted")
            let shown = try await scene.host.connection()
            #expect(shown.int("keptDeleted") == hidden.list("records").count && shown.int("deleted") == 0)
            try await scene.host.done("transactions", "restore", id)
            #expect(try await scene.host.transactions()[id] != nil)
            #expect(try await scene.host.transactions("--deleted").isEmpty)
            #expect(try await scene.host.connection().int("keptDeleted") == 0)
        }
    }

    @Test("stays away while the connection cannot be read, and is not brought back by a sync that fails")
    func failing() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let id = try #require(try await scene.host.transactions().keys.sorted().first)
            try await scene.host.done("transactions", "delete", id)
            try scene.exchange.set(["serverErrorEvery": "1"])
            #expect([4, 5].contains(try await scene.host.sync().code))
            #expect(try await scene.host.transactions()[id] == nil)
            try scene.exchange.set([:])
            try await scene.host.synced()
            #expect(try await scene.host.transactions()[id] != nil)
        }
    }
}

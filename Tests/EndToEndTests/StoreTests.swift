import GRDB
import Glibc
import HistoryModel
import HistoryStore
import Testing

/// Disks, files and other processes that get in the way: a sentence, the right exit code, nothing lost.
@Suite("The stored history", .realPrograms, .timeLimit(.minutes(40)))
struct StoreTests {
    // MARK: - Disks

    @Test("on a full disk ends with exit code 5 and says so; with room again the sync goes on")
    func diskFull() async throws {
        try await Scene.play(.init(size: 3000, years: 4, now: "2019-06-01T12:00:00Z")) { scene in
            guard let disk = Disk(at: "\(scene.folder)/disk", size: "2600k") else {
                print("skipped: mounting a small tmpfs needs root")
                return
            }
            defer { disk.unmount() }
            let host = scene.host(home: disk.path + "/home")
            try await host.connected()
            let truth = try scene.exchange.truth()
            let result = try await host.sync()
            #expect(result.code == 5, "\(result.code) \(result.said)")
            #expect(result.said.contains("disk"), "\(result.said)")
            #expect(
                result.said.contains("Nothing already stored is lost") || result.said.contains("nothing already stored")
            )
            disk.remount("size=200m")
            let before = try await host.stored()
            before.expectPart(of: truth)
            let asked = try scene.exchange.log().ledger()
            try await host.synced()
            try await host.stored().expectEqual(to: truth)
            // It went on where it stopped: not from the beginning.
            #expect(!before.ledger.isEmpty)
            let again = try scene.exchange.log().ledger().dropFirst(asked.count)
            #expect(again.count <= (truth.ledger.count - before.ledger.count) / 49 + 12)
        }
    }

    @Test("on a disk that is full before anything is stored does not connect, and says so")
    func diskFullAtFirst() async throws {
        try await Scene.play(.init(size: 3)) { scene in
            guard let disk = Disk(at: "\(scene.folder)/disk", size: "64k") else {
                print("skipped: mounting a small tmpfs needs root")
                return
            }
            defer { disk.unmount() }
            let host = scene.host(home: disk.path + "/home")
            let result = try await host.connect()
            #expect(result.code == 5, "\(result.code) \(result.said)")
            #expect(result.errors.contains("disk") || result.errors.contains("space"), "\(result.errors)")
            disk.remount("size=20m")
            try await host.connected()
            try await host.synced()
            try await host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("in a folder that cannot be written refuses to sync with exit code 3, and still shows what there is")
    func readOnly() async throws {
        try await Scene.play { scene in
            guard let disk = Disk(at: "\(scene.folder)/disk", size: "20m") else {
                print("skipped: mounting a tmpfs needs root")
                return
            }
            defer { disk.unmount() }
            let host = scene.host(home: disk.path + "/home")
            try await host.connected()
            try await host.synced()
            let truth = try scene.exchange.truth()
            disk.remount("ro")
            let result = try await host.sync()
            #expect(result.code == 3, "\(result.code) \(result.said)")
            #expect(result.errors.contains("cannot be written"), "\(result.errors)")
            #expect(result.errors.contains(disk.path), "\(result.errors)")
            let other = try await host.connect("--label", "other")
            #expect(other.code == 3, "\(other.code) \(other.said)")
            try await host.stored().expectEqual(to: truth)
            #expect(try await host.coverage().text("state") == "complete")
            let doctor = try await host.run("doctor")
            #expect(doctor.output.contains("problem"), "\(doctor.output)")
            disk.remount("rw")
            try await host.synced()
            try await host.stored().expectEqual(to: truth)
        }
    }

    @Test("in a place that is a file, or below one, is refused with exit code 3")
    func homeIsFile() async throws {
        try await Scene.play(.init(size: 3)) { scene in
            let file = "\(scene.folder)/file"
            try Files.write([1], to: file)
            for home in [file, file + "/below"] {
                let result = try await scene.host(home: home).connect()
                #expect(result.code == 3, "\(result.code) \(result.said)")
                #expect(result.errors.contains("PORTOLAN_HOME"), "\(result.errors)")
            }
            #expect(try Files.bytes(file) == [1])
        }
    }

    // MARK: - Two at once

    @Test("is written by one process at a time: the second says who is at work and ends with exit code 3")
    func twoAtOnce() async throws {
        try await Scene.play(.init(now: "2026-06-01T12:00:00Z")) { scene in
            try await scene.host.connected()
            try scene.exchange.set(["latencyEvery": "7", "latencyMilliseconds": "1500"])
            let before = try scene.exchange.log().total
            let first = try scene.host.start(["sync", "--json"])
            try await scene.exchange.waitForRequests(before + 7)
            let second = try await scene.host.sync()
            #expect(second.code == 3, "\(second.code) \(second.said)")
            #expect(second.errors.contains("process \(first.child.pid)"), "\(second.errors)")
            let connect = try await scene.host.connect("--label", "other")
            #expect(connect.code == 3, "\(connect.said)")
            let remove = try await scene.host.run("connections", "remove", "kraken", "--purge", "--yes")
            #expect(remove.code == 3, "\(remove.said)")
            // Looking is possible all the while.
            for command in [
                ["coverage"], ["transactions", "list"], ["connections", "list"], ["adapters", "list"], ["doctor"],
            ] {
                let result = try await scene.host.start(command).result()
                #expect(result.code == 0, "\(command) \(result.said)")
            }
            #expect(try await first.result().code == 0)
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    @Test("survives many syncs at the same instant")
    func manyAtOnce() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let runs = try (0..<6).map { _ in try scene.host.start(["sync", "--json"]) }
            var codes: [Int32] = []
            for run in runs { codes.append(try await run.result().code) }
            #expect(codes.contains(0))
            #expect(codes.allSatisfy { $0 == 0 || $0 == 3 }, "\(codes)")
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
        }
    }

    // MARK: - Files

    @Test("that is damaged is named and left as it is", arguments: ["head", "middle", "cut", "no database"])
    func damaged(_ how: String) async throws {
        try await Scene.play(.init(size: 1500)) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let path = "\(scene.host.home)/history.sqlite"
            try foldIn(scene.host.home)
            var bytes = try Files.bytes(path)
            try #require(bytes.count > 200_000)
            switch how {
            case "head": for index in 0..<100 { bytes[index] = 0x55 }
            case "middle": for index in (bytes.count / 8)..<(bytes.count * 7 / 8) { bytes[index] = 0x55 }
            case "cut": bytes.removeLast(bytes.count / 2)
            default: bytes = Array("not a database at all, but long enough to look like something".utf8)
            }
            try Files.write(bytes, to: path)
            let doctor = try await scene.host.run("doctor")
            #expect(doctor.output.contains("damaged"), "\(doctor.said)")
            let sync = try await scene.host.sync()
            #expect(sync.code == 1, "\(how): \(sync.code) \(sync.said)")
            #expect(sync.errors.contains("damaged") && sync.errors.contains(path), "\(sync.errors)")
            let export = try await scene.host.run("transactions", "export", "--format", "json")
            #expect(export.code == 1, "\(how): \(export.code) \(export.errors)")
            #expect(export.errors.contains("damaged"), "\(export.errors)")
            let size = try Files.bytes(path).count
            #expect(size == bytes.count, "nothing was cut off or written over")
        }
    }

    /// Puts what the write-ahead log holds into the database file: closing the last connection does.
    private func foldIn(_ home: String) throws {
        _ = try HistoryStore.open(home: home, access: .write).connections()
        try #require(access("\(home)/history.sqlite-wal", F_OK) != 0)
    }

    @Test("written by a newer Portolan is not touched: exit code 3")
    func newer() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            do {
                let store = try HistoryStore.open(home: scene.host.home, access: .write)
                try store.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('of a later version')") }
            }
            for command in [["sync"], ["coverage"], ["transactions", "list"]] {
                let result = try await scene.host.start(command).result()
                #expect(result.code == 3, "\(command) \(result.code) \(result.said.suffix(300))")
                #expect(result.errors.contains("newer Portolan"), "\(command) \(result.errors)")
            }
        }
    }

    @Test("without its master key cannot be synced, says so, and makes no new key over it")
    func noMasterKey() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let path = "\(scene.host.home)/master.key"
            let kept = try Files.bytes(path)
            unlink(path)
            let result = try await scene.host.sync()
            #expect(result.code == 3, "\(result.code) \(result.said)")
            #expect(result.said.contains("master"), "\(result.said)")
            let other = try await scene.host.connect("--label", "other")
            #expect(other.code == 3, "\(other.code) \(other.said)")
            #expect(access(path, F_OK) != 0)
            try await scene.host.stored().expectEqual(to: try scene.exchange.truth())
            try Files.write(kept, to: path)
            try await scene.host.synced()
        }
    }

    @Test("with another master key cannot be synced, and says so")
    func otherMasterKey() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try Files.write(Array(repeating: 7, count: 32), to: "\(scene.host.home)/master.key")
            let before = try scene.exchange.log().total
            let result = try await scene.host.sync()
            #expect(result.code == 3, "\(result.code) \(result.said)")
            #expect(try scene.exchange.log().total == before)
        }
    }

    @Test("loses a connection only when told to, with or without its records")
    func remove() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let truth = try scene.exchange.truth()
            let kept = try await scene.host.run("connections", "remove", "kraken", "--keep-records", "--yes")
            #expect(kept.code == 0, "\(kept.said)")
            try await scene.host.stored().expectEqual(to: truth)
            let sync = try await scene.host.sync()
            #expect(sync.code == 3, "\(sync.code) \(sync.said)")
            let open = try await scene.host.run("connections", "remove", "kraken", "--yes")
            #expect(open.code == 2 && open.errors.contains("--purge"), "\(open.said)")
            try await scene.host.stored().expectEqual(to: truth)
            let gone = try await scene.host.run("connections", "remove", "kraken", "--purge", "--yes")
            #expect(gone.code == 0, "\(gone.said)")
            let list = try await scene.host.run("connections", "list", "--json")
            #expect(try list.json() == .array([]))
        }
    }
}

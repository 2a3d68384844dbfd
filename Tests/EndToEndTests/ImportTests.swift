import ExchangeSimulator
import Glibc
import HistoryModel
import HistoryStore
import Testing

/// Importing files, without asking the exchange anything.
@Suite("Importing files", .realPrograms, .timeLimit(.minutes(40)))
struct ImportTests {
    @Test("the same file twice adds nothing, and neither does an export that overlaps")
    func twice() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            let (early, late) = (file.rows[file.rows.count / 3].time, file.rows[file.rows.count * 2 / 3].time)
            let first = try await scene.host.imported(file.written { $0.time <= late }, name: "first.csv")
            #expect(first.int("added") == first.int("records"))
            #expect(first["importedBefore"] == .null)
            let again = try await scene.host.imported(file.written { $0.time <= late }, name: "again.csv")
            #expect(again.int("added") == 0 && again.int("changed") == 0)
            #expect(again["importedBefore"] != .null)
            #expect(again.text("digest") == first.text("digest") && first.text("digest").count == 64)
            let second = try await scene.host.imported(file.written { $0.time >= early }, name: "second.csv")
            #expect(first.int("added") + second.int("added") == file.rows.count)
            #expect(second.int("changed") == 0)
        }
    }

    @Test("rows without ids are known by their place among equals: exports that overlap do not double, equals stay two")
    func composed() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let header = "User_ID,UTC_Time,Account,Operation,Coin,Change,Remark\n"
            func row(_ minute: Int) -> String {
                "1,2016-05-01 10:\(minute):00,Spot,Simple Earn Flexible Interest,USDC,0.00001200,\n"
            }
            let all = (10..<40).map { row($0) + row($0) }
            let first = header + all[..<20].joined()
            let second = header + all[10...].joined()
            let one = try await scene.host.imported(
                Array(first.utf8), name: "1.csv", "--format", "binance-transactions")
            let two = try await scene.host.imported(
                Array(second.utf8), name: "2.csv", "--format", "binance-transactions")
            #expect(one.int("added") == 40)
            #expect(two.int("added") == 20 && two.int("unchanged") == 20 && two.int("changed") == 0)
            let movements = try await scene.host.movements()
            #expect(movements.count == 60)
            // The same rows in other columns and the other order.
            let later = "\u{FEFF}User ID,Time,Account,Operation,Coin,Change,Remark\n"
            let turned = all.reversed().joined().split(separator: "\n").map { $0.replacing(",2016-", with: ",16-") }
            let three = try await scene.host.imported(
                Array((later + turned.joined(separator: "\r\n")).utf8), name: "x(UTC).csv", "--format",
                "binance-transactions")
            #expect(three.int("added") == 0 && three.int("changed") == 0, "\(three.text(pretty: true))")
        }
    }

    @Test("a file of another year, with fractions of seconds, holds the same rows")
    func fractions() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let old =
                "txid,refid,time,type,aclass,asset,amount,fee,balance\nL1,Q1,2016-05-01 10:11:12.1234,deposit,currency,ZEUR,\"500.0000\",\"0.0000\",\"500.0000\"\n"
            let new =
                LedgerFile.header + "\nL1,Q1,2016-05-01 10:11:12,deposit,,currency,EUR,spot / main,500.0,0,500.0\n"
            try await scene.host.imported(Array(old.utf8), name: "old.csv")
            let again = try await scene.host.imported(Array(new.utf8), name: "new.csv")
            #expect(again.int("added") == 0 && again.int("unchanged") == 1, "\(again.text(pretty: true))")
        }
    }

    @Test("bad rows are listed by line and keep the whole file out, unless they are left out")
    func badRows() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            var lines = String(decoding: file.written(), as: UTF8.self).split(separator: "\n").map(String.init)
            lines[4] = lines[4].replacing("201", with: "20x")
            lines.append("cut")
            let path = "\(scene.folder)/bad.csv"
            try Files.write(Array((lines.joined(separator: "\n")).utf8), to: path)
            let refused = try await scene.host.run("import", path, "--account", "kraken", "--json")
            #expect(refused.code == 2)
            #expect(try refused.json().list("bad").map { $0.int("line") } == [5, file.rows.count + 2])
            #expect(refused.errors.contains("--skip-bad-rows"))
            #expect(try await scene.host.movements().isEmpty)
            let taken = try await scene.host.run("import", path, "--account", "kraken", "--json", "--skip-bad-rows")
            #expect(taken.code == 0)
            #expect(try taken.json().int("added") == file.rows.count - 1)
        }
    }

    @Test("what is no file, no format, another exchange's or without a zone ends with 2 and says what to do")
    func refusals() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            func refusal(_ text: String, _ name: String, _ more: String...) async throws -> String {
                let path = "\(scene.folder)/\(name)"
                try Files.write(Array(text.utf8), to: path)
                let result = try await scene.host.start(["import", path, "--account", "kraken"] + more).result()
                #expect(result.code == 2, "\(result.said)")
                return result.errors
            }
            let binance =
                "User ID,Time,Account,Operation,Coin,Change,Remark\n1,23-09-20 18:20:55,Spot,Deposit,BTC,1.00,\n"
            #expect(try await refusal(binance, "b.csv").contains("--zone"))
            #expect(try await refusal(binance, "b(UTC+2).csv").contains("a connection of kraken"))
            #expect(try await refusal("a,b\n1,2\n", "x.csv").contains("kraken-ledgers"))
            #expect(try await refusal("a,b\n1,2\n", "x.csv", "--format", "excel").contains("one of"))
            #expect(try await refusal(binance, "b.csv", "--zone", "Europe/Paris").contains("UTC+2"))
            let missing = try await scene.host.run("import", "/nowhere.csv", "--account", "kraken")
            #expect(missing.code == 2 && missing.errors.contains("cannot be read"))
            #expect(try await scene.host.run("import", "/nowhere.csv", "--account", "nobody").code == 2)
        }
    }

    @Test(
        "an import that another process, or a full disk, keeps from writing says to run the import again, and no sync")
    func refused() async throws {
        try await Scene.play(.init(size: 3)) { scene in
            let disk = Disk(at: "\(scene.folder)/disk", size: "2600k")
            defer { disk?.unmount() }
            let host = disk.map { scene.host(home: $0.path + "/home") } ?? scene.host
            let path = "\(scene.folder)/my ledgers.csv"
            let rows = (0..<30_000).map {
                "L\($0),R\($0),2016-01-01 00:00:00,deposit,,currency,XXBT,spot / main,0.001,0,1\n"
            }
            try Files.write(Array((LedgerFile.header + "\n" + rows.joined()).utf8), to: path)
            let again = "Next: portolan import '\(path)' --account kraken --zone UTC --skip-bad-rows"
            func refusal() async throws -> Host.Result {
                try await host.run("import", path, "--account", "kraken", "--zone", "UTC", "--skip-bad-rows")
            }
            try await host.connected()
            var writing: HistoryStore? = try HistoryStore.open(home: host.home, access: .write)
            let locked = try await refusal()
            #expect(writing != nil)
            writing = nil
            #expect(locked.code == 3 && locked.errors.contains(again), "\(locked.said)")
            if disk == nil { return print("skipped: mounting a small tmpfs needs root") }
            let full = try await refusal()
            #expect(full.code == 5 && full.errors.contains(again), "\(full.said)")
        }
    }

    @Test("what a file is said to cover is shown as read from it")
    func stated() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            try await scene.host.imported(file.written(), name: "l.csv", "--covers", "2014-01-01..2016-01-01")
            let intervals = try await scene.host.coverage().list("intervals")
            let held = try #require(intervals.first { $0.text("state") == "from_file" })
            #expect(held.text("from").hasPrefix("2014-01-01") && held.text("until").hasPrefix("2016-01-01"))
            #expect(held.text("reason") == "l.csv")
        }
    }

    private static func large(_ rows: Int) -> [UInt8] {
        let rows = (0..<rows).map {
            "L\($0),R\($0),2016-0\(1 + $0 % 5)-01 00:00:00,deposit,,currency,XXBT,spot / main,0.001,0,1\n"
        }
        return Array((LedgerFile.header + "\n" + rows.joined()).utf8)
    }

    /// Records as the store counts them, after the program has found its history sound.
    private func count(_ host: Host) async throws -> Int {
        let findings = try await host.run("doctor", "--json").json().elements
        #expect(findings.first { $0.text("name") == "history" }?.text("level") == "ok", "\(findings.map { $0.text() })")
        return try await host.connection().int("records")
    }

    @Test(
        "the program killed in the middle of an import has stored nothing of it, and the next one all, none twice",
        .timeLimit(.minutes(40)))
    func killed() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let path = "\(scene.folder)/large.csv"
            try Files.write(Self.large(200_000), to: path)
            var wasKilled = false
            for delay in [300, 3_000, 7_000, 11_000] {
                let running = try scene.host.start(["import", path, "--account", "kraken", "--json"])
                try await Task.sleep(for: .milliseconds(delay))
                running.child.send(SIGKILL)
                if try await running.result().code == 0 { break }
                wasKilled = true
                #expect(try await count(scene.host) == 0)
            }
            #expect(wasKilled)
            let result = try await scene.host.run("import", path, "--account", "kraken", "--json", within: 300)
            #expect(result.code == 0, "\(result.said)")
            #expect(try result.json().int("added") + result.json().int("unchanged") == 200_000)
            #expect(try await count(scene.host) == 200_000)
        }
    }

    @Test("on a full disk an import ends with 5 and says so, loses nothing that was stored, and goes through with room")
    func diskFull() async throws {
        try await Scene.play { scene in
            guard let disk = Disk(at: "\(scene.folder)/disk", size: "6m") else {
                print("skipped: mounting a small tmpfs needs root")
                return
            }
            defer { disk.unmount() }
            let host = scene.host(home: disk.path + "/home")
            try await host.connected()
            try await host.imported(Self.large(2_000), name: "small.csv")
            let path = "\(scene.folder)/large.csv"
            try Files.write(Self.large(60_000), to: path)
            let full = try await host.run("import", path, "--account", "kraken")
            #expect(full.code == 5, "\(full.code) \(full.said)")
            #expect(full.errors.contains("disk"), "\(full.said)")
            #expect(full.errors.lowercased().contains("nothing already stored is lost"), "\(full.said)")
            #expect(full.errors.contains("Next: portolan import '\(path)' --account kraken"), "\(full.errors)")
            #expect(try await host.connection().int("records") == 2_000)
            disk.remount("size=300m")
            #expect(try await count(host) == 2_000)
            let result = try await host.run("import", path, "--account", "kraken", "--json")
            #expect(result.code == 0, "\(result.said)")
            #expect(try result.json().int("added") == 58_000 && result.json().int("unchanged") == 2_000)
            #expect(try await count(host) == 60_000)
        }
    }
}

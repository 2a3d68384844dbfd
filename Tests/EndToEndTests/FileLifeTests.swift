import ExchangeSimulator
import HistoryModel
import Testing

/// What becomes of records of files, and what is said of them.
@Suite("Records of files", .realPrograms, .timeLimit(.minutes(40)))
struct FileLifeTests {
    private static let koinlyHeader =
        "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Label,Description,TxHash,Fee Amount\n"
    private static func koinly(_ rows: String...) -> [UInt8] { Array((koinlyHeader + rows.joined()).utf8) }
    private static let deposit = "2015-05-01 10:11:12,,,1.5,BTC,,,,\n"

    @Test("a row of the future is refused by its line, and --from in the future with it")
    func future() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let path = "\(scene.folder)/future.csv"
            try Files.write(Self.koinly(Self.deposit, "2031-05-01 10:11:12,,,1,BTC,,,,\n"), to: path)
            let refused = try await scene.host.run("import", path, "--account", "kraken")
            #expect(refused.code == 2 && refused.output.contains("Line 3: "), "\(refused.said)")
            #expect(refused.output.contains("2031-05-01 10:11:12") && refused.output.contains("in the future"))
            #expect(try await scene.host.movements().isEmpty)
            let taken = try await scene.host.run("import", path, "--account", "kraken", "--json", "--skip-bad-rows")
            #expect(try taken.json().int("added") == 1, "\(taken.said)")
            let sync = try await scene.host.sync("kraken", "--from", "2031-01-01")
            #expect(sync.code == 2 && sync.errors.contains("lies in the future"), "\(sync.said)")
            let asked = try scene.exchange.log().total
            let connect = try await scene.host.connect("--label", "other", "--from", "2031-01-01")
            #expect(connect.code == 2 && connect.errors.contains("lies in the future"), "\(connect.said)")
            #expect(try scene.exchange.log().total == asked)
        }
    }

    @Test("rows of the future that are stored already do not move the beginning of a reading behind the present")
    func futureStored() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            let end = file.rows[file.rows.count / 2].time
            let late = "LFUT,RFUT,2031-05-01 10:11:12,deposit,,currency,XXBT,spot / main,1,0,1\n"
            // As a clock that was wrong let them in.
            try await scene.host.with(["PORTOLAN_NOW": "2032-01-01T00:00:00Z"])
                .imported(file.written { $0.time <= end } + Array(late.utf8))
            try await scene.host.synced("kraken", "--from", "last-transaction")
            let starts = try scene.exchange.log().ledger().compactMap { Int64($0.start) }
            #expect(starts.min() == end.roundedDown(to: .seconds(1)).nanoseconds / 1_000_000_000 - 1)
        }
    }

    @Test("a choice that was kept is shown, in words and as JSON")
    func choice() async throws {
        try await Scene.play { scene in
            #expect(try await scene.host.connect("--from", "2016-01-01", "--from", "ledger=all").code == 0)
            let shown = try await scene.host.run("connections", "show", "kraken")
            #expect(shown.output.contains("  Read from    2016-01-01, ledger: all\n"), "\(shown.said)")
            let kept = try await scene.host.connection()["readingFrom"]?.elements ?? []
            #expect(kept.map { $0.text("from") } == ["2016-01-01", "all"])
            #expect(kept.first?["stream"] == .null && kept.last?.text("stream") == "ledger")
        }
    }

    @Test("A12 a deleted record of a file comes back with the next import of that file, flagged; a sync leaves it away")
    func deleted() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let bytes = Self.koinly(Self.deposit, "2015-06-01 10:11:12,,,2,BTC,,,,\n")
            try await scene.host.imported(bytes, name: "k.csv")
            let ids = try await scene.host.transactions().keys.sorted()
            try #require(ids.count == 2)
            let gone = try await scene.host.run("transactions", "delete", ids[0])
            #expect(gone.errors.contains("the next import of that file brings it back"), "\(gone.said)")
            #expect(!gone.errors.contains("next sync"))
            let shown = try await scene.host.run("connections", "show", "kraken")
            #expect(shown.output.contains("the next import of their file brings them back"), "\(shown.output)")
            try await scene.host.synced("kraken", "--from", "all")
            #expect(try await scene.host.transactions()[ids[0]] == nil)
            let again = try await scene.host.imported(bytes, name: "k.csv")
            #expect(again.int("reappeared") == 1 && again.int("unchanged") == 2, "\(again.text(pretty: true))")
            #expect(try await scene.host.transactions()[ids[0]]?.text("reappeared") == "true")
            let back = try await scene.host.run("transactions", "show", ids[0])
            #expect(back.output.contains("was deleted, and came back with a later import"), "\(back.output)")
            #expect(back.output.contains("from a file (Koinly universal)") && !back.output.contains("  file:"))
        }
    }

    @Test("A12 T2 a record of a file that is kept deleted survives every import of the file")
    func keptDeleted() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.imported(Self.koinly(Self.deposit), name: "k.csv")
            let id = try #require(try await scene.host.transactions().keys.first)
            let gone = try await scene.host.run("transactions", "delete", id, "--keep-deleted")
            #expect(gone.errors.contains("no import brings back"), "\(gone.said)")
            let again = try await scene.host.imported(Self.koinly(Self.deposit), name: "k.csv")
            #expect(again.int("reappeared") == 0 && again.int("added") == 0)
            #expect(try await scene.host.transactions().isEmpty)
            try await scene.host.done("transactions", "restore", id)
            #expect(try await scene.host.transactions().count == 1)
        }
    }

    @Test("what an edited file changed was changed by an import, and not by the exchange")
    func edited() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            func ledger(_ amount: String) -> [UInt8] {
                Array(
                    "\(LedgerFile.header)\nL1,R1,2015-05-01 10:11:12,deposit,,currency,XXBT,spot / main,\(amount),0,1\n"
                        .utf8)
            }
            for amount in ["1", "2", "3"] { try await scene.host.imported(ledger(amount)) }
            let id = try #require(try await scene.host.transactions().keys.first)
            let shown = try await scene.host.run("transactions", "show", id)
            #expect(shown.output.contains("changed by a later import 2 times"), "\(shown.output)")
            #expect(!shown.output.contains("the exchange"), "\(shown.output)")
        }
    }

    @Test("an import tells how many of its own records another source tells too, whichever came first")
    func matched() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            try await scene.host.synced()
            let first = try await scene.host.imported(file.written())
            #expect(first.int("matched") == file.rows.count)
            // Nothing of this one is known elsewhere.
            let second = try await scene.host.imported(Self.koinly(Self.deposit), name: "k.csv")
            #expect(second.int("matched") == 0 && second.int("matchedInAll") == file.rows.count)
            let path = "\(scene.folder)/k.csv"
            let words = try await scene.host.run("import", path, "--account", "kraken")
            #expect(!words.output.contains("Matched"), "\(words.output)")
            let half = "\(scene.folder)/half.csv"
            try Files.write(file.written { $0.time <= file.rows[file.rows.count / 2].time }, to: half)
            let held = try await scene.host.run("import", half, "--account", "kraken", "--json").json().int("records")
            let told = try await scene.host.run("import", half, "--account", "kraken")
            #expect(
                told.output.contains("Matched     \(held) of its \(held) records are told by another source too"),
                "\(told.output)")
        }
    }

    @Test("a file whose records another file tells counts them, though the other's are left out")
    func matchedByOther() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let trade = "2015-05-01 10:11:12,100,EUR,0.5,BTC,,,,\n"
            try await scene.host.imported(Self.koinly(trade, Self.deposit), name: "k.csv")
            let ledger =
                "\(LedgerFile.header)\nL1,R1,2015-05-01 10:11:12,trade,,currency,ZEUR,spot / main,-100,0,1\nL2,R1,2015-05-01 10:11:12,trade,,currency,XXBT,spot / main,0.5,0,1\n"
            let outcome = try await scene.host.imported(Array(ledger.utf8))
            #expect(outcome.int("matched") == 2 && outcome.int("matchedInAll") == 1, "\(outcome.text(pretty: true))")
        }
    }

    @Test("a file with a header alone holds no rows, and says so; what it covers can be said all the same")
    func headerOnly() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let path = "\(scene.folder)/none.csv"
            try Files.write(Self.koinly(), to: path)
            let result = try await scene.host.run("import", path, "--account", "kraken")
            #expect(result.code == 0 && result.output.contains("none: the file holds nothing but its header"))
            let empty = try await scene.host.run("import", "/dev/null", "--account", "kraken")
            #expect(empty.code == 2 && empty.errors.contains("/dev/null is empty"), "\(empty.said)")
        }
    }

    @Test("B7 a file of another platform asks for --platform, whether it names one or several")
    func platform() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let header =
                "Type,Date,Fuseau horaire,Montant reçu,Monnaie ou jeton reçu,Montant envoyé,"
                + "Monnaie ou jeton envoyé,Exchange / Plateforme\n"
            let path = "\(scene.folder)/w.csv"
            try Files.write(Array((header + "Dépôt,05/01/2015 12:00:00,GMT,1,BTC,,,CRYPTO_COM\n").utf8), to: path)
            let refused = try await scene.host.run("import", path, "--account", "kraken")
            #expect(refused.code == 2 && refused.errors.contains("--platform CRYPTO_COM"), "\(refused.said)")
            let taken = try await scene.host.run("import", path, "--account", "kraken", "--platform", "CRYPTO_COM")
            #expect(taken.code == 0, "\(taken.said)")
            try Files.write(Array((header + "Dépôt,05/01/2015 12:00:00,GMT,1,BTC,,,Kraken\n").utf8), to: path)
            #expect(try await scene.host.run("import", path, "--account", "kraken").code == 0)
        }
    }

    @Test("coverage tells of a file what it holds, and nothing of limits or of the exchange")
    func coverage() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.imported(Self.koinly(Self.deposit), name: "k.csv")
            let words = try await scene.host.run("coverage").output
            let line = try #require(words.split(separator: "\n").first { $0.contains("Koinly") })
            #expect(line == "  From a file (Koinly universal): 1 record from 2015-05-01 to 2015-05-01 10:11.")
            #expect(!words.contains("file:"))
            #expect(try await scene.host.coverage("file:koinly").int("records") == 1)
        }
    }

    @Test("an asset that no record has is said to be unknown, with the one that was perhaps meant")
    func unknownAsset() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.imported(Self.koinly(Self.deposit), name: "k.csv")
            for command in [["list"], ["list", "--json"], ["export"], ["export", "-o", "\(scene.folder)/e.csv"]] {
                let none = try await scene.host.start(["transactions"] + command + ["--asset", "btc"]).result()
                #expect(none.code == 0 && none.errors.contains("No transaction has btc; did you mean BTC?"))
                let some = try await scene.host.start(["transactions"] + command + ["--asset", "BTC"]).result()
                #expect(some.code == 0 && !some.errors.contains("No transaction has"))
                // The asset is there; other words of the filter leave nothing.
                let other = try await scene.host.start(
                    ["transactions"] + command + ["--asset", "BTC", "--kind", "trade"]
                ).result()
                #expect(other.code == 0 && !other.errors.contains("No transaction has"))
            }
            let value = try await scene.host.run("value", "set", "btc", "2015-05-01", "1")
            #expect(value.code == 2 && value.errors.contains("did you mean BTC?"), "\(value.said)")
            #expect(try await scene.host.run("value", "set", "FOO", "2015-05-01", "1").code == 2)
            let late = try await scene.host.run("value", "set", "BTC", "2031-05-01", "1")
            #expect(late.code == 2 && late.errors.contains("in the future"), "\(late.said)")
            let long = try await scene.host.run("value", "set", "BTC", "2015-05-01", "0.1234567890123456789")
            #expect(long.code == 2 && long.errors.contains("18 digits"), "\(long.said)")
            let fits = try await scene.host.run("value", "set", "BTC", "2015-05-01", "0.123456789012345678")
            #expect(fits.code == 0, "\(fits.said)")
        }
    }
}

import ExchangeSimulator
import HistoryModel
import HistoryStore
import Testing

/// Files and the exchange's interface for one account.
@Suite("Files and interface together", .realPrograms, .timeLimit(.minutes(40)))
struct FilesAndInterfaceTests {
    /// A ledger file cut at an instant at which two rows of one trade lie, the first of them in the file.
    private func cut(_ file: LedgerFile) throws -> (place: Int, time: Instant) {
        let place = try #require(
            file.rows.indices.dropLast().first {
                $0 > file.rows.count / 2 && file.rows[$0].refid == file.rows[$0 + 1].refid
                    && file.rows[$0].time == file.rows[$0 + 1].time
            })
        return (place, file.rows[place].time)
    }

    @Test("A10 T1 without data from files nothing is asked")
    func noFile() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let result = try await scene.host.sync()
            #expect(result.code == 0, "\(result.said)")
            #expect(!result.errors.contains("--from"))
        }
    }

    @Test(
        "A10 T2 with data from files and nobody to ask, both options are listed with dates and counts, and nothing is read"
    )
    func bothOptions() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            let end = try cut(file)
            let outcome = try await scene.host.imported(file.written { $0.time < end.time })
            let before = try scene.exchange.log().total
            let result = try await scene.host.sync()
            #expect(result.code == 2, "\(result.said)")
            #expect(result.errors.contains("--from all") && result.errors.contains("--from last-transaction"))
            #expect(result.errors.contains("\(outcome.int("records")) records"), "\(result.errors)")
            let last = try #require(Instant(iso8601: outcome.text("last")))
            #expect(result.errors.contains("ledger from \(last)"), "\(result.errors)")
            #expect(try scene.exchange.log().total == before)
            // The answer is kept: it is asked once.
            #expect(try await scene.host.sync("kraken", "--from", "all").code == 0)
            #expect(try await scene.host.sync().code == 0)
        }
    }

    @Test("A10 T3 since the last transaction: that instant is read again, and its rows are neither lost nor doubled")
    func lastTransaction() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            let end = try cut(file)
            let held = Set(file.rows[...end.place].map(\.id))
            try await scene.host.imported(file.written { held.contains($0.id) })
            let before = try scene.exchange.log().total
            try await scene.host.synced("kraken", "--from", "last-transaction")
            let starts = try scene.exchange.log().ledger(after: before).compactMap { Int64($0.start) }
            // The interface's start is exclusive: one second earlier.
            #expect(starts.min() == end.time.nanoseconds / 1_000_000_000 - 1)

            let movements = try await scene.host.movements()
            let other = scene.host(home: "\(scene.folder)/other")
            try await other.connected()
            try await other.synced()
            #expect(movements == (try await other.movements()))
            // What was not asked for is covered by the file.
            let intervals = try await scene.host.coverage().list("intervals")
            #expect(intervals.contains { $0.text("state") == "from_file" })
            #expect(!intervals.contains { $0.text("state") == "not_asked" })
        }
    }

    @Test("A10 T4 since the beginning: what files hold is matched by its ids, not doubled")
    func everything() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            try await scene.host.imported(file.written())
            try await scene.host.synced("kraken", "--from", "all")
            let movements = try await scene.host.movements()
            let other = scene.host(home: "\(scene.folder)/other")
            try await other.connected()
            try await other.synced()
            #expect(movements == (try await other.movements()))
            try await scene.host.stored().expectEqual(to: scene.exchange.truth())
            let matches = try await scene.host.run("transactions", "matches", "--json")
            let first = try #require(try matches.json().elements.first)
            #expect(first.list("open").isEmpty, "\(matches.output)")
            #expect(first["matched"]?.int("identity") == file.rows.count)
        }
    }

    @Test("A10 T5 a file of trades only leaves the stream that also has deposits at its beginning")
    func tradesOnly() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            try await scene.host.imported(file.written { $0.type == "trade" })
            let question = try await scene.host.sync()
            #expect(question.errors.contains("but no deposits"), "\(question.errors)")
            try await scene.host.synced("kraken", "--from", "last-transaction")
            try await scene.host.stored().expectEqual(to: scene.exchange.truth())
            let other = scene.host(home: "\(scene.folder)/other")
            try await other.connected()
            try await other.synced()
            #expect(try await scene.host.movements() == (try await other.movements()))
        }
    }

    @Test("a date given at connect is where reading begins, and what lies before is not asked, by choice")
    func date() async throws {
        try await Scene.play { scene in
            #expect(try await scene.host.connect("--from", "2016-01-01").code == 0)
            try await scene.host.synced()
            let starts = try scene.exchange.log().ledger().compactMap { Int64($0.start) }
            #expect(starts.min() == Instant(year: 2016, month: 1, day: 1).nanoseconds / 1_000_000_000 - 1)
            let first = try #require(try await scene.host.coverage().list("intervals").first)
            #expect(first.text("state") == "not_asked")
            #expect(first.text("reason").contains("2016-01-01"))
            // A full sync reads everything, whatever was chosen.
            try await scene.host.synced("--full")
            try await scene.host.stored().expectEqual(to: scene.exchange.truth())
        }
    }

    @Test(
        "B7 what is exported in the model service's own format, or in Koinly's, comes back as the same transactions",
        arguments: ["waltio", "koinly"])
    func roundTrip(_ format: String) async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let before = try await scene.host.movements()
            let path = "\(scene.folder)/export.csv"
            #expect(try await scene.host.run("transactions", "export", "--format", format, "-o", path).code == 0)
            if format == "waltio" {
                let text = Files.text(path)
                #expect(text.contains(",GMT,") && text.contains(",KRAKEN,"))
                #expect(text.hasPrefix("Type,Date,Fuseau horaire,Montant reçu,"))
            }
            let outcome = try await scene.host.imported(Files.bytes(path), name: "back.csv")
            #expect(outcome.int("records") >= before.count)
            #expect(outcome.int("matched") == outcome.int("records"), "\(outcome.text(pretty: true))")
            #expect(outcome.int("questions") == 0)
            #expect(try await scene.host.movements() == before)
        }
    }

    @Test("A10 T4 a pair with nothing but equal amounts is listed, and the user's decision holds")
    func decisions() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let deposit = try #require(
                try LedgerFile(scene.exchange.wholeTruth()).rows.first {
                    $0.type == "deposit" && $0.text.contains("XXBT")
                })
            let amount = try #require(deposit.text.split(separator: ",").suffix(3).first)
            let written = (deposit.time + .seconds(30)).roundedDown(to: .seconds(1)).description
            let row = "\(written.dropLast().split(separator: "T").joined(separator: " ")),,,\(amount),BTC,,,,\n"
            let header =
                "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Label,Description,TxHash,Fee Amount\n"
            let before = try await scene.host.movements()
            let outcome = try await scene.host.imported(Array((header + row).utf8), name: "koinly.csv")
            #expect(outcome.int("questions") == 1, "\(outcome.text(pretty: true))")
            // Nobody has decided: it counts.
            #expect(try await scene.host.movements().count == before.count + 1)
            let listed = try await scene.host.run("transactions", "matches", "--json")
            let pair = try #require(try listed.json().elements.first?.list("open").first)
            #expect(try await scene.host.run("transactions", "matches", "--accept", pair.text("id")).code == 0)
            #expect(try await scene.host.movements() == before)
            // It holds across a sync, and through the same file again.
            try await scene.host.synced()
            try await scene.host.imported(Array((header + row).utf8), name: "koinly.csv")
            #expect(try await scene.host.movements() == before)
            let after = try await scene.host.run("transactions", "matches", "--json")
            #expect(try after.json().elements.first?.list("open").isEmpty == true)
            #expect(try await scene.host.run("transactions", "matches", "--reject", "m0000000000").code == 2)
        }
    }

    @Test(
        "a program that ended between storing a file and comparing it leaves no report and no sum behind that counts twice unsaid"
    )
    func endedBeforeComparing() async throws {
        try await Scene.play { scene in
            let host = scene.host
            try await host.connected()
            try await host.synced()
            let before = try await host.movements()
            let row = try #require(try LedgerFile(scene.exchange.wholeTruth()).rows.first { $0.type == "deposit" })
            try await host.imported(Array("\(LedgerFile.header)\n\(row.text)\n".utf8))
            #expect(try await host.movements() == before)
            #expect(try await host.run("report", "--year", "2015", "--json").code == 0)
            try Self.storeUncompared(row, home: host.home)

            let blocked = try await host.run("report", "--year", "2015")
            #expect(blocked.code == 5 && blocked.errors.contains("not compared"), "\(blocked.said)")
            let command = ["transactions", "matches", "--connection", "kraken"]
            #expect(blocked.errors.contains("portolan " + command.joined(separator: " ")), "\(blocked.said)")
            for reading in [["transactions", "list"], ["transactions", "export"], ["balances"], ["coverage"]] {
                let read = try await host.start(reading).result()
                #expect(read.code == 0 && read.errors.contains("counts twice here"), "\(reading): \(read.errors)")
            }
            #expect(try await host.movements() != before, "one side too many, which is what was said")

            #expect(try await host.start(command).result().code == 0)
            #expect(try await host.movements() == before)
            #expect(try await host.run("balances").errors.isEmpty)
            #expect(try await host.run("report", "--year", "2015", "--json").code == 0)
        }
    }

    /// What an import has done when it is ended before its second commit: the row is stored, and nothing is matched.
    private static func storeUncompared(_ row: LedgerFile.Row, home: String) throws {
        let store = try HistoryStore.open(home: home, access: .write)
        let connection = try store.connection("kraken")
        let stream = "file:kraken-ledgers"
        var query = RecordQuery(
            streams: try store.streams(connection: connection.id).filter { $0.name == stream }.map(\.id))
        query.includesMatched = true
        var twin: Record?
        try store.records(query) {
            twin = $0.record
            return false
        }
        var record = try #require(twin)
        try store.rematch(connection: connection.id) { _ in }
        record.label += " again"
        _ = try store.importFile(
            NewFile(name: "l.csv", digest: "", size: 1, zone: "UTC"), connection: connection.id, stream: stream,
            at: connection.lastSyncAt ?? row.time
        ) { take in
            try take([record])
            return FileTally(rows: 1, ignored: 0, bad: 0, first: nil, last: nil)
        }
    }

    @Test("a file of another account shows in the balances, and is named among the reasons")
    func foreignFile() async throws {
        try await Scene.play(.init(settledAfterSeconds: 0)) { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            // Rows of 2024; the simulated account ends years before, so the present is put behind them.
            let file = try Files.bytes("\(Files.root)/Tests/FileImportTests/Samples/kraken-ledgers-1.csv")
            try scene.exchange.advance(seconds: 12 * 366 * 86_400)
            try await scene.host.synced()
            try await scene.host.imported(file)
            let connection = try #require(try await scene.host.done("balances", "--json").json().elements.first)
            let reasons = connection.list("assets").flatMap { $0.list("changes") }
                .flatMap { $0.list("explanations").compactMap(\.plainText) }
            #expect(reasons.contains { $0.contains("from files alone") }, "\(reasons)")
        }
    }

    @Test("what was deleted for good does not come back through its twin in a file, and balances count once")
    func deletedTwin() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            let file = try LedgerFile(scene.exchange.wholeTruth())
            try await scene.host.imported(file.written())
            try await scene.host.synced("kraken", "--from", "all")
            let balances = try await scene.host.run("balances", "--json")
            #expect(balances.code == 0, "\(balances.said)")
            let id = "kraken/ref:\(file.rows[file.rows.count / 2].refid)"
            #expect(try await scene.host.movements()[id] != nil)
            let gone = try await scene.host.run("transactions", "delete", id, "--keep-deleted")
            #expect(gone.code == 0, "\(gone.said)")
            #expect(try await scene.host.movements()[id] == nil)
            try await scene.host.synced()
            try await scene.host.imported(file.written(), name: "again.csv")
            #expect(try await scene.host.movements()[id] == nil)
        }
    }
}

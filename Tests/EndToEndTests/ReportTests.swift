import ExchangeSimulator
import HistoryModel
import Testing

/// The fiscal report with the real program: refused while something is not synchronised, then the same bytes each time.
@Suite("The fiscal report", .realPrograms, .timeLimit(.minutes(40)))
struct ReportTests {
    @Test("A6 T1 A6 T3 refused with reason and command until every connection is synchronised; lists and exports work")
    func gate() async throws {
        try await Scene.play { scene in
            let none = try await scene.host.run("report", "--year", "2015", "--format", "csv")
            #expect(none.code == 5 && none.output.isEmpty, "\(none.said)")
            #expect(none.errors.contains("portolan adapters list\n"))

            try await scene.host.connect("--label", "my konto!")
            let quoted = try await scene.host.run("report", "--year", "2015")
            #expect(quoted.code == 5 && quoted.errors.contains("\n    Do: portolan sync 'my konto!'\n"))
            #expect(!quoted.errors.contains("\\n"))
            _ = try await scene.host.run("connections", "remove", "my konto!", "--purge", "--yes")

            try await scene.host.connected()
            let never = try await scene.host.run("report", "--year", "2015")
            #expect(never.code == 5 && never.errors.contains("never synced"), "\(never.said)")
            #expect(never.errors.contains("portolan sync kraken"))

            // A sync that fails in the middle leaves a state that blocks, in words and as JSON.
            try scene.exchange.set(["errorEvery": "1", "errorText": "EService:Unavailable", "only": "Ledgers"])
            _ = try await scene.host.sync()
            let failed = try await scene.host.run("report", "--year", "2015", "--json")
            #expect(failed.code == 5, "\(failed.said)")
            let blocking = try failed.json().list("blocking")
            #expect(blocking.map { $0.text("connection") } == ["kraken"] && !blocking[0].text("reason").isEmpty)
            #expect(blocking[0].text("command").hasPrefix("portolan "))
            for command in [["transactions", "list"], ["coverage"], ["transactions", "export"]] {
                #expect(try await scene.host.start(command).result().code == 0, "\(command)")
            }

            try scene.exchange.set([:])
            try await scene.host.synced()
            let made = try await scene.host.run("report", "--year", "2015", "--format", "json")
            #expect(made.code == 0, "\(made.said)")
            #expect(try made.json().list("transactions").count > 20)
        }
    }

    @Test("A6 T1 a year that has not begun is refused, the running one is a draft, and a pause blocks it")
    func years() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            let running = try #require(Int(try scene.exchange.now().prefix(4)))
            for year in ["1990", "\(running + 1)"] {
                let refused = try await scene.host.run("report", "--year", year)
                #expect(refused.code == 2 && refused.errors.contains(" to \(running)."), "\(refused.said)")
            }
            let draft = try await scene.host.run("report", "--year", "\(running)", "--format", "json")
            #expect(draft.code == 0 && draft.errors.contains("This is a draft"), "\(draft.said)")
            let first = try #require(try draft.json().list("disclosures").first)
            #expect(first.text("kind") == "year_not_over" && first.text("text").contains("kraken was read up to"))

            _ = try await scene.host.run("connections", "pause", "kraken")
            let paused = try await scene.host.run("report", "--year", "\(running)")
            #expect(paused.code == 5 && paused.errors.contains("portolan connections resume kraken"), "\(paused.said)")
            #expect(try await scene.host.run("report", "--year", "\(running - 1)", "--format", "csv").code == 0)
        }
    }

    @Test("A6 T2 limits are disclosed; the same store gives the same bytes in every format")
    func disclosure() async throws {
        try await Scene.play { scene in
            try await scene.host.connected()
            try await scene.host.synced()
            var made: [String: [String]] = [:]
            for format in ["csv", "json", "html"] {
                for _ in 0..<2 {
                    let file = "\(scene.folder)/report.\(format)"
                    let result = try await scene.host.run(
                        "report", "--year", "2015", "--format", format, "-o", file)
                    #expect(result.code == 0 && result.output.isEmpty, "\(result.said)")
                    #expect(result.errors.contains("Digest "))
                    made[format, default: []].append(Files.text(file))
                    #expect(Files.mode(file) == 0o600)
                }
            }
            for (format, files) in made { #expect(files[0] == files[1] && !files[0].isEmpty, "\(format)") }
            let json = try JSONValue(parsing: made["json"]![0])
            let kinds = Set(json.list("disclosures").map { $0.text("kind") })
            #expect(kinds.isSuperset(of: ["unreadable", "never_served"]), "\(kinds)")
            #expect(made["html"]![0].contains(json.text("digest")))
            // Every movement of the year has a value, or a reason why not.
            for leg in json.list("transactions").flatMap({ $0.list("legs") }) {
                let value = leg["value"] ?? .null
                #expect(value.text("state") == "known" || !value.text("reason").isEmpty)
            }
            // Totals add up.
            for total in json.list("totals") {
                func amount(_ name: String) throws -> Amount { try #require(Amount(total.text(name))) }
                let end = try amount("opening").adding(amount("received")).subtracting(amount("sent"))
                    .subtracting(amount("fees"))
                #expect(try end == amount("closing"), "\(total.text("asset"))")
            }
        }
    }
}

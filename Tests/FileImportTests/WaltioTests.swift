import HistoryModel
import Testing

@testable import FileImport

@Suite("The model service's own format")
struct WaltioTests {
    private static let header =
        "Type,Date,Fuseau horaire,Montant reçu,Monnaie ou jeton reçu,Montant envoyé,Monnaie ou jeton envoyé,Frais,Monnaie ou jeton des frais,Exchange / Plateforme,Description,Label,Prix du jeton du montant envoyé,Prix du jeton du montant recu,Prix du jeton des frais,Adresse,Transaction hash,ID Externe\n"

    @Test("B7 times are GMT, amounts net of fees: what arrived is what came in before the fee was taken")
    func net() throws {
        let file = try Scratch(
            Self.header + "Échange,19/04/2021 23:46:24,GMT,0.00047971,BTC,0.03,BCH,0.000007,BTC,KRAKEN,,,,,,,,\n")
        let records = try file.records()
        let record = try #require(records.first)
        #expect(record.time == Instant(iso8601: "2021-04-19T23:46:24Z"))
        #expect(record.legs == [Leg(.out, "BCH", "0.03"), Leg(.in, "BTC", "0.00048671"), Leg(.fee, "BTC", "0.000007")])
    }

    @Test("B7 names are compared as Unicode does: letters with separate accents are the same")
    func decomposed() throws {
        let header = Self.header.replacing("ç", with: "c\u{327}").replacing("é", with: "e\u{301}")
        let file = try Scratch(header + "Retrait,07/01/2021 23:59:59,GMT,,,0.5,ETH,,,X,,,,,,,,\n")
        #expect(try file.records().map(\.kind) == [.withdrawal])
    }

    @Test("B7 of a file with several platforms the user must say which is this account")
    func platforms() throws {
        let rows =
            "Dépôt,05/01/2021 12:00:00,GMT,1,BTC,,,,,KRAKEN,,,,,,,,\nDépôt,06/01/2021 12:00:00,GMT,2,BTC,,,,,CRYPTO_COM,,,,,,,,\n"
        let file = try Scratch(Self.header + rows)
        let error = #expect(throws: FileImportError.self) { try file.records() }
        #expect(error?.code == .platformNeeded)
        #expect(error?.message.contains("\"CRYPTO_COM\" (1 row)") == true)
        #expect(try file.records(platform: "KRAKEN").map(\.legs) == [[Leg(.in, "BTC", "1")]])
    }

    private static func deposit(_ platform: String, day: String = "05") -> String {
        "Dépôt,\(day)/01/2021 12:00:00,GMT,1,BTC,,,,,\(platform),,,,,,,,\n"
    }

    @Test("B7 a file of one platform that is not the account's exchange asks, and says which it is")
    func otherPlatform() throws {
        let file = try Scratch(Self.header + Self.deposit("CRYPTO_COM") + Self.deposit("", day: "06"))
        let error = #expect(throws: FileImportError.self) { try file.records(own: ["kraken", "Kraken"]) }
        #expect(error?.code == .platformNeeded)
        #expect(error?.message.contains("\"CRYPTO_COM\" (1 row)") == true)
        #expect(error?.message.contains("--platform CRYPTO_COM") == true)
        #expect(try file.records(platform: "CRYPTO_COM", own: ["kraken"]).count == 1)
    }

    @Test("B7 the account's own platform is not asked about, however it is written", arguments: ["KRAKEN", "Kraken"])
    func ownPlatform(_ name: String) throws {
        let file = try Scratch(Self.header + Self.deposit(name) + Self.deposit("KRAKEN", day: "06"))
        #expect(try file.records(own: ["kraken"]).count == 2)
        #expect(try file.records(platform: "kraken", own: ["kraken"]).count == 2)
    }

    @Test("B7 a platform that no row has is refused, with those there are")
    func unknownPlatform() throws {
        let file = try Scratch(Self.header + Self.deposit("KRAKEN"))
        let error = #expect(throws: FileImportError.self) { try file.records(platform: "KRAKN") }
        #expect(error?.message.contains("KRAKEN") == true)
    }

    @Test("B8 money of states need not be there, and is read where it is")
    func fiat() throws {
        let file = try Scratch(Self.header + "Dépôt,05/01/2021 12:00:00,GMT,100,EUR,,,,,KRAKEN,,,,,,,,\n")
        #expect(try file.records().map(\.kind) == [.fiatDeposit])
    }

    @Test("decimal commas in the newer form, other zones and types that contradict the amounts are bad rows")
    func traps() throws {
        let file = try Scratch(
            Self.header + "Dépôt,05/01/2021 12:00:00,GMT,\"1,500\",BTC,,,,,X,,,,,,,,\n"
                + "Dépôt,05/01/2021 12:00:00,Europe/Paris,1,BTC,,,,,X,,,,,,,,\n"
                + "Retrait,05/01/2021 12:00:00,GMT,1,BTC,,,,,X,,,,,,,,\n"
                + "Dépôt,05/01/2021 12:00:00,GMT+1,1,BTC,,,,,X,,,,,,,,\n")
        #expect(try file.summary().problems.map(\.line) == [2, 3, 4])
        #expect(try file.records()[0].time == Instant(iso8601: "2021-01-05T11:00:00Z"))
    }
}

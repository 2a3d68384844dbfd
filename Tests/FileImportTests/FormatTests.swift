import HistoryModel
import Testing

@testable import FileImport

@Suite("Formats of files")
struct FormatTests {
    // MARK: - Generations

    @Test(
        "Kraken ledgers are known in every generation, and with columns left out or in another order",
        arguments: [
            "txid,refid,time,type,aclass,asset,amount,fee,balance",
            "txid,refid,time,type,subtype,aclass,asset,amount,fee,balance",
            "txid,refid,time,type,subtype,aclass,asset,amount,fee,balance,",
            "txid,refid,time,type,subtype,aclass,asset,amount,fee,balance,amountusd",
            "txid,refid,time,type,subtype,aclass,asset,wallet,amount,fee,balance",
            "txid,refid,time,type,subtype,aclass,subclass,asset,wallet,amount,fee,balance",
            "txid,refid,time,type,subtype,aclass,subclass,asset,wallet,amount,fee,balance,amountusd,feeusd,balanceusd,feecurrency",
            "fee,amount,asset,type,time,refid,txid",
        ])
    func krakenGenerations(_ header: String) throws {
        let cells = [
            "txid": "L1", "refid": "R1", "time": "2024-03-19 19:43:31", "type": "trade", "asset": "XXBT",
            "amount": "0.0020", "fee": "0.1", "wallet": "spot / main", "feecurrency": "EUR",
        ]
        let row = header.split(separator: ",", omittingEmptySubsequences: false).map { cells[String($0)] ?? "" }
        let file = try Scratch(header + "\n" + row.joined(separator: ",") + "\n")
        let records = try file.records()
        let record = try #require(records.first)
        #expect(record.legs.first == Leg(.in, "BTC", "0.002"))
        #expect(record.legs.last == Leg(.fee, header.contains("feecurrency") ? "EUR" : "BTC", "0.1"))
        #expect(record.wallet == "")
        #expect(try FileImport(path: file.path).unknownColumns == [])
    }

    @Test(
        "a Coinbase report is known in every generation, whatever stands in front",
        arguments: [
            (
                "Timestamp,Transaction Type,Asset,Quantity Transacted,USD Spot Price at Transaction,USD Amount Transacted (Inclusive of Coinbase Fees),Address,Notes",
                "2019-03-01T10:00:00Z,Buy,BTC,0.01,4000,41.00,,Bought", "USD"
            ),
            (
                "Timestamp,Transaction Type,Asset,Quantity Transacted,GBP Spot Price at Transaction,GBP Subtotal,GBP Total (inclusive of fees),GBP Fees,Notes",
                "2021-03-01T10:00:00Z,Buy,BTC,0.01,4000,40.00,41.00,1.00,Bought", "GBP"
            ),
            (
                "Timestamp,Transaction Type,Asset,Quantity Transacted,Spot Price Currency,Spot Price at Transaction,Subtotal,Total (inclusive of fees),Fees,Notes",
                "2022-03-01T10:00:00Z,Buy,BTC,0.01,EUR,4000,40.00,41.00,1.00,Bought", "EUR"
            ),
            (
                "Timestamp,Transaction Type,Asset,Quantity Transacted,Spot Price Currency,Spot Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes",
                "2023-03-01 10:00:00 UTC,Buy,BTC,0.01,EUR,4000,40.00,41.00,1.00,Bought", "EUR"
            ),
            (
                "Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes",
                "2024-03-01 10:00:00 UTC,Buy,BTC,0.01,EUR,€4000,€40.00,€41.00,€1.00,Bought", "EUR"
            ),
            (
                "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes",
                "65e1a1b2c3d4e5f601234567,2024-03-01 10:00:00 UTC,Buy,BTC,0.01,CZK,Kč4000,\"Kč1,040.00\",\"Kč1,041.00\",Kč1.00,Bought",
                "CZK"
            ),
            (
                "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes,Sender Address,Recipient Address",
                "65e1a1b2c3d4e5f601234567,2026-03-01 10:00:00 UTC,Buy,BTC,0.01,EUR,€4000,€40.00,€41.00,€1.00,Bought,,",
                "EUR"
            ),
        ])
    func coinbaseGenerations(_ header: String, _ row: String, _ currency: String) throws {
        for preamble in [
            "", "\nTransactions\nUser,A name,1\n",
            "\u{FEFF}\"You can use this, report\"\n\n\n\nTransactions\nUser,x,1\n\n",
        ] {
            let file = try Scratch(preamble + header + "\r\n" + row)
            let found = try FileImport(path: file.path)
            #expect(found.unknownColumns == [])
            let records = try file.records()
            let record = try #require(records.first)
            #expect(record.kind == .trade)
            #expect(record.legs[0].asset == currency)
            #expect(record.legs[1] == Leg(.in, "BTC", "0.01"))
            #expect(found.stream == (header.hasPrefix("ID") ? "file:coinbase" : "file:coinbase/without-ids"))
        }
    }

    // MARK: - Zones

    @Test(
        "the zone of a Binance file is the one in its name",
        arguments: [
            ("Binance-Transaction-History-202604201017(UTC+7).csv", 7 * 3600),
            ("Binance-Transaction-History-202603230400(UTC--6)_abcd.csv", -6 * 3600),
            ("Binance-Transaction-History-202609011815(UTC+5)-part1-of1.csv", 5 * 3600),
            ("x(UTC-6).csv", -6 * 3600), ("x(UTC+5:30).csv", 5 * 3600 + 1800), ("x(UTC).csv", 0),
        ])
    func binanceZone(_ name: String, _ seconds: Int) throws {
        let file = try Scratch(
            "\u{FEFF}User ID,Time,Account,Operation,Coin,Change,Remark\n1,23-09-20 18:20:55,Spot,Deposit,BTC,1.00,\n",
            name: name)
        let found = try FileImport(path: file.path)
        #expect(found.zone.seconds == seconds)
        let records = try file.records()
        let record = try #require(records.first)
        #expect(record.time == Instant(year: 2023, month: 9, day: 20, hour: 18, minute: 20, second: 55 - seconds))
    }

    @Test("a zone that no name tells is asked for, and one that contradicts the file is refused")
    func zoneNeeded() throws {
        let file = try Scratch(
            "User ID,Time,Account,Operation,Coin,Change,Remark\n1,23-09-20 18:20:55,Spot,Deposit,BTC,1.00,\n")
        let error = #expect(throws: FileImportError.self) { try FileImport(path: file.path) }
        #expect(error?.code == .zoneNeeded)
        #expect(error?.message.contains("--zone") == true)
        #expect(try file.records(zone: FileZone("+02:00"))[0].time == Instant(iso8601: "2023-09-20T16:20:55Z"))
        let kraken = try Scratch("txid,refid,time,type,asset,amount,fee\nL1,R1,2024-01-01 00:00:00,deposit,EUR,1,0\n")
        let other = #expect(throws: FileImportError.self) { try FileImport(path: kraken.path, zone: FileZone("UTC+1")) }
        #expect(other?.code == .contradiction)
    }

    @Test("zones are offsets; a place's name is none", arguments: ["Europe/Paris", "CET", "UTC+15", "+", "UTC+2:75"])
    func badZones(_ text: String) { #expect(FileZone(text) == nil) }

    // MARK: - Bytes

    @Test("a file a spreadsheet saved again is read: semicolons, decimal commas, Windows-1252, no last line end")
    func spreadsheet() throws {
        let header =
            "Type;Date;Montant reçu;Monnaie ou jeton reçu;Montant envoyé;Monnaie ou jeton envoyé;Frais;Monnaie ou jeton des frais"
        let row = "Dépôt;05/01/2021 12:00:00;\"1.234,5\";BTC;;;;"
        let bytes = (header + "\r\n" + row).unicodeScalars.map { UInt8($0.value) }
        let file = try Scratch(bytes)
        let records = try file.records()
        let record = try #require(records.first)
        #expect(record.legs == [Leg(.in, "BTC", "1234.5")])
        #expect(record.time == Instant(iso8601: "2021-01-05T12:00:00Z"))
    }

    @Test("quotes hold separators, quotes and line ends; lines are counted as an editor counts them")
    func quotes() throws {
        let file = try Scratch(
            """
            Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Label,Description,TxHash
            2024-01-01 00:00,,,1,BTC,,"two
            lines, and ""quotes\""",

            2024-01-02 00:00,,,x,BTC,,,
            """)
        let summary = try file.summary()
        #expect(summary.problems.map(\.line) == [5])
        #expect(try file.records()[0].extra == [TextPair("note", "two\nlines, and \"quotes\"")])
    }

    // MARK: - What is wrong

    @Test("what is no known file says which are known, and a format that is meant says what is missing")
    func unknown() throws {
        let file = try Scratch("a,b,c\n1,2,3\n")
        let error = #expect(throws: FileImportError.self) { try FileImport(path: file.path) }
        #expect(error?.code == .unknownFormat)
        #expect(error?.message.contains("kraken-ledgers") == true)
        let part = try Scratch("txid,refid,time,type,asset,amount\nL1,R1,2024-01-01 00:00:00,deposit,EUR,1\n")
        let missing = #expect(throws: FileImportError.self) { try FileImport(path: part.path, format: .krakenLedgers) }
        #expect(missing?.message.contains("column fee is missing") == true)
        #expect(throws: FileImportError.self) { try FileImport(path: "/nowhere/at/all.csv") }
    }

    @Test("columns nobody knows are named")
    func unknownColumns() throws {
        let file = try Scratch(
            "txid,refid,time,type,asset,amount,fee,mood\nL1,R1,2024-01-01 00:00:00,deposit,EUR,1,0,good\n")
        #expect(try FileImport(path: file.path).unknownColumns == ["mood"])
    }

    @Test("each row that cannot be read is named by its line, and the others are read")
    func badRows() throws {
        let file = try Scratch(
            """
            txid,refid,time,type,asset,amount,fee
            L1,R1,2024-01-01 00:00:00,deposit,EUR,1,0
            L2,R2,2024-13-01 00:00:00,deposit,EUR,1,0
            L3,R3,2024-01-01 00:00:00,deposit,EUR,"1,5",0
            L4,R4,2024-01-01 00:00:00,deposit,EUR
            1.55989E+11,R5,2024-01-01 00:00:00,deposit,EUR,1,0
            L6,R6,2024-01-01 00:00:00,deposit,,1,0
            L7,R7,2024-01-02 00:00:00,frobnicate,EUR,1,0
            """)
        let summary = try file.summary()
        #expect(summary.problems.map(\.line) == [3, 4, 5, 6, 7])
        #expect(summary.records == 2)
        // A word no rule knows is no reason to lose the row.
        #expect(summary.unknownWords == ["frobnicate": 1])
        #expect(try file.records().last?.kind == .other)
    }
}

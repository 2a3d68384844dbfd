import HistoryModel
import Testing

@testable import FileImport

@Suite("Numbers and times of files")
struct NumberTests {
    @Test(
        "numbers are read exactly, and what could mean two things is refused",
        arguments: [
            ("1234.50", .point, "1234.5"), ("-3.605E-05", .point, "-0.00003605"), ("1.0e-08", .point, "0.00000001"),
            ("1,234", .point, nil), ("0,5", .point, nil), ("1 234.5", .point, "1234.5"),
            ("1,000.00", .pointWithGroups, "1000"), ("-€597.49846", .pointWithGroups, "-597.49846"),
            ("€61,010.00", .pointWithGroups, "61010"), ("Kč12.5", .pointWithGroups, "12.5"),
            ("-Kč1,012.5", .pointWithGroups, "-1012.5"),
            ("12.5 Kč", .pointWithGroups, "12.5"), ("1,00", .pointWithGroups, nil),
            ("1234,567.00", .pointWithGroups, nil),
            ("0,01713112", .comma, "0.01713112"), ("1.500", .comma, nil), ("1,5", .comma, "1.5"),
            ("1.234,5", .spreadsheet, "1234.5"), ("1,234.5", .spreadsheet, "1234.5"), ("0,5", .spreadsheet, "0.5"),
            ("", .point, nil), ("x", .point, nil), ("--", .point, nil), ("1.2.3", .pointWithGroups, nil),
        ] as [(String, FileAmount.Decimals, String?)])
    func amounts(_ text: String, _ decimals: FileAmount.Decimals, _ expected: String?) {
        #expect(FileAmount.read(text, decimals)?.description == expected)
    }

    @Test(
        "what stands at a number is its row's own currency or a known sign, and anything else makes it no number",
        arguments: [
            ("5k", "AAA", nil), ("3M", "BBB", nil), ("1e", "CCC", nil), ("1E", "E", nil), ("1 5", "DDD", nil),
            ("7mBTC", "BTC", nil), ("5K", "KAAA", nil), ("12 34", "EUR", nil), ("1 2345", "EUR", nil),
            ("1234 567", "EUR", nil), ("5 x", "EUR", nil), ("EUR 5 EUR", "EUR", nil), ("--5€", "EUR", nil),
            ("103ALGO", "ALGO", "103"), ("0.5 BTC", "BTC", "0.5"), ("EUR 12.5", "EUR", "12.5"),
            ("-CHF1,012.5", "CHF", "-1012.5"), ("€-5", "EUR", "-5"), ("+5 zł", "PLN", "5"), ("R$7", "BRL", "7"),
            ("12 345 678.5 €", "EUR", "12345678.5"), ("1\u{A0}234", "EUR", "1234"), ("5USD", "EUR", nil),
        ] as [(String, String, String?)])
    func units(_ text: String, _ currency: String, _ expected: String?) {
        #expect(FileAmount.read(text, .pointWithGroups, currency: currency)?.description == expected)
    }

    @Test(
        "times are read with the precision they were written in",
        arguments: [
            ("2020-12-02 10:11:12.1234", "2020-12-02T10:11:12.1234Z", 100_000),
            ("2023-04-20T04:05:40Z", "2023-04-20T04:05:40Z", 1_000_000_000),
            ("2025-01-17 16:57:02 UTC", "2025-01-17T16:57:02Z", 1_000_000_000),
            ("2024-06-11 09:00", "2024-06-11T09:00:00Z", 60_000_000_000),
            ("23-09-20 18:20:55", "2023-09-20T18:20:55Z", 1_000_000_000),
            ("2024-06-11 09:00:00+02:00", "2024-06-11T07:00:00Z", 1_000_000_000),
            ("2024-02-30 00:00:00", nil, 0), ("2024-06-11", nil, 0), ("11/06/2024 09:00:00", nil, 0),
            ("2024-06-11 24:00:00", nil, 0), ("2024-06-11 09:00:00 CET", nil, 0),
        ] as [(String, String?, Int64)])
    func times(_ text: String, _ expected: String?, _ unit: Int64) {
        let time = FileTime(text)
        #expect(time?.instant == expected.flatMap { Instant(iso8601: $0) })
        if expected != nil { #expect(time?.unit.nanoseconds == unit) }
    }

    @Test("days come first where the format says so")
    func dayFirst() {
        #expect(FileTime("03/04/2021 07:28:57", .dayFirst)?.instant == Instant(iso8601: "2021-04-03T07:28:57Z"))
        #expect(FileTime("04/13/2021 07:28:57", .dayFirst) == nil)
    }
}

import HistoryModel
import Testing

@Suite("Amounts are exact")
struct AmountTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("007", "7"), ("1.50", "1.5"), ("+2", "2"), ("1E+3", "1000"), ("0E-8", "0"),
        ("1e-18", "0.000000000000000001"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("9007199254740993", "9007199254740993"),
        ("0.1", "0.1"), ("-12.000000000000000000000000000001", "-12.000000000000000000000000000001"), ("2.5e2", "250"),
        ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
    ])
    func `text survives exactly`(_ text: String, _ canonical: String) {
        #expect(Amount(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "-", ".5", "5.", "1e", "1e+", "NaN", "inf", "0x10", "1,5", " 1", "1 ", "1..2", "--1",
        "999999999999999999999999999999999999999", "1e99", "1e-99",
    ])
    func `anything else, and more than 38 digits, is refused`(_ text: String) { #expect(Amount(text) == nil) }

    @Test func `sums and products are those of decimal arithmetic`() throws {
        #expect(try Amount("0.1")!.adding(Amount("0.2")!) == Amount("0.3")!)
        #expect(try Amount("50000")!.multiplied(by: Amount("0.02")!).description == "1000")
        #expect(try Amount("1")!.subtracting(Amount("1.0000000000000001")!).description == "-0.0000000000000001")
        #expect(throws: Amount.Overflow.self) {
            try Amount("99999999999999999999999999999999999999")!.multiplied(by: Amount("10")!)
        }
    }

    @Test func `order holds across scales, even where one side cannot be rescaled`() {
        let sorted = [
            "-99999999999999999999999999999999999999", "-1", "-0.00000000000000000000000000000000000001", "0", "0.1",
            "0.11", "1", "99999999999999999999999999999999999999",
        ]
        let amounts = sorted.map { Amount($0)! }
        #expect(amounts.shuffled().sorted() == amounts)
    }

    @Test func `well-formed text may be longer than what arithmetic takes`() {
        let long = Array(("1." + String(repeating: "7", count: 200)).utf8)
        #expect(long.withUnsafeBytes { Amount.isWellFormed(utf8: $0) })
    }
}

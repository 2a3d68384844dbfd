import HistoryModel
import Testing

@Suite("Amounts divide with a named scale and rounding")
struct AmountDivisionTests {
    private func amount(_ text: String) throws -> Amount { try #require(Amount(text)) }

    @Test(arguments: [
        ("1000.00", "0.02", 18, "50000"), ("1", "3", 5, "0.33333"), ("2", "3", 5, "0.66667"),
        ("-2", "3", 5, "-0.66667"),
        ("1", "8", 2, "0.12"), ("3", "8", 2, "0.38"), ("0", "7", 4, "0"), ("1", "1.1377", 18, "0.878966335589346928"),
        ("123456789012345678901234567890", "1000000000000000000000000000000000000", 10, "0.0000001235"),
        ("0.00000000000000000000000001", "30000000000", 4, "0"),
        ("5", "0.0000000000000000000000000002", 0, "25000000000000000000000000000"),
    ])
    func quotients(_ numerator: String, _ divisor: String, _ scale: Int, _ expected: String) throws {
        let quotient = try amount(numerator).divided(by: amount(divisor), scale: scale, .halfEven)
        #expect(quotient.description == expected)
    }

    @Test(arguments: [
        ("0.125", Rounding.halfEven, "0.12"), ("0.135", .halfEven, "0.14"), ("0.125", .halfUp, "0.13"),
        ("-0.125", .halfUp, "-0.13"), ("0.129", .down, "0.12"), ("-0.129", .down, "-0.12"),
        ("0.12500000000000000000000001", .halfEven, "0.13"), ("0.1249", .halfUp, "0.12"), ("7", .down, "7"),
    ])
    func roundings(_ text: String, _ rounding: Rounding, _ expected: String) throws {
        #expect(try amount(text).rounded(toScale: 2, rounding).description == expected)
    }

    @Test func aProductMayNeedMoreDigitsOnTheWayThanItHas() throws {
        let left = try amount("123456.123456789012345678")
        let right = try amount("50000.123456789012345678")
        #expect(throws: Amount.Overflow.self) { try left.multiplied(by: right) }
        #expect(try left.multiplied(by: right, scale: 18, .halfEven).description == "6172821414.336036504185162005")
        let wide = try amount("99999999999999999999999999999999999999")
        #expect(throws: Amount.Overflow.self) { try wide.multiplied(by: wide, scale: 0, .halfEven) }
    }

    /// Against whole numbers small enough to be computed another way.
    @Test func smallNumbersAgreeWithWholeNumbers() throws {
        for numerator in stride(from: -1000, through: 1000, by: 7) {
            for divisor in [1, 2, 3, 7, 16, 99, 625, 1000] {
                let quotient = try Amount(mantissa: Int128(numerator), scale: 0)
                    .divided(by: Amount(mantissa: Int128(divisor), scale: 0), scale: 3, .down)
                #expect(quotient == Amount(mantissa: Int128(numerator * 1000 / divisor), scale: 3))
            }
        }
    }

    @Test func divisionByZeroAndTooManyDigitsThrow() throws {
        #expect(throws: Amount.DivisionByZero.self) { try Amount.zero.divided(by: .zero, scale: 2, .down) }
        let huge = try amount("10000000000000000000000000000000000000")
        #expect(throws: Amount.Overflow.self) { try huge.divided(by: amount("0.001"), scale: 10, .down) }
    }

    @Test(arguments: [("1000", "1000.00"), ("0.5", "0.50"), ("1.005", "1.01"), ("-3.999", "-4.00"), ("0", "0.00")])
    func textsWithFixedDigits(_ text: String, _ expected: String) throws {
        #expect(try amount(text).text(fractionDigits: 2) == expected)
    }
}

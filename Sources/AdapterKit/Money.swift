/// An amount and its currency, as the exchange wrote them.
public struct Money {
    public let amount: DecimalText
    public let currency: Text
}

@available(*, unavailable) extension Money: Sendable {}

extension JSON {
    /// `{"amount":"-0.05","currency":"ETH"}`; nil where the object or its amount is missing, null or "".
    public var ifMoney: Money? {
        get throws {
            guard let amount = try ifFilled?["amount"].ifFilled?.amount else { return nil }
            return Money(amount: amount, currency: try self["currency"].text)
        }
    }
}

extension Text {
    /// The two names in the name of a market such as `BTC-USD`; nil unless there are exactly two.
    public func pair(apart separator: Unicode.Scalar) -> (base: Text, quote: Text)? {
        guard let (base, quote) = split(at: separator), !base.isEmpty, !quote.isEmpty,
            quote.split(at: separator) == nil
        else { return nil }
        return (base, quote)
    }
}

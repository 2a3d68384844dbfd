import AdapterKit

extension Coinbase {
    /// Coinbase's own tickers. Coins that were renamed on a day keep the name the row carries.
    private static let assets: Words<StaticString> = ["CGLD": "CELO", "ETH2": "ETH"]
    private static let fiat: Words<Bool> = [
        "EUR": true, "USD": true, "GBP": true, "CAD": true, "AUD": true, "JPY": true, "CHF": true, "SGD": true,
        "BRL": true, "TRY": true, "INR": true, "PLN": true, "SEK": true, "NOK": true, "DKK": true, "CZK": true,
        "MXN": true, "ARS": true, "NZD": true,
    ]

    /// The normal name of an asset.
    static func asset(_ code: Text) -> Text { assets[code].map { Text(stringLiteral: $0) } ?? code }
    static func isFiat(_ code: Text) -> Bool { fiat[code] ?? false }

    /// Base and quote as Coinbase writes them; nil for what is no pair, such as the futures `BIT-28JUL23-CDE`.
    static func pair(_ product: Text) -> (base: Text, quote: Text)? {
        guard let (base, quote) = product.split(at: "-"), !base.isEmpty, !quote.isEmpty, quote.split(at: "-") == nil
        else { return nil }
        return (base, quote)
    }

    /// `{"amount":"-0.05","currency":"ETH"}`: the amount and the code as written. Nil when it says nothing.
    static func money(_ value: JSON) throws -> (amount: DecimalText, code: Text)? {
        guard let amount = try value.ifFilled?["amount"].ifFilled?.amount else { return nil }
        return (amount, try value["currency"].text)
    }
}

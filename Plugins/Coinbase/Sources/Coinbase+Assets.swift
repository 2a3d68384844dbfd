import AdapterKit

extension Coinbase {
    /// Coinbase's own tickers. Coins that were renamed on a day keep the name the row carries.
    private static let assets: Words<StaticString> = ["CGLD": "CELO", "ETH2": "ETH"]
    private static let fiat: WordGroups<Bool> = [
        "EUR USD GBP CAD AUD JPY CHF SGD BRL TRY INR PLN SEK NOK DKK CZK MXN ARS NZD": true
    ]

    /// The normal name of an asset.
    static func asset(_ code: Text) -> Text { assets[code].map { Text(stringLiteral: $0) } ?? code }
    static func isFiat(_ code: Text) -> Bool { fiat[code] ?? false }
}

extension RecordWriter {
    /// A fee beside the amount; or one that an amount of that code contains, if it is in that code.
    func fee(_ value: JSON, inside code: Text? = nil) throws {
        guard let fee = try value.ifMoney, !fee.amount.isZero, code == nil || fee.currency == code else { return }
        try self.fee(Coinbase.asset(fee.currency), fee.amount, inside: code != nil)
    }
}

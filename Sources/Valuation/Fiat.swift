import HistoryModel

/// Money of states. Only these count as fiat: a stablecoin follows a currency and is none.
package enum Fiat {
    /// Currencies the European Central Bank quotes or has quoted.
    static let quoted: Set<String> = [
        "USD", "JPY", "BGN", "CYP", "CZK", "DKK", "EEK", "GBP", "HUF", "LTL", "LVL", "MTL", "PLN", "ROL", "RON", "SEK",
        "SIT", "SKK", "CHF", "ISK", "NOK", "HRK", "RUB", "TRL", "TRY", "AUD", "BRL", "CAD", "CNY", "HKD", "IDR", "ILS",
        "INR", "KRW", "MXN", "MYR", "NZD", "PHP", "SGD", "THB", "ZAR",
    ]
    /// Others that exchanges take. Codes that also name a coin are left out, as MNT is.
    private static let unquoted: Set<String> = [
        "AED", "ARS", "CLP", "COP", "EGP", "KES", "KZT", "NGN", "PEN", "PKR", "SAR", "TWD", "UAH", "UGX", "VND",
    ]

    package static func contains(_ asset: String) -> Bool {
        asset == "EUR" || quoted.contains(asset) || unquoted.contains(asset)
    }
    package static func isQuoted(_ currency: String) -> Bool { quoted.contains(currency) }

    /// What a currency is worth for ever since the euro took its place, in units for one euro.
    static func fixedRate(of currency: String, on day: UTCDay) -> (rate: Amount, since: UTCDay)? {
        let known: [String: (Amount, UTCDay)] = [
            "HRK": (Amount(mantissa: 753_450, scale: 5), UTCDay(year: 2023, month: 1, day: 1)),
            "BGN": (Amount(mantissa: 195_583, scale: 5), UTCDay(year: 2026, month: 1, day: 1)),
        ]
        guard let (rate, since) = known[currency], day >= since else { return nil }
        return (rate, since)
    }
}

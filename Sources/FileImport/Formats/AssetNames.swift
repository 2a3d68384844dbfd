/// What is known of names of assets without asking anybody.
enum AssetNames {
    /// Currencies of states. A stablecoin is none.
    static let fiat: Set<String> = [
        "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF",
        "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "KZT", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PLN",
        "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "UGX", "USD", "UYU", "VND", "ZAR",
    ]
    static func isFiat(_ asset: String) -> Bool { fiat.contains(asset) }
}

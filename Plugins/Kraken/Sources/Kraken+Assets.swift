import AdapterKit

extension Kraken {
    /// Old names with a letter in front, and names Kraken has of its own. Never stripped by rule: XTZ, ZRX, XCN.
    static let assets: Words<StaticString> = [
        "XXBT": "BTC", "XBT": "BTC", "XETH": "ETH", "XXRP": "XRP", "XLTC": "LTC", "XXLM": "XLM", "XXMR": "XMR",
        "XZEC": "ZEC", "XETC": "ETC", "XREP": "REP", "XMLN": "MLN", "XXDG": "DOGE", "XDG": "DOGE", "XICN": "ICN",
        "XDAO": "DAO", "ZEUR": "EUR", "ZUSD": "USD", "ZGBP": "GBP", "ZCAD": "CAD", "ZJPY": "JPY", "ZAUD": "AUD",
        "ETH2": "ETH", "LUNA": "LUNC", "LUNA2": "LUNA",
    ]
    static let fiat: Words<Bool> = [
        "EUR": true, "USD": true, "GBP": true, "CAD": true, "JPY": true, "AUD": true, "CHF": true,
    ]
    /// Forms of an asset: staked, opt-in rewards, auto-earn, yield-bearing, parachain, fiat on hold.
    private static let forms: [StaticString] = [".S", ".M", ".F", ".B", ".P", ".HOLD"]

    /// The normal name of an asset: `XXBT` → BTC, `DOT28.S` → DOT, `ETH2.S` → ETH.
    static func asset(_ raw: Text) -> Text {
        let form = form(of: raw)
        let bare = form.map { raw.dropLast($0) } ?? raw
        return assets[bare].map { Text(stringLiteral: $0) } ?? bare
    }

    /// Where it is held: empty for spot, else Kraken's whole name of the form, such as `DOT28.S`.
    static func wallet(_ raw: Text) -> Text { form(of: raw) != nil || raw == "ETH2" ? raw : .empty }

    /// Bytes of the suffix, the two digits of a locked form included.
    private static func form(of raw: Text) -> Int? {
        for suffix in forms {
            let suffix = Text(stringLiteral: suffix)
            guard raw.hasSuffix(suffix), raw.count > suffix.count else { continue }
            let bare = raw.dropLast(suffix.count)
            let locked = suffix == ".S" && bare.count > 2 && bare.suffix(2).isDigits
            return suffix.count + (locked ? 2 : 0)
        }
        return nil
    }
}

extension Text {
    fileprivate var isDigits: Bool { (0..<count).allSatisfy { (self[$0] ?? 0) &- 0x30 < 10 } }
}

import HistoryModel

/// What a row of Kraken's ledger is, from its words. The same rules as the adapter's, so that a row is the same
/// record whether it comes from a file or from the interface.
struct KrakenWords {
    let type: String
    let subtype: String
    var label: String { subtype.isEmpty ? type : "\(type)/\(subtype)" }

    private static let types: [String: RecordKind] = [
        "trade": .trade, "nfttrade": .trade,
        "spend": .conversion, "receive": .conversion, "conversion": .conversion, "collateralconversion": .conversion,
        "sale": .conversion, "adjustment": .conversion,
        "dividend": .reward, "reward": .reward, "invite bonus": .reward, "credit": .reward, "nftrebate": .reward,
        "nftcreatorfee": .fee,
        "margin": .margin, "margin trade": .margin, "rollover": .margin, "settled": .margin,
        "custodytransfer": .transfer,
    ]
    private static let subtypes: [String: RecordKind] = [
        "airdrop": .airdrop, "delistingconversion": .conversion, "reward": .reward,
        "spottostaking": .transfer, "stakingfromspot": .transfer, "stakingtospot": .transfer,
        "spotfromstaking": .transfer, "spottofutures": .transfer, "spotfromfutures": .transfer,
        "allocation": .transfer, "deallocation": .transfer, "autoallocation": .transfer, "autoallocate": .transfer,
        "migration": .transfer,
    ]

    func kind(asset: String, raw: String, amount: Amount, fee: Amount) -> RecordKind {
        if let kind = Self.types[type] { return kind }
        let isFiat = AssetNames.isFiat(asset)
        switch type {
        case "deposit":
            // Fee credits are a gift; nobody sends them in.
            return raw == "KFEE" ? .reward : isFiat ? .fiatDeposit : .deposit
        case "withdrawal": return isFiat ? .fiatWithdrawal : .withdrawal
        case "staking":
            // Staked ether became ether again: the row that takes the old form away is no reward undone.
            let isOldEther = raw == "ETH2" || raw == "ETH2.S" || raw == "ETH.S"
            return isOldEther && amount.isNegative ? .transfer : .reward
        case "transfer":
            if subtype.isEmpty { return amount.isNegative ? .other : .airdrop }
            return Self.subtypes[subtype] ?? .other
        case "earn":
            if subtype.isEmpty { return fee.isZero ? .transfer : .reward }
            return Self.subtypes[subtype] ?? .other
        default: return .other
        }
    }

    var isKnown: Bool {
        Self.types[type] != nil || ["deposit", "withdrawal", "staking"].contains(type)
            || (["transfer", "earn"].contains(type) && (subtype.isEmpty || Self.subtypes[subtype] != nil))
    }

    /// A deposit that went back, or a withdrawal that did not go out: its fee comes back, whatever its sign.
    func isReversal(_ amount: Amount) -> Bool {
        switch type {
        case "withdrawal": !amount.isNegative && !amount.isZero
        case "deposit": amount.isNegative
        default: false
        }
    }
}

/// Kraken's names of assets, as files of all generations spell them.
enum KrakenAssets {
    /// Old names with a letter in front, and names Kraken has of its own. Never stripped by rule: XTZ, ZRX, XCN.
    private static let names: [String: String] = [
        "XXBT": "BTC", "XBT": "BTC", "XETH": "ETH", "XXRP": "XRP", "XLTC": "LTC", "XXLM": "XLM", "XXMR": "XMR",
        "XZEC": "ZEC", "XETC": "ETC", "XREP": "REP", "XMLN": "MLN", "XXDG": "DOGE", "XDG": "DOGE", "XICN": "ICN",
        "XDAO": "DAO", "ZEUR": "EUR", "ZUSD": "USD", "ZGBP": "GBP", "ZCAD": "CAD", "ZJPY": "JPY", "ZAUD": "AUD",
        "ETH2": "ETH", "LUNA": "LUNC", "LUNA2": "LUNA",
    ]
    /// Forms of an asset: staked, opt-in rewards, auto-earn, yield-bearing, parachain, fiat on hold.
    private static let forms = [".S", ".M", ".F", ".B", ".P", ".HOLD"]

    /// The normal name: `XXBT` → BTC, `DOT28.S` → DOT, `ETH2.S` → ETH.
    static func name(_ raw: String) -> String {
        let bare = bare(raw) ?? raw
        return names[bare] ?? bare
    }

    /// Where it is held, from the asset's form; nil for the plain asset.
    static func wallet(_ raw: String) -> String? { bare(raw) != nil || raw == "ETH2" ? raw : nil }

    /// Where it is held, from the column that files have since 2023; nothing for spot, as in files without it.
    static func wallet(named wallet: String) -> String { wallet == "spot / main" ? "" : wallet }

    private static func bare(_ raw: String) -> String? {
        guard raw.utf8.contains(0x2E) else { return nil }
        for form in forms where raw.hasSuffix(form) && raw.utf8.count > form.utf8.count {
            let bare = raw.dropLast(form.count)
            let isLocked = form == ".S" && bare.count > 2 && bare.suffix(2).utf8.allSatisfy { $0 &- 48 < 10 }
            return String(isLocked ? bare.dropLast(2) : bare)
        }
        return nil
    }
}

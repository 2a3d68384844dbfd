/// Kraken's own names of assets and pairs.
///
/// Old assets carry an X or Z prefix, new ones do not; suffixes mark staked (`.S`) and auto-earn (`.F`) forms.
enum KrakenNames {
    struct Asset: Sendable {
        var raw: String
        var altname: String
        var decimals: Int
    }

    /// The first are the assets of `LifeCast`, in its order; their other forms follow.
    static let assets: [Asset] = {
        let raw = [
            "ZEUR", "ZUSD", "XXBT", "XETH", "XXRP", "XLTC", "XXDG", "ADA", "DOT", "USDT", "XTZ", "XREP", "KFEE",
        ]
        let altnames = [
            "EUR", "USD", "XBT", "ETH", "XRP", "LTC", "XDG", "ADA", "DOT", "USDT", "XTZ", "REP", "KFEE",
        ]
        var all = raw.indices.map {
            Asset(raw: raw[$0], altname: altnames[$0], decimals: LifeCast.assets[$0].decimals)
        }
        for (name, plain) in [("ETH2.S", 3), ("ADA.S", 7), ("DOT.S", 8), ("ETH2", 3), ("ETH.F", 3), ("DOT.F", 8)] {
            all.append(Asset(raw: name, altname: name, decimals: LifeCast.assets[plain].decimals))
        }
        return all
    }()
    static func index(ofRaw raw: String) -> UInt8 { UInt8(assets.firstIndex { $0.raw == raw } ?? 0) }
    static func staked(_ asset: Int) -> UInt8 { index(ofRaw: asset == 3 ? "ETH2.S" : assets[asset].altname + ".S") }
    static func rewarded(_ asset: Int) -> UInt8 { asset == 3 ? index(ofRaw: "ETH2") : staked(asset) }
    static func earning(_ asset: Int) -> UInt8 { index(ofRaw: assets[asset].altname + ".F") }
    /// By raw name or altname.
    static func index(ofAny name: String) -> UInt8? {
        assets.firstIndex { $0.raw == name || $0.altname == name }.map { UInt8($0) }
    }

    /// In the order of `LifeCast.markets`: the name in trades, and the altname.
    static let pairs = [
        ("XXBTZEUR", "XBTEUR"), ("XETHZEUR", "ETHEUR"), ("XETHXXBT", "ETHXBT"), ("XXRPZEUR", "XRPEUR"),
        ("ADAEUR", "ADAEUR"), ("DOTUSD", "DOTUSD"), ("XBTUSDT", "XBTUSDT"), ("XLTCZUSD", "LTCUSD"),
        ("XDGEUR", "XDGEUR"), ("XTZEUR", "XTZEUR"), ("XREPZEUR", "REPEUR"),
    ]
}

enum KrakenRowType: UInt8, CaseIterable, Sendable {
    case trade, spend, receive, deposit, withdrawal, transfer, staking, earn, adjustment, credit
    /// A type no documentation names: readers must keep such a row, not drop it.
    case syntheticnovelty
    var name: String { Self.names[Int(rawValue)] }
    private static let names = allCases.map { "\($0)" }
}

enum KrakenRowSubtype: UInt8, CaseIterable, Sendable {
    case none, tradespot, airdrop, spottostaking, stakingfromspot, stakingtospot, spotfromstaking, reward, allocation
    case deallocation, autoallocation
    var name: String { Self.names[Int(rawValue)] }
    private static let names = allCases.map { $0 == .none ? "" : "\($0)" }
}

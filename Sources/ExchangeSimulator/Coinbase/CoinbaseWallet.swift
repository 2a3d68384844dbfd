import HistoryModel

/// A wallet: one for each coin, one more for what is staked of it, and the many that were never used.
struct CoinbaseWallet: Sendable {
    var id: String
    var code: String
    var name: String
    var decimals: Int
    var isFiat = false
    var isUsed = true

    /// What an asset of the cast is kept in; nil for one that Coinbase does not know.
    static func main(_ asset: Int) -> CoinbaseWallet? {
        let cast = LifeCast.assets[asset]
        guard asset != LifeCast.feeCredits else { return nil }
        // Fiat wallets go by their code.
        return CoinbaseWallet(
            id: cast.isFiat ? cast.code : CoinbaseID.uuid(.wallet, UInt32(asset)), code: cast.code,
            name: cast.isFiat ? "Cash (\(cast.code))" : "\(cast.code) Wallet", decimals: cast.decimals,
            isFiat: cast.isFiat)
    }
    static func staked(_ asset: Int) -> CoinbaseWallet {
        let cast = LifeCast.assets[asset]
        return CoinbaseWallet(
            id: CoinbaseID.uuid(.wallet, UInt32(asset + 100)), code: cast.code, name: "Staked \(cast.code)",
            decimals: cast.decimals)
    }

    /// So many wallets in all, oldest last.
    static func all(_ count: Int) -> [CoinbaseWallet] {
        let used =
            LifeCast.assets.indices.compactMap(main)
            + LifeCast.assets.indices.filter { LifeCast.assets[$0].stakes }.map(staked)
        let idle = (0..<max(0, count - used.count)).map { number in
            let code = "SYN\(number)"
            return CoinbaseWallet(id: code, code: code, name: "\(code) Wallet", decimals: 8, isUsed: false)
        }
        return idle + used
    }

    func account(balance: Amount, created: Instant?) -> JSONValue {
        let day = created.map { JSONValue.string(CoinbaseRow.time($0)) } ?? .null
        return .object([
            ("id", .string(id)), ("name", .string(name)), ("primary", .bool(code == "BTC")),
            ("type", .string(isFiat ? "fiat" : "wallet")),
            (
                "currency",
                .object([
                    ("code", .string(code)), ("name", .string(code)), ("exponent", .int(decimals)),
                    ("type", .string(isFiat ? "fiat" : "crypto")),
                ])
            ),
            ("balance", .object([("amount", .string(balance.description)), ("currency", .string(code))])),
            ("created_at", day), ("updated_at", day), ("resource", .string("account")),
            ("resource_path", .string("/v2/accounts/\(id)")), ("allow_deposits", .bool(true)),
            ("allow_withdrawals", .bool(true)),
        ])
    }

    func brokerageAccount(balance: Amount) -> JSONValue {
        func money(_ amount: String) -> JSONValue {
            .object([("value", .string(amount)), ("currency", .string(code))])
        }
        return .object([
            ("uuid", .string(id)), ("name", .string(name)), ("currency", .string(code)),
            ("available_balance", money(balance.description)), ("default", .bool(true)), ("active", .bool(true)),
            ("created_at", .string("2023-01-04T06:20:06.456Z")), ("updated_at", .string("2023-01-04T06:20:07.181Z")),
            ("deleted_at", .null), ("type", .string(isFiat ? "ACCOUNT_TYPE_FIAT" : "ACCOUNT_TYPE_CRYPTO")),
            ("ready", .bool(true)), ("hold", money("0")),
        ])
    }
}

/// Ids in Coinbase's shape, made from a number: they look random and never collide.
enum CoinbaseID {
    enum Kind: UInt64, Sendable {
        case wallet = 1, transaction, deposit, withdrawal, fill, order, trade, purchase, hash, portfolio, user
    }
    static func uuid(_ kind: Kind, _ serial: UInt32) -> String {
        let digits = hex(kind, serial)
        let ends = [8, 12, 16, 20, 32]
        var begin = 0
        return ends.map { end in
            defer { begin = end }
            return String(digits.dropFirst(begin).prefix(end - begin))
        }.joined(separator: "-")
    }
    /// 32 hexadecimal digits.
    static func hex(_ kind: Kind, _ serial: UInt32) -> String {
        let low = Scramble.forward(kind.rawValue << 40 | UInt64(serial))
        let high = Scramble.forward(low ^ 0x5DEE_CE66)
        let bytes = [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        return Digests.hex(bytes)
    }
}

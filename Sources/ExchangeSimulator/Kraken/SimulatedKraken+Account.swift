import HistoryModel

extension SimulatedKraken {
    func keyInfo() -> [UInt8] {
        func seconds(_ instant: Instant?) -> JSONValue {
            .string(String((instant?.nanoseconds ?? 0) / 1_000_000_000))
        }
        let result = JSONValue.object([
            ("apiKeyName", .string("synthetic-key")), ("apiKey", .string(key.credentials.key)),
            ("nonce", .string(String(key.lastNonce))), ("nonceWindow", .string("0")),
            ("permissions", .strings(key.permissions)), ("iban", .string("SYNTHETIC IIBAN")),
            ("validUntil", seconds(key.validUntil)), ("queryFrom", seconds(key.visible.from)),
            ("queryTo", seconds(key.visible.to)), ("createdTime", seconds(key.created)),
            ("modifiedTime", seconds(key.created)), ("ipAllowlist", .array([])), ("lastUsed", seconds(key.lastUsed)),
        ])
        return Array(JSONValue.object([("error", .array([])), ("result", result)]).text().utf8)
    }

    func balance(at now: Instant) -> [UInt8] {
        balances(at: now) { .string($0) }
    }
    func extendedBalance(at now: Instant) -> [UInt8] {
        balances(at: now) { .object([("balance", .string($0)), ("hold_trade", .string("0.0000"))]) }
    }

    private func balances(at now: Instant, _ shown: (String) -> JSONValue) -> [UInt8] {
        var members: [(String, JSONValue)] = []
        for (asset, units) in zip(KrakenNames.assets, books.balances(at: now)) {
            guard let units else { continue }
            members.append((asset.raw, shown(decimalText(units: units, decimals: asset.decimals))))
        }
        return Array(JSONValue.object([("error", .array([])), ("result", .object(members))]).text().utf8)
    }
}

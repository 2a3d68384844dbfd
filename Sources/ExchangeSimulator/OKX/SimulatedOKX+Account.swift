import HistoryModel

extension SimulatedOKX {
    /// What the key may do, and whose it is.
    var configuration: JSONValue {
        .object([
            ("acctLv", .string("2")), ("autoLoan", .bool(false)), ("ip", .string(settings.options["ip"] ?? "")),
            ("type", .string("0")), ("kycLv", .string("3")), ("label", .string("synthetic")), ("level", .string("Lv1")),
            ("mainUid", .string("44705892343619584")), ("uid", .string("44705892343619584")),
            ("perm", .string(key.rights.joined(separator: ","))), ("posMode", .string("net_mode")),
            ("roleType", .string("0")), ("spotTraderInsts", .array([])), ("traderInsts", .array([])),
        ])
    }

    /// What the final rows of these lists add up to, asset by asset.
    private func held(_ lists: [OKXRow.List], at now: Instant) -> [(asset: String, amount: Amount)] {
        var held: [String: Amount] = [:]
        let names = Set(lists.map(\.rawValue))
        for history in books.histories where names.contains(history.name) {
            for row in history.rows where !row.isDetail && row.instant <= now && row.state(at: now) == .final {
                for movement in row.movements {
                    let before = held[movement.asset] ?? .zero
                    held[movement.asset] = try? before.adding(movement.isFee ? -movement.amount : movement.amount)
                }
            }
        }
        return held.filter { !$0.value.isZero }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func fundingBalances(at now: Instant) -> [JSONValue] {
        held([.funding, .deposits, .withdrawals, .fiatDeposits, .fiatWithdrawals], at: now).map { asset, amount in
            .object([
                ("ccy", .string(asset)), ("bal", .string(amount.description)), ("frozenBal", .string("0")),
                ("availBal", .string(amount.description)),
            ])
        }
    }

    func tradingBalances(at now: Instant) -> [JSONValue] {
        let details = held([.trading, .fills, .conversions], at: now).map { asset, amount in
            JSONValue.object([
                ("ccy", .string(asset)), ("cashBal", .string(amount.description)), ("eq", .string(amount.description)),
                ("availBal", .string(amount.description)), ("availEq", .string("")), ("frozenBal", .string("0")),
                ("uTime", .string(String(now.nanoseconds / 1_000_000))),
            ])
        }
        return [
            .object([
                ("details", .array(details)), ("totalEq", .string("1")),
                ("uTime", .string(String(now.nanoseconds / 1_000_000))),
            ])
        ]
    }

    // MARK: Public, and what other clients need to begin

    func publicData(_ path: String, _ fields: FormFields, at now: Instant) -> [JSONValue]? {
        switch path {
        case "public/time": [.object([("ts", .string(String(now.nanoseconds / 1_000_000)))])]
        case "public/instruments": fields["instType"] == "SPOT" ? instruments(at: now) : []
        default: nil
        }
    }

    /// The markets of today: one that was taken off the list is not among them, though its fills are served.
    private func instruments(at now: Instant) -> [JSONValue] {
        LifeCast.markets.filter { !$0.isDelisted }.map { market in
            let (base, quote) = (LifeCast.assets[market.base].code, LifeCast.assets[market.quote].code)
            let members = [
                ("instType", "SPOT"), ("instId", "\(base)-\(quote)"), ("baseCcy", base), ("quoteCcy", quote),
                ("settleCcy", ""), ("ctVal", ""), ("uly", ""), ("instFamily", ""), ("lever", "10"), ("state", "live"),
                ("tickSz", decimalText(units: 1, decimals: market.priceDecimals)), ("lotSz", "0.00000001"),
                ("minSz", "0.00001"), ("listTime", "1548133413000"), ("expTime", ""),
            ]
            return .object(members.map { ($0.0, .string($0.1)) })
        }
    }

    var currencies: [JSONValue] {
        LifeCast.assets.enumerated().map { place, asset in
            .object([
                ("ccy", .string(asset.code)), ("name", .string(asset.code)),
                ("chain", .string(asset.isFiat ? "" : "\(asset.code)-Network\(place)")), ("canDep", .bool(true)),
                ("canWd", .bool(true)), ("canInternal", .bool(true)), ("wdTickSz", .string("8")),
                ("minWd", .string("0.001")), ("maxWd", .string("1000")), ("fee", .string("0.0005")),
            ])
        }
    }
}

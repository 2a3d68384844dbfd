import HistoryModel

/// A row of a format that has a sent side, a received side and a fee.
struct TwoSides {
    struct Side {
        var amount: Amount
        var asset: String
    }
    /// The columns of one side.
    struct Place {
        var amount: Int?
        var asset: Int?

        /// Nil when the side is empty.
        func read(_ row: FileRow, _ what: String, _ decimals: FileAmount.Decimals? = nil) throws -> Side? {
            let asset = row.text(asset)
            guard let amount = try row.amount(amount, what, decimals, currency: asset), !amount.isZero else {
                return nil
            }
            if asset.isEmpty { throw row.problem("\(what) is \(amount), but not of which currency") }
            if amount.isNegative { throw row.problem("\(what) is negative; amounts have no sign in this format") }
            return Side(amount: amount, asset: asset)
        }
    }
    var sent: Side?
    var received: Side?
    var fee: Side?

    var legs: [Leg] {
        [
            sent.map { Leg(.out, $0.asset, $0.amount.description) },
            received.map { Leg(.in, $0.asset, $0.amount.description) },
            fee.map { Leg(.fee, $0.asset, $0.amount.description) },
        ].compactMap { $0 }
    }

    /// What the sides say, sharpened by what the label says; nil when there is no side at all.
    func kind(label: RecordKind?) -> RecordKind? {
        switch (sent, received) {
        case (.some, .some): .trade
        case (nil, let received?): label ?? (AssetNames.isFiat(received.asset) ? .fiatDeposit : .deposit)
        case (let sent?, nil): label ?? (AssetNames.isFiat(sent.asset) ? .fiatWithdrawal : .withdrawal)
        case (nil, nil): fee == nil ? nil : (label ?? .fee)
        }
    }
}

extension Record {
    /// Gives the record the key of a format whose ids are what another program put there: the id where it is usable,
    /// else what the row says. It stands for the row at its own instant only, and is numbered by the store, since one
    /// id may stand in several rows.
    mutating func identify(by id: String, scheme: String) {
        guard FileIdentity.isUsable(id), !FileIdentity.isPlaceholder(id) else {
            key = FileIdentity.composed(["\(time)", kind.name, label], legs)
            return
        }
        key = id
        ids.append(TextPair(scheme, id))
        if id.hasPrefix("0x") || id.utf8.count == 64 { txHash = id }
        if OwnID.isOne(id) { group = OwnID.group(of: id, at: time) }
    }
}

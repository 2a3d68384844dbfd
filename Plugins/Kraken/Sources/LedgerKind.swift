import AdapterKit

/// What a ledger row is, from Kraken's words for it.
enum LedgerKind {
    private static let types: Words<RecordKind> = [
        "trade": .trade, "nfttrade": .trade,
        "spend": .conversion, "receive": .conversion, "conversion": .conversion, "collateralconversion": .conversion,
        "sale": .conversion,
        // A forced conversion: two rows whose refids differ.
        "adjustment": .conversion,
        "dividend": .reward, "reward": .reward, "invite bonus": .reward, "credit": .reward, "nftrebate": .reward,
        "nftcreatorfee": .fee,
        "margin": .margin, "margin trade": .margin, "rollover": .margin, "settled": .margin,
        "custodytransfer": .transfer,
    ]
    private static let subtypes: Words<RecordKind> = [
        "airdrop": .airdrop, "delistingconversion": .conversion, "reward": .reward,
        "spottostaking": .transfer, "stakingfromspot": .transfer, "stakingtospot": .transfer,
        "spotfromstaking": .transfer, "spottofutures": .transfer, "spotfromfutures": .transfer,
        "allocation": .transfer, "deallocation": .transfer, "autoallocation": .transfer, "autoallocate": .transfer,
        "migration": .transfer,
    ]

    /// `other` for words Kraken has not been seen to use.
    static func of(
        _ type: Text, _ subtype: Text, asset: Text, raw: Text, amount: DecimalText, fee: DecimalText
    ) -> RecordKind {
        if let kind = types[type] { return kind }
        let isFiat = Kraken.fiat[asset] ?? false
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
            return subtypes[subtype] ?? .other
        case "earn":
            if subtype.isEmpty { return fee.isZero ? .transfer : .reward }
            return subtypes[subtype] ?? .other
        default: return .other
        }
    }
}

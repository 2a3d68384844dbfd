import AdapterKit

/// What a transaction is, from Coinbase's words for it.
enum TransactionKind {
    private static let types: Words<RecordKind> = [
        "buy": .fiatPurchase, "sell": .fiatPurchase, "fiat_deposit": .fiatDeposit, "fiat_withdrawal": .fiatWithdrawal,
        "advanced_trade_fill": .trade, "trade": .conversion, "retail_simple_dust": .conversion,
        "wrap_asset": .conversion, "unwrap_asset": .conversion,
        "exchange_deposit": .transfer, "exchange_withdrawal": .transfer, "pro_deposit": .transfer,
        "pro_withdrawal": .transfer, "vault_withdrawal": .transfer, "intx_deposit": .transfer,
        "intx_withdrawal": .transfer, "transfer": .transfer, "staking_transfer": .transfer,
        "unstaking_transfer": .transfer,
        "staking_reward": .reward, "inflation_reward": .reward, "earn_payout": .reward,
        "incentives_rewards_payout": .reward, "subscription_rebate": .reward, "cardbuyback": .reward,
        // What was given is taken back.
        "clawback": .reward, "incentives_shared_clawback": .reward,
        "interest": .interest, "cardspend": .cardSpend, "subscription": .fee, "derivatives_settlement": .derivative,
    ]

    /// `other` for words Coinbase has not been seen to use, and for rows without a word.
    static func of(_ type: Text, _ amount: DecimalText, _ row: JSON) throws -> RecordKind {
        guard type == "send" || type == "receive" else { return types[type] ?? .other }
        // A gift of Coinbase's own looks like a payment between users.
        let subtitle = try row["details"]["subtitle"].ifFilled?.looseText ?? .empty
        if try row["from"]["resource"].ifFilled?.text == "user", subtitle.hasPrefix("From Coinbase") { return .reward }
        return amount.isNegative ? .withdrawal : .deposit
    }

    /// A status that is not known is not final; a row without one is old enough to be.
    static func flags(_ type: Text, _ status: Text?) -> RecordFlags {
        // Asking somebody for money moves none, whatever becomes of it.
        if type == "request" { return .detail }
        switch status {
        case nil, "completed": return []
        case "failed", "expired", "canceled": return .void
        default: return .pending
        }
    }
}

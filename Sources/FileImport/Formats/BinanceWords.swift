import HistoryModel

/// What the operations of a Binance statement are.
enum BinanceWords {
    enum Family: Equatable {
        /// A row by itself; whether a rule knows the word.
        case single(RecordKind, isKnown: Bool)
        /// Between own accounts; its other half has the same name.
        case transfer(String)
        /// Rows of one name belong together.
        case exchange(String, RecordKind)
    }

    static func family(_ row: BinanceMovement) -> Family {
        let word = row.operation
        if isFutures(row.account), word == "Fee" { return .single(.derivative, isKnown: true) }
        if let name = trades[word] { return .exchange(name, .trade) }
        if let name = conversions[word] { return .exchange(name, .conversion) }
        if word == "Asset - Transfer" {
            let isGift = ["airdrop", "distribution", "分发", "空投"].contains { row.remark.lowercased().contains($0) }
            return isGift ? .single(.airdrop, isKnown: true) : .transfer(word)
        }
        if let name = transfers[word] { return .transfer(name) }
        if word.hasPrefix("Transfer Between ") { return .transfer(word) }
        if let kind = kinds[word] { return .single(kind, isKnown: true) }
        for (beginning, kind) in beginnings where word.hasPrefix(beginning) { return .single(kind, isKnown: true) }
        return .single(.other, isKnown: false)
    }

    /// Deposits and withdrawals by what they move; a word that gives may also take.
    static func sharpened(_ kind: RecordKind, _ row: BinanceMovement) -> RecordKind {
        switch kind {
        case .deposit where AssetNames.isFiat(row.coin): .fiatDeposit
        case .withdrawal where AssetNames.isFiat(row.coin): .fiatWithdrawal
        // The removal leg of a swap of tokens.
        case .airdrop where row.change.isNegative: .other
        default: kind
        }
    }

    static func isFee(_ operation: String) -> Bool {
        operation == "Fee" || operation == "Transaction Fee" || operation == "BNB Fee Deduction"
    }
    static func isFutures(_ account: String) -> Bool { account.contains("Futures") }

    /// Since 2026 a bonus reward stands in Earn, and up to two hours later again in Spot.
    static func isWrittenTwice(_ row: BinanceMovement) -> Bool {
        row.account == "Earn" && row.operation.hasSuffix(" - Rewards Income")
    }

    /// `P2P - 22534567890123456789` → the order's number.
    static func order(in remark: String) -> String? {
        guard remark.hasPrefix("P2P - ") else { return nil }
        let number = remark.dropFirst(6)
        return !number.isEmpty && number.utf8.allSatisfy { $0 &- 48 < 10 } ? String(number) : nil
    }

    /// The family of fees that belong to what was bought or sold in the same second.
    static let fees = "fees"
    static func takesFees(_ family: String) -> Bool { family == "bought" || family == "sold" }

    private static let trades: [String: String] = [
        "Transaction Buy": "bought", "Transaction Spend": "bought", "Transaction Fee": fees,
        "Transaction Sold": "sold", "Transaction Revenue": "sold",
        "Buy": "trade", "Sell": "trade", "Fee": "trade", "Transaction Related": "trade",
    ]
    private static let conversions: [String: String] = [
        "Binance Convert": "convert", "Large OTC trading": "otc", "Buy Crypto With Card": "card",
        "ETH 2.0 Staking": "eth2", "Stablecoins Auto-Conversion": "stable", "Leverage Token Redemption": "leverage",
        "Asset Conversion Transfer": "conversion", "Futures Convert": "futures convert",
        "Liquid Swap Sell": "swap", "Swap Farming Transaction": "swap",
        "Small assets exchange BNB": "dust", "Small Assets Exchange BNB": "dust", "BNB Fee Deduction": "dust",
    ]
    private static let transfers: [String: String] = {
        var names: [String: String] = ["transfer_in": "transfer", "transfer_out": "transfer"]
        for word in [
            "Savings purchase", "Savings Principal redemption", "POS savings purchase", "POS savings redemption",
            "Staking Purchase", "Staking Redemption", "Simple Earn Flexible Subscription",
            "Simple Earn Flexible Redemption", "Simple Earn Locked Subscription", "Simple Earn Locked Redemption",
            "Launchpool Subscription/Redemption", "Launchpad Subscribe",
        ] { names[word] = word }
        return names
    }()
    private static let kinds: [String: RecordKind] = {
        var kinds: [String: RecordKind] = [:]
        func add(_ kind: RecordKind, _ words: String...) { for word in words { kinds[word] = kind } }
        add(.deposit, "Deposit", "Crypto Deposit", "Fiat Deposit", "Fiat OCBS - Add Fiat and Fees")
        add(.withdrawal, "Withdraw", "Fiat Withdraw", "Fiat Withdrawal", "Send", "Broker Withdraw")
        add(.fiatPurchase, "Buy Crypto", "P2P Trading")
        add(
            .interest, "Savings Interest", "Savings distribution", "Savings Distribution", "POS savings interest",
            "Simple Earn Flexible Interest", "Launchpool Interest", "Pool Distribution")
        add(
            .reward, "Staking Rewards", "ETH 2.0 Staking Rewards", "Simple Earn Locked Rewards", "BNB Vault Rewards",
            "DOT Slot Auction Rewards", "Liquid Swap rewards", "Swap Farming Rewards",
            "Launchpool Earnings Withdrawal", "Super BNB Mining", "Commission History",
            "Commission Fee Shared With You", "Commission Rebate", "Referrer rebates", "Referee rebates",
            "Referral Kickback", "Referral Commission", "Binance Card Cashback",
            "Simple Earn Flexible - Rewards Income", "Simple Earn Locked - Rewards Income")
        add(
            .airdrop, "Distribution", "Airdrop Assets", "Launchpool Airdrop", "HODLer Airdrops Distribution",
            "Launchpool Airdrop - System Distribution", "Launchpool Airdrop - User Claim Distribution",
            "Megadrop Rewards", "Simple Earn Flexible Airdrop", "Cash Voucher distribution",
            "Cash Voucher Distribution", "Cashback Voucher", "Rewards Distribution", "Mission Reward Distribution",
            "Campaign Related Reward", "Crypto Box")
        add(.cardSpend, "Binance Card Spending")
        add(
            .derivative, "Realize profit and loss", "Realized Profit and Loss", "Funding Fee",
            "Insurance Fund Compensation", "Insurance Fund Refund")
        add(
            .margin, "Margin loan", "Margin Loan", "Isolated Margin Loan", "Margin Repayment",
            "Isolated Margin Repayment", "Cross Margin Liquidation - Repayment", "Borrow", "Collateral Transfer")
        add(
            .other, "Token Swap - Distribution", "Token Swap - Redenomination/Rebranding",
            "Leveraged Coin Consolidation", "Asset Recovery", "Liquid Swap add", "Liquid Swap remove",
            "Liquid Swap Add/Sell", "Liquidity Farming Remove")
        return kinds
    }()
    private static let beginnings: [(String, RecordKind)] = [
        ("Flexible Loan - ", .margin), ("Crypto Loan - ", .margin),
    ]
}

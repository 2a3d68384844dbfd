import HistoryModel

/// The money columns of a Coinbase row.
struct CoinbaseMoney {
    var currency: String
    var subtotal: Amount?
    var total: Amount?
    var fees: Amount?
}

/// What a Coinbase row says, before anything is made of it.
struct CoinbaseFacts {
    var type: String
    var asset: String
    var quantity: Amount
    var notes: String
    /// Quantities carry a sign: the generations with ids.
    var isSigned: Bool
    /// Some row of this type in the file has a minus: one without is something that came. Not every file with ids
    /// writes it for what goes out.
    var isTypeSigned: Bool
    var money: CoinbaseMoney

    /// Why nothing can be made of it.
    struct Unclear: Error {
        var sentence: String
        init(_ sentence: String) { self.sentence = sentence }
    }
    private var isFiat: Bool { AssetNames.isFiat(asset) }
    private func leg(_ role: LegRole) -> [Leg] {
        quantity.isZero ? [] : [Leg(role, asset, quantity.magnitude.description)]
    }
    /// As the quantity's sign says; nothing where quantities have none.
    private var signedLeg: [Leg] { isSigned ? leg(quantity.isNegative ? .out : .in) : [] }

    /// What the type says, or, where the sign of the quantity contradicts it, that it was taken back.
    func meaning() throws -> CoinbaseMeaning {
        let meaning = try typeMeaning()
        // What a conversion gave up is written with either sign.
        guard isSigned, !quantity.isZero, meaning.kind != .conversion,
            let own = meaning.legs.first(where: { $0.asset == asset && ($0.role == .in || $0.role == .out) })
        else { return meaning }
        let contradicts = own.role == .in ? quantity.isNegative : isTypeSigned && !quantity.isNegative
        return contradicts ? meaning.reversed : meaning
    }

    private func typeMeaning() throws -> CoinbaseMeaning {
        switch type {
        case "Buy", "Sell", "Advanced Trade Buy", "Advanced Trade Sell", "Advance Trade Buy", "Advance Trade Sell",
            "Credit":
            return try trade(isBuy: !type.hasSuffix("Sell"))
        case "Convert": return try conversion()
        case "Retail Simple Dust":
            return notes.hasPrefix("Converted") ? try conversion() : CoinbaseMeaning(.conversion, signedLeg)
        case "Retail Eth2 Deprecation", "Asset Migration", "Retail MGX DEX Buy": return try migration()
        case "Receive":
            let isGift = ["Coinbase Referral", "Coinbase Earn", "Coinbase Rewards"].contains {
                notes.contains("from \($0)")
            }
            return CoinbaseMeaning(isGift ? .reward : isFiat ? .fiatDeposit : .deposit, leg(.in), hasValue: isGift)
        case "Send", "Retail MGX DEX Send", "Donation":
            return CoinbaseMeaning(isFiat ? .fiatWithdrawal : .withdrawal, leg(.out))
        case "Deposit": return CoinbaseMeaning(isFiat ? .fiatDeposit : .deposit, leg(.in))
        case "Withdrawal": return CoinbaseMeaning(isFiat ? .fiatWithdrawal : .withdrawal, leg(.out))
        // Named after the sister platform: a deposit there leaves here.
        case "Exchange Deposit", "Pro Deposit", "Prime Deposit": return CoinbaseMeaning(.transfer, leg(.out))
        case "Exchange Withdrawal", "Pro Withdrawal", "Prime Withdrawal": return CoinbaseMeaning(.transfer, leg(.in))
        case "Rewards Income", "Reward Income", "Staking Income", "Inflation Reward", "Coinbase Earn",
            "Learning Reward", "Subscription Rebate", "Subscription Rebates (24 Hours)",
            "Retail Simple Price Improvement":
            return CoinbaseMeaning(.reward, leg(.in), hasValue: true)
        case "Interest payout": return CoinbaseMeaning(.interest, leg(.in), hasValue: true)
        case "Subscription": return CoinbaseMeaning(.fee, leg(.out))
        case "Admin Debit": return CoinbaseMeaning(.other, leg(.out))
        case "Card Spend": return CoinbaseMeaning(.cardSpend, leg(.out), hasValue: true)
        case "Retail Staking Transfer", "Retail Unstaking Transfer", "Vault Withdrawal", "Cash to Savings",
            "Savings to Cash", "Transfer":
            return CoinbaseMeaning(.transfer, signedLeg, pairReach: .seconds(1))
        default:
            return CoinbaseMeaning(isSigned ? .other : .unclassified, signedLeg, isKnown: false)
        }
    }

    private func migration() throws -> CoinbaseMeaning {
        let reach: Span = type == "Retail MGX DEX Buy" ? .seconds(10) : .seconds(1)
        if isSigned { return CoinbaseMeaning(.conversion, signedLeg, pairReach: reach) }
        // The old form of staked ether goes, ether comes.
        if type == "Retail Eth2 Deprecation", asset == "ETH2" || asset == "ETH" {
            return CoinbaseMeaning(.conversion, leg(asset == "ETH2" ? .out : .in), pairReach: reach)
        }
        throw Unclear("the report does not say whether \(asset) came or went; download it again, newer reports do")
    }

    private func conversion() throws -> CoinbaseMeaning {
        guard let note = CoinbaseNote(notes), note.verb == "Converted", note.preposition == "to" else {
            throw Unclear("what was received stands only in the notes, and they say \"\(notes)\"")
        }
        guard let numbers = note.amounts(first: quantity.magnitude), note.firstAsset == asset else {
            throw Unclear("the notes \"\(notes)\" do not fit the quantity \(quantity)")
        }
        return CoinbaseMeaning(
            .conversion, leg(.out) + [Leg(.in, note.secondAsset, numbers.description)], hasValue: true)
    }

    private func trade(isBuy: Bool) throws -> CoinbaseMeaning {
        if isFiat, asset == money.currency {
            // "Bought 10 EUR for 10 EUR": money that came or went.
            return CoinbaseMeaning(isBuy ? .fiatDeposit : .fiatWithdrawal, leg(isBuy ? .in : .out))
        }
        let paid: CoinbaseQuote
        if type.hasPrefix("Adv"), let quote = try CoinbaseQuote(note: notes, quantity: quantity.magnitude, isBuy: isBuy)
        {
            paid = quote
        } else {
            paid = try CoinbaseQuote(money, isBuy: isBuy)
        }
        let own = leg(isBuy ? .in : .out)
        let other = Leg(isBuy ? .out : .in, paid.asset, paid.amount.description)
        let fee = paid.fee.isZero ? [] : [Leg(.fee, paid.asset, paid.fee.description)]
        return CoinbaseMeaning(.trade, [other] + own + fee, market: paid.market)
    }
}

/// What a Coinbase row is.
struct CoinbaseMeaning {
    var kind: RecordKind
    var legs: [Leg]
    /// The report's valuation is worth keeping.
    var hasValue: Bool
    var market: String
    /// Set where the row is one of two.
    var pairReach: Span?
    var isKnown: Bool

    init(
        _ kind: RecordKind, _ legs: [Leg], hasValue: Bool = false, market: String = "", pairReach: Span? = nil,
        isKnown: Bool = true
    ) {
        self.kind = kind
        self.legs = legs
        self.hasValue = hasValue
        self.market = market
        self.pairReach = pairReach
        self.isKnown = isKnown
    }

    /// The same taken back: everything moves the other way.
    var reversed: CoinbaseMeaning {
        var meaning = self
        meaning.kind = .other
        meaning.hasValue = false
        for index in meaning.legs.indices {
            meaning.legs[index].role =
                switch meaning.legs[index].role {
                case .in: .out
                case .out: .in
                case .fee: .rebate
                case .rebate: .fee
                }
        }
        return meaning
    }
}

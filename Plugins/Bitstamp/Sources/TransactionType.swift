import AdapterKit

/// What the numbers mean that Bitstamp gives its transactions. Those that are not here are kept as other rows, with the
/// amounts they tell.
enum TransactionType {
    static let known: [Int64: (kind: RecordKind, name: StaticString)] = [
        0: (.deposit, "deposit"), 1: (.withdrawal, "withdrawal"), 2: (.trade, "market trade"),
        14: (.transfer, "sub account transfer"), 25: (.transfer, "credited with staked assets"),
        26: (.transfer, "sent assets to staking"), 27: (.reward, "staking reward"), 32: (.reward, "referral reward"),
        33: (.transfer, "settlement transfer"), 35: (.transfer, "inter account transfer"),
        36: (.fiatPurchase, "simple buy"), 53: (.conversion, "small balance conversion"),
        55: (.conversion, "small balance conversion"), 58: (.derivative, "derivatives periodic settlement"),
        59: (.derivative, "insurance fund claim"), 60: (.derivative, "insurance fund premium"),
        61: (.derivative, "collateral liquidation"),
    ]
}

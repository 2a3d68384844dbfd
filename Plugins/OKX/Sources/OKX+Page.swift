import AdapterKit

extension OKX {
    private static let bills = docs("funding-account-rest-api-asset-bills-history")
    private static let archive = docs("trading-account-rest-api-apply-bills-details-since-2021")

    static let omissions = [
        Omission(
            "quarters", [.trade, .conversion, .transfer, .reward, .interest, .margin, .derivative, .other], .file,
            evidence: [archive],
            text: """
                What moved in the trading account more than three months ago is served only as quarterly files made on \
                demand. Download them in the order centre and import them.
                """),
        Omission(
            name: "before-2021", kinds: FundingLedger.declaration.kinds.union(TradingLedger.declaration.kinds),
            text: "The ledgers begin on 1 February 2021. Older statements can be downloaded in the order centre.",
            remedy: .file, evidence: [bills, archive]),
        Omission(
            "fiat-purchases", [.fiatPurchase], .manual,
            evidence: [bills, docs("funding-account-rest-api-get-buy-sell-currencies")],
            text: "Of purchases against fiat and P2P deals the funding ledger shows what moved, not the other side."),
        Omission(
            "earn-orders", [.reward, .conversion], .none,
            evidence: [docs("financial-product-on-chain-earn-get-order-history"), bills],
            text: "Orders of on-chain earn and staking are not read; what they moved is in the funding ledger."),
        Omission(
            "bots", [.trade, .derivative], .manual, evidence: TradingLedger.declaration.evidence,
            text: "What bots and copy trading did inside is not read, only what went in and came out."),
        Omission(
            "wallet", [.trade, .deposit, .withdrawal], .adapter,
            text: "The OKX Wallet and its decentralised exchange are on the chain, not in the account."),
        Omission("card", [.cardSpend], .support, text: "Whether card payments can be read is not known."),
        Omission(
            "subaccounts", [.transfer], .adapter, evidence: KeyInfo.declaration.evidence,
            text: "A key reads one account; each sub-account needs a key of its own."),
    ]

    static let guide: [GuideLine] = [
        .step("Log in where your account is: okx.com, my.okx.com (Europe) or app.okx.com (United States)."),
        .step("Open the profile menu, then API, and choose Create API key. The purpose is API trading."),
        .step("Give the key a name, for example Portolan, and choose a passphrase. Note it: it cannot be shown again."),
        .rightOn("Read"), .rightOff("Trade"), .rightOff("Withdraw"),
        .step("Confirm, and copy the API key and the secret key."),
        .step("Connect with --site eea for my.okx.com, --site us for app.okx.com. A key works on its own site only."),
        .address("No linked address is needed for a key that only reads. Link yours if it is fixed, up to 20."),
        .link("OKX API guide", "https://www.okx.com/docs-v5/en/#overview-api-key-creation"),
    ]
}

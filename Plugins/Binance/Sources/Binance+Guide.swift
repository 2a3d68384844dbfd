import AdapterKit

extension Binance {
    private static func missing(
        _ name: String, _ kinds: [RecordKind], _ remedy: Omission.Remedy = .file, evidence: Evidence = reference
    ) -> Omission { Omission(name: name, kinds: RecordKinds(kinds), text: "", remedy: remedy, evidence: [evidence]) }
    static let omissions = Omission.table([
        missing("delisted", [.trade, .margin], evidence: reported("Skips them too.")):
            "Trades of markets that are no longer listed cannot be read: Binance no longer knows their names.",
        missing("dust-before-2020-12", [.conversion]):
            "Small balances swept into BNB before December 2020, and all but the newest hundred, are not served.",
        missing("derivatives", [.derivative]):
            "Futures, options, copy trading and what bots do with them are served by other hosts, or not at all. Transfers to and from them are read for six months.",
        missing("card", [.cardSpend]): "Payments and cashback of the Binance Card have no endpoint.",
        missing("margin-loans", [.margin], evidence: docs("margin_trading/borrow-and-repay/Query-Borrow-Repay")):
            "Borrowing and repaying in margin is not read: both leave what is owned beyond what is owed as it was. Interest and trades are read.",
        missing("isolated-margin", [.margin, .interest, .transfer]):
            "Of isolated margin the trades are read, not interest, transfers and liquidation fees: each pair would have to be asked for by itself.",
        missing("accruals", [.reward], .none, evidence: docs("staking/eth-staking/history")):
            "What WBETH and BNSOL gain in value is no movement and is not read; nor are boost rewards before they are claimed.",
        missing("other-products", [.reward, .conversion, .transfer, .other]):
            "Mining, dual investment, auto-invest, crypto loans, NFT, gift cards, and the savings and liquidity products closed by 2022 are not read.",
        missing("travel-rule", [.deposit, .withdrawal]):
            "Whether the lists for travel-rule countries hold rows that the ordinary lists lack is not documented; only the ordinary lists are read.",
        missing("subaccounts", [.transfer], .adapter): "Every sub-account needs a key of its own.",
    ])

    static let guide: [GuideLine] = [
        .step("On binance.com open the profile menu, then Account, then API Management."),
        .step("Choose Create API, then System generated, and give the key a name, for example Portolan."),
        .step("Confirm with e-mail and authenticator, then copy API key and secret key: the secret is shown once."),
        .step("Choose Edit restrictions, leave only Enable Reading on, and save."), .rightOn("Enable Reading"),
        .rightOff("Enable Spot & Margin Trading"), .rightOff("Enable Withdrawals"),
        .rightOff("Permits Universal Transfer, Enable Internal Transfer"),
        .rightOff("Enable Futures, Enable Margin, Enable Vanilla Options, Portfolio Margin, FIX API trading"),
        .address("An address restriction is optional. A restricted key works from the addresses named only."),
        .link("How to create an API key", "https://www.binance.com/en/support/faq/detail/360002502072"),
    ]
}

import AdapterKit

extension Kraken {
    static let omissions = [
        Omission(
            name: "otc", kinds: RecordKinds([.trade, .conversion]),
            text: "Trades of the OTC desk cannot be retrieved; only their money movements may show.", remedy: .manual,
            evidence: [reported("A tax service says they must be added by hand.")]),
        Omission(
            name: "futures", kinds: RecordKinds([.derivative]),
            text: "Kraken Futures has its own keys and endpoints. Transfers to and from it are in the ledger.",
            remedy: .adapter, evidence: [docs("exchange/guides/rest/introduction")]),
        Omission(
            name: "nft", kinds: RecordKinds([.trade]),
            text: "Of an NFT trade the ledger shows the money, not which item was bought or sold.", remedy: .manual,
            evidence: [docs("api-reference/account-data/get-ledgers-info")]),
        Omission(
            name: "card", kinds: RecordKinds([.cardSpend]),
            text: "Whether details of Krak card and Kraken Pay can be read is not known.", remedy: .support),
        Omission(
            name: "card-purchase", kinds: RecordKinds([.fiatPurchase]),
            text: "A purchase by card is not a row of its own: it is read as a deposit and a conversion.",
            remedy: .none, evidence: [docs("api-reference/account-data/get-ledgers-info")]),
        Omission(
            name: "interest", kinds: RecordKinds([.interest]),
            text: "The ledger has no interest type: yields are read as rewards, margin costs as margin.",
            remedy: .none, evidence: [docs("api-reference/account-data/get-ledgers-info")]),
        Omission(
            name: "subaccounts", kinds: RecordKinds([.transfer]),
            text: "A key reads one account; institutional sub-accounts are not read with it.", remedy: .adapter),
    ]

    static let guide: [GuideLine] = [
        .step("On kraken.com open the profile menu, then Settings, then the API tab, and choose Create API key."),
        .step("Give the key a name, for example Portolan. Use it for nothing else."),
        .rightOn("Funds: Query"),
        .rightOn("Orders and trades: Query closed orders & trades"),
        .rightOn("Data: Query ledger entries"),
        .rightOff("Funds: Deposit, Withdraw, Earn"),
        .rightOff("Orders and trades: Create & modify orders, Cancel & close orders"),
        .rightOff("Funds: Add or update withdrawal addresses"),
        .step("Leave the nonce window at 0, no query start or end date, no expiration: a date hides history."),
        .step("Choose Generate key, and copy the API key and the private key. They are shown once."),
        .address("No address restriction is needed; set one only if your address is fixed."),
        .link(
            "How to create an API key",
            "https://support.kraken.com/hc/en-us/articles/360000919966-How-to-create-an-API-key"),
    ]

    private static func reported(_ note: String) -> Evidence {
        .reported("https://help.waltio.co/en/articles/3748596-kraken-file", readOn: readOn, note)
    }
}

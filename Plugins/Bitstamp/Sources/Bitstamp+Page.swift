import AdapterKit

extension Bitstamp {
    static let omissions = [
        missing(
            "subaccounts", [.transfer], .adapter,
            "A key reads one account: what happened on a sub-account needs a key of its own."),
        missing(
            "derivatives", [.derivative, .margin], .file,
            "Of derivatives only what they paid or cost is read, not positions, funding or trades."),
        missing(
            "trade-desk", [.trade], .support, "Whether trades of the Bitstamp Trade Desk are served is not known.", []),
        missing(
            "addresses", [.deposit, .withdrawal], .manual,
            "No list says which transaction a hash or address is of; those of IOUs on the XRP Ledger are not read.",
            [CryptoTransactions.page]),
        missing(
            "kinds", [.interest, .airdrop, .fee], .none,
            "Interest, airdrops and fees by themselves have no types of their own: they are read as other rows."),
        missing("card", [.cardSpend], .file, "Payments by card are not among the types Bitstamp lists."),
    ]
    private static func missing(
        _ name: String, _ kinds: [RecordKind], _ remedy: Omission.Remedy, _ text: String,
        _ pages: [Evidence] = [Transactions.page]
    ) -> Omission {
        Omission(name: name, kinds: RecordKinds(kinds), text: text, remedy: remedy, evidence: pages)
    }

    static let guide: [GuideLine] = [
        .step("On bitstamp.net open the account menu, then Settings, then API access, and choose Create new API key."),
        .step("Choose Main Account, and give the key a name, for example Portolan."),
        .rightOn("Account balance"),
        .rightOn("User transactions"),
        .rightOff("Everything about orders and trading"),
        .rightOff("Withdrawals, deposit addresses, transfers between accounts"),
        .step("Copy the key and the secret. The secret is shown once."),
        .activation("The key works when you have activated it and opened the link in the e-mail that confirms it."),
        .step("Look once more at what is ticked: Bitstamp has no way to tell Portolan what a key may do."),
        .address("No IP whitelist is needed; set one only if your address is fixed."),
        .link("What Bitstamp says of its interface", "https://www.bitstamp.net/api/"),
    ]
}

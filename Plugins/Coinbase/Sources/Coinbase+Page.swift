import AdapterKit

extension Coinbase {
    static let omissions: [Omission] = [
        Omission(
            "pro", [.trade, .fee], .file,
            "Trades on Coinbase Pro, before it became Advanced Trade, are not served; what went there and came back is.",
            waltio("", "Its import asks for the file of Pro.")),
        Omission(
            "simple-fees", [.fee], .file,
            "Older purchases and sales come with their total, not with the fee it contains.", Transactions.page),
        Omission("rebates", [.fee], .file, "Fees that Coinbase One gives back are not told apart."),
        Omission(
            "portfolios", [.trade, .derivative], .adapter,
            "The details of fills are those of the portfolio the key was made for; the wallets have every trade.",
            docs("coinbase-app/advanced-trade-apis/guides/portfolios")),
        Omission(
            "derivatives", [.derivative, .margin], .file,
            "Of futures and margin only what was settled in a wallet is read."),
        Omission(
            "other-products", [.trade, .deposit, .withdrawal, .transfer], .adapter,
            "The Coinbase Wallet app, Prime, Commerce, International, vaults and NFTs have accounts of their own."),
        Omission(
            "airdrops", [.airdrop], .none, "Coinbase has no word for airdrops: they are read as deposits or rewards.",
            Transactions.page),
        Omission(
            "quiz-rewards", [.reward], .file, "Whether every reward of a learning quiz is served is not known.",
            waltio("", "Its import misses some of them.")),
    ]

    private static let keys = docs("coinbase-app/authentication-authorization/api-key-authentication")
    static let guide: [GuideLine] = [
        .step("Open portal.cdp.coinbase.com with your Coinbase login, then API keys, then Secret API keys."),
        .step("Choose Create API key. Name it, for example Portolan, and use it for nothing else."),
        .step("Choose the portfolio you trade in, usually Primary."),
        .rightOn("View"), .rightOff("Trade"), .rightOff("Transfer"), .rightOff("Receive"),
        .step("Under advanced settings choose ECDSA as signature algorithm. Ed25519 may be refused by Coinbase."),
        .step(
            "Create the key and pass the two-factor check. Copy the key name and the private key, or download the JSON "
                + "file. They are shown once. The private key may be pasted with its \\n as they are in the file."),
        .activation("A new key may be refused for up to 48 hours. Connect again then; nothing has to be changed."),
        .address("An IP allowlist is possible and makes the key safer, if your address is fixed."),
        .link("Coinbase App API key authentication", keys.url),
    ]
}

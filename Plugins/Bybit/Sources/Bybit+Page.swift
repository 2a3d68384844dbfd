import AdapterKit

extension Bybit {
    static let omissions = [
        Omission(
            "before-two-years", [.trade, .derivative, .interest, .margin], .file,
            "Trades and the unified wallet's log older than two years, and spot trades from before the account became a unified one, are not served. Bybit's own export reaches further.",
            docs("v5/order/execution"), docs("v5/acct-mode")),
        Omission(
            "fiat", [.fiatDeposit, .fiatWithdrawal, .fiatPurchase, .cardSpend], .file,
            "Deposits and withdrawals of money, P2P, one-click purchases and card payments have no call of their own; only the funding wallet's log shows what came or went.",
            docs("v5/tax/batch-create", "They are in the export alone.")),
        Omission(
            "fiat-convert", [.conversion], .file, "Conversions by the fiat desk are served to brokers alone.",
            docs("v5/asset/fiat-convert/query-trade-history")),
        Omission(
            "web-conversions", [.conversion], .file,
            "Conversions of the funding wallet made on the web or in the app before 2025-09-10 are not served.",
            docs("v5/asset/convert/get-convert-history")),
        Omission(
            "earn-gains", [.reward, .transfer], .file,
            "Gains of structured products, liquidity mining and Launchpool are not served, earn rewards only for three months, on-chain orders only to who knows their number.",
            docs("v5/earn/easy-onchain/yield-history")),
        Omission(
            "bots", [.trade, .derivative, .transfer], .file,
            "What grid, DCA and copy bots hold and did is not served."
        ),
        Omission(
            "classic-contracts", [.derivative], .file,
            "Results of contracts of a classic account, and of inverse contracts of the first unified account, are not read.",
            docs("v5/acct-mode")),
        Omission(
            "subaccounts", [.transfer], .adapter,
            "A sub-account needs a key of its own, and what goes between it and the main account moves no balance here. Withdrawals need the main account's key.",
            docs("v5/asset/transfer/unitransfer-list")),
    ]

    static let guide: [GuideLine] = [
        .step("Log in on the site that holds the account (bybit.com, bybit.eu, …) and open API in the profile menu."),
        .step("Choose Create New Key, then System-generated API Keys, for API transactions, and name it Portolan."),
        .step("Choose Read-Only."), .rightOn("Unified Trading: Orders, Positions, SPOT Trade"),
        .rightOn("Assets: Wallet (Account Transfer, Subaccount Transfer, Withdrawal where it is offered to read)"),
        .rightOn("Assets: Convert (Exchange History)"), .rightOn("Earn"), .rightOff("Read-Write"),
        .step("Confirm, and copy key and secret: the secret is shown once."),
        .step("Connect with --site of the site that issued the key. A key works nowhere else."),
        .address("Bind the key to your address if that is fixed: without one it expires after three months."),
        .step("If bybit.eu, said to give keys only to programs it has registered, refuses yours, import its files."),
        .link("How to create your API key", "https://www.bybit.com/en/help-center/article/How-to-create-your-API-key"),
    ]
}

extension FiscalWarning {
    /// Where the last reported balances and the history disagree.
    package static func differences(_ account: ConnectionBalances) -> [FiscalWarning] {
        account.differences.map { asset in
            FiscalWarning(
                .balanceDifference, connection: account.connection,
                text: BalanceReport.sentences(asset).joined(separator: " "),
                remedy: "Look with portolan balances, which says what may explain it.")
        }
    }
}

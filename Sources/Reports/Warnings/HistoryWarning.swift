import HistoryModel

/// Something in the history that cannot be the whole truth: most often a file or an account is missing.
package struct HistoryWarning: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// More went out than ever came in.
        case negativeBalance = "negative_balance"
        /// It left for somewhere, and arrived at no account that is known; a tax office may take it for a payment.
        case unmatchedWithdrawal = "unmatched_withdrawal"
    }
    package var kind: Kind
    package var connection: String
    package var asset: String
    /// How far below zero, or what left.
    package var amount: Amount
    package var time: Instant
    /// The transaction at which it shows.
    package var transaction: String

    package init(
        _ kind: Kind, connection: String, asset: String, amount: Amount, time: Instant, transaction: String
    ) {
        self.kind = kind
        self.connection = connection
        self.asset = asset
        self.amount = amount
        self.time = time
        self.transaction = transaction
    }

    package var text: String {
        switch kind {
        case .negativeBalance:
            "\(asset) of \(connection) would be \(amount) on \(time.date): something that came in before is missing, most often a file or a connection (\(transaction))."
        case .unmatchedWithdrawal:
            "\(amount) \(asset) left \(connection) on \(time.date) and arrived at no known account: connect it or import its file, or it counts as paid away (\(transaction))."
        }
    }
}

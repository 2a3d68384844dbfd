import HistoryModel

/// One row of Koinly's universal template. Times are UTC, amounts unsigned, the fee additional to both sides.
struct KoinlyRow {
    static let header = [
        "Date", "Sent Amount", "Sent Currency", "Received Amount", "Received Currency", "Fee Amount", "Fee Currency",
        "Net Worth Amount", "Net Worth Currency", "Label", "Description", "TxHash",
    ]

    var date: String
    var sent: TransactionSides.Side?
    var received: TransactionSides.Side?
    var fee: TransactionSides.Side?
    var label: String
    var description: String
    /// Koinly drops a row whose hash it has seen, so it is the stable id, and different in each row.
    var hash: String

    var cells: [String] {
        [
            date, sent?.amount ?? "", sent?.asset ?? "", received?.amount ?? "", received?.asset ?? "",
            fee?.amount ?? "", fee?.asset ?? "", "", "", label, description, hash,
        ]
    }

    /// None for what moves no balance: pending, void and detail.
    static func rows(_ transaction: Transaction) -> [KoinlyRow] {
        guard transaction.status == .final else { return [] }
        let sides = TransactionSides(transaction)
        let rebates = sides.fees.filter { $0.amount.hasPrefix("-") }
        var fees = sides.fees.filter { !$0.amount.hasPrefix("-") }[...]
        var rows: [KoinlyRow] = []
        func append(
            sent: TransactionSides.Side? = nil, received: TransactionSides.Side? = nil,
            fee: TransactionSides.Side? = nil, label: String
        ) {
            let suffix = rows.isEmpty ? "" : "#\(rows.count + 1)"
            rows.append(
                KoinlyRow(
                    date: dateText(transaction.time), sent: sent, received: received, fee: fee, label: label,
                    description: description(transaction), hash: transaction.id + suffix))
        }
        for index in 0..<max(sides.sent.count, sides.received.count) {
            let sent = index < sides.sent.count ? sides.sent[index] : nil
            let received = index < sides.received.count ? sides.received[index] : nil
            append(
                sent: sent, received: received, fee: fees.popFirst(),
                label: self.label(transaction.kind, isSent: sent != nil, isReceived: received != nil))
        }
        for fee in fees { append(sent: fee, label: transaction.kind == .margin ? "margin fee" : "cost") }
        for rebate in rebates {
            append(
                received: TransactionSides.Side(amount: String(rebate.amount.dropFirst()), asset: rebate.asset),
                label: "fee refund")
        }
        return rows
    }

    private static func dateText(_ time: Instant) -> String {
        let whole = time.roundedDown(to: .seconds(1)).description
        return whole.dropLast().split(separator: "T").joined(separator: " ") + " UTC"
    }

    private static func description(_ transaction: Transaction) -> String {
        [transaction.connection, transaction.kind.name, transaction.label].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// Labels of the template; none where it has no word that says the same.
    private static func label(_ kind: RecordKind, isSent: Bool, isReceived: Bool) -> String {
        switch kind {
        case _ where isSent && isReceived: ""
        case .reward where isReceived: "reward"
        case .airdrop where isReceived: "airdrop"
        case .interest where isReceived: "lending interest"
        case .fee where isSent: "cost"
        case .margin, .derivative: "realized gain"
        default: ""
        }
    }
}

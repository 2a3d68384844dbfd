import HistoryModel

/// One row of Waltio's format, in its layout since 2022. Times are GMT, amounts net of fees: what arrived, and what
/// was sent beside the fee; the platform in capitals with underscores.
struct WaltioRow {
    static let header = [
        "Type", "Date", "Fuseau horaire", "Montant reçu", "Monnaie ou jeton reçu", "Montant envoyé",
        "Monnaie ou jeton envoyé", "Frais", "Monnaie ou jeton des frais", "Exchange / Plateforme", "Description",
        "Label",
        "Prix du jeton du montant envoyé", "Prix du jeton du montant recu", "Prix du jeton des frais", "Adresse",
        "Transaction hash", "ID Externe",
    ]

    private var sent: TransactionSides.Side?
    private var received: TransactionSides.Side?
    private var fee: TransactionSides.Side?

    /// None for what moves no balance: pending, void and detail.
    static func rows(_ transaction: Transaction) -> [[String]] {
        guard transaction.status == .final else { return [] }
        let sides = TransactionSides(transaction)
        var fees = sides.fees.filter { !$0.amount.hasPrefix("-") }
        var rows: [WaltioRow] = []
        for index in 0..<max(sides.sent.count, sides.received.count) {
            var row = WaltioRow()
            row.sent = index < sides.sent.count ? sides.sent[index] : nil
            row.received = index < sides.received.count ? sides.received[index] : nil
            row.takeFee(from: &fees)
            rows.append(row)
        }
        // What no row could carry goes out by itself, and a fee that came back comes in.
        rows += fees.map { WaltioRow(sent: $0) }
        rows += sides.fees.filter { $0.amount.hasPrefix("-") }.map {
            WaltioRow(received: .init(amount: String($0.amount.dropFirst()), asset: $0.asset))
        }
        return rows.enumerated().map { $1.cells(transaction, number: $0) }
    }

    private init(sent: TransactionSides.Side? = nil, received: TransactionSides.Side? = nil) {
        self.sent = sent
        self.received = received
    }

    /// A fee in the asset that arrived was taken from it; the row says what was left.
    private mutating func takeFee(from fees: inout [TransactionSides.Side]) {
        if let received, let place = fees.firstIndex(where: { $0.asset == received.asset }) {
            guard let whole = Amount(received.amount), let part = Amount(fees[place].amount),
                let net = try? whole.subtracting(part), !net.isNegative, !net.isZero
            else { return }
            self.received = .init(amount: net.description, asset: received.asset)
            fee = fees.remove(at: place)
        } else if !fees.isEmpty {
            fee = fees.removeFirst()
        }
    }

    private func cells(_ transaction: Transaction, number: Int) -> [String] {
        let type = sent != nil && received != nil ? "Échange" : received != nil ? "Dépôt" : "Retrait"
        return [
            type, Self.dateText(transaction.time), "GMT", received?.amount ?? "", received?.asset ?? "",
            sent?.amount ?? "", sent?.asset ?? "", fee?.amount ?? "", fee?.asset ?? "",
            Self.platform(transaction.adapter),
            [transaction.kind.name, transaction.label].filter { !$0.isEmpty }
                .joined(separator: " "), "", "", "", "", transaction.address, transaction.txHash,
            transaction.id + (number == 0 ? "" : "#\(number + 1)"),
        ]
    }

    /// `crypto.com` → CRYPTO_COM.
    static func platform(_ name: String) -> String {
        var text = ""
        for scalar in name.uppercased().unicodeScalars {
            let isPlain = ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            if isPlain { text.unicodeScalars.append(scalar) } else if !text.hasSuffix("_") { text += "_" }
        }
        return text
    }

    /// 19/04/2021 23:46:24
    private static func dateText(_ time: Instant) -> String {
        let text = time.roundedDown(to: .seconds(1)).description
        let date = time.date.split(separator: "-")
        return "\(date[2])/\(date[1])/\(date[0]) \(text.dropFirst(11).dropLast())"
    }
}

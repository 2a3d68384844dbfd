import HistoryModel

/// Writes transactions to a file, one by one, so that memory does not grow with their number.
package struct TransactionExport: Sendable {
    package enum Format: String, Sendable, CaseIterable { case csv, json, koinly, waltio }
    package let format: Format
    private var written = 0

    package init(_ format: Format) { self.format = format }

    /// What stands before the first transaction.
    package func begin(into out: inout [UInt8]) {
        switch format {
        case .csv: CSVRow.append(Self.csvHeader, to: &out)
        case .koinly: CSVRow.append(KoinlyRow.header, to: &out)
        case .waltio: CSVRow.append(WaltioRow.header, to: &out)
        case .json: out.append(0x5B)
        }
    }

    package mutating func append(_ transaction: Transaction, to out: inout [UInt8]) {
        switch format {
        case .csv: for row in Self.csvRows(transaction) { CSVRow.append(row, to: &out) }
        case .koinly: for row in KoinlyRow.rows(transaction) { CSVRow.append(row.cells, to: &out) }
        case .waltio: for row in WaltioRow.rows(transaction) { CSVRow.append(row, to: &out) }
        case .json:
            out.append(contentsOf: (written == 0 ? "\n" : ",\n").utf8)
            out.append(contentsOf: TransactionReport.json(transaction).text().utf8)
        }
        written += 1
    }

    /// What stands after the last.
    package func end(into out: inout [UInt8]) {
        if format == .json { out.append(contentsOf: (written == 0 ? "]\n" : "\n]\n").utf8) }
    }

    static let csvHeader = [
        "time", "connection", "adapter", "kind", "status", "sent_amount", "sent_asset", "received_amount",
        "received_asset", "fee_amount", "fee_asset", "label", "tx_hash", "address", "transaction",
    ]

    /// One row; more, with the same `transaction`, when it has several legs of one direction. A rebate is a
    /// negative fee; a fee that lies inside an amount is taken out of it, so that the columns add up.
    static func csvRows(_ transaction: Transaction) -> [[String]] {
        let sides = TransactionSides(transaction)
        let count = max(1, sides.sent.count, sides.received.count, sides.fees.count)
        return (0..<count).map { row in
            let sent = sides.sent[safe: row]
            let received = sides.received[safe: row]
            let fee = sides.fees[safe: row]
            return [
                transaction.time.description, transaction.connection, transaction.adapter, transaction.kind.name,
                transaction.status.rawValue, sent?.amount ?? "", sent?.asset ?? "", received?.amount ?? "",
                received?.asset ?? "", fee?.amount ?? "", fee?.asset ?? "", transaction.label, transaction.txHash,
                transaction.address, transaction.id,
            ]
        }
    }
}

/// The legs of a transaction as tables of other programs want them: what went out, what came in, and fees that
/// are additional to both.
struct TransactionSides {
    struct Side: Equatable {
        var amount: String
        var asset: String
    }
    var sent: [Side] = []
    var received: [Side] = []
    /// Rebates are negative.
    var fees: [Side] = []

    init(_ transaction: Transaction) {
        var legs = transaction.legs
        for fee in legs where fee.role == .fee && fee.isInside { Self.takeOut(fee, of: &legs) }
        for leg in legs {
            let side = Side(amount: leg.amount, asset: leg.asset)
            switch leg.role {
            case .in: received.append(side)
            case .out: sent.append(side)
            case .fee: fees.append(side)
            case .rebate: fees.append(Side(amount: "-" + leg.amount, asset: leg.asset))
            }
        }
    }

    /// The holding must change by the same: an OUT leg gets smaller by the fee, an IN leg larger.
    private static func takeOut(_ fee: TransactionLeg, of legs: inout [TransactionLeg]) {
        guard let fraction = fee.exact else { return }
        for index in legs.indices where legs[index].asset == fee.asset {
            guard let amount = legs[index].exact else { continue }
            let net: Amount? =
                switch legs[index].role {
                case .out: try? amount.subtracting(fraction)
                case .in: try? amount.adding(fraction)
                case .fee, .rebate: nil
                }
            if let net, !net.isNegative {
                legs[index] = TransactionLeg(role: legs[index].role, asset: fee.asset, exact: net, isInside: false)
                return
            }
        }
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

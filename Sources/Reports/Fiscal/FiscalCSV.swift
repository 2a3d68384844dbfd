import HistoryModel

/// The transactions as a table: a row for each movement, the rows of one transaction with the same id. Of a draft the
/// first rows, one for each connection, say up to when it was read.
package enum FiscalCSV {
    package static let header = [
        "time", "connection", "exchange", "kind", "status", "movement", "amount", "asset", "value", "currency",
        "value_state", "value_source", "price", "price_time", "label", "tx_hash", "address", "transaction",
        "own_label",
    ]

    package static func write(_ report: FiscalReport, _ put: ([UInt8]) throws -> Void) rethrows {
        let exchanges = Dictionary(report.connections.map { ($0.name, $0.exchange) }, uniquingKeysWith: { $1 })
        var out: [UInt8] = []
        CSVRow.append(header, to: &out)
        if report.isDraft {
            for connection in report.connections { CSVRow.append(draft(connection, report.year), to: &out) }
        }
        try put(out)
        for line in report.lines {
            out.removeAll(keepingCapacity: true)
            let transaction = line.transaction
            for (leg, value) in zip(transaction.legs, line.values) {
                let known = value.known
                let source = known.map { $0.chain.isEmpty ? $0.source : "\($0.source) \($0.chain)" } ?? value.reason
                CSVRow.append(
                    [
                        transaction.time.description, transaction.connection,
                        exchanges[transaction.connection] ?? transaction.adapter, transaction.kind.name,
                        transaction.status.rawValue, leg.isInside ? "fee inside" : leg.role.name, leg.amount, leg.asset,
                        known?.amount.description ?? "", known == nil ? "" : report.currency, value.name, source,
                        known?.price?.description ?? "", known?.at?.description ?? "", transaction.label,
                        transaction.txHash, transaction.address, transaction.id, transaction.userLabel,
                    ], to: &out)
            }
            try put(out)
        }
    }

    private static func draft(_ connection: FiscalConnection, _ year: Int) -> [String] {
        let until = connection.lastGood?.description ?? ""
        let text = "Draft: \(year) is not over. Read up to \(until.isEmpty ? "no instant" : until)."
        let told = [
            "time": until, "connection": connection.name, "exchange": connection.exchange, "kind": "draft",
            "label": text,
        ]
        return header.map { told[$0] ?? "" }
    }
}

import HistoryModel

/// The tables of the page: totals by asset, and the transactions.
enum FiscalTables {
    private static let safe = HTMLText.escaped

    // MARK: - Totals

    /// Amounts with what they were worth below them, connection by connection.
    static func totals(_ report: FiscalReport) -> String {
        var body = ""
        var connection: String?
        for total in report.totals where !total.isEmpty {
            if total.connection != connection {
                body += connection == nil ? "<tbody>" : "</tbody><tbody>"
                body += "<tr><th colspan=\"7\" class=\"part\">\(safe(total.connection))</th></tr>\n"
                connection = total.connection
            }
            body += row(total, report.currency)
        }
        return """
            <section><h2>Totals by asset</h2><div class="wide"><table class="sums"><thead><tr><th>Asset</th>\
            <th class="n">At the start</th><th class="n">Received</th><th class="n">Sent</th><th class="n">Fees</th>\
            <th class="n">At the end</th><th>Movements without a value</th></tr></thead>
            \(body)\(connection == nil ? "" : "</tbody>")</table></div></section>

            """
    }

    private static func row(_ total: AssetTotal, _ currency: String) -> String {
        let sides = [
            (total.received, total.receivedValue, "received"), (total.sent, total.sentValue, "sent"),
            (total.fees, total.feeValue, total.feeValue.unvalued == 1 ? "fee" : "fees"),
        ]
        func number(_ amount: Amount) -> String { total.isTooLong ? "cannot be added" : amount.description }
        let cells = sides.map { amount, value, _ in
            let isNothing = value.known?.isZero == true && value.unvalued == 0
            let text = value.text { "\(money($0, $1)) \(currency)" }
            let worth = isNothing ? "" : "<br><span class=\"note\">\(safe(text))</span>"
            return "<td class=\"n\">\(number(amount))\(worth)</td>"
        }
        let missing = sides.filter { $0.1.unvalued > 0 }.map { "\(Words.grouped($0.1.unvalued)) \($0.2)" }
        return "<tr><td>\(safe(total.asset))</td><td class=\"n\">\(number(total.opening))</td>\(cells.joined())"
            + "<td class=\"n\">\(number(total.closing))</td><td class=\"note\">\(missing.joined(separator: ", "))</td></tr>\n"
    }

    /// Rounded to cents; what is less than one is no 0.
    static func money(_ amount: Amount, _ rounding: Rounding = .halfUp) -> String {
        guard let text = try? amount.text(fractionDigits: 2, rounding) else { return amount.description }
        guard !amount.isZero, !text.utf8.contains(where: { (0x31...0x39).contains($0) }) else { return text }
        return amount.isNegative ? "> -0.01" : "< 0.01"
    }

    // MARK: - Transactions

    static func transactions(_ report: FiscalReport, _ put: ([UInt8]) throws -> Void) rethrows {
        let currency = safe(report.currency)
        var out = """
            <section><h2>Transactions</h2><div class="wide"><table class="list"><thead><tr><th>Time (UTC)</th>\
            <th>Connection</th><th>Kind</th><th class="n">Movement</th><th class="n">Value, \(currency)</th><th>Source</th>\
            </tr></thead>

            """
        for line in report.lines {
            row(line, into: &out)
            if out.utf8.count > 1 << 16 {
                try put(Array(out.utf8))
                out.removeAll(keepingCapacity: true)
            }
        }
        try put(Array((out + "</table></div></section>\n").utf8))
    }

    /// A body of its own for each transaction, so that its movements stay on one sheet of paper.
    private static func row(_ line: FiscalReport.Line, into out: inout String) {
        let transaction = line.transaction
        let legs = transaction.legs
        let rows = "rowspan=\"\(max(1, legs.count))\""
        let status = FiscalWords.status(transaction.status)
        let label = FiscalWords.label(transaction)
        out += "<tbody><tr><td \(rows)>\(second(transaction.time))</td><td \(rows)>\(safe(transaction.connection))</td>"
        out += "<td \(rows)>\(FiscalWords.kind(transaction.kind))\(status.isEmpty ? "" : ", <em>\(status)</em>")"
        if !label.isEmpty { out += "<br><span class=\"note\">\(safe(label))</span>" }
        if !transaction.userLabel.isEmpty { out += "<br>\(safe(transaction.userLabel))" }
        out += "</td>"
        if legs.isEmpty { out += "<td></td><td></td><td></td></tr>" }
        for (number, (leg, value)) in zip(legs, line.values).enumerated() {
            if number > 0 { out += "<tr>" }
            out += "<td class=\"n\">\(safe(FiscalWords.movement(leg)))</td>"
            if let known = value.known {
                out +=
                    "<td class=\"n\">\(safe(money(known.amount)))</td><td class=\"by\">\(safe(FiscalWords.source(known)))</td></tr>"
            } else if transaction.status == .void || transaction.status == .detail {
                // Its status says why there is no value.
                out += "<td></td><td></td></tr>"
            } else {
                out += "<td class=\"n none\">\(unknown(value))</td>"
                out += "<td class=\"by note\">\(safe(FiscalWords.reason(value.reason)))</td></tr>"
            }
        }
        out += "</tbody>\n"
    }

    private static func unknown(_ value: LegValue) -> String {
        if case .pending = value { "to come" } else { "unknown" }
    }

    /// `2025-03-01 12:34:56`.
    private static func second(_ instant: Instant) -> String {
        String(instant.description.prefix(19).map { $0 == "T" ? " " : $0 })
    }
}

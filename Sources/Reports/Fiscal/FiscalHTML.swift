import HistoryModel

/// The report as one page that needs nothing else: for a screen, a phone, and A4 paper.
package enum FiscalHTML {
    package static func write(_ report: FiscalReport, _ put: ([UInt8]) throws -> Void) rethrows {
        try put(Array(top(report).utf8))
        try put(Array(disclosures(report).utf8))
        try put(Array(totals(report).utf8))
        try put(Array(picture(report).utf8))
        try transactions(report, put)
        try put(Array(bottom(report).utf8))
    }

    private static let safe = HTMLText.escaped

    private static func top(_ report: FiscalReport) -> String {
        let rows = report.connections.map { connection in
            "<tr><td>\(safe(connection.name))</td><td>\(safe(connection.exchange))</td><td>\(connection.state.rawValue.split(separator: "_").joined(separator: " "))</td>"
                + "<td>\(connection.lastGood.map { $0.minuteText + " UTC" } ?? "never")</td></tr>\n"
        }
        let valued = report.lines.reduce(0) { $0 + $1.values.count { $0.known != nil } }
        let all = report.lines.reduce(0) { $0 + $1.values.count }
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex"><title>Transactions of \(report.year)</title>
            <style>\(FiscalStyle.sheet)</style></head><body>
            <header><h1>Transactions of \(report.year)</h1>
            <p>Values in <strong>\(safe(report.currency))</strong>. Days and years are UTC. \
            \(Words.count(report.lines.count, "transaction")), \(Words.grouped(valued)) of \(Words.grouped(all)) movements with a value. \
            Read at least up to \(report.asOf.map { $0.minuteText + " UTC" } ?? "no instant").</p>
            <p class="note">This is a record of what the exchanges said, not tax advice and not a tax calculation.</p></header>
            <section><h2>Accounts</h2><div class="wide"><table><thead><tr><th>Connection</th><th>Exchange</th><th>State</th>\
            <th>Read up to</th></tr></thead><tbody>
            \(rows.joined())</tbody></table></div></section>

            """
    }

    private static func disclosures(_ report: FiscalReport) -> String {
        guard !report.warnings.isEmpty else {
            return
                "<section><h2>What you should know</h2><p>Nothing is missing that this program knows of.</p></section>\n"
        }
        let groups = FiscalWarning.Kind.allCases.compactMap { kind -> String? in
            let found = report.warnings.filter { $0.kind == kind }
            guard !found.isEmpty else { return nil }
            let items = found.map { warning in
                let who = warning.connection.isEmpty ? "" : "<strong>\(safe(warning.connection))</strong>: "
                let remedy = warning.remedy.isEmpty ? "" : " <span class=\"note\">\(safe(warning.remedy))</span>"
                return "<li>\(who)\(safe(Words.sentence(warning.text)))\(remedy)</li>\n"
            }
            return "<h3>\(title(kind)) (\(found.count))</h3><ul>\n\(items.joined())</ul>\n"
        }
        return "<section><h2>What you should know</h2>\n\(groups.joined())</section>\n"
    }

    private static func title(_ kind: FiscalWarning.Kind) -> String {
        switch kind {
        case .unreadable: "Could not be read"
        case .neverServed: "Never served by the exchange"
        case .leftOut: "Left out by the exchange"
        case .pendingValue: "Value still to come"
        case .missingValue: "No value known"
        case .tombstones: "Deleted by you"
        case .unmatchedWithdrawal: "Withdrawals without a matching deposit"
        case .negativeBalance: "More went out than came in"
        case .balanceDifference: "Differs from what the exchange says is held"
        case .unclassified: "Of unknown kind"
        case .noLongerServed: "No longer served by the exchange"
        case .underWay: "Still under way"
        }
    }

    private static func totals(_ report: FiscalReport) -> String {
        let rows = report.totals.filter {
            !($0.opening.isZero && $0.received.isZero && $0.sent.isZero && $0.fees.isZero)
        }.map { total -> String in
            let flags = total.unvalued > 0 ? " <span class=\"note\">(\(total.unvalued) without)</span>" : ""
            let cells = [
                total.opening, total.received, total.sent, total.fees, total.closing,
            ].map { "<td class=\"n\">\($0)</td>" }
            let values = [total.receivedValue, total.sentValue, total.feeValue].map { "<td class=\"n\">\($0)</td>" }
            return "<tr><td>\(safe(total.connection))</td><td>\(safe(total.asset))</td>\(cells.joined())"
                + "\(values.joined())<td>\(flags)</td></tr>\n"
        }
        let currency = safe(report.currency)
        return """
            <section><h2>Totals by asset</h2><div class="wide"><table><thead><tr><th>Connection</th><th>Asset</th>\
            <th class="n">At the start</th><th class="n">Received</th><th class="n">Sent</th><th class="n">Fees</th>\
            <th class="n">At the end</th><th class="n">Received, \(currency)</th><th class="n">Sent, \(currency)</th>\
            <th class="n">Fees, \(currency)</th><th></th></tr></thead><tbody>
            \(rows.joined())</tbody></table></div></section>

            """
    }

    private static func picture(_ report: FiscalReport) -> String {
        "<section class=\"picture\"><h2>What was read</h2><div class=\"wide\">\(CoverageSVG().text(report.connections.map(\.coverage)))</div></section>\n"
    }

    private static func transactions(_ report: FiscalReport, _ put: ([UInt8]) throws -> Void) rethrows {
        let currency = safe(report.currency)
        try put(
            Array(
                """
                <section><h2>Transactions</h2><div class="wide"><table class="list"><thead><tr><th>Time (UTC)</th>\
                <th>Connection</th><th>Kind</th><th class="n">Movement</th><th class="n">Value, \(currency)</th><th>Source</th>\
                </tr></thead>

                """.utf8))
        var out = ""
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
        let count = max(1, transaction.legs.count)
        let kind = transaction.kind.name.split(separator: "_").joined(separator: " ")
        let status = transaction.status == .final ? "" : " <em>\(transaction.status.rawValue)</em>"
        let label = transaction.label.isEmpty ? "" : "<br><span class=\"note\">\(safe(transaction.label))</span>"
        out += "<tbody><tr><td rowspan=\"\(count)\">\(second(transaction.time))</td>"
        out += "<td rowspan=\"\(count)\">\(safe(transaction.connection))</td>"
        out += "<td rowspan=\"\(count)\">\(kind)\(status)\(label)</td>"
        if transaction.legs.isEmpty { out += "<td></td><td></td><td></td></tr>" }
        for (number, (leg, value)) in zip(transaction.legs, line.values).enumerated() {
            if number > 0 { out += "<tr>" }
            out += "<td class=\"n\">\(safe(leg.text))</td>"
            if let known = value.known {
                let chain = known.chain.isEmpty ? "" : " \(known.chain)"
                out += "<td class=\"n\">\(known.amount)</td><td>\(safe(known.source + chain))</td></tr>"
            } else {
                out += "<td class=\"n none\">\(value.name)</td><td class=\"note\">\(safe(value.reason))</td></tr>"
            }
        }
        out += "</tbody>\n"
    }

    /// `2025-03-01 12:34:56`.
    private static func second(_ instant: Instant) -> String {
        String(instant.description.prefix(19).map { $0 == "T" ? " " : $0 })
    }

    private static func bottom(_ report: FiscalReport) -> String {
        """
        <footer><p>Digest of everything above: <code>\(report.digest)</code></p>
        <p class="note">Made by Portolan from stored records alone. The same store gives the same page, byte for byte.</p></footer>
        </body></html>

        """
    }
}

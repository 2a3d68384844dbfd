import HistoryModel

/// The report as one page that needs nothing else: for a screen, a phone, and A4 paper.
package enum FiscalHTML {
    package static func write(_ report: FiscalReport, _ put: ([UInt8]) throws -> Void) rethrows {
        try put(Array(top(report).utf8))
        try put(Array(disclosures(report).utf8))
        try put(Array(FiscalTables.totals(report).utf8))
        try put(Array(picture(report).utf8))
        try FiscalTables.transactions(report, put)
        try put(Array(bottom(report).utf8))
    }

    private static let safe = HTMLText.escaped

    private static func top(_ report: FiscalReport) -> String {
        let rows = report.connections.map { connection in
            "<tr><td>\(safe(connection.name))</td><td>\(safe(connection.exchange))</td><td>\(FiscalWords.state(connection.state))</td>"
                + "<td class=\"d\">\(connection.lastGood.map { $0.minuteText + " UTC" } ?? "never")</td></tr>\n"
        }
        let valued = report.lines.reduce(0) { $0 + $1.values.count { $0.known != nil } }
        let all = report.lines.reduce(0) { $0 + $1.values.count }
        let title = (report.isDraft ? "Draft: transactions of " : "Transactions of ") + "\(report.year)"
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex"><title>\(title)</title>
            <style>\(FiscalStyle.sheet)</style></head><body>
            <header><h1>\(title)</h1>
            <p>Values in <strong>\(safe(report.currency))</strong>, rounded to cents here; the CSV and JSON files have \
            every digit. Days and years are UTC. \
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
        let groups = FiscalWarning.Kind.allCases.compactMap { group($0, report.warnings) }
        return "<section><h2>What you should know</h2>\n\(groups.joined())</section>\n"
    }

    /// One kind of disclosure: what connections have in common is said once, and so is a remedy all have in common.
    private static func group(_ kind: FiscalWarning.Kind, _ warnings: [FiscalWarning]) -> String? {
        var found: [(warning: FiscalWarning, connections: [String])] = []
        var places: [[String]: Int] = [:]
        for warning in warnings where warning.kind == kind {
            let content = [warning.text, warning.remedy]
            if let place = places[content] {
                found[place].connections.append(warning.connection)
            } else {
                places[content] = found.count
                found.append((warning, [warning.connection]))
            }
        }
        guard let first = found.first else { return nil }
        let isCommon = found.count > 1 && found.allSatisfy { $0.warning.remedy == first.warning.remedy }
        let items = found.map { warning, connections in
            let names = connections.filter { !$0.isEmpty }.map { "<strong>\(safe($0))</strong>" }
            let who = names.isEmpty ? "" : Words.list(names) + ": "
            return
                "<li>\(who)\(safe(Words.sentence(warning.text)))\(isCommon ? "" : note(" ", warning.remedy, "span"))</li>\n"
        }
        let common = isCommon ? note("\n", first.warning.remedy, "p") : ""
        return "<h3>\(title(kind)) (\(found.count))</h3>\(common)<ul>\n\(items.joined())</ul>\n"
    }

    private static func note(_ before: String, _ text: String, _ tag: String) -> String {
        text.isEmpty ? "" : "\(before)<\(tag) class=\"note\">\(safe(text))</\(tag)>"
    }

    private static func title(_ kind: FiscalWarning.Kind) -> String {
        switch kind {
        case .yearNotOver: "Not over yet"
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
        case .undecided: "Perhaps counted twice"
        case .cannotBeAdded: "Cannot be added"
        }
    }

    private static func picture(_ report: FiscalReport) -> String {
        let pictures = CoverageSVG().texts(report.connections.map(\.coverage))
            .map { "<div class=\"wide picture\">\($0)</div>\n" }
        return "<section><h2>What was read</h2>\(pictures.joined())</section>\n"
    }

    private static func bottom(_ report: FiscalReport) -> String {
        """
        <footer><p>Digest of everything above: <code>\(report.digest)</code></p>
        <p class="note">Made by Portolan from stored records alone. The same store gives the same page, byte for byte.</p></footer>
        </body></html>

        """
    }
}

import HistoryModel

/// All a report holds, whatever it is written as. Made from stored things alone: the same store gives the same bytes.
package struct FiscalReport: Sendable {
    package struct Line: Sendable {
        package var transaction: Transaction
        /// One for each of the transaction's legs.
        package var values: [LegValue]
    }
    package let year: Int
    /// The currency values are in.
    package let currency: String
    /// Everything the report tells was read at least up to here.
    package let asOf: Instant?
    /// The year was not over when it was read: more may come. The first of the warnings says so.
    package let isDraft: Bool
    package let connections: [FiscalConnection]
    package let warnings: [FiscalWarning]
    package let totals: [AssetTotal]
    package let lines: [Line]
    /// SHA-256, in hex, of everything above in its canonical form.
    package let digest: String

    /// The UTC year.
    package static func span(of year: Int) -> Interval {
        // A year later is later.
        Interval(Instant(year: year, month: 1, day: 1), Instant(year: year + 1, month: 1, day: 1))!
    }

    /// Takes every transaction up to the end of the year, oldest first, and makes the report.
    package struct Builder {
        private let year: Int
        private let span: Interval
        private let currency: String
        private let connections: [FiscalConnection]
        private var totals = FiscalTotals()
        private var balances = BalanceWarnings()
        private var withdrawals = WithdrawalWarnings()
        private var lines: [Line] = []

        package init(year: Int, currency: String, connections: [FiscalConnection]) {
            self.year = year
            self.currency = currency
            self.connections = connections.sorted { $0.name < $1.name }
            span = FiscalReport.span(of: year)
        }

        /// `values` is asked for the legs of each transaction of the year, and gives one for each.
        package mutating func add(_ transaction: Transaction, values: (Transaction) throws -> [LegValue]) rethrows {
            guard transaction.time < span.until else { return }
            balances.add(transaction)
            withdrawals.add(transaction)
            guard transaction.time >= span.from else {
                totals.add(transaction, nil)
                return
            }
            let values = try values(transaction)
            precondition(values.count == transaction.legs.count, "a value for each leg")
            totals.add(transaction, values)
            lines.append(Line(transaction: transaction, values: values))
        }

        /// - Parameters:
        ///   - warnings: what other rooms found.
        ///   - sha256: of bytes.
        package func finish(warnings: [FiscalWarning] = [], sha256: ([UInt8]) -> [UInt8]) -> FiscalReport {
            let found = FiscalWarnings(
                span: span, connections: connections, lines: lines,
                history: balances.warnings + withdrawals.warnings, tooLong: totals.sorted.filter(\.isTooLong))
            let report = FiscalReport(
                year: year, currency: currency, asOf: connections.compactMap(\.lastGood).min(),
                isDraft: found.isDraft, connections: connections, warnings: found.all + warnings,
                totals: totals.sorted, lines: lines, digest: "")
            return FiscalReport(report, digest: report.canonicalDigest(sha256))
        }
    }

    private init(
        year: Int, currency: String, asOf: Instant?, isDraft: Bool, connections: [FiscalConnection],
        warnings: [FiscalWarning], totals: [AssetTotal], lines: [Line], digest: String
    ) {
        self.year = year
        self.currency = currency
        self.asOf = asOf
        self.isDraft = isDraft
        self.connections = connections
        self.warnings = warnings
        self.totals = totals
        self.lines = lines
        self.digest = digest
    }
    private init(_ report: FiscalReport, digest: String) {
        self.init(
            year: report.year, currency: report.currency, asOf: report.asOf, isDraft: report.isDraft,
            connections: report.connections, warnings: report.warnings, totals: report.totals, lines: report.lines,
            digest: digest)
    }

    /// A digest of the digests of head and lines: nobody needs the whole in memory at once.
    private func canonicalDigest(_ sha256: ([UInt8]) -> [UInt8]) -> String {
        var digests = sha256(Array(FiscalJSON.head(self).text().utf8))
        for line in lines { digests += sha256(Array(FiscalJSON.line(line, currency: currency).text().utf8)) }
        let digits = Array("0123456789abcdef".utf8)
        let hex = sha256(digests).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: hex, as: UTF8.self)
    }
}

import HistoryModel

/// The report as JSON. A contract: members are only ever added.
package enum FiscalJSON {
    package static func write(_ report: FiscalReport, _ put: ([UInt8]) throws -> Void) rethrows {
        let head = head(report).text().dropLast()
        try put(Array((head + ",\"digest\":\"\(report.digest)\",\"transactions\":[").utf8))
        for (number, line) in report.lines.enumerated() {
            try put(Array(((number == 0 ? "\n" : ",\n") + self.line(line, currency: report.currency).text()).utf8))
        }
        try put(Array((report.lines.isEmpty ? "]}\n" : "\n]}\n").utf8))
    }

    /// Everything but the transactions and the digest.
    static func head(_ report: FiscalReport) -> JSONValue {
        .object([
            ("report", .string("portolan-fiscal-1")), ("year", .int(report.year)),
            ("currency", .string(report.currency)), ("asOf", .optional(report.asOf?.description)),
            ("draft", .bool(report.isDraft)), ("connections", .array(report.connections.map(connection))),
            ("disclosures", .array(report.warnings.map(warning))),
            ("totals", .array(report.totals.map(total))),
        ])
    }

    private static func connection(_ connection: FiscalConnection) -> JSONValue {
        .object([
            ("connection", .string(connection.name)), ("exchange", .string(connection.exchange)),
            ("state", .string(connection.state.rawValue)), ("lastGood", .optional(connection.lastGood?.description)),
            ("tombstones", .int(connection.tombstones)), ("coverage", CoverageReport.json(connection.coverage)),
        ])
    }

    private static func warning(_ warning: FiscalWarning) -> JSONValue {
        .object([
            ("kind", .string(warning.kind.rawValue)), ("connection", .string(warning.connection)),
            ("text", .string(warning.text)), ("remedy", .string(warning.remedy)),
            ("code", .optional(warning.code.isEmpty ? nil : warning.code)), ("streams", .strings(warning.streams)),
        ])
    }

    private static func total(_ total: AssetTotal) -> JSONValue {
        .object([
            ("connection", .string(total.connection)), ("asset", .string(total.asset)),
            ("opening", amount(total.opening, of: total)), ("received", amount(total.received, of: total)),
            ("sent", amount(total.sent, of: total)), ("fees", amount(total.fees, of: total)),
            ("closing", amount(total.closing, of: total)),
            ("receivedValue", .optional(total.receivedValue.known?.description)),
            ("sentValue", .optional(total.sentValue.known?.description)),
            ("feeValue", .optional(total.feeValue.known?.description)),
            ("unvalued", .int(total.unvalued)),
            (
                "unvaluedBySide",
                .object([
                    ("received", .int(total.receivedValue.unvalued)), ("sent", .int(total.sentValue.unvalued)),
                    ("fees", .int(total.feeValue.unvalued)),
                ])
            ),
        ])
    }

    /// Null where the amounts cannot be added.
    private static func amount(_ amount: Amount, of total: AssetTotal) -> JSONValue {
        .optional(total.isTooLong ? nil : amount.description)
    }

    static func line(_ line: FiscalReport.Line, currency: String) -> JSONValue {
        let transaction = line.transaction
        let legs = zip(transaction.legs, line.values).map { leg, value in
            JSONValue.object([
                ("role", .string(leg.role.name)), ("asset", .string(leg.asset)), ("amount", .string(leg.amount)),
                ("inside", .bool(leg.isInside)), ("value", self.value(value, currency)),
            ])
        }
        let records = transaction.records.map { stored in
            JSONValue.strings([stored.stream, stored.unit ?? "", stored.record.key])
        }
        return .object([
            ("id", .string(transaction.id)), ("time", .string(transaction.time.description)),
            ("connection", .string(transaction.connection)), ("kind", .string(transaction.kind.name)),
            ("status", .string(transaction.status.rawValue)), ("label", .string(transaction.label)),
            ("userLabel", .string(transaction.userLabel)),
            ("txHash", .string(transaction.txHash)), ("address", .string(transaction.address)),
            ("noLongerServed", .bool(transaction.isNoLongerServed)), ("legs", .array(legs)),
            ("records", .array(records)),
        ])
    }

    private static func value(_ value: LegValue, _ currency: String) -> JSONValue {
        guard let known = value.known else {
            return .object([("state", .string(value.name)), ("reason", .string(value.reason))])
        }
        return .object([
            ("state", .string("known")), ("amount", .string(known.amount.description)), ("currency", .string(currency)),
            ("price", .optional(known.price?.description)), ("source", .string(known.source)),
            ("chain", .string(known.chain)), ("at", .optional(known.at?.description)),
        ])
    }
}

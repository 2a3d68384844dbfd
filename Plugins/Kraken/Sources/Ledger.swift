import AdapterKit

/// Everything that moved a balance, newest first, 50 rows a page.
///
///     "L4UESK-KG3EQ-UFO4T5": {"refid":"TJKLXF-PGMUI-4NTLXU","time":1688464484.1787,"type":"trade","subtype":"",
///       "aclass":"currency","asset":"ZGBP","amount":"-24.5000","fee":"0.0490","balance":"459567.9171"}
enum Ledger: AdapterStream {
    static let page = Kraken.docs("api-reference/account-data/get-ledgers-info")
    static let endpoint = Kraken.endpoint(
        "ledgers", "Ledgers", purpose: "Reads the ledger: trades, deposits, withdrawals, rewards, fees.",
        form: [.integer("start"), .integer("end"), .integer("ofs")], cost: 2, page)
    static let declaration = StreamDeclaration.history(
        "ledger", label: "Ledger",
        kinds: [
            .trade, .conversion, .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .transfer, .reward, .airdrop,
            .margin, .fee, .other,
        ],
        walk: .byTime, bounds: [.unlimited(page)], order: .down, paging: .offset, pageMax: 50, delisted: .served,
        planSpan: .days(365), settle: .days(1), resolution: .seconds(1), evidence: [page])

    /// Cursor: rows read so far; every page repeats the last row of the one before.
    ///
    /// `start` is exclusive, `end` inclusive, and both are whole seconds while rows have fractions. So the window is
    /// asked for one second early and up to the second it ends in: no row at an edge is missed. Rows of the
    /// neighbouring seconds come along and are kept: they are the same rows by key, and `count` and `ofs` count them.
    static func request(_ ask: StreamAsk<Int64>) -> Request {
        var request = Request(endpoint)
        let start = ask.from.units(.seconds, roundedUp: false) - 1
        if start > 0 { request.add("start", .int(start)) }
        request.add("end", .timeRoundedUp(ask.until, .seconds))
        request.add("ofs", .int(offset(ask)))
        return request
    }
    private static func offset(_ ask: StreamAsk<Int64>) -> Int64 { max(1, ask.cursor ?? 1) - 1 }

    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        let result = try Kraken.open(answer)
        let count = try result["count"].int
        try page.total(count)
        var rows: Int64 = 0
        for (id, row) in try result["ledger"].members {
            try add(row, id: try id.text, to: page)
            rows += 1
        }
        let offset = offset(ask)
        let (have, overflow) = offset.addingReportingOverflow(rows)
        // A page without a new row is the last one, even where Kraken counts rows it does not serve.
        let isNew = rows > (ask.cursor == nil ? 0 : 1)
        return isNew && !overflow && have < count ? .next(have) : .end()
    }

    private static func add(_ row: JSON, id: Text, to page: Page) throws {
        let raw = try row["asset"].text
        let amount = try row["amount"].amount
        let fee = try row["fee"].amount
        let refid = try row["refid"].word
        let type = try row["type"].text
        let subtype = try row["subtype"].ifPresent?.text ?? .empty
        let asset = Kraken.asset(raw)
        let kind = LedgerKind.of(type, subtype, asset: asset, raw: raw, amount: amount, fee: fee)
        // Rows carry four decimals; a JSON number drops their trailing zeros.
        let moment = try row["time"].time(.seconds, precision: Span(nanoseconds: 100_000))
        try page.add(kind, at: moment, key: id, raw: row) { record in
            // A margin result may share its refid with the trade or conversion that caused it: two events.
            if !refid.isEmpty { record.group(try page.text("ref:", refid, kind == .margin ? ":margin" : .empty)) }
            record.label(subtype.isEmpty ? type : try page.text(type, "/", subtype))
            record.wallet(Kraken.wallet(raw))
            if !amount.isZero { try record.moved(asset, amount) }
            // Beside the amount, in the row's own asset: the balance moves by amount − fee.
            if !fee.isZero { try record.fee(asset, fee) }
            try record.id("txid", id)
            if !refid.isEmpty { try record.id("refid", refid) }
            try record.extra("asset", raw)
            if let aclass = row["aclass"].ifPresent { try record.extra("aclass", try aclass.looseText) }
            if let balance = row["balance"].ifPresent { try record.extra("balance", try balance.word) }
        }
    }
}

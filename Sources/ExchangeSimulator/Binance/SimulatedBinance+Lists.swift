import HistoryModel

extension SimulatedBinance {
    private func milliseconds(_ fields: FormFields, _ name: String) throws -> Instant? {
        guard let text = fields.filled(name) else { return nil }
        guard let number = Int64(text), (0...4_000_000_000_000).contains(number) else {
            throw Refusal(-1100, "Illegal characters found in parameter '\(name)'.")
        }
        return Instant(nanoseconds: number * 1_000_000)
    }
    private func number(_ fields: FormFields, _ name: String) throws -> Int? {
        guard let text = fields.filled(name) else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw Refusal(-1100, "Illegal characters found in parameter '\(name)'.")
        }
        return number
    }

    /// Both ends belong to the range. Newest first.
    mutating func rows(
        of list: BinanceList, _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) throws -> JSONValue {
        if !hasMargin, list.history.hasPrefix("margin") { throw Refusal(-3003, "Margin account does not exist.") }
        var unit = list.unit
        if let name = list.parameter {
            guard let value = fields.filled(name) else { throw Refusal.missing(name) }
            unit = value
        }
        let (asked, end) = (try milliseconds(fields, list.span.0), try milliseconds(fields, list.span.1))
        if list.needsRange, asked == nil || end == nil { throw Refusal.missing(list.span.0) }
        let until = end ?? asked.map { min(now, $0 + list.usual) } ?? now
        var from = asked ?? until - list.usual
        if let widest = list.widest, until - from > widest {
            throw Refusal(list.tooWide, "The range is wider than is allowed.")
        }
        from = max(from, list.depth(now))
        let found = Array(
            books.rows(
                list.history, unit: unit.isEmpty ? nil : unit, from: from, until: until + .milliseconds(1), at: now
            ).reversed())
        let most = list.size.most
        var page: ArraySlice<BinanceRow>
        switch list.paging {
        case .offset:
            page = found.dropFirst(try number(fields, "offset") ?? 0)
                .prefix(min(try number(fields, "limit") ?? most, most))
        case .whole: page = found.prefix(min(try number(fields, "limit") ?? list.size.usual, most))
        case .pages(let numberName, let sizeName):
            let size = min(try number(fields, sizeName) ?? list.size.usual, most)
            page = found.dropFirst((max(1, try number(fields, numberName) ?? 1) - 1) * size).prefix(size)
        }
        if case .dust = list.envelope { page = wholeSweeps(found) }
        entry.rows = page.count
        if ["deposits", "withdrawals", "distributions"].contains(list.history) {
            books.pageServed(list.history, oldest: page.last, at: now)
        }
        return envelope(list, Array(page), total: found.count, isCut: page.count < found.count, at: now)
    }

    /// The newest hundred rows, of which the last sweep may be cut in two.
    private func wholeSweeps(_ rows: [BinanceRow]) -> ArraySlice<BinanceRow> { rows.prefix(100) }

    private func envelope(
        _ list: BinanceList, _ rows: [BinanceRow], total: Int, isCut: Bool, at now: Instant
    ) -> JSONValue {
        let bodies = rows.map { $0.body(at: now) }
        switch list.envelope {
        case .bare: return .array(bodies)
        case .rows: return .object([("rows", .array(bodies)), ("total", .int(total))])
        case .data:
            var members: [(String, JSONValue)] = [("code", .string("000000")), ("message", .string("success"))]
            // Left out when there is nothing, as was seen.
            if !bodies.isEmpty { members.append(("data", .array(bodies))) }
            return .object(members + [("total", .int(total)), ("success", .bool(true))])
        case .conversions: return .object([("list", .array(bodies)), ("moreData", .bool(isCut))])
        case .rebates:
            let data = JSONValue.object([("page", .int(1)), ("totalRecords", .int(total)), ("data", .array(bodies))])
            return .object([
                ("status", .string("OK")), ("type", .string("GENERAL")), ("code", .string("000000")), ("data", data),
            ])
        case .dust:
            var sweeps: [(sweep: Int, time: Int64, details: [JSONValue])] = []
            for (row, body) in zip(rows, bodies) {
                if let last = sweeps.indices.last, sweeps[last].sweep == row.sweep {
                    sweeps[last].details.append(body)
                } else {
                    sweeps.append((row.sweep ?? 0, row.time, [body]))
                }
            }
            let objects = sweeps.map { sweep in
                JSONValue.object([
                    ("operateTime", BinanceRow.text(sweep.time, .milliseconds)), ("transId", .int(sweep.sweep)),
                    ("userAssetDribbletDetails", .array(sweep.details)),
                ])
            }
            return .object([("total", .int(objects.count)), ("userAssetDribblets", .array(objects))])
        }
    }

    /// Oldest first: from an id on, within a day, or the newest.
    mutating func fills(
        _ history: String, _ first: String, _ idName: String, _ fields: FormFields, at now: Instant,
        noting entry: inout RequestLog.Entry
    ) throws -> JSONValue {
        guard let symbol = fields.filled("symbol") else { throw Refusal.missing("symbol") }
        guard symbols.contains(symbol) else { throw Refusal(-1121, "Invalid symbol.") }
        if !hasMargin, history.hasPrefix("margin") || history.hasPrefix("isolated") {
            throw Refusal(-3003, "Margin account does not exist.")
        }
        let limit = min(try number(fields, "limit") ?? 500, 1000)
        let (from, until) = (try milliseconds(fields, "startTime"), try milliseconds(fields, "endTime"))
        let id = try number(fields, first)
        if id != nil, from != nil || until != nil {
            throw Refusal(-1128, "Combination of optional parameters invalid.")
        }
        if let from, let until, until - from > .days(1) {
            throw Refusal(-1127, "More than 24 hours between startTime and endTime.")
        }
        var rows = books.rows(history, unit: symbol, at: now)
        if let order = fields.filled("orderId") {
            rows = rows.filter { row in row.members.contains { $0.0 == "orderId" && $0.1.plainText == order } }
        }
        if let id {
            // By id, not by time: a row that was inserted late has a high one.
            rows = rows.filter { Int($0.id) ?? 0 >= id }.sorted { (Int($0.id) ?? 0) < (Int($1.id) ?? 0) }
            rows = Array(rows.prefix(limit))
        } else if from != nil || until != nil {
            let begin = from ?? (until ?? now) - .days(1)
            let end = until ?? begin + .days(1)
            rows = Array(rows.filter { $0.instant >= begin && $0.instant <= end }.prefix(limit))
        } else {
            rows = rows.suffix(limit)
        }
        entry.rows = rows.count
        if history == "trades", !rows.isEmpty { books.pageServed(history, oldest: rows.first, at: now) }
        return .array(rows.map { $0.body(at: now) })
    }
}

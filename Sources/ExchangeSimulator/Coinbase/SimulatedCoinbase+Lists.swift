import HistoryModel

/// Lists below /v2: 25 rows a page unless said otherwise, 100 at most, behind or before an id.
extension SimulatedCoinbase {
    private struct Page<Element> {
        var rows: [Element]
        var hasMore: Bool
    }

    func accounts(_ fields: FormFields, at now: Instant) throws(Refusal) -> JSONValue {
        let page = try page(wallets, fields, isShort: false) { $0.id }
        let held = balances(at: now)
        let firsts = Dictionary(books.rows("transactions", at: now).map { ($0.unit, $0.instant) }) { first, _ in first }
        let rows = page.rows.map { wallet in
            wallet.account(balance: held[wallet.id] ?? .zero, created: firsts[wallet.id])
        }
        return envelope(rows, last: page.hasMore ? page.rows.last?.id : nil, "/v2/accounts", fields)
    }

    mutating func list(
        _ name: String, of account: String, _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) throws(Refusal) -> JSONValue {
        guard wallets.contains(where: { $0.id == account }) else { throw Refusal("not_found", "no such account") }
        guard ["transactions", "deposits", "withdrawals"].contains(name) else {
            throw Refusal("not_found", "no such list")
        }
        var rows = books.rows(name, unit: account, at: now)
        if fields["order"] != "asc" { rows.reverse() }
        pages += 1
        // A page may be shorter than asked for; where full pages are wanted it never is.
        let page = try page(rows, fields, isShort: pages % 3 == 0 && !settings.fullPages) { $0.id }
        entry.rows = page.rows.count
        let data = page.rows.map { $0.body(at: now) }
        let next = page.hasMore ? page.rows.last?.id : nil
        books.pageServed(name, oldest: page.rows.min { ($0.time, $0.serial) < ($1.time, $1.serial) }, at: now)
        return envelope(data, last: next, "/v2/accounts/\(account)/\(name)", fields)
    }

    private func page<Element>(
        _ all: [Element], _ fields: FormFields, isShort: Bool, id: (Element) -> String
    ) throws(Refusal) -> Page<Element> {
        let limit = try limit(fields, 25, atMost: 100)
        guard ["asc", "desc", nil].contains(fields["order"]) else { throw Refusal("validation_error", "order") }
        var rest = all[...]
        if let after = fields.filled("starting_after") {
            guard let place = all.firstIndex(where: { id($0) == after }) else {
                throw Refusal("not_found", "no such row to start after")
            }
            rest = all[(place + 1)...]
        } else if let before = fields.filled("ending_before") {
            guard let place = all.firstIndex(where: { id($0) == before }) else {
                throw Refusal("not_found", "no such row to end before")
            }
            rest = all[max(0, place - limit)..<place]
        }
        let count = isShort && rest.count > limit && limit > 1 ? limit - 1 : limit
        return Page(rows: Array(rest.prefix(count)), hasMore: rest.count > count)
    }

    func limit(_ fields: FormFields, _ usual: Int, atMost most: Int) throws(Refusal) -> Int {
        guard let text = fields.filled("limit") else { return usual }
        guard let limit = Int(text), limit > 0 else { throw Refusal("validation_error", "limit") }
        return min(limit, most)
    }

    private func envelope(_ rows: [JSONValue], last: String?, _ path: String, _ fields: FormFields) -> JSONValue {
        let limit = fields["limit"] ?? "25"
        let next = last.map { last in
            isHostile
                ? "https://evil.example.com/v2/accounts/EUR/transactions?limit=1&starting_after=evil"
                : "\(path)?limit=\(limit)&order=\(fields["order"] ?? "desc")&starting_after=\(last)"
        }
        return .object([
            (
                "pagination",
                .object([
                    ("ending_before", .optional(fields.filled("ending_before"))),
                    ("starting_after", .optional(fields.filled("starting_after"))), ("previous_ending_before", .null),
                    ("next_starting_after", .optional(last)), ("limit", .number(limit)),
                    ("order", .string(fields["order"] ?? "desc")), ("previous_uri", .null),
                    ("next_uri", .optional(next)),
                ])
            ), ("data", .array(rows)),
        ])
    }
}

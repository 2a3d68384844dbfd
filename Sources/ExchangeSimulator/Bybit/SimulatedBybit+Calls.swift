import HistoryModel

extension SimulatedBybit {
    static let registerTime = "/fht/compliance/tax/v3/private/registertime"

    /// One private call: the right it needs, its rate, and what answers.
    struct Call: Sendable {
        var right: String?
        var rate: Int
        var period = Span.seconds(1)
        var answer:
            @Sendable (inout SimulatedBybit, FormFields, Instant) throws(Refusal) -> (wire: WireAnswer, rows: Int?)
    }

    /// How a history is asked for.
    struct Asking: Sendable {
        var history: String
        /// The member of `result` that holds the rows.
        var rows = "list"
        var limit = (initial: 50, most: 50)
        var from = "startTime"
        var until = "endTime"
        /// Nanoseconds in a unit of the range, and in a step of the filter.
        var unit: Int64 = 1_000_000
        var step: Int64 = 1_000_000
        /// Nil: the call knows no range.
        var widest: Span?
        /// What is answered when no range is given.
        var initial: Span = .days(7)
        var isBothOrNone = false
        /// How far back, and whether more is an error or quietly not there.
        var depth: HistoryBound.Depth?
        var refusesDeeper = false
        var categories: Set<String> = []
        /// Cursors are written percent-encoded; else in base64.
        var isEncoded = false
        /// Deposits carry a cursor even on their last page.
        var alwaysHasCursor = false
    }

    private static func history(_ asking: Asking, right: String, rate: Int, per period: Span = .seconds(1)) -> Call {
        Call(right: right, rate: rate, period: period) { (bybit, fields, now) throws(Refusal) in
            try bybit.page(asking, fields, at: now)
        }
    }

    static let calls: [String: Call] = [
        "/v5/user/query-api": Call(rate: 10) { (bybit, _, now) throws(Refusal) in (bybit.keyInfo(at: now), nil) },
        "/v5/account/info": Call(rate: 50) { (bybit, _, now) throws(Refusal) in (bybit.accountInfo(at: now), nil) },
        registerTime: Call(right: "ExchangeHistory", rate: 10) { (bybit, _, now) throws(Refusal) in
            (bybit.registered(at: now), nil)
        },
        "/v5/account/wallet-balance": Call(right: "SpotTrade", rate: 50) { (bybit, fields, now) throws(Refusal) in
            (try bybit.unifiedBalance(fields, at: now), nil)
        },
        "/v5/asset/transfer/query-account-coins-balance": Call(right: "AccountTransfer", rate: 5) {
            (bybit, fields, now) throws(Refusal) in (try bybit.walletBalance(fields, at: now), nil)
        },
        "/v5/earn/position": Call(right: "Earn", rate: 10) { (bybit, fields, now) throws(Refusal) in
            (try bybit.earnPositions(fields, at: now), nil)
        },
        "/v5/asset/coin/query-info": Call(right: "AccountTransfer", rate: 50) { (bybit, _, now) throws(Refusal) in
            (bybit.coins(at: now), nil)
        },
        "/v5/execution/list": history(
            Asking(
                history: "executions", limit: (50, 100), widest: .days(7), depth: .days(730), refusesDeeper: true,
                categories: ["spot", "linear", "inverse", "option"], isEncoded: true), right: "SpotTrade", rate: 50),
        "/v5/pre-upgrade/execution/list": history(
            Asking(
                history: "earlier-executions", limit: (50, 100), widest: .days(7),
                categories: ["linear", "inverse", "option"], isEncoded: true), right: "SpotTrade", rate: 50),
        "/v5/account/transaction-log": history(
            Asking(
                history: "unified-log", limit: (20, 50), widest: .days(7), initial: .hours(24), depth: .days(730),
                refusesDeeper: true, isEncoded: true), right: "SpotTrade", rate: 25),
        "/v5/asset/fundinghistory": history(
            Asking(
                history: "funding-log", limit: (10, 100), from: "createTimeFrom", until: "createTimeTo",
                unit: 1_000_000_000, step: 1_000_000_000, widest: .days(7), isBothOrNone: true),
            right: "AccountTransfer", rate: 30),
        "/v5/asset/deposit/query-record": history(
            Asking(
                history: "deposits", rows: "rows", step: 1_000_000_000, widest: .days(30), initial: .days(30),
                alwaysHasCursor: true), right: "AccountTransfer", rate: 100, per: .minutes(1)),
        "/v5/asset/deposit/query-internal-record": history(
            Asking(
                history: "internal-deposits", rows: "rows", step: 1_000_000_000, widest: .days(30), initial: .days(30),
                alwaysHasCursor: true), right: "AccountTransfer", rate: 300),
        "/v5/asset/withdraw/query-record": history(
            Asking(
                history: "withdrawals", rows: "rows", step: 1_000_000_000, widest: .days(30) - .milliseconds(1),
                initial: .days(30), alwaysHasCursor: true), right: "AccountTransfer", rate: 300, per: .minutes(1)),
        "/v5/asset/transfer/query-inter-transfer-list": history(
            Asking(
                history: "transfers", limit: (20, 50), step: 1_000_000_000, widest: .days(7)),
            right: "AccountTransfer", rate: 60, per: .minutes(1)),
        "/v5/asset/exchange/order-record": history(
            Asking(history: "old-conversions", rows: "orderBody", limit: (10, 50), isEncoded: true),
            right: "ExchangeHistory", rate: 600, per: .minutes(1)),
        "/v5/earn/yield": history(
            Asking(
                history: "yield", rows: "yield", limit: (50, 100), widest: .days(7), depth: .calendarMonths(3),
                categories: ["FlexibleSaving", "OnChain"]), right: "Earn", rate: 10),
        "/v5/earn/order": history(
            Asking(history: "earn-orders", limit: (50, 100), widest: .days(7), categories: ["FlexibleSaving"]),
            right: "Earn", rate: 10),
        "/v5/asset/exchange/query-convert-history": Call(right: "ExchangeHistory", rate: 50) {
            (bybit, fields, now) throws(Refusal) in
            bybit.numbered("conversions", rows: "list", page: fields["index"], size: fields["limit"], 20, at: now)
        },
        "/v5/asset/covert/small-balance-history": Call(right: "ExchangeHistory", rate: 5) {
            (bybit, fields, now) throws(Refusal) in
            bybit.numbered("dust", rows: "records", page: fields["cursor"], size: fields["size"], 50, at: now)
        },
    ]

    // MARK: Pages

    private mutating func page(
        _ asking: Asking, _ fields: FormFields, at now: Instant
    ) throws(Refusal) -> (wire: WireAnswer, rows: Int?) {
        var unit: String?
        if !asking.categories.isEmpty {
            guard let category = fields.filled("category"), asking.categories.contains(category) else {
                throw Refusal(10001, "params error: category only support \(asking.categories.sorted())")
            }
            unit = category
        }
        let limit = Int(fields.filled("limit") ?? "\(asking.limit.initial)") ?? 0
        guard (1...asking.limit.most).contains(limit) else { throw Refusal(10001, "params error: limit") }
        let range = try range(asking, fields, at: now)
        var rows = books.rows(asking.history, unit: unit, from: range.from, until: range.until, at: now)
        if asking.history == "withdrawals" {
            // On the chain alone, unless more is asked for.
            let type = fields.filled("withdrawType") ?? "0"
            if type != "2" { rows.removeAll { $0.fields.first { $0.name == "withdrawType" }?.value.plainText != type } }
        }
        if let type = fields.filled("execType") {
            rows.removeAll { $0.fields.first { $0.name == "execType" }?.value.plainText != type }
        }
        if let cursor = fields.filled("cursor") {
            guard let last = Self.place(of: cursor) else { throw Refusal(10001, "params error: cursor") }
            rows.removeAll { ($0.time, $0.serial) >= last }
        }
        let served = Array(rows.suffix(limit).reversed())
        let hasMore = rows.count > limit || (asking.alwaysHasCursor && !served.isEmpty)
        let cursor = served.last.map { Self.cursor($0, isEncoded: asking.isEncoded) } ?? ""
        var members: [(String, JSONValue)] = [
            (asking.rows, .array(served.map { $0.body(at: now) })), ("nextPageCursor", .string(hasMore ? cursor : "")),
        ]
        if let unit { members.append(("category", .string(unit))) }
        books.pageServed(asking.history, oldest: served.last, at: now)
        return (envelope(.object(members), at: now), served.count)
    }

    /// Half open. Both ends of Bybit's own belong to it.
    private func range(
        _ asking: Asking, _ fields: FormFields, at now: Instant
    ) throws(Refusal) -> (from: Instant, until: Instant) {
        var floor = Instant.distantPast
        if let depth = asking.depth { floor = depth.before(now) }
        guard let widest = asking.widest else { return (floor, .distantFuture) }
        func instant(_ name: String) throws(Refusal) -> Instant? {
            guard let text = fields.filled(name) else { return nil }
            guard let number = Int64(text), number >= 0, number < Int64.max / asking.unit else {
                throw Refusal(10001, "params error: \(name)")
            }
            return Instant(nanoseconds: number * asking.unit)
        }
        let start = try instant(asking.from)
        let end = try instant(asking.until)
        if asking.isBothOrNone, (start == nil) != (end == nil) {
            throw Refusal(10001, "\(asking.from) and \(asking.until) go together.")
        }
        let until = end ?? start.map { $0 + asking.initial } ?? now
        let from = start ?? until - asking.initial
        guard from <= until, until - from <= widest || start == nil || end == nil else {
            throw Refusal(10001, "The time range between startTime and endTime is too long.")
        }
        if asking.refusesDeeper, from < floor { throw Refusal(10001, "Can't query earlier than 2 years.") }
        return (
            max(from, floor).roundedDown(to: Span(nanoseconds: asking.step)),
            until.roundedDown(to: Span(nanoseconds: asking.step)) + Span(nanoseconds: asking.step)
        )
    }

    /// Pages counted from 1, the newest rows on the first.
    private mutating func numbered(
        _ history: String, rows name: String, page: String?, size: String?, _ initial: Int, at now: Instant
    ) -> (wire: WireAnswer, rows: Int?) {
        let limit = min(100, max(1, Int(size ?? "") ?? initial))
        let number = max(1, Int(page ?? "") ?? 1)
        let all = Array(books.rows(history, at: now).reversed())
        let served = Array(all.dropFirst((number - 1) * limit).prefix(limit))
        var members: [(String, JSONValue)] = [(name, .array(served.map { $0.body(at: now) }))]
        if history == "dust" {
            members += [
                ("cursor", .string("\(number)")), ("size", .string("\(limit)")),
                ("lastPage", .string("\(max(1, (all.count + limit - 1) / limit))")),
                ("totalCount", .string("\(all.count)")),
            ]
        }
        books.pageServed(history, oldest: served.last, at: now)
        return (envelope(.object(members), at: now), served.count)
    }

    // MARK: Cursors

    /// `1700000000000000000%3A7%2C1700000000000000000%3A7`, or the same in base64 with its `=`.
    private static func cursor(_ row: BybitRow, isEncoded: Bool) -> String {
        if isEncoded { return "\(row.time)%3A\(row.serial)%2C\(row.time)%3A\(row.serial)" }
        return Digests.base64(Array("{\"minID\":\(row.time),\"maxID\":\(row.serial)}".utf8))
    }

    /// A client may hand an encoded cursor on as it came, or encode it once more.
    private static func place(of cursor: String) -> (Int64, UInt32)? {
        let text = Digests.bytes(base64: cursor).map { String(decoding: $0, as: UTF8.self) } ?? cursor
        let decoded = FormFields(("x=" + text).utf8)["x"] ?? ""
        let numbers = decoded.split { !$0.isNumber }
        guard numbers.count >= 2, let time = Int64(numbers[0]), let serial = UInt32(numbers[1]) else { return nil }
        return (time, serial)
    }
}

import HistoryModel

/// How one list is asked for.
struct OKXQuestion: Sendable {
    enum Paging: Sendable {
        /// `after` and `before` are bill ids, `begin` and `end` times, both included.
        case id
        /// `after` and `before` are times, both left out.
        case time
        /// `after` and `before` are the first and the last instant wanted.
        case bounds
        /// As `pagingType` says: 1 times, 2 bill ids.
        case chosen
    }
    enum Depth: Sendable {
        case everything
        case days(Int64)
        case months(Int)
        case since(Instant)
    }
    var list: OKXRow.List
    var paging: Paging
    var depth: Depth
    var required: [String]

    init(_ list: OKXRow.List, by paging: Paging, back depth: Depth = .everything, required: [String] = []) {
        self.list = list
        self.paging = paging
        self.depth = depth
        self.required = required
    }
}

extension SimulatedOKX {
    /// One page, newest first.
    mutating func page(_ question: OKXQuestion, _ fields: FormFields, at now: Instant) throws -> [JSONValue] {
        for name in question.required where fields.filled(name) == nil { throw Refusal(code: "50014", status: 400) }
        func number(_ name: String) throws -> Int64? {
            guard let text = fields.filled(name) else { return nil }
            guard let value = Int64(text), value >= 0 else { throw Refusal(code: "51000", status: 400) }
            return value
        }
        let limit = try number("limit") ?? 100
        guard (1...100).contains(limit) else { throw Refusal(code: "51000", status: 400) }
        let (after, before) = (try number("after"), try number("before"))
        let (begin, end) = (try number("begin"), try number("end"))
        var paging = question.paging
        if case .chosen = paging {
            switch fields.filled("pagingType") ?? "1" {
            case "1": paging = .time
            case "2": paging = .id
            default: throw Refusal(code: "51000", status: 400)
            }
            if before != nil { throw Refusal(code: "50039") }
        }
        let rows = books.rows(question.list.rawValue, from: floor(question.depth, at: now), at: now)
        let page = rows.reversed().lazy.filter { row in
            let time = row.filterTime
            switch paging {
            case .id:
                let id = Int64(row.id) ?? 0
                if let after, id >= after { return false }
                if let before, id <= before { return false }
                if let begin, time < begin { return false }
                if let end, time > end { return false }
            case .time:
                if let after, time >= after { return false }
                if let before, time <= before { return false }
            case .bounds:
                if let after, time < after { return false }
                if let before, time > before { return false }
            case .chosen: break
            }
            return ["ccy", "type", "subType", "instType", "instId", "ordId", "paymentMethod"].allSatisfy { name in
                fields.filled(name).map { $0 == row[name] } ?? true
            }
        }.prefix(Int(limit))
        let found = Array(page)
        let data = found.map { $0.body(at: now) }
        books.pageServed(question.list.rawValue, oldest: found.last, at: now)
        return data
    }

    private func floor(_ depth: OKXQuestion.Depth, at now: Instant) -> Instant {
        switch depth {
        case .everything: .distantPast
        case .days(let days): now - .days(days)
        // An older copy of the reference promised a year for what now has three months.
        case .months(3): now.addingCalendarMonths(-(Int(settings.options["months"] ?? "") ?? 3))
        case .months(let months): now.addingCalendarMonths(-months)
        case .since(let instant): instant
        }
    }
}

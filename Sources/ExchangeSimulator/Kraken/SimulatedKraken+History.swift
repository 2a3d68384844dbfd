import HistoryModel

extension SimulatedKraken {
    static let pageSize = 50

    /// What `start`, `end` and `ofs` ask for. Nil when one of them cannot be read.
    private func question(_ fields: FormFields, _ kind: KrakenID.Kind, at now: Instant) -> HistoryQuestion? {
        func bound(_ name: String) -> HistoryQuestion.Bound?? {
            guard let text = fields.filled(name) else { return .some(nil) }
            if let time = unixTime(text) { return .time(time) }
            return rendering.ids.serial(kind, of: text).map { .row($0) }
        }
        guard let after = bound("start"), let until = bound("end"),
            let offset = Int(fields.filled("ofs") ?? "0"), offset >= 0
        else { return nil }
        var question = HistoryQuestion(now: now, limit: Self.pageSize)
        question.after = after
        question.until = until
        question.offset = offset
        question.visible = key.visible
        question.lateEvery = faults.lateEvery
        question.late = .seconds(Int64(faults.lateSeconds))
        return question
    }

    mutating func ledgers(_ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry) -> [UInt8]? {
        guard let question = question(fields, .ledger, at: now) else { return nil }
        let type = fields.filled("type").flatMap { $0 == "all" ? nil : $0 }
        let assets = fields.filled("asset").flatMap { $0.lowercased() == "all" ? nil : $0 }
        let wanted = assets.map { Set($0.split(separator: ",").compactMap { KrakenNames.index(ofAny: String($0)) }) }
        let aclass = fields.filled("aclass")
        let filter = type == nil && wanted == nil ? nil : "\(type ?? "")/\(assets ?? "")"
        let result = books.ledger.page(question, filter: filter) { row in
            (type == nil || row.type.name == type) && wanted?.contains(row.asset) != false
        }
        guard var (count, places) = result else { return nil }
        if let aclass, aclass != "currency" { (count, places) = (0, []) }
        entry.rows = places.count
        var out = opening(capacity: 300 * places.count)
        out.append(text: #"{"error":[],"result":{"ledger":{"#)
        for (number, place) in places.enumerated() {
            if number > 0 { out.append(UInt8(ascii: ",")) }
            write(books.ledger.rows[place], into: &out)
        }
        out.append(UInt8(ascii: "}"))
        close(&out, count: fields.isTrue("without_count") ? nil : count)
        pageServed(oldest: places.last.map { books.ledger.rows[$0].serial }, at: now)
        return out
    }

    mutating func tradesHistory(
        _ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry
    ) -> [UInt8]? {
        guard let question = question(fields, .trade, at: now) else { return nil }
        let type = fields.filled("type") ?? "all"
        let known = ["all", "any position", "closed position", "closing position", "no position"]
        guard known.contains(type),
            var (count, places) = books.trades.page(question, filter: nil, matches: { _ in true })
        else { return nil }
        // The account never traded on margin.
        if type != "all", type != "no position" { (count, places) = (0, []) }
        entry.rows = places.count
        var out = opening(capacity: 420 * places.count)
        out.append(text: #"{"error":[],"result":{"trades":{"#)
        for (number, place) in places.enumerated() {
            if number > 0 { out.append(UInt8(ascii: ",")) }
            write(books.trades.rows[place], withLedgers: fields.isTrue("ledgers"), into: &out)
        }
        out.append(UInt8(ascii: "}"))
        close(&out, count: fields.isTrue("without_count") ? nil : count)
        return out
    }

    func ledgersByID(_ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry) -> [UInt8]? {
        guard let places = places(fields["id"], .ledger, books.ledger, at: now) else { return nil }
        entry.rows = places.count
        var out = opening(capacity: 300 * places.count)
        out.append(text: #"{"error":[],"result":{"#)
        for (number, place) in places.enumerated() {
            if number > 0 { out.append(UInt8(ascii: ",")) }
            write(books.ledger.rows[place], into: &out)
        }
        out.append(text: "}}")
        return out
    }

    func tradesByID(_ fields: FormFields, at now: Instant, noting entry: inout RequestLog.Entry) -> [UInt8]? {
        guard let places = places(fields["txid"], .trade, books.trades, at: now) else { return nil }
        entry.rows = places.count
        var out = opening(capacity: 420 * places.count)
        out.append(text: #"{"error":[],"result":{"#)
        for (number, place) in places.enumerated() {
            if number > 0 { out.append(UInt8(ascii: ",")) }
            write(books.trades.rows[place], withLedgers: fields.isTrue("ledgers"), into: &out)
        }
        out.append(text: "}}")
        return out
    }

    /// At most twenty ids; nil when one is unknown or out of the key's sight.
    private func places<Row>(
        _ ids: String?, _ kind: KrakenID.Kind, _ timeline: Timeline<Row>, at now: Instant
    ) -> [Int]? {
        guard let ids = ids?.split(separator: ","), (1...20).contains(ids.count) else { return nil }
        var question = HistoryQuestion(now: now, limit: 20)
        question.lateEvery = faults.lateEvery
        question.late = .seconds(Int64(faults.lateSeconds))
        let sight = (key.visible.from ?? .distantPast)...(key.visible.to ?? .distantFuture)
        var places: [Int] = []
        for id in ids {
            guard let serial = rendering.ids.serial(kind, of: id), let place = timeline.place(ofSerial: serial),
                timeline.isVisible(timeline.rows[place], question),
                sight.contains(Instant(nanoseconds: timeline.rows[place].time))
            else { return nil }
            places.append(place)
        }
        return places
    }

    private func opening(capacity: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(capacity + 64)
        return out
    }
    private func close(_ out: inout [UInt8], count: Int?) {
        if let count {
            out.append(text: #","count":"#)
            out.append(number: UInt64(count))
        }
        out.append(text: "}}")
    }
    private func write(_ row: KrakenLedgerRow, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        rendering.ids.write(.ledger, row.serial, into: &out)
        out.append(text: "\":{")
        rendering.write(row, into: &out)
        out.append(UInt8(ascii: "}"))
    }
    private func write(_ row: KrakenTradeRow, withLedgers: Bool, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        rendering.ids.write(.trade, row.serial, into: &out)
        out.append(text: "\":{")
        rendering.write(row, withLedgers: withLedgers, into: &out)
        out.append(UInt8(ascii: "}"))
    }
}

import HistoryModel

extension SimulatedKraken {
    private static let usualLimit = 25
    /// The sheet leaves the greatest limit open; this one is the simulator's own.
    private static let greatestLimit = 500

    /// DepositStatus and WithdrawStatus: an array, or with `cursor` an object with `next_cursor`.
    mutating func funding(
        _ list: WritableKeyPath<KrakenBooks, Timeline<KrakenFundingRow>>, named name: String, _ fields: FormFields,
        at now: Instant, noting entry: inout RequestLog.Entry
    ) -> [UInt8]? {
        guard let limit = Int(fields.filled("limit") ?? "\(Self.usualLimit)"), (1...Self.greatestLimit).contains(limit),
            var question = question(fields, at: now, limit: limit)
        else { return nil }
        let cursor = fields.filled("cursor").flatMap { $0.lowercased() == "false" ? nil : $0 }
        if let cursor, cursor.lowercased() != "true" {
            guard let row = Self.row(ofCursor: cursor), let place = books[keyPath: list].place(ofSerial: row) else {
                return nil
            }
            // The cursor names the last row served; what is older comes next.
            guard place > 0 else { return page([], list, named: name, wrapped: true, more: false, at: now) }
            question.until = .row(books[keyPath: list].rows[place - 1].serial)
        }
        let asset = fields.filled("asset").flatMap { $0.lowercased() == "all" ? nil : KrakenNames.index(ofAny: $0) }
        let method = fields.filled("method")
        let filter = asset == nil && method == nil ? nil : "\(asset.map { "\($0)" } ?? "")/\(method ?? "")"
        let rendering = rendering
        let result = books[keyPath: list].page(question, filter: filter) { row in
            (asset == nil || row.asset == asset) && (method == nil || rendering.method(of: row) == method)
        }
        guard let (count, places) = result else { return nil }
        entry.rows = places.count
        return page(places, list, named: name, wrapped: cursor != nil, more: count > places.count, at: now)
    }

    private func question(_ fields: FormFields, at now: Instant, limit: Int) -> HistoryQuestion? {
        var question = HistoryQuestion(now: now, limit: limit)
        for (name, path) in [("start", \HistoryQuestion.after), ("end", \.until)] {
            guard let text = fields.filled(name) else { continue }
            guard let time = unixTime(text) else { return nil }
            question[keyPath: path] = .time(time)
        }
        question.visible = key.visible
        if settings.fundingDays > 0 {
            let floor = now - .days(Int64(settings.fundingDays))
            question.visible.from = max(floor, question.visible.from ?? floor)
        }
        return question
    }

    private func page(
        _ places: [Int], _ list: KeyPath<KrakenBooks, Timeline<KrakenFundingRow>>, named name: String, wrapped: Bool,
        more: Bool, at now: Instant
    ) -> [UInt8] {
        let rows = books[keyPath: list].rows
        var out: [UInt8] = []
        out.reserveCapacity(320 * places.count + 96)
        out.append(text: #"{"error":[],"result":"#)
        if wrapped {
            out.append(UInt8(ascii: "{"))
            out.append(quoted: name)
            out.append(UInt8(ascii: ":"))
        }
        out.append(UInt8(ascii: "["))
        for (number, place) in places.enumerated() {
            out.append(contentsOf: (number > 0 ? ",{" : "{").utf8)
            rendering.write(rows[place], at: now.nanoseconds, into: &out)
            out.append(UInt8(ascii: "}"))
        }
        out.append(UInt8(ascii: "]"))
        if wrapped {
            out.append(text: #","next_cursor":"#)
            if more, let last = places.last {
                out.append(quoted: Self.cursor(ofRow: rows[last].serial))
            } else {
                out.append(text: "null")
            }
            out.append(UInt8(ascii: "}"))
        }
        out.append(UInt8(ascii: "}"))
        return out
    }

    private static let mark = "synthetic cursor "
    private static func cursor(ofRow serial: UInt32) -> String { Digests.base64(Array((mark + String(serial)).utf8)) }
    private static func row(ofCursor text: String) -> UInt32? {
        guard let bytes = Digests.bytes(base64: text) else { return nil }
        let plain = String(decoding: bytes, as: UTF8.self)
        return plain.hasPrefix(mark) ? UInt32(plain.dropFirst(mark.count)) : nil
    }
}

/// One row of a list on its way to a record.
public struct ListedRow {
    public let json: JSON
    public let page: Page
    public let unit: HistoryUnit?
    public init(json: JSON, page: Page, unit: HistoryUnit?) { (self.json, self.page, self.unit) = (json, page, unit) }

    public subscript(name: StaticString) -> JSON { json[Text(stringLiteral: name)] }

    /// Text in ISO form, or a number: of seconds where milliseconds would lie before 1973.
    public func time(_ name: StaticString) throws -> Moment {
        let value = self[name]
        if value.kind == .string, let text = try? value.text, text[4] == 0x2D { return try value.time(.iso8601) }
        let time = try value.time(.milliseconds)
        return abs(time.instant.nanoseconds / 1_000_000) < 100_000_000_000 ? try value.time(.seconds) : time
    }
    /// A field that is there and not empty.
    public func word(_ name: StaticString) throws -> Text? {
        guard let value = self[name].ifPresent else { return nil }
        let text = value.kind == .number || value.kind == .bool ? value.source : try value.looseText
        return text.isEmpty ? nil : text
    }
    /// Fields in one text, for rows that have no id.
    public func joined(_ names: [StaticString]) throws -> Text {
        var text = Text.empty
        for name in names { text = try page.text(text, text.isEmpty ? .empty : "|", try word(name) ?? "-") }
        return text
    }
}

/// What the fields of a row mean: a record, written as a table.
///
///     RowShape(
///         .conversion, at: "createTime", key: ["orderId"], [.sent("fromAsset", "fromAmount"),
///         .received("toAsset", "toAmount")], state: "orderStatus", states, ids: ["orderId"], extras: ["ratio"])
public struct RowShape: Sendable {
    public var kind: RecordKind
    public var time: StaticString
    /// One field: an id. Several: there is none, and these are joined.
    public var key: [StaticString]
    /// Joined where a row lacks the id it should have.
    public var spareKey: [StaticString]
    public var legs: [LegShape]
    public var flags: RecordFlags
    /// The field that says whether the row is final, and the words for an end; any other word is not final.
    public var state: StaticString?
    public var states: Words<RecordFlags>
    public var group: (prefix: StaticString, field: StaticString)?
    public var wallet: StaticString
    public var label: StaticString?
    public var hash: StaticString?
    public var address: StaticString?
    public var ids: [StaticString]
    public var extras: [StaticString]
    /// What the table cannot say.
    public var more: (@Sendable (ListedRow, RecordWriter) throws -> Void)?

    public init(
        _ kind: RecordKind, at time: StaticString, key: [StaticString], or spareKey: [StaticString] = [],
        _ legs: [LegShape], flags: RecordFlags = [], state: StaticString? = nil, _ states: Words<RecordFlags> = [:],
        group: (prefix: StaticString, field: StaticString)? = nil, wallet: StaticString = "",
        label: StaticString? = nil, hash: StaticString? = nil, address: StaticString? = nil, ids: [StaticString] = [],
        extras: [StaticString] = [],
        more: (@Sendable (ListedRow, RecordWriter) throws -> Void)? = nil
    ) {
        (self.kind, self.spareKey) = (kind, spareKey)
        (self.time, self.key, self.legs, self.flags, self.state, self.states) = (time, key, legs, flags, state, states)
        (self.group, self.wallet, self.label, self.hash, self.address) = (group, wallet, label, hash, address)
        (self.ids, self.extras, self.more) = (ids, extras, more)
    }

    /// Hands the row over. Gives 1, the rows it counts as.
    ///
    /// - Parameters:
    ///   - kind: instead of the table's, where the row decides.
    ///   - outer: of a row that stands in another: that one's id, put before its own, and its group.
    @discardableResult public func add(
        _ row: ListedRow, as kind: RecordKind? = nil, in outer: (id: Text, group: Text)? = nil
    ) throws -> Int64 {
        var flags = flags
        if let state, let word = try row.word(state) { flags.formUnion(states[word] ?? .pending) }
        var id = Text.empty
        if let first = key.first { id = try row.word(first) ?? .empty }
        if let outer, let first = key.first {
            id = try row.page.text(outer.id, ":", try row[first].word)
        } else if key.count > 1 || id.isEmpty {
            id = try row.joined(id.isEmpty && !spareKey.isEmpty ? spareKey : key)
            flags.insert(.composed)
        }
        try row.page.add(
            kind ?? self.kind, at: try row.time(time), key: id, flags: flags, raw: row.json
        ) { record in
            if let outer { record.group(outer.group) }
            if let group {
                record.group(try row.page.text(Text(stringLiteral: group.prefix), try row[group.field].word))
            }
            record.wallet(Text(stringLiteral: wallet))
            if let label { record.label(try row.word(label) ?? .empty) }
            if let hash { record.txHash(try row.word(hash) ?? .empty) }
            if let address { record.address(try row.word(address) ?? .empty) }
            for leg in legs { try leg.add(row, record) }
            for name in ids { if let word = try row.word(name) { try record.id(Text(stringLiteral: name), word) } }
            for name in extras {
                if let word = try row.word(name) { try record.extra(Text(stringLiteral: name), word) }
            }
            try more?(row, record)
        }
        return 1
    }
}

/// One movement of a row: the fields of asset and amount.
public struct LegShape: Sendable {
    enum Role: Sendable { case received, sent, moved, fee, feeInside }
    var role: Role
    var asset: StaticString
    var amount: StaticString
    var times: StaticString?
    var parts: StaticString?
    /// Not an error when the row lacks it.
    var isOptional: Bool

    public static func received(
        _ asset: StaticString, _ amount: StaticString, times: StaticString? = nil, ifThere: Bool = false
    ) -> LegShape { LegShape(role: .received, asset: asset, amount: amount, times: times, isOptional: ifThere) }
    public static func sent(_ asset: StaticString, _ amount: StaticString) -> LegShape {
        LegShape(role: .sent, asset: asset, amount: amount, isOptional: false)
    }
    /// The sign says the direction.
    ///
    /// - Parameter madeOf: a list of the coins the amount was made of, with members of the same names. Where a row has
    ///   them they are what moved, in the direction of the amount, which then is only their price.
    public static func moved(
        _ asset: StaticString, _ amount: StaticString, madeOf parts: StaticString? = nil
    ) -> LegShape { LegShape(role: .moved, asset: asset, amount: amount, parts: parts, isOptional: false) }
    /// Left out when it is missing or zero. Inside: the other amount already contains it.
    public static func fee(_ asset: StaticString, _ amount: StaticString, inside: Bool = false) -> LegShape {
        LegShape(role: inside ? .feeInside : .fee, asset: asset, amount: amount, isOptional: true)
    }

    /// Adds the leg to the record that is being filled.
    public func add(_ row: ListedRow, _ record: RecordWriter) throws {
        if isOptional, try row.word(amount) == nil || row.word(asset) == nil { return }
        if let parts, try addParts(parts, row, record) { return }
        let (asset, size) = (try row[asset].text, try row[amount].amount)
        switch role {
        case .received: try record.received(asset, size, times: try times.map { try row[$0].amount })
        case .sent: try record.sent(asset, size)
        case .moved: try record.moved(asset, size)
        case .fee, .feeInside: if !size.isZero { try record.fee(asset, size, inside: role == .feeInside) }
        }
    }
    private func addParts(_ parts: StaticString, _ row: ListedRow, _ record: RecordWriter) throws -> Bool {
        guard let list = row[parts].ifPresent else { return false }
        let isOut = try row[amount].amount.isNegative
        var isAny = false
        for part in try list.elements {
            let size = try part[Text(stringLiteral: amount)].amount.magnitude
            try record.moved(try part[Text(stringLiteral: asset)].text, isOut ? -size : size)
            isAny = true
        }
        return isAny
    }
}

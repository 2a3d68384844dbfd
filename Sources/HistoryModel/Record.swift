/// One movement of a record. Amounts stay the exchange's own decimal text.
public struct Leg: Hashable, Sendable {
    public var role: LegRole
    public var flags: LegFlags
    public var asset: String
    /// Never negative; the role says the direction.
    public var amount: String
    /// A factor, or empty for 1.
    public var times: String

    public init(_ role: LegRole, _ asset: String, _ amount: String, times: String = "", flags: LegFlags = []) {
        self.role = role
        self.flags = flags
        self.asset = asset
        self.amount = amount
        self.times = times
    }

    /// amount × times; throws when the exact result needs more than 38 digits.
    public func value() throws -> Amount {
        guard let amount = Amount(amount) else { throw Amount.Overflow() }
        if times.isEmpty { return amount }
        guard let times = Amount(times) else { throw Amount.Overflow() }
        return try amount.multiplied(by: times)
    }
}

/// A name and a value, both text.
public struct TextPair: Hashable, Sendable {
    public var name: String
    public var value: String
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// One upstream row, as a value for everything that is not the bulk path.
public struct Record: Hashable, Sendable {
    public var kind: RecordKind
    public var flags: RecordFlags
    public var time: Instant
    /// Precision of `time` as the exchange gave it.
    public var timeUnit: Span
    /// Identity within the stream and unit.
    public var key: String
    /// Rows of one group are one transaction.
    public var group: String
    public var market: String
    public var wallet: String
    public var label: String
    public var txHash: String
    public var address: String
    public var legs: [Leg]
    public var ids: [TextPair]
    public var extra: [TextPair]
    /// Where the row stands in the kept page.
    public var raw: Range<Int>

    public init(
        _ kind: RecordKind, at time: Instant, key: String, group: String = "", flags: RecordFlags = [],
        timeUnit: Span = .seconds(1), market: String = "", wallet: String = "", label: String = "",
        txHash: String = "", address: String = "", legs: [Leg] = [], ids: [TextPair] = [], extra: [TextPair] = [],
        raw: Range<Int> = 0..<0
    ) {
        self.kind = kind
        self.flags = flags
        self.time = time
        self.timeUnit = timeUnit
        self.key = key
        self.group = group
        self.market = market
        self.wallet = wallet
        self.label = label
        self.txHash = txHash
        self.address = address
        self.legs = legs
        self.ids = ids
        self.extra = extra
        self.raw = raw
    }
}

import CPortolan

/// Fills in one record. What is not said stays empty.
public struct RecordWriter {
    let scratch: UnsafeMutablePointer<Scratch>

    /// Rows of one group are one transaction, across pages and streams. One space per connection, so prefix it.
    public func group(_ group: Text) { scratch.pointee.record.group = ptl_text(group) }
    /// Unit key of the market.
    public func market(_ market: Text) { scratch.pointee.record.market = ptl_text(market) }
    public func wallet(_ wallet: Text) { scratch.pointee.record.wallet = ptl_text(wallet) }
    /// The exchange's own word for the row.
    public func label(_ label: Text) { scratch.pointee.record.label = ptl_text(label) }
    public func txHash(_ hash: Text) { scratch.pointee.record.tx_hash = ptl_text(hash) }
    public func address(_ address: Text) { scratch.pointee.record.address = ptl_text(address) }
    public func flags(_ flags: RecordFlags) { scratch.pointee.record.flags |= UInt32(flags.rawValue) }
    /// An id as the exchange shows it, also in its files.
    public func id(_ scheme: Text, _ id: Text) throws {
        try keep(scratch.pointee.ids.append(ptl_pair(name: ptl_text(scheme), value: ptl_text(id))))
    }
    /// Anything else worth keeping.
    public func extra(_ name: Text, _ value: Text) throws {
        try keep(scratch.pointee.extra.append(ptl_pair(name: ptl_text(name), value: ptl_text(value))))
    }

    // MARK: Movements

    public func received(_ asset: LegAsset, _ amount: DecimalText, times: DecimalText? = nil) throws {
        try leg(isNegative(amount, times) ? PTL_LEG_OUT : PTL_LEG_IN, asset, amount, times)
    }
    public func sent(_ asset: LegAsset, _ amount: DecimalText, times: DecimalText? = nil) throws {
        try leg(isNegative(amount, times) ? PTL_LEG_IN : PTL_LEG_OUT, asset, amount, times)
    }
    /// A fee; a negative one is a rebate. Inside: the other leg's amount already contains it.
    public func fee(_ asset: LegAsset, _ amount: DecimalText, times: DecimalText? = nil, inside: Bool = false) throws {
        let role = isNegative(amount, times) ? PTL_LEG_REBATE : PTL_LEG_FEE
        try leg(role, asset, amount, times, inside ? PTL_LEG_INSIDE : 0)
    }

    public func received(_ asset: Text, _ amount: DecimalText, times: DecimalText? = nil) throws {
        try received(LegAsset(asset), amount, times: times)
    }
    public func sent(_ asset: Text, _ amount: DecimalText, times: DecimalText? = nil) throws {
        try sent(LegAsset(asset), amount, times: times)
    }
    /// A movement whose sign says the direction.
    public func moved(_ asset: Text, _ amount: DecimalText) throws { try received(LegAsset(asset), amount) }
    public func fee(_ asset: Text, _ amount: DecimalText, times: DecimalText? = nil, inside: Bool = false) throws {
        try fee(LegAsset(asset), amount, times: times, inside: inside)
    }

    /// The sign of amount × times.
    private func isNegative(_ amount: DecimalText, _ times: DecimalText?) -> Bool {
        amount.isNegative != (times?.isNegative ?? false)
    }
    private func leg(
        _ role: UInt32, _ asset: LegAsset, _ amount: DecimalText, _ times: DecimalText?, _ flags: UInt32 = 0
    ) throws {
        if asset.name.isEmpty, asset.flags == 0 {
            throw ExchangeError(.malformed, message: "A row moves an asset without a name.")
        }
        try keep(
            scratch.pointee.legs.append(
                ptl_leg(
                    flags: flags | asset.flags, role: role, asset: ptl_text(asset.name),
                    amount: ptl_text(amount.digits),
                    times: times.map { ptl_text($0.digits) } ?? ptl_text(data: nil, count: 0))))
    }
    private func keep(_ kept: Bool) throws {
        if !kept { throw ExchangeError(.malformed, message: "A row holds more than a record can carry.") }
    }
}

@available(*, unavailable) extension RecordWriter: Sendable {}

/// Whose amount a leg tells: a name, or one side of the record's market, which Portolan looks up.
public struct LegAsset {
    let name: Text
    let flags: UInt32
    public init(_ name: Text) {
        self.name = name
        flags = 0
    }
    private init(_ name: Text, _ flags: UInt32) {
        self.name = name
        self.flags = flags
    }
    public static var base: LegAsset { LegAsset(.empty, PTL_LEG_BASE) }
    public static var quote: LegAsset { LegAsset(.empty, PTL_LEG_QUOTE) }
    /// The same with the name the exchange gave, should the market be unknown.
    public static func base(guess: Text) -> LegAsset { LegAsset(guess, PTL_LEG_BASE) }
    public static func quote(guess: Text) -> LegAsset { LegAsset(guess, PTL_LEG_QUOTE) }
}

import CPortolan
import Glibc

/// Where `parse` puts what it finds. Each call hands one thing to Portolan at once; nothing is collected here.
///
///     try page.add(.trade, at: try row["time"].time(.milliseconds), key: try row["id"].word, raw: row) { record in
///         record.received("BTC", try row["qty"].amount)
///     }
///
/// A throw anywhere in `parse` drops the whole page, so there is no need to clean up.
public struct Page {
    let scratch: UnsafeMutablePointer<Scratch>

    /// One upstream row. `key` is its identity within the stream and unit; `raw` the value it was read from.
    public func add(
        _ kind: RecordKind, at moment: Moment, key: Text, flags: RecordFlags = [], raw: JSON? = nil,
        _ fill: (RecordWriter) throws -> Void
    ) throws {
        let scratch = scratch
        if key.isEmpty {
            throw ExchangeError(.malformed, message: "A row has an empty id.", place: raw?.path ?? "")
        }
        scratch.pointee.legs.removeAll()
        scratch.pointee.ids.removeAll()
        scratch.pointee.extra.removeAll()
        let none = ptl_text(data: nil, count: 0)
        let range = raw?.range ?? 0..<0
        scratch.pointee.record = ptl_record(
            size: UInt32(MemoryLayout<ptl_record>.size), flags: UInt32(flags.rawValue), kind: UInt32(kind.rawValue),
            reserved: 0, time_ns: moment.instant.nanoseconds, time_unit_ns: moment.precision.nanoseconds,
            key: ptl_text(key), group: none, market: none, wallet: none, label: none, tx_hash: none, address: none,
            legs: ptl_array(), ids: ptl_array(), extra: ptl_array(), raw_offset: UInt64(range.lowerBound),
            raw_count: UInt64(range.count))
        try fill(RecordWriter(scratch: scratch))
        scratch.pointee.record.legs = scratch.pointee.legs.array
        scratch.pointee.record.ids = scratch.pointee.ids.array
        scratch.pointee.record.extra = scratch.pointee.extra.array
        try emit(withUnsafePointer(to: &scratch.pointee.record) { record in sink.record?(sink.ctx, record) })
    }

    public func add(unit: HistoryUnit) throws {
        var words = Memory()
        defer { words.free() }
        var value = ptl_unit()
        value.size = UInt32(MemoryLayout<ptl_unit>.size)
        value.fill(unit, words: &words)
        try emit(withUnsafePointer(to: value) { sink.unit?(sink.ctx, $0) })
    }

    public func add(key: KeyFacts) throws {
        var words = Memory()
        defer { words.free() }
        var value = ptl_key()
        value.size = UInt32(MemoryLayout<ptl_key>.size)
        value.account = words.text(key.account)
        value.label = words.text(key.label)
        if let rights = key.rights {
            value.flags |= PTL_KEY_RIGHTS_KNOWN
            value.rights = rights.rawValue
        }
        if let created = key.created {
            value.flags |= PTL_KEY_CREATED_KNOWN
            value.created_ns = created.nanoseconds
        }
        if let expires = key.expires {
            value.flags |= PTL_KEY_EXPIRES_KNOWN
            value.expires_ns = expires.nanoseconds
        }
        if let opened = key.accountCreated {
            value.flags |= PTL_KEY_ACCOUNT_CREATED_KNOWN
            value.account_created_ns = opened.nanoseconds
        }
        try emit(withUnsafePointer(to: value) { sink.key?(sink.ctx, $0) })
    }

    public func add(balance: DecimalText, of asset: Text, wallet: Text = .empty) throws {
        let value = ptl_balance(
            size: UInt32(MemoryLayout<ptl_balance>.size), flags: 0, wallet: ptl_text(wallet), asset: ptl_text(asset),
            amount: ptl_text(try signed(balance)))
        try emit(withUnsafePointer(to: value) { sink.balance?(sink.ctx, $0) })
    }

    /// The close of one UTC day.
    public func add(close: DecimalText, of market: Text, on day: Instant) throws {
        let value = ptl_price(
            size: UInt32(MemoryLayout<ptl_price>.size), flags: 0, day_ns: day.nanoseconds, market: ptl_text(market),
            close: ptl_text(try signed(close)))
        try emit(withUnsafePointer(to: value) { sink.price?(sink.ctx, $0) })
    }

    /// Something about the account that later asks shall carry.
    public func add(fact name: Text, _ value: Text) throws {
        try emit(sink.fact?(sink.ctx, ptl_text(name), ptl_text(value)))
    }

    /// Only this interval can be read with this key. Only ever shrinks what may be asked.
    public func narrow(_ narrowing: Narrowing) throws {
        var words = Memory()
        defer { words.free() }
        let value = ptl_narrowing(
            size: UInt32(MemoryLayout<ptl_narrowing>.size), flags: 0,
            stream: narrowing.stream.map { UInt32(clamping: max(0, $0)) &+ 1 } ?? 0, reason: narrowing.reason.rawValue,
            from_ns: narrowing.interval.from.nanoseconds, until_ns: narrowing.interval.until.nanoseconds,
            note: words.text(narrowing.note))
        try emit(withUnsafePointer(to: value) { sink.narrow?(sink.ctx, $0) })
    }

    /// The answer says nothing about this interval.
    public func add(gap: Interval, _ reason: GapReason) throws {
        try emit(sink.gap?(sink.ctx, gap.from.nanoseconds, gap.until.nanoseconds, reason.rawValue))
    }

    /// Rows the exchange counts in the window, over all its pages.
    public func total(_ rows: Int64) throws {
        guard rows >= 0 else {
            throw ExchangeError(.malformed, message: "The exchange counts \(rows) rows, which is less than none.")
        }
        try emit(sink.total?(sink.ctx, UInt64(rows)))
    }

    /// A text put together from pieces, valid as long as the page.
    public func text(_ first: Text, _ second: Text, _ third: Text = .empty, _ fourth: Text = .empty) throws -> Text {
        let count = first.count + second.count + third.count + fourth.count
        guard let out = scratch.pointee.arena.reserve(max(1, count)) else { throw exhausted }
        var place = out
        func put(_ part: Text) {
            if let start = part.start, part.count > 0 { memcpy(place, start, part.count) }
            place += part.count
        }
        put(first)
        put(second)
        put(third)
        put(fourth)
        return Text(start: UnsafePointer(out), count: count)
    }
    public func text(_ string: String) throws -> Text {
        var string = string
        return try string.withUTF8 { bytes in
            guard let out = scratch.pointee.arena.reserve(max(1, bytes.count)) else { throw exhausted }
            if let start = bytes.baseAddress { memcpy(out, start, bytes.count) }
            return Text(start: UnsafePointer(out), count: bytes.count)
        }
    }

    private func signed(_ amount: DecimalText) throws -> Text {
        amount.isNegative ? try text("-", amount.digits) : amount.digits
    }
    private var exhausted: ExchangeError {
        ExchangeError(.malformed, message: "The answer needs more memory than there is.")
    }
    private var sink: ptl_page_sink {
        // Null only in `JSON.read`, which hands out no page.
        scratch.pointee.sink?.pointee ?? ptl_page_sink()
    }

    /// Ends the parse when the host wants no more. A sink it does not offer is passed over.
    private func emit(_ status: ptl_status?) throws {
        guard let status, status != PTL_OK else { return }
        scratch.pointee.status = status
        throw SinkClosed()
    }
}

@available(*, unavailable) extension Page: Sendable {}

/// The host said stop. Never shown: the status goes back as it came.
struct SinkClosed: Error {}

extension ptl_unit {
    mutating func fill(_ unit: HistoryUnit, words: inout Memory) {
        kind = unit.kind.rawValue
        key = words.text(unit.key)
        label = words.text(unit.label)
        base = words.text(unit.base)
        quote = words.text(unit.quote)
        if let from = unit.listedFrom {
            flags |= PTL_UNIT_LISTED_FROM_KNOWN
            listed_from_ns = from.nanoseconds
        }
        if let until = unit.listedUntil {
            flags |= PTL_UNIT_LISTED_UNTIL_KNOWN
            listed_until_ns = until.nanoseconds
        }
    }
}

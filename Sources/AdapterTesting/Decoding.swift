import CPortolan
import HistoryModel

// Swift values out of what an adapter said. It trusts the adapter's own side of the table: the host's decoder,
// which trusts nothing, is another one.

extension String {
    init(_ text: ptl_text) {
        let bytes = UnsafeBufferPointer(start: text.data, count: text.data == nil ? 0 : Int(text.count))
        self.init(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension Array where Element == UInt8 {
    init(_ bytes: ptl_bytes) {
        self.init(UnsafeBufferPointer(start: bytes.data, count: bytes.data == nil ? 0 : Int(bytes.count)))
    }
}

extension ptl_array {
    fileprivate func map<Element, Value>(_ type: Element.Type, _ body: (Element) -> Value) -> [Value] {
        guard let items else { return [] }
        return (0..<Int(count)).map { body(items.load(fromByteOffset: $0 * Int(stride), as: Element.self)) }
    }
    fileprivate var pairs: [TextPair] { map(ptl_pair.self) { TextPair(String($0.name), String($0.value)) } }
}

extension Record {
    /// Nil for kinds, flags and roles this program does not know.
    init?(_ record: ptl_record) {
        guard let kind = RecordKind(rawValue: UInt8(truncatingIfNeeded: record.kind)), record.kind < 256 else {
            return nil
        }
        let legs = record.legs.map(ptl_leg.self) { leg in
            LegRole(rawValue: UInt8(truncatingIfNeeded: leg.role)).map {
                Leg(
                    $0, String(leg.asset), String(leg.amount), times: String(leg.times),
                    flags: LegFlags(rawValue: UInt8(truncatingIfNeeded: leg.flags)))
            }
        }
        guard !legs.contains(nil) else { return nil }
        self.init(
            kind, at: Instant(nanoseconds: record.time_ns), key: String(record.key), group: String(record.group),
            flags: RecordFlags(rawValue: UInt16(truncatingIfNeeded: record.flags)),
            timeUnit: Span(nanoseconds: record.time_unit_ns), market: String(record.market),
            wallet: String(record.wallet), label: String(record.label), txHash: String(record.tx_hash),
            address: String(record.address), legs: legs.compactMap { $0 }, ids: record.ids.pairs,
            extra: record.extra.pairs, raw: Int(record.raw_offset)..<Int(record.raw_offset + record.raw_count))
    }
}

extension HistoryUnit {
    init(_ unit: ptl_unit) {
        self.init(
            kind: Kind(rawValue: unit.kind) ?? .unknown, key: String(unit.key), label: String(unit.label),
            base: String(unit.base), quote: String(unit.quote),
            listedFrom: unit.flags & PTL_UNIT_LISTED_FROM_KNOWN != 0 ? Instant(nanoseconds: unit.listed_from_ns) : nil,
            listedUntil: unit.flags & PTL_UNIT_LISTED_UNTIL_KNOWN != 0
                ? Instant(nanoseconds: unit.listed_until_ns) : nil)
    }
}

extension KeyFacts {
    init(_ key: ptl_key) {
        func known(_ flag: UInt32, _ time: Int64) -> Instant? {
            key.flags & flag != 0 ? Instant(nanoseconds: time) : nil
        }
        self.init(
            rights: key.flags & PTL_KEY_RIGHTS_KNOWN != 0 ? Rights(rawValue: key.rights) : nil,
            created: known(PTL_KEY_CREATED_KNOWN, key.created_ns),
            expires: known(PTL_KEY_EXPIRES_KNOWN, key.expires_ns),
            accountCreated: known(PTL_KEY_ACCOUNT_CREATED_KNOWN, key.account_created_ns),
            account: String(key.account), label: String(key.label))
    }
}

extension Narrowing {
    init?(_ value: ptl_narrowing) {
        guard
            let interval = Interval(Instant(nanoseconds: value.from_ns), Instant(nanoseconds: value.until_ns))
        else { return nil }
        self.init(
            stream: value.stream == 0 ? nil : Int(value.stream) - 1, reason: Reason(rawValue: value.reason) ?? .unknown,
            interval: interval, note: String(value.note))
    }
}

extension ExchangeError {
    init(_ error: ptl_error) {
        let retry: Retry =
            switch error.retry {
            case PTL_RETRY_SAME: .sameRequest
            case PTL_RETRY_AFTER: .after(Span(nanoseconds: error.delay_ns))
            case PTL_RETRY_NEW_CREDENTIAL: .newCredential
            case PTL_RETRY_RESTART: .restartWindow
            default: .never
            }
        self.init(
            Kind(rawValue: error.kind) ?? .adapterFault, retry: retry, code: String(error.exchange_code),
            message: String(error.message), place: String(error.`where`))
    }
}

extension AdapterRequest {
    init(_ request: ptl_request) { self.init(endpoint: Int(request.endpoint), arguments: request.arguments.pairs) }

    /// The value of an argument; nil when it was not named.
    public subscript(name: String) -> String? { arguments.first { $0.name == name }?.value }
}

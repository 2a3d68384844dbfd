import CPortolan
import HistoryModel

/// C values for one call, out of Swift ones. Freed when the call is over.
private final class Loan {
    private var blocks: [UnsafeMutableRawPointer] = []
    deinit { for block in blocks { block.deallocate() } }

    func bytes(_ source: [UInt8]) -> UnsafeMutablePointer<UInt8>? {
        if source.isEmpty { return nil }
        // Exactly as long as the text: whoever reads past its end is found by a memory checker.
        let block = UnsafeMutableRawPointer.allocate(byteCount: source.count, alignment: 1)
        block.copyMemory(from: source, byteCount: source.count)
        blocks.append(block)
        return block.bindMemory(to: UInt8.self, capacity: source.count)
    }
    func text(_ string: String) -> ptl_text {
        let bytes = Array(string.utf8)
        return ptl_text(
            data: UnsafeRawPointer(self.bytes(bytes))?.assumingMemoryBound(to: CChar.self), count: UInt64(bytes.count))
    }
    func pairs(_ pairs: [TextPair]) -> ptl_array {
        let stride = UInt32(MemoryLayout<ptl_pair>.stride)
        if pairs.isEmpty { return ptl_array(items: nil, count: 0, stride: stride) }
        let block = UnsafeMutablePointer<ptl_pair>.allocate(capacity: pairs.count)
        for (index, pair) in pairs.enumerated() {
            (block + index).initialize(to: ptl_pair(name: text(pair.name), value: text(pair.value)))
        }
        blocks.append(UnsafeMutableRawPointer(block))
        return ptl_array(items: block, count: UInt32(pairs.count), stride: stride)
    }
    /// A host struct: followed by zeros up to 4096 bytes.
    func extended<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
        let block = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 16)
        block.initializeMemory(as: UInt8.self, repeating: 0, count: 4096)
        blocks.append(block)
        let typed = block.bindMemory(to: Value.self, capacity: 1)
        typed.pointee = value
        return typed
    }
}

extension Ask {
    /// Lends the ask in its C form for one call.
    public func lend<Result>(_ body: (UnsafePointer<ptl_ask>) -> Result) -> Result {
        let loan = Loan()
        var value = ptl_ask()
        value.size = UInt32(MemoryLayout<ptl_ask>.size)
        value.flags = (isFull ? PTL_ASK_FULL : 0) | (isReplay ? PTL_ASK_REPLAY : 0)
        value.stream = UInt32(clamping: stream)
        value.cursor_version = cursorVersion
        value.from_ns = from.nanoseconds
        value.until_ns = until.nanoseconds
        value.now_ns = now.nanoseconds
        if let unit {
            var place = ptl_unit()
            place.size = UInt32(MemoryLayout<ptl_unit>.size)
            place.kind = unit.kind.rawValue
            place.key = loan.text(unit.key)
            place.label = loan.text(unit.label)
            place.base = loan.text(unit.base)
            place.quote = loan.text(unit.quote)
            value.unit = UnsafePointer(loan.extended(place))
        }
        value.cursor = ptl_bytes(data: loan.bytes(cursor), count: UInt64(cursor.count))
        value.bookmark = ptl_bytes(data: loan.bytes(bookmark), count: UInt64(bookmark.count))
        value.settings = loan.pairs(settings)
        value.facts = loan.pairs(facts)
        return withExtendedLifetime(loan) { body(loan.extended(value)) }
    }
}

extension ExchangeAnswer {
    /// Lends the answer in its C form for one call. The body is a copy that ends where memory ends.
    public func lend<Result>(_ run: (UnsafePointer<ptl_response>) -> Result) -> Result {
        let loan = Loan()
        var value = ptl_response()
        value.size = UInt32(MemoryLayout<ptl_response>.size)
        value.endpoint = UInt32(clamping: endpoint)
        value.http_status = UInt32(clamping: status)
        value.received_ns = received.nanoseconds
        value.headers = loan.pairs(headers)
        value.body = ptl_bytes(data: loan.bytes(body), count: UInt64(body.count))
        return withExtendedLifetime(loan) { run(loan.extended(value)) }
    }
}

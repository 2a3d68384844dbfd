import CPortolan
import CWorkerProtocol
import HistoryModel

/// What the host asks a worker, as the payload of a frame.
enum AskEncoder {
    static func encode(adapter: Int, _ ask: Ask) -> FrameWriter {
        var out = FrameWriter()
        out.u32(UInt32(clamping: adapter))
        out.u32(UInt32(clamping: ask.stream))
        out.u32((ask.isFull ? 1 << 0 : 0) | (ask.isReplay ? 1 << 1 : 0))
        out.u32(ask.cursorVersion)
        out.i64(ask.from.nanoseconds)
        out.i64(ask.until.nanoseconds)
        out.i64(ask.now.nanoseconds)
        out.u32(ask.unit == nil ? 0 : 1)
        if let unit = ask.unit { encode(unit, into: &out) }
        out.bytes(ask.cursor)
        out.bytes(ask.bookmark)
        out.pairs(ask.settings)
        out.pairs(ask.facts)
        return out
    }

    private static func encode(_ unit: HistoryUnit, into out: inout FrameWriter) {
        out.u32((unit.listedFrom == nil ? 0 : 1 << 0) | (unit.listedUntil == nil ? 0 : 1 << 1))
        out.u32(unit.kind.rawValue)
        out.text(unit.key)
        out.text(unit.label)
        out.text(unit.base)
        out.text(unit.quote)
        out.i64(unit.listedFrom?.nanoseconds ?? 0)
        out.i64(unit.listedUntil?.nanoseconds ?? 0)
    }

    /// Everything but the body, which follows in the same frame without being copied.
    static func encode(adapter: Int, _ ask: Ask, _ answer: ExchangeAnswer, thenRequest: Bool) -> FrameWriter {
        var out = encode(adapter: adapter, ask)
        out.u32(thenRequest ? 1 << 0 : 0)
        out.u32(UInt32(clamping: answer.endpoint))
        out.u32(UInt32(clamping: answer.status))
        out.i64(answer.received.nanoseconds)
        out.pairs(Array(answer.headers.prefix(Int(PTL_MAX_ITEMS))))
        out.number(UInt64(answer.body.count))
        return out
    }
}

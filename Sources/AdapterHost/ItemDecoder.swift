import CPortolan
import CWorkerProtocol
import HistoryModel

/// Everything of a page but its records: units, key facts, balances, prices, and how it ended.
enum ItemDecoder {
    /// Far more of each than any account has: beyond it an adapter only fills the disk, or keeps the host busy.
    private enum Most {
        static let gaps = 4096
        static let narrowings = 1024
        static let facts = 256
        static let factText = 4096
    }

    static func items(
        _ bytes: UnsafeRawBufferPointer, into page: inout ParsedPage, _ context: PageDecoder.Context
    ) throws(PageRefusal) {
        var reader = FrameReader(bytes)
        while reader.remaining > 0 {
            let refusal: PageRefusal?
            do throws(BrokenFrame) {
                refusal = try item(&reader, into: &page, context)
            } catch {
                throw PageRefusal(error)
            }
            if let refusal { throw refusal }
        }
    }

    private static func item(
        _ reader: inout FrameReader, into page: inout ParsedPage, _ context: PageDecoder.Context
    ) throws(BrokenFrame) -> PageRefusal? {
        switch try reader.u32() {
        case PW_ITEM_UNIT:
            let unit = try unit(&reader)
            if unit.key.isEmpty { return .contract("it listed a unit without a key") }
            page.units.append(unit)
        case PW_ITEM_KEY:
            page.key = try key(&reader)
        case PW_ITEM_BALANCE:
            let balance = ReportedBalance(
                wallet: try reader.name("a wallet"), asset: try reader.name("an asset"),
                amount: try reader.name("an amount"))
            guard isAmount(balance.amount) else {
                return .malformed("the balance of \(balance.asset) is no amount: \(balance.amount)")
            }
            page.balances.append(balance)
        case PW_ITEM_PRICE:
            let price = ReportedPrice(
                day: try reader.instant(), market: try reader.name("a market"),
                close: try reader.name("a price"))
            guard isAmount(price.close) else {
                return .malformed("the price of \(price.market) is no amount: \(price.close)")
            }
            page.prices.append(price)
        case PW_ITEM_FACT:
            let fact = TextPair(try reader.name("a fact"), try reader.name("a fact"))
            guard page.facts.count < Most.facts, max(fact.name.utf8.count, fact.value.utf8.count) <= Most.factText
            else {
                return .contract("it told more than \(Most.facts) facts, or one longer than \(Most.factText) bytes")
            }
            page.facts.append(fact)
        case PW_ITEM_NARROWING:
            return try narrowing(&reader, into: &page, context)
        case PW_ITEM_GAP:
            let from = try reader.instant()
            let until = try reader.instant()
            guard let interval = Interval(from, until), let reason = GapReason(rawValue: try reader.u32()) else {
                return .contract("it told of a gap that is empty or has no known reason")
            }
            guard page.gaps.count < Most.gaps else {
                return .contract("it told of more than \(Most.gaps) gaps in one answer")
            }
            page.gaps.append(Gap(interval, reason))
        case PW_ITEM_TOTAL:
            page.total = try reader.u64()
        case let tag:
            throw BrokenFrame("there is no item \(tag)")
        }
        return nil
    }

    static func unit(_ reader: inout FrameReader) throws(BrokenFrame) -> HistoryUnit {
        let flags = try reader.u32()
        let kind = HistoryUnit.Kind(rawValue: try reader.u32()) ?? .unknown
        var unit = HistoryUnit(kind: kind, key: try reader.name("a unit's key"))
        unit.label = FrameText.withoutNUL(try reader.lenientText())
        unit.base = try reader.name("a unit's base")
        unit.quote = try reader.name("a unit's quote")
        let from = try reader.instant()
        let until = try reader.instant()
        if flags & PTL_UNIT_LISTED_FROM_KNOWN != 0 { unit.listedFrom = from }
        if flags & PTL_UNIT_LISTED_UNTIL_KNOWN != 0 { unit.listedUntil = until }
        return unit
    }

    private static func key(_ reader: inout FrameReader) throws(BrokenFrame) -> KeyFacts {
        let flags = try reader.u32()
        func known(_ flag: UInt32, _ instant: Instant) -> Instant? { flags & flag != 0 ? instant : nil }
        var facts = KeyFacts()
        let rights = try reader.u64()
        if flags & PTL_KEY_RIGHTS_KNOWN != 0 { facts.rights = KeyFacts.Rights(rawValue: rights) }
        facts.created = known(PTL_KEY_CREATED_KNOWN, try reader.instant())
        facts.expires = known(PTL_KEY_EXPIRES_KNOWN, try reader.instant())
        facts.accountCreated = known(PTL_KEY_ACCOUNT_CREATED_KNOWN, try reader.instant())
        facts.account = try reader.name("an account")
        facts.label = FrameText.withoutNUL(try reader.lenientText())
        return facts
    }

    private static func narrowing(
        _ reader: inout FrameReader, into page: inout ParsedPage, _ context: PageDecoder.Context
    ) throws(BrokenFrame) -> PageRefusal? {
        let stream = Int(try reader.u32())
        let reason = Narrowing.Reason(rawValue: try reader.u32()) ?? .unknown
        let from = try reader.instant()
        let until = try reader.instant()
        let note = FrameText.oneLine(try reader.lenientText())
        guard stream <= context.streamCount, let interval = Interval(from, until) else {
            return .contract("it narrowed a stream that does not exist, or to nothing")
        }
        guard page.narrowings.count < Most.narrowings else {
            return .contract("it narrowed more than \(Most.narrowings) times in one answer")
        }
        page.narrowings.append(
            Narrowing(stream: stream == 0 ? nil : stream - 1, reason: reason, interval: interval, note: note))
        return nil
    }

    // MARK: - Endings

    static func ending(_ ending: UInt32, _ tail: UnsafeRawBufferPointer) throws(BrokenFrame) -> PageEnd {
        var reader = FrameReader(tail)
        let result: PageEnd
        switch ending {
        case PW_END_NEXT:
            let cursor = try position(&reader)
            let notBefore = try reader.instant()
            result = .next(cursor: cursor, notBefore: notBefore == .earliest ? nil : notBefore)
        case PW_END_SPLIT: result = .split
        case PW_END_DONE: result = .end(bookmark: try position(&reader))
        case PW_END_FAIL: result = .fail(try error(&reader))
        default: throw BrokenFrame("there is no ending \(ending)")
        }
        try reader.finish()
        return result
    }
    private static func position(_ reader: inout FrameReader) throws(BrokenFrame) -> [UInt8] {
        let bytes = try reader.counted()
        guard bytes.count <= Int(PTL_MAX_CURSOR) else { throw BrokenFrame("a cursor is too long") }
        return [UInt8](bytes)
    }

    /// What the adapter says went wrong; kinds it may not say become faults of its own.
    static func error(_ reader: inout FrameReader) throws(BrokenFrame) -> ExchangeError {
        let kind = try reader.u32()
        let retry = try reader.u32()
        // No exchange asks for more than a year, and no arithmetic on it may overflow.
        let delay = Span(nanoseconds: max(0, min(try reader.i64(), Span.days(366).nanoseconds)))
        let code = FrameText.oneLine(try reader.lenientText(), longest: 100)
        let message = FrameText.oneLine(try reader.lenientText(), longest: 1000)
        let place = FrameText.oneLine(try reader.lenientText(), longest: 300)
        var error = ExchangeError(.malformed, code: code, message: message, place: place)
        switch ExchangeError.Kind(rawValue: kind) {
        case .network?, .adapterFault?:
            error.kind = .adapterFault
            error.message = "The adapter reported an error of kind \(kind), which only the host may: \(message)"
        case let known?: error.kind = known
        // A newer adapter may know more kinds.
        case nil: break
        }
        if error.message.isEmpty { error.message = "The exchange's answer was an error without a message." }
        error.retry =
            switch retry {
            case PTL_RETRY_SAME: .sameRequest
            case PTL_RETRY_AFTER: .after(delay)
            case PTL_RETRY_NEW_CREDENTIAL: .newCredential
            case PTL_RETRY_RESTART: .restartWindow
            default: .never
            }
        return error
    }

    private static func isAmount(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { FrameText.isAmount(UnsafeRawBufferPointer($0), negativeAllowed: true) }
    }
}

extension Instant {
    /// What an adapter may name: within these, no computation with a time overflows.
    static let earliest = Instant(nanoseconds: 0)
    static let latest = Instant(year: 2200, month: 1, day: 1)
}

extension FrameReader {
    /// A time, moved into what may be named; later than that is for ever.
    mutating func instant() throws(BrokenFrame) -> Instant {
        let instant = Instant(nanoseconds: try i64())
        return instant > .latest ? .distantFuture : max(instant, .earliest)
    }
}

import CPortolan
import HistoryModel

/// A sink that keeps what it is given and notices when the contract is broken.
final class PageCollector {
    private var page = ParsedPage(
        ending: .fail(ExchangeError(.adapterFault, message: "The adapter made no terminal call.")))
    private let body: [UInt8]
    private var terminals = 0
    private var faults: [String] = []

    init(body: [UInt8]) { self.body = body }

    func finish(_ status: ptl_status?) -> ParsedPage {
        if terminals != 1 { faults.append("parse made \(terminals) terminal calls.") }
        if status != PTL_OK { faults.append("parse returned \(status ?? -1), though no sink asked it to stop.") }
        if !faults.isEmpty {
            page.ending = .fail(ExchangeError(.adapterFault, message: faults.joined(separator: " ")))
        }
        return page
    }

    private func take(_ what: String, _ body: (inout ParsedPage) -> Void) -> ptl_status {
        if terminals > 0 { faults.append("\(what) was called after the terminal call.") }
        body(&page)
        return PTL_OK
    }
    private func end(_ what: String, _ ending: PageEnd) -> ptl_status {
        let status = take(what) { $0.ending = ending }
        terminals += 1
        return status
    }
    private static func of(_ ctx: UnsafeMutableRawPointer?) -> PageCollector? {
        ctx.map { Unmanaged<PageCollector>.fromOpaque($0).takeUnretainedValue() }
    }

    func sink() -> ptl_page_sink {
        var sink = ptl_page_sink()
        sink.size = UInt32(MemoryLayout<ptl_page_sink>.size)
        sink.ctx = Unmanaged.passUnretained(self).toOpaque()
        sink.record = { ctx, record in
            guard let self = PageCollector.of(ctx), let record = record?.pointee else { return PTL_OK }
            return self.take("record") { page in
                guard let value = Record(record) else {
                    self.faults.append("record of an unknown kind or with an unknown leg.")
                    return
                }
                if value.raw.upperBound > self.body.count { self.faults.append("raw range outside the answer.") }
                for leg in value.legs
                where !PageCollector.isAmount(leg.amount) || !(leg.times.isEmpty || PageCollector.isAmount(leg.times)) {
                    self.faults.append("a leg holds \"\(leg.amount)\" × \"\(leg.times)\".")
                }
                if value.key.isEmpty { self.faults.append("a record has no key.") }
                page.records.append(value)
            }
        }
        sink.unit = { ctx, unit in
            guard let self = PageCollector.of(ctx), let unit = unit?.pointee else { return PTL_OK }
            return self.take("unit") { $0.units.append(HistoryUnit(unit)) }
        }
        sink.key = { ctx, key in
            guard let self = PageCollector.of(ctx), let key = key?.pointee else { return PTL_OK }
            return self.take("key") { $0.key = KeyFacts(key) }
        }
        sink.balance = { ctx, balance in
            guard let self = PageCollector.of(ctx), let balance = balance?.pointee else { return PTL_OK }
            return self.take("balance") {
                $0.balances.append(
                    ReportedBalance(
                        wallet: String(balance.wallet), asset: String(balance.asset), amount: String(balance.amount)))
            }
        }
        sink.price = { ctx, price in
            guard let self = PageCollector.of(ctx), let price = price?.pointee else { return PTL_OK }
            return self.take("price") {
                $0.prices.append(
                    ReportedPrice(
                        day: Instant(nanoseconds: price.day_ns), market: String(price.market),
                        close: String(price.close)))
            }
        }
        sink.fact = { ctx, name, value in
            PageCollector.of(ctx)?.take("fact") { $0.facts.append(TextPair(String(name), String(value))) } ?? PTL_OK
        }
        sink.narrow = { ctx, narrowing in
            guard let self = PageCollector.of(ctx), let narrowing = narrowing?.pointee else { return PTL_OK }
            return self.take("narrow") { page in
                guard let value = Narrowing(narrowing) else {
                    self.faults.append("narrow leaves nothing to read.")
                    return
                }
                page.narrowings.append(value)
            }
        }
        sink.gap = { ctx, from, until, reason in
            guard let self = PageCollector.of(ctx) else { return PTL_OK }
            return self.take("gap") { page in
                guard let interval = Interval(Instant(nanoseconds: from), Instant(nanoseconds: until)),
                    let reason = GapReason(rawValue: reason)
                else {
                    self.faults.append("gap is empty or has no known reason.")
                    return
                }
                page.gaps.append(Gap(interval, reason))
            }
        }
        sink.total = { ctx, rows in PageCollector.of(ctx)?.take("total") { $0.total = rows } ?? PTL_OK }
        sink.next = { ctx, cursor, notBefore in
            PageCollector.of(ctx)?.end(
                "next",
                .next(
                    cursor: Array(cursor), notBefore: notBefore == 0 ? nil : Instant(nanoseconds: notBefore))
            ) ?? PTL_OK
        }
        sink.split = { PageCollector.of($0)?.end("split", .split) ?? PTL_OK }
        sink.end = { ctx, bookmark in PageCollector.of(ctx)?.end("end", .end(bookmark: Array(bookmark))) ?? PTL_OK }
        sink.fail = { ctx, error in
            guard let error = error?.pointee else { return PTL_OK }
            return PageCollector.of(ctx)?.end("fail", .fail(ExchangeError(error))) ?? PTL_OK
        }
        return sink
    }

    private static func isAmount(_ text: String) -> Bool {
        !text.hasPrefix("-") && !text.hasPrefix("+")
            && Array(text.utf8).withUnsafeBytes { Amount.isWellFormed(utf8: $0) }
    }
}

// Read on 2026-11-24; each adapter's file names its pages.
import AdapterKit

/// Public daily prices that need no key: one library, one adapter for each source.
public enum Prices {
    static let readOn = "2026-11-24"

    public static let adapters = [
        ReferenceRates.adapter, KrakenCandles.adapter, CoinbaseCandles.adapter, BinanceCandles.adapter,
    ]

    /// A source of prices: one site, one row, one stream, no key.
    static func adapter(
        _ id: String, name: String, exchange: String, sourceURL: String, launched: Instant, sites: [Site],
        endpoint: Endpoint, stream: any AdapterStream.Type
    ) -> Adapter {
        Adapter(
            id: id, version: "1.0.0", name: name, vendor: "Portolan", license: "Apache-2.0", sourceURL: sourceURL,
            exchange: exchange, launched: launched, schemes: [], sites: sites, endpoints: [endpoint],
            streams: [stream],
            guide: [.step("No key is needed: these prices are public. portolan value asks for them by itself.")])
    }

    /// The market an ask is for. Throws `notOffered` for names no source could have.
    static func market<Cursor>(_ ask: StreamAsk<Cursor>) throws -> HistoryUnit {
        guard let unit = ask.unit, isPlain(unit.base), isPlain(unit.quote) else {
            let name = ask.unit.map { "\($0.base)/\($0.quote)" } ?? "a market without a name"
            throw AdapterError(.notOffered, message: "No source has prices of \(name).")
        }
        return unit
    }
    private static func isPlain(_ asset: String) -> Bool {
        (1...20).contains(asset.utf8.count)
            && asset.utf8.allSatisfy {
                ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39)
            }
    }

    /// Hands over the close of one day, where the ask wants it and the day is over by the source's own clock.
    static func add<Cursor>(
        _ close: DecimalText, on day: Instant, _ ask: StreamAsk<Cursor>, to page: Page, place: String
    ) throws {
        guard day >= ask.from, day < ask.until, day + .days(1) <= ask.now else { return }
        guard day.startOfUTCDay == day else {
            throw AdapterError(.malformed, message: "A daily candle does not begin at 00:00 UTC: \(day).", place: place)
        }
        guard !close.isNegative, !close.isZero else {
            throw AdapterError(.malformed, message: "A close is not above zero.", place: place)
        }
        try page.add(close: close, of: page.text(ask.unit?.key ?? ""), on: day)
    }

    static func notOffered(_ source: String, _ unit: HistoryUnit?) -> AdapterError {
        AdapterError(
            .notOffered, message: "\(source) has no market \(unit?.base ?? "")/\(unit?.quote ?? "").")
    }
}

// https://data.ecb.europa.eu/help/api/data and https://data.ecb.europa.eu/help/data-examples
import AdapterKit

/// The euro foreign exchange reference rates of the European Central Bank: units of the currency for one euro.
///
///     KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE
///     EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-04-17,1.136
enum ReferenceRates: AdapterStream {
    static let interface = Evidence.documented("https://data.ecb.europa.eu/help/api/data", readOn: Prices.readOn)
    /// The bank's own complete file of all rates.
    static let file = Evidence.measured(
        "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip", on: "2026-10-30",
        "The first row is 1999-01-04; there is none for weekends and holidays.")
    /// No limit is published; this is manners.
    static let calls = RateBucket.sliding("calls", 2, per: .seconds(1), scope: .address)
    static let endpoint = Endpoint(
        "rates", .get, "/service/data/EXR/D.{currency}.EUR.SP00.A",
        purpose: "Reads the reference rates of one currency.",
        path: [.text("currency", required: true)],
        query: [
            .text("startPeriod", required: true), .text("endPeriod", required: true), .fixed("format", "csvdata"),
            .fixed("detail", "dataonly"),
        ],
        cost: [calls(1)], evidence: [interface], keepsRaw: false)
    static let first = Instant(year: 1999, month: 1, day: 4)
    static let declaration = StreamDeclaration.price(
        "rates", label: "Euro reference rates", bounds: [.since(first, file)], order: .up, overRange: .empty,
        planSpan: .days(3652), settle: .days(3),
        note: "On working days only, published about 16:00 CET; some currencies end, as HRK on 2022-12-30.",
        evidence: [file, interface])
    static let adapter = Prices.adapter(
        "ecb", name: "ECB euro reference rates", exchange: "European Central Bank",
        sourceURL: "https://data.ecb.europa.eu/", launched: first,
        sites: [Site(name: "main", label: "ECB Data Portal", hosts: ["data-api.ecb.europa.eu"])],
        endpoint: endpoint, stream: Self.self)

    static func request(_ ask: StreamAsk<NoCursor>) throws -> Request {
        let market = try Prices.market(ask)
        guard market.base == "EUR", market.quote.utf8.count == 3 else { throw Prices.notOffered("The ECB", market) }
        return Request(
            endpoint,
            [
                "currency": .text(market.quote), "startPeriod": .text(ask.from.date),
                "endPeriod": .text((ask.until - .days(1)).date),
            ])
    }

    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        // Nothing in the period: the documentation leaves open which of the two is said.
        if answer.status == 404 || (answer.isSuccess && answer.body.isEmpty) { return .end() }
        guard answer.isSuccess else { throw answer.statusError(exchange: "The ECB") }
        var lines = try answer.csv()
        while let row = try lines.next() {
            guard try String(row["CURRENCY"]) == ask.unit?.quote else { continue }
            let value = try row["OBS_VALUE"]
            // A holiday may be a row without a value.
            if value.isEmpty || value == "NaN" { continue }
            guard let rate = DecimalText(value), let day = Instant(iso8601: String(try row["TIME_PERIOD"])) else {
                throw AdapterError(.malformed, message: "A rate or its day cannot be read.", place: row.place)
            }
            try Prices.add(rate, on: day, ask, to: page, place: row.place)
        }
        return .end()
    }
}

import AdapterKit

/// A synthetic exchange that uses everything the kit offers.
enum Example {
    static let hour = RateBucket.sliding(
        "hour", 100, per: .hours(1), scope: .address, usedHeader: "x-used", resetHeader: "x-reset",
        reset: .seconds(relative: true))
    static let calls = RateBucket.refill("calls", 15, per: .seconds(45))
    static let page = Evidence.documented("https://example.com/docs", readOn: "2026-11-24", "Read in full.")

    static let adapter = Adapter(
        id: "example", version: "1.2.3", name: "Example", vendor: "Portolan", license: "Apache-2.0",
        sourceURL: "https://example.com", exchange: "Example", cursorVersion: 3, oldestCursorVersion: 2,
        launched: Instant(year: 2015, month: 1, day: 1),
        schemes: [
            Scheme(
                "hmac", label: "HMAC",
                fields: [
                    CredentialField(name: "key", label: "Key", format: .text, isSecret: false),
                    CredentialField(name: "secret", label: "Secret", format: .base64),
                    CredentialField(name: "otp", label: "One-time password", format: .text, isOptional: true),
                ],
                signings: [
                    Signing(
                        "private",
                        [
                            .query("time", .time(.milliseconds, shift: .seconds(2))),
                            .join(as: "first", .method, " ", .path.percent, .markedQuery(decoded: true)),
                            .digest(.sha512, as: "second", .body, .result("first")),
                            .hmac(.sha256, key: "secret", as: "third", .result("second").hex, .result("first")),
                            .header("X-Sign", .result("third").base64URL),
                            .header("X-OTP", .field("otp"), unlessEmpty: "otp"),
                        ])
                ])
        ],
        settings: [
            AdapterSetting(
                kind: .choice, name: "account", label: "Account", initial: "spot",
                choices: [TextPair("spot", "Spot"), TextPair("margin", "Margin")])
        ],
        sites: [
            Site(name: "main", label: "Main", hosts: ["api.example.com", "files.example.com"]),
            Site(name: "eu", label: "Europe", hosts: ["api.example.eu", "files.example.eu"]),
        ],
        endpoints: [Everything.endpoint, Everything.markets],
        streams: [Markets.self, Everything.self],
        omissions: [
            Omission(
                name: "otc", kinds: RecordKinds([.trade]), text: "Not served.", remedy: .manual, evidence: [page])
        ],
        guide: [
            .step("Open the site."), .rightOn("Read"), .rightOff("Trade"), .link("Help", "https://example.com/help"),
        ])

    struct Place: CursorValue, Equatable {
        var offset: Int64
        var last: String
        init(offset: Int64, last: String) {
            self.offset = offset
            self.last = last
        }
        init(from reader: inout CursorReader) throws {
            offset = try reader.int()
            last = try reader.text()
        }
        func write(to writer: inout CursorWriter) {
            writer.int(offset)
            writer.text(last)
        }
    }

    enum Markets: AdapterStream {
        static let declaration = StreamDeclaration.units("markets", label: "Markets")
        static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(Everything.markets) }
        static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor>
        {
            for row in try answer.json().elements {
                try page.add(
                    unit: HistoryUnit(
                        kind: .market, key: String(try row["symbol"].text), base: String(try row["base"].text),
                        quote: String(try row["quote"].text), listedFrom: Instant(seconds: 1)))
            }
            return .end()
        }
    }

    enum Everything: AdapterStream {
        static let endpoint = Endpoint(
            "everything", .post, "/v1/{account}/everything", purpose: "Reads everything.",
            path: [.text("account", required: true)],
            json: [.integer("from", required: true), .list("types"), .fixed("kind", "all")], signing: "private",
            cost: [calls(2), hour(1)], evidence: [page], tag: "get-all", host: 1, bodyMax: 1 << 20, startsJob: true,
            unzips: true, keepsRaw: false)
        static let markets = Endpoint("markets", .get, "/v1/markets", purpose: "Lists markets.", cost: [hour(1)])
        static let unitsListedBy: (any AdapterStream.Type)? = Markets.self
        static let declaration = StreamDeclaration.history(
            "everything", label: "Everything", kinds: [.trade, .reward], walk: .byTime,
            bounds: [
                .rolling(.calendarMonths(6), page, reason: "Half a year."), .lastRows(100), .since(Instant(seconds: 5)),
                .unknown(reason: "Nobody tried."), .delayed(.days(2)), .until(Instant(seconds: 9)), .unlimited(page),
            ],
            support: .partial, order: .down, paging: .offset, pageMax: 50, overRange: .clamp, align: .day,
            timeBasis: .created, identity: .composed, identityVersion: 2, parallelMax: 3, delisted: .notServed,
            maxSpan: .days(30), planSpan: .days(20), defaultSpan: .days(7), settle: .hours(1),
            resolution: .milliseconds(1), note: "A note.", evidence: [page])

        static func request(_ ask: StreamAsk<Place>) throws -> Request {
            if ask.isFull { throw AdapterError(.notOffered, message: "Not in full.") }
            var request = Request(endpoint, ["account": .text(ask.setting("account") ?? "spot")])
            request.add("from", .int(ask.cursor?.offset ?? ask.bookmark?.offset ?? 0))
            for type in ["a", "b"] { request.add("types", .text(type)) }
            request.add("left-out", .omitted)
            return request
        }

        static func parse(_ ask: StreamAsk<Place>, _ answer: Answer, into page: Page) throws -> PageEnding<Place> {
            guard answer.isSuccess else { throw answer.statusError(exchange: "Example") }
            let json = try answer.json()
            if let ending = json["ending"].ifPresent {
                switch try ending.text {
                case "split": return .split
                case "swallow":
                    // An author who swallows the stop must not turn it into an end.
                    try? page.add(.trade, at: Moment(Instant(seconds: 1), precision: .seconds(1)), key: "x") { _ in }
                    return .end()
                case "other": throw Odd()
                case "network": throw AdapterError(.network, message: "Adapters never say this.")
                default:
                    throw AdapterError(
                        .rateLimited, retry: .after(.seconds(5)), code: "429", message: "Wait.", place: "here")
                }
            }
            try page.total(try json["count"].int)
            for row in try json["rows"].elements {
                let id = try row["id"].word
                try page.add(.trade, at: try row["time"].time(.milliseconds), key: id, flags: .composed, raw: row) {
                    record in
                    record.flags(.detail)
                    record.group(try page.text("trade:", id))
                    record.market("BTC-EUR")
                    record.wallet("spot")
                    record.label(try row["memo"].looseText)
                    record.txHash("hash")
                    record.address("address")
                    try record.received(.base, try row["size"].amount)
                    try record.sent(.quote(guess: "EUR"), try row["price"].amount, times: try row["size"].amount)
                    try record.fee("EUR", try row["fee"].amount, inside: true)
                    try record.id("trade", id)
                    try record.extra("raw", row.source)
                }
            }
            try page.add(fact: "version", "v2")
            if let gap = Interval(Instant(seconds: 1), Instant(seconds: 2)) { try page.add(gap: gap, .ties) }
            try page.add(balance: try json["held"].amount, of: "BTC", wallet: "spot")
            try page.add(close: try json["held"].amount, of: "BTC-EUR", on: Instant(seconds: 86_400))
            return .next(Place(offset: 7, last: "ü;:"), notBefore: Instant(seconds: 12))
        }
        struct Odd: Error {}
    }
}

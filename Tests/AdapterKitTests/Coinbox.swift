import AdapterKit

/// Coinbox is made up: this file is the worked example of docs/writing-an-adapter.md.
enum Coinbox {
    static let page = Evidence.documented("https://docs.example.com/history", readOn: "2026-11-24")
    static let calls = RateBucket.sliding("calls", 60, per: .minutes(1))

    static let signing = Signing(
        "private",
        [
            .hmac(.sha256, key: "secret", as: "signature", .time(.milliseconds), .method, .path, .markedQuery()),
            .header("X-Key", .field("key")),
            .header("X-Time", .time(.milliseconds)),
            .header("X-Signature", .result("signature").hex),
        ])

    static let adapter = Adapter(
        id: "coinbox", version: "1.0.0", name: "Coinbox", vendor: "You", license: "Apache-2.0",
        sourceURL: "https://example.com/coinbox-adapter", exchange: "Coinbox",
        launched: Instant(year: 2019, month: 5, day: 1),
        schemes: [
            Scheme(
                "hmac", label: "API key",
                fields: [
                    CredentialField(name: "key", label: "API key", format: .text),
                    CredentialField(name: "secret", label: "API secret", format: .text),
                ],
                signings: [signing])
        ],
        sites: [Site(name: "main", label: "Coinbox", hosts: ["api.example.com"])],
        endpoints: [History.endpoint], streams: [History.self],
        omissions: [
            Omission(
                name: "card", kinds: RecordKinds([.cardSpend]), text: "Card payments are not served.", remedy: .file,
                evidence: [page])
        ],
        guide: [
            .step("Open Settings, then API keys, then New key."), .rightOn("Read"), .rightOff("Trade"),
            .rightOff("Withdraw"),
        ])

    enum History: AdapterStream {
        static let endpoint = Endpoint(
            "history", .get, "/v1/history", purpose: "Reads trades and transfers.",
            query: [.integer("from"), .integer("to"), .text("page")], signing: "private", cost: [calls(1)],
            evidence: [page])
        static let declaration = StreamDeclaration.history(
            "history", label: "History", kinds: [.trade, .deposit, .other], walk: .byTime,
            bounds: [.rolling(.days(730), page)], order: .up, paging: .token, pageMax: 500, maxSpan: .days(30),
            settle: .hours(1), resolution: .milliseconds(1), evidence: [page])

        // The cursor is the token of the next page.
        static func request(_ ask: StreamAsk<String>) -> Request {
            Request(
                endpoint,
                [
                    "from": .time(ask.from, .milliseconds), "to": .timeRoundedUp(ask.until, .milliseconds),
                    "page": ask.cursor.map { .text($0) } ?? .omitted,
                ])
        }

        // {"rows":[{"id":7,"at":1700000000000,"what":"trade","got":{"coin":"BTC","n":"0.1"},
        //           "gave":{"coin":"EUR","n":"3000"},"fee":{"coin":"EUR","n":"1.5"}}],"next":"abc"}
        static func parse(_ ask: StreamAsk<String>, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
            guard answer.isSuccess else { throw answer.statusError(exchange: "Coinbox") }
            let json = try answer.json()
            for row in try json["rows"].elements {
                let id = try row["id"].word
                let what = try row["what"].text
                try page.add(kinds[what] ?? .other, at: try row["at"].time(.milliseconds), key: id, raw: row) {
                    record in
                    record.label(what)
                    record.group(try page.text("id:", id))
                    if let got = row["got"].ifPresent { try record.received(try got["coin"].text, try got["n"].amount) }
                    if let gave = row["gave"].ifPresent { try record.sent(try gave["coin"].text, try gave["n"].amount) }
                    if let fee = row["fee"].ifPresent { try record.fee(try fee["coin"].text, try fee["n"].amount) }
                    try record.id("id", id)
                }
            }
            guard let next = json["next"].ifPresent else { return .end() }
            return .next(String(try next.text))
        }

        static let kinds: Words<RecordKind> = ["trade": .trade, "deposit": .deposit]
    }
}

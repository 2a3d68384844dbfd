import AdapterKit
import AdapterTesting
import HistoryModel
import Testing

private let docs = Pages("https://docs.example.com/", readOn: "2026-11-24")

/// Rows of one drawer, oldest first.
private enum Drawer: RisingList {
    static let endpoint = Endpoint(
        "papers", .get, "/drawers/{drawer}", purpose: "Reads papers.", path: [.text("drawer", required: true)],
        query: ["after"], signing: "token", evidence: [docs("papers")])
    static let declaration = StreamDeclaration.history(
        "papers", label: "Papers", kinds: [.other], walk: .byCursor, bounds: [.unlimited(docs("papers"))], order: .up,
        paging: .token, settle: .days(1), evidence: [docs("papers")])
    static var names: RisingListNames {
        RisingListNames(exchange: "Desk", unit: "drawer", key: "drawer", after: "after")
    }
    static let refusals: WordGroups<Refusal> = [
        "late early": Refusal(.rateLimited, .after(.seconds(9)), "Wait."),
        "key HTTP_401": Refusal(.auth, .newCredential, "The key is wrong."),
        "keyless": Refusal(.permission, .newCredential, "The key may not."),
        "HTTP_5": Refusal(.exchangeUnavailable, .sameRequest, "Down."),
    ]
    static let states: WordGroups<RecordFlags> = ["done": [], "torn lost": .void]

    static func open(_ answer: Answer, at now: Instant) throws -> (rows: JSON, hasMore: Bool) {
        let word = (try? answer.json()["error"].looseText) ?? .empty
        guard answer.isSuccess, word.isEmpty else {
            throw refusals.error(word, answer, exchange: "Desk", signed: now)
        }
        return (try answer.json()["rows"], try answer.json()["more"].bool)
    }
    static func add(_ row: JSON, of unit: Text, to page: Page) throws -> (id: Text, moment: Moment) {
        let (id, moment) = (try row["id"].word, try row["at"].time(.seconds))
        let flags = states.flags(of: try row["state"].ifFilled?.text)
        try page.add(.other, at: moment, key: id, flags: flags, raw: row) { record in
            record.wallet(unit)
            try record.group("pile:", by: row["pile"], id: "pile", page)
            if let paid = try row["paid"].ifMoney { try record.moved(paid.currency, paid.amount) }
            if let pair = try row["market"].ifFilled?.text.pair(apart: "-") {
                try record.extra(pair.base, pair.quote)
            }
        }
        return (id, moment)
    }
}

private enum DeskKey: AdapterStream {
    static let endpoint = Endpoint("key", .get, "/key", purpose: "Reads rights.", evidence: [docs("key")])
    static let declaration = StreamDeclaration.key(label: "Key", evidence: endpoint.row.evidence)
    static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }
    static func parse(_ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page) throws -> PageEnding<NoCursor> {
        let (json, rights) = (try answer.json(), ["can_look": .read, "can_move": .move] as Words<KeyFacts.Rights>)
        let strict = json["prefix"].exists ? try json["prefix"].text : nil
        try page.add(key: KeyFacts(rights: try KeyFacts.Rights(switches: json, prefix: strict, rights)))
        return .end()
    }
}

@Suite("Parts that adapters share") struct SharedPartsTests {
    let probe: AdapterProbe
    init() throws {
        let token = Signing.webToken(
            "token", .es256, key: "secret", header: [#"{"alg":"ES256"}"#], claims: [#"{"nbf":"#, .time(.seconds), "}"])
        probe = try AdapterProbe(
            Adapter(
                id: "desk", version: "1.0.0", name: "Desk", vendor: "Portolan", license: "Apache-2.0",
                sourceURL: "https://example.com/", exchange: "Desk", launched: Instant(year: 2019, month: 5, day: 1),
                schemes: [
                    Scheme(
                        "es", label: "ES", fields: [.open("key", "Name"), .secret("secret", "Private key", .pem)],
                        signings: [token])
                ],
                sites: [Site(name: "main", label: "Main", hosts: ["api.example.com"])],
                endpoints: [DeskKey.endpoint, Drawer.endpoint], streams: [DeskKey.self, Drawer.self],
                omissions: [Omission("ink", [.fee], .none, "No ink.", docs("ink", "Dried."))], guide: []))
    }

    private func ask(cursor: String = "", unit: String? = "d1") -> Ask {
        probe.ask(
            "papers", until: Instant(seconds: 100), cursor: Array(cursor.utf8),
            unit: unit.map { HistoryUnit(kind: .wallet, key: $0, label: $0) })
    }
    private func parse(
        _ body: String, cursor: String = "", status: Int = 200, headers: [TextPair] = []
    ) -> ParsedPage {
        probe.parse(
            ask(cursor: cursor), probe.answer("papers", status: status, headers: headers, body: body.utf8))
    }
    private func error(_ page: ParsedPage) -> ExchangeError? {
        if case .fail(let error) = page.ending { error } else { nil }
    }

    @Test func aRisingListGoesOnBehindItsLastRow() throws {
        #expect(try probe.request(ask()).arguments == [TextPair("drawer", "d1")])
        #expect(throws: ExchangeError.self) { try probe.request(ask(unit: nil)) }
        let page = parse(#"{"rows":[{"id":"a","at":1},{"id":"b","at":100}],"more":true}"#)
        guard case .next(let cursor, nil) = page.ending else { throw Unexpected(page: "\(page.ending)") }
        let next = try probe.request(ask(cursor: String(decoding: cursor, as: UTF8.self)))
        #expect(next.arguments == [TextPair("drawer", "d1"), TextPair("after", "b")])
        #expect(page.records.records.map(\.wallet) == ["d1", "d1"])
        // 404: the unit, or the row behind which to go on.
        #expect(error(parse("{}", status: 404))?.kind == .noLongerServed)
        let lost = error(parse("{}", cursor: String(decoding: cursor, as: UTF8.self), status: 404))
        #expect(
            lost?.kind == .badRequest && lost?.message == "Desk does not know the row any more where reading stopped.")
    }

    @Test func whatARowSaysIsTakenAndWhatItLeavesOutIsNot() throws {
        let page = parse(
            """
            {"rows":[
            {"id":"a","at":1,"state":"torn","pile":"p","paid":{"amount":"-2","currency":"EUR"},"market":"BTC-EUR"},
            {"id":"b","at":2,"state":"wet","pile":"","paid":{"amount":"","currency":"EUR"},"market":"BTC-28JUL23-X"},
            {"id":"c","at":3,"state":"done","paid":null}],"more":false}
            """)
        let rows = page.records.records
        #expect(rows.map(\.flags) == [.void, .pending, []])
        #expect(rows.map(\.group) == ["pile:p", "", ""] && rows.map(\.legs) == [[Leg(.out, "EUR", "2")], [], []])
        #expect(rows.map(\.extra) == [[TextPair("BTC", "EUR")], [], []])
    }

    /// The probe asks at 1,800,000,000: Friday, 15 January 2027, 08:00:00.
    @Test(arguments: [
        (200, "lateness", "", ExchangeError.Kind.rateLimited, "lateness"), (400, "early", "", .rateLimited, "early"),
        (200, "key", "", .auth, "key"), (200, "keyless", "", .permission, "keyless"),
        (200, "odd", "", .badRequest, "odd"), (401, "odd", "", .auth, "odd"), (401, "", "", .auth, "HTTP 401"),
        (503, "", "", .exchangeUnavailable, "HTTP 503"), (403, "odd", "", .permission, "odd"),
        (401, "", "Fri, 15 Jan 2027 08:00:30 GMT", .auth, "HTTP 401"),
        (401, "", "Fri, 15 Jan 2027 08:00:31 GMT", .clockSkew, "HTTP 401"),
        (200, "key", "Fri, 15 Jan 2027 07:59:29 GMT", .clockSkew, "key"),
        (403, "", "Fri, 15 Jan 2027 07:59:29 GMT", .permission, "HTTP 403"),
    ])
    func aRefusalIsFoundByItsWordThenByItsStatus(
        _ status: Int, _ word: String, _ date: String, _ kind: ExchangeError.Kind, _ code: String
    ) {
        let error = error(
            parse(#"{"error":"\#(word)"}"#, status: status, headers: date.isEmpty ? [] : [TextPair("date", date)]))
        #expect(error?.kind == kind && error?.exchangeCode == code, "\(String(describing: error))")
    }

    static let switches: [(String, KeyFacts.Rights?)] = [
        (#"{"can_look":true,"can_move":false,"on":true,"name":"x"}"#, [.read, .otherWrite]),
        (#"{"prefix":"can_","can_look":true,"can_move":true,"on":true}"#, [.read, .move]),
        (#"{"prefix":"can_","can_fly":true}"#, .otherWrite), (#"{"prefix":"can_","can_look":"yes"}"#, nil),
    ]
    @Test(arguments: switches)
    func switchesAreRights(_ body: String, _ rights: KeyFacts.Rights?) {
        let page = probe.parse(probe.ask("key"), probe.answer("key", body: body.utf8))
        #expect(page.key?.rights == rights)
    }

    @Test func aWebTokenIsTwoJSONsAndASignature() throws {
        let recipe = probe.manifest.schemes[0].signings[0]
        #expect(
            recipe.steps.map(\.operation) == [.join, .join, .join, .sign(.es256, key: 1), .header("Authorization")])
        #expect(recipe.steps[0].parts == [SigningPart(.literal(#"{"alg":"ES256"}"#))])
        #expect(
            recipe.steps[2].parts == [
                SigningPart(.result(0), .base64URL), SigningPart(.literal(".")), SigningPart(.result(1), .base64URL),
            ])
        #expect(recipe.steps[4].parts[1] == SigningPart(.result(2)))
        #expect(probe.manifest.schemes[0].fields.map(\.isSecret) == [false, true])
        #expect([.es256, .ed25519, .rsaSHA256].map(\SignatureAlgorithm.tokenName) == ["ES256", "EdDSA", "RS256"])
    }

    @Test func aPageIsEvidence() {
        let omission = probe.manifest.omissions[0]
        #expect(omission.name == "ink" && omission.kinds == RecordKinds([.fee]) && omission.remedy == .none)
        #expect(
            omission.evidence == [
                Evidence(
                    kind: .documented, url: "https://docs.example.com/ink", readOn: "2026-11-24", note: "Dried.")
            ])
        #expect(Pages("https://x.example.com/", readOn: "2026-11-24", .reported)("").kind == .reported)
    }
}

private struct Unexpected: Error { var page: String }

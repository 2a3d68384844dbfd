import ExchangeClient
import HistoryModel
import Testing

@Suite("The gate lets through what the endpoint table allows, and nothing else")
struct EndpointGateTests {
    private static func manifest(_ rows: [EndpointRow]) -> AdapterManifest {
        var manifest = AdapterManifest()
        manifest.id = "test"
        manifest.sites = [Site(name: "main", label: "Main", hosts: ["api.example.com"])]
        manifest.endpoints = rows
        return manifest
    }
    private static func draft(_ row: EndpointRow, _ arguments: [(String, String)] = []) throws -> RequestDraft {
        let manifest = manifest([row])
        return try EndpointGate(manifest: manifest, site: manifest.sites[0])
            .draft(AdapterRequest(endpoint: 0, arguments: arguments.map { TextPair($0.0, $0.1) }))
    }
    /// The sentence the gate refuses with, or nil.
    private static func refusal(_ row: EndpointRow, _ arguments: [(String, String)] = []) -> String? {
        do {
            _ = try draft(row, arguments)
            return nil
        } catch let error as ExchangeError {
            #expect(error.kind == .adapterFault)
            #expect(error.message.hasPrefix("The adapter asked for "))
            #expect(error.message.hasSuffix(", which its own endpoint table does not allow."))
            return error.message
        } catch { return "another error" }
    }

    private static let trades = EndpointRow(
        name: "trades", method: .get, path: "/v1/trades",
        parameters: [
            EndpointParameter(name: "symbol", place: .query, isRequired: true),
            EndpointParameter(name: "limit", place: .query, type: .integer),
            EndpointParameter(name: "all", place: .query, type: .boolean, fixedValue: "true"),
            EndpointParameter(name: "id", place: .query, type: .integer, isRepeatable: true),
        ])
    private static func get(_ path: String, signed: Bool = false, rest: Bool = false) -> EndpointRow {
        EndpointRow(
            name: "item", method: .get, path: path, signing: signed ? 0 : nil,
            parameters: [EndpointParameter(name: "id", place: .path, isRestOfPath: rest)])
    }

    // MARK: - What goes through

    @Test func `arguments are written in declared order, encoded, fixed ones included`() throws {
        let draft = try Self.draft(
            Self.trades, [("id", "7"), ("limit", "-5"), ("symbol", "A&B=C ü/{FIELD:secret}"), ("id", "8")])
        #expect(
            String(decoding: draft.queryText, as: UTF8.self)
                == "symbol=A%26B%3DC%20%C3%BC%2F%7BFIELD%3Asecret%7D&limit=-5&all=true&id=7&id=8")
        #expect(draft.host == "api.example.com")
        #expect(draft.path == "/v1/trades")
        #expect(draft.contentType == nil)
    }

    @Test func `forms and JSON are written with their types`() throws {
        func row(_ body: EndpointRow.Body, _ place: EndpointParameter.Place) -> EndpointRow {
            EndpointRow(
                name: "ask", method: .post, path: "/v1/ask/", body: body,
                parameters: [
                    EndpointParameter(name: "text", place: place),
                    EndpointParameter(name: "n", place: place, type: .integer),
                    EndpointParameter(name: "b", place: place, type: .boolean),
                ])
        }
        let arguments = [("b", "false"), ("n", "12"), ("text", "a\"\\é ")]
        let form = try Self.draft(row(.form, .form), arguments)
        #expect(String(decoding: form.bodyBytes, as: UTF8.self) == "text=a%22%5C%C3%A9%20&n=12&b=false")
        #expect(form.contentType == "application/x-www-form-urlencoded")
        let json = try Self.draft(row(.json, .json), arguments)
        #expect(String(decoding: json.bodyBytes, as: UTF8.self) == "{\"text\":\"a\\\"\\\\é \",\"n\":12,\"b\":false}")
        #expect(json.contentType == "application/json")
        #expect(String(decoding: try Self.draft(row(.json, .json)).bodyBytes, as: UTF8.self) == "{}")
        let empty = try Self.draft(row(.form, .form))
        #expect(empty.bodyBytes.isEmpty)
        #expect(empty.contentType == nil)
    }

    @Test func `a list gathers its elements, and arguments for a recipe stay out of the body`() throws {
        let list = EndpointRow(
            name: "list", method: .post, path: "/v1/list", body: .json,
            parameters: [EndpointParameter(name: "ids", place: .json, type: .list)])
        #expect(
            String(decoding: try Self.draft(list, [("ids", "a"), ("ids", "b")]).bodyBytes, as: UTF8.self)
                == "{\"ids\":[\"a\",\"b\"]}")
        let payload = EndpointRow(
            name: "payload", method: .post, path: "/v1/mytrades", signing: 0,
            parameters: [EndpointParameter(name: "limit", place: .json, type: .integer)])
        let draft = try Self.draft(payload, [("limit", "5")])
        #expect(draft.bodyBytes.isEmpty)
        #expect(draft.parameters == [JSONArgument("limit", .bare("5"))])
    }

    @Test func `a path argument is one segment, the rest of a path is several`() throws {
        #expect(
            try Self.draft(Self.get("/v2/accounts/{id}/transactions"), [("id", "BTC-ü;a?b#c")]).path
                == "/v2/accounts/BTC-%C3%BC%3Ba%3Fb%23c/transactions")
        #expect(
            try Self.draft(Self.get("/files/{id}", rest: true), [("id", "2024/01/a b.zip")]).path
                == "/files/2024/01/a%20b.zip")
    }

    // MARK: - Attacks

    @Test func `a row that does not exist is refused`() {
        let manifest = Self.manifest([Self.trades])
        let gate = EndpointGate(manifest: manifest, site: manifest.sites[0])
        for endpoint in [-1, 1, Int.max] {
            #expect(throws: ExchangeError.self) { try gate.draft(AdapterRequest(endpoint: endpoint, arguments: [])) }
        }
    }

    @Test func `undeclared, missing, doubled and fixed arguments are refused`() {
        #expect(
            Self.refusal(Self.trades, [("symbol", "A"), ("method", "order")])
                == "The adapter asked for trades with the argument \"method\", which its own endpoint table does not allow."
        )
        #expect(Self.refusal(Self.trades, [("Symbol", "A")]) != nil)
        #expect(
            Self.refusal(Self.trades, [("limit", "1")])?.contains("without the required argument \"symbol\"") == true)
        #expect(Self.refusal(Self.trades, [("symbol", "A"), ("symbol", "B")])?.contains("twice") == true)
        #expect(Self.refusal(Self.trades, [("symbol", "A"), ("all", "true")])?.contains("fixed") == true)
        #expect(Self.refusal(Self.trades, [("symbol", "A"), ("", "x")]) != nil)
    }

    @Test(arguments: ["", "-", "+1", "1.0", "1e3", "0x1", " 1", "1 ", "١", "01", "--1", "1&a=b", "9".padded(39)])
    func `an integer is digits and nothing else`(value: String) {
        #expect(Self.refusal(Self.trades, [("symbol", "A"), ("limit", value)]) != nil)
    }

    @Test(arguments: ["a\u{0}b", "a\nb", "a\rb", "\u{1B}[2J", "a\u{7F}", "a\u{85}b"])
    func `text with control characters is refused`(value: String) {
        #expect(Self.refusal(Self.trades, [("symbol", value)]) != nil)
    }

    @Test(arguments: [
        "", ".", "..", "...", "a/b", "/", "../../order", "a\\b", "%2e%2e", "%2F", "a\nb", "..\\order",
    ])
    func `a path argument that could climb or split is refused`(value: String) {
        #expect(Self.refusal(Self.get("/v2/{id}/x"), [("id", value)]) != nil)
    }

    @Test(arguments: ["", "/a", "a//b", "a/../b", "..", "a/.", "a/%2e%2e/b", "a\\..\\b", "a/"])
    func `the rest of a path has no empty, climbing or encoded steps`(value: String) {
        #expect(Self.refusal(Self.get("/files/{id}", rest: true), [("id", value)]) != nil)
    }

    @Test func `path arguments belong to GET, and the rest of a path to unsigned GET`() {
        var post = Self.get("/v2/{id}")
        post.method = .post
        #expect(Self.refusal(post, [("id", "a")]) != nil)
        #expect(Self.refusal(Self.get("/files/{id}", signed: true, rest: true), [("id", "a/b")]) != nil)
        #expect(Self.refusal(Self.get("/files/{id}/x", rest: true), [("id", "a/b")]) != nil)
        #expect(Self.refusal(Self.get("/files/{other}"), [("id", "a")]) != nil)
        #expect(Self.refusal(Self.get("/files/none"), [("id", "a")]) != nil)
    }

    @Test(arguments: [
        "v1", "/a?b=c", "/a#b", "/a/../b", "/a//b", "/a b", "/a\r\nX: y", "//evil.example/x", "/\\evil", "/{id", "/a}",
    ])
    func `a row with an odd path is refused`(path: String) {
        #expect(Self.refusal(EndpointRow(name: "row", method: .get, path: path)) != nil)
    }

    @Test(arguments: [
        "Host", "content-length", "Transfer-Encoding", "Connection", "TE", "Upgrade", "Proxy-Authorization",
        "X-HTTP-Method-Override", "x-http-method", "X-Method-Override", "Cookie", "X-Original-URL", "X-Forwarded-Host",
        "Expect", "bad name", "a:b", "", "X-ü", "x\r\ny",
    ])
    func `headers that change the request's meaning are refused, in rows and recipes`(name: String) {
        let row = EndpointRow(
            name: "row", method: .get, path: "/v1",
            parameters: [EndpointParameter(name: name, place: .header, fixedValue: "1")])
        #expect(Self.refusal(row) != nil)
        let scheme = CredentialScheme(
            name: "x", label: "", fields: [Schemes.key],
            signings: [
                SigningRecipe(name: "r", steps: [SigningStep(.header(name), parts: [SigningPart(.literal("1"))])])
            ])
        #expect(throws: ExchangeError.self) { try RecipeSigner(scheme: scheme, credentials: ["key": Secret("k")]) }
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}", "ü", String(repeating: "a", count: 20_000)])
    func `header values cannot carry another header`(value: String) {
        let row = EndpointRow(
            name: "row", method: .get, path: "/v1", parameters: [EndpointParameter(name: "X-Page", place: .header)])
        #expect(Self.refusal(row, [("X-Page", value)]) != nil)
        #expect(Self.refusal(row, [("X-Page", "12")]) == nil)
    }

    @Test(arguments: ["_method", "X-HTTP-Method-Override", "_METHOD"])
    func `arguments that servers read as another method are refused`(name: String) {
        let row = EndpointRow(
            name: "row", method: .get, path: "/v1",
            parameters: [EndpointParameter(name: name, place: .query, fixedValue: "DELETE")])
        #expect(Self.refusal(row) != nil)
    }

    @Test func `arguments in a place their row does not have are refused`() {
        func row(_ method: EndpointRow.Method, _ body: EndpointRow.Body, _ parameter: EndpointParameter) -> EndpointRow
        {
            EndpointRow(name: "row", method: method, path: "/v1", body: body, parameters: [parameter])
        }
        let form = EndpointParameter(name: "a", place: .form)
        let json = EndpointParameter(name: "a", place: .json, isRepeatable: true)
        let list = EndpointParameter(name: "a", place: .query, type: .list)
        #expect(Self.refusal(row(.post, .json, form), [("a", "1")]) != nil)
        #expect(Self.refusal(row(.get, .none, form), [("a", "1")]) != nil)
        #expect(Self.refusal(row(.post, .json, json), [("a", "1")]) != nil)
        #expect(Self.refusal(row(.get, .none, list), [("a", "1")]) != nil)
        #expect(Self.refusal(row(.get, .form, form), [("a", "1")]) != nil)
    }

    @Test(arguments: [
        "api.example.com:443", "api.example.com/x", "user@api.example.com", "127.0.0.1", "localhost", "", "a..b",
        "-a.com",
        "api.example.com\n", "[::1]", "api_x.example.com",
    ])
    func `a host is a plain name`(host: String) {
        let manifest = Self.manifest([Self.trades])
        let gate = EndpointGate(manifest: manifest, site: Site(name: "s", label: "", hosts: [host]))
        #expect(throws: ExchangeError.self) {
            try gate.draft(AdapterRequest(endpoint: 0, arguments: [TextPair("symbol", "A")]))
        }
    }
}

extension String {
    fileprivate func padded(_ count: Int) -> String { String(repeating: self, count: count) }
}

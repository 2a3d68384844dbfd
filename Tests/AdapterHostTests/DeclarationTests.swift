import AdapterHost
import HistoryModel
import Testing

/// One change to a sound declaration, and the sentence it must lead to.
struct Declaration: Sendable, CustomTestStringConvertible {
    var macro: String
    var sentence: String
    init(_ macro: String, _ sentence: String) {
        self.macro = macro
        self.sentence = sentence
    }
    var testDescription: String { macro }
}

@Suite("A manifest is checked as hostile input")
struct DeclarationTests {
    private func declared(_ macros: [String]) async throws -> DeclaredAdapter {
        let process = try await BuiltAdapters.start(BuiltAdapters.declaring(macros))
        return try #require(try await process.adapters().first)
    }

    @Test func `the unchanged declaration is accepted`() async throws {
        let adapter = try await declared([])
        #expect(adapter.refusal == nil)
        let manifest = try #require(adapter.manifest)
        #expect(manifest.streams[0].bounds[0].kind == .rolling(.calendarMonths(6)))
        #expect(manifest.schemes[0].signings[0].steps[0].parts == [SigningPart(.literal("POST\nline"))])
    }

    @Test(arguments: [
        Declaration(#"ID="Kraken""#, #"id may not be "Kraken""#),
        Declaration(#"ID="""#, "id is missing"),
        Declaration(#"VERSION="1.0""#, "version may not be"),
        Declaration(#"NAME="""#, "name is missing"),
        Declaration(#"NAME="a\x1b[31mred""#, "name holds control characters"),
        Declaration(#"NAME="\xe2\x80\xae" "evil""#, "name holds control characters"),
        Declaration(#"NAME="\xff""#, "name is not UTF-8"),
        Declaration(#"SOURCE_URL="http://declared.example""#, "source_url may not be"),
        Declaration(#"SOURCE_URL="https://user@declared.example""#, "source_url may not be"),
        Declaration("LAUNCHED=0", "launched_ns does not say"),
        Declaration("LAUNCHED=INT64_MAX", "launched_ns does not say"),
        Declaration(#"PURPOSE="""#, "the purpose of endpoint rows is missing"),
        Declaration(#"EVIDENCE=.url=TEXT("ftp://x.example")"#, "the address of evidence may not be"),
        Declaration(#"EVIDENCE=.read_on=TEXT("3.2.2026")"#, "the day of evidence may not be"),
    ])
    func `texts keep their grammar`(_ declaration: Declaration) async throws {
        try await check(declaration)
    }

    @Test(arguments: [
        "https://evil.example", "evil.example:8443", "evil.example/path", "user@evil.example", "127.0.0.1", "localhost",
        "EVIL.example", "evil..example", "-evil.example", "evil.example?x", "",
    ])
    func `a host is a host name and nothing else`(host: String) async throws {
        try await check(Declaration("HOST=\"\(host)\"", "a host of site main"))
    }

    @Test(arguments: [
        "v1/rows/{market}", "/v1/../admin/{market}", "/v1//{market}", "/v1/%2e%2e/{market}", "/v1?x=/{market}",
        "/v1/{market", "/v1/{{market}}", "/v1/\\\\evil/{market}",
    ])
    func `a path stays where it is`(path: String) async throws {
        try await check(Declaration("PATH=\"\(path)\"", "the path of endpoint rows may not be"))
    }

    @Test(arguments: [
        Declaration(#"PATH="/v1/rows""#, "does not have the same parameters in its path as in its table"),
        Declaration("ROW=.method=PTL_METHOD_POST", "is not a GET and has parameters in its path"),
        Declaration("ROW=.method=3", "the method of an endpoint is 3, which this Portolan does not know"),
        Declaration("ROW=.method=1,.body=PTL_BODY_JSON", "is a GET with a body"),
        Declaration("ROW=.method=1,.host=1", "names host 1, which no site has"),
        Declaration("ROW=.method=1,.signing=2", "names signing 1, which no scheme has"),
        Declaration("ROW=.method=1,.flags=4", "has flags that this Portolan does not know"),
        Declaration("ROW=.method=1,.body_max=UINT64_MAX", "wants answers of"),
        Declaration("COST={1,1}", "names bucket 1"),
        Declaration("COST={0,11}", "costs more than bucket calls ever holds"),
        Declaration("BUCKET=.kind=9,.scope=1,.capacity=1,.period_ns=1", "the kind of a bucket is 9"),
        Declaration("BUCKET=.kind=1,.scope=1,.capacity=0,.period_ns=1", "holds nothing or never refills"),
        Declaration("BUCKET=.kind=1,.scope=1,.capacity=1,.period_ns=-1", "is negative"),
        Declaration("BUCKET=.kind=1,.scope=1,.capacity=1,.period_ns=INT64_C(31622400000000001)", "longer than a year"),
        Declaration(
            #"PARAM=.flags=PTL_PARAM_FIXED,.where=PTL_IN_HEADER,.name=TEXT("X-A"),.value=TEXT("a\r\nX-B: c")"#,
            "holds control characters"),
        Declaration(#"PARAM=.where=PTL_IN_HEADER,.name=TEXT("hOST")"#, #"may not set the header "hOST""#),
        Declaration(#"PARAM=.where=PTL_IN_PATH,.name=TEXT("market")"#, "declares a parameter twice"),
        Declaration(#"PARAM=.where=PTL_IN_QUERY,.name=TEXT("{market}")"#, "a parameter's name in rows may not be"),
        Declaration(#"PATH="/v1/rows/{market}/{market}""#, "does not have the same parameters"),
        Declaration(#"PARAM=.where=PTL_IN_HEADER,.name=TEXT("Host")"#, #"may not set the header "Host""#),
        Declaration(#"PARAM=.where=PTL_IN_QUERY,.name=TEXT("a&b")"#, "a parameter's name in rows may not be"),
        Declaration(#"PARAM=.where=PTL_IN_FORM,.name=TEXT("a")"#, "has form parameters and no form"),
        Declaration(
            #"PARAM=.flags=PTL_PARAM_REST,.where=PTL_IN_QUERY,.name=TEXT("a")"#, "only an unsigned GET may, at its end"),
        Declaration("SECOND_SITE_HOSTS=2", "do not all list the same hosts"),
    ])
    func `a row of the allow-list makes sense`(_ declaration: Declaration) async throws {
        try await check(declaration)
    }

    @Test(arguments: [
        Declaration(
            #"PLACE_PART=.kind=PTL_PART_FIELD,.text=TEXT("api_secret")"#, "sends api_secret, which is a signing key"),
        Declaration(
            #"KEY_PART=.kind=PTL_PART_FIELD,.text=TEXT("api_secret")"#, "sends api_secret, which is a signing key"),
        Declaration(#"PLACE_PART=.kind=PTL_PART_FIELD,.text=TEXT("nothing")"#, "uses field nothing"),
        Declaration("PLACE_PART=.kind=PTL_PART_RESULT,.index=1", "uses result 1 before it is there"),
        Declaration("PLACE_PART=.kind=99", "a recipe has part 99, which this Portolan does not know"),
        Declaration("PLACE_PART=.kind=PTL_PART_TIME,.format=77", "uses something that this Portolan does not know"),
        Declaration(
            "PLACE_PART=.kind=PTL_PART_TIME,.format=1,.shift_ns=INT64_MIN", "shifts the time by more than a day"),
        Declaration("KEY_STEP=.op=5", "a recipe has step 5, which this Portolan does not know; a newer one may"),
        Declaration("KEY_STEP=.op=PTL_STEP_HMAC,.algorithm=1,.field=3", "a step names field 3 of 3"),
        Declaration("KEY_STEP=.op=PTL_STEP_HMAC,.algorithm=9", "uses something that this Portolan does not know"),
        Declaration(#"PLACE_STEP=.op=PTL_STEP_HEADER,.name=TEXT("X-HTTP-Method-Override")"#, "may not set the header"),
        Declaration(#"SECOND_SIGNING="other""#, "do not all list the same signings in the same order"),
        Declaration(#"KEY_PART=.kind=PTL_PART_LITERAL,.text=TEXT("a\rb")"#, "holds control characters"),
    ])
    func `a recipe keeps the secret and says nothing unknown`(_ declaration: Declaration) async throws {
        try await check(declaration)
    }

    @Test func `a secret may go into a header and never into the address`() async throws {
        let part = #"PLACE_PART=.kind=PTL_PART_FIELD,.text=TEXT("passphrase")"#
        #expect(try await declared([part]).refusal == nil)
        let query = #"PLACE_STEP=.op=PTL_STEP_ADD_QUERY,.name=TEXT("p")"#
        #expect(try await declared([part, query]).refusal?.contains("puts a secret into the address") == true)
        let joined = [
            #"KEY_STEP=.op=PTL_STEP_JOIN"#, #"KEY_PART=.kind=PTL_PART_FIELD,.text=TEXT("passphrase")"#, query,
        ]
        #expect(try await declared(joined).refusal?.contains("puts a secret into the address") == true)
        let throughBody = [
            #"KEY_STEP=.op=PTL_STEP_SET_BODY"#, #"KEY_PART=.kind=PTL_PART_FIELD,.text=TEXT("passphrase")"#, query,
            #"PLACE_PART=.kind=PTL_PART_BODY"#,
        ]
        #expect(try await declared(throughBody).refusal?.contains("puts a secret into the address") == true)
    }

    @Test(arguments: [
        Declaration("STREAM=.role=9,.walk=1", "role 9 is not known here"),
        Declaration("STREAM=.role=1,.walk=7", "walk 7 is not known here"),
        Declaration("STREAM=.role=1,.walk=1,.paging=8", "paging 8 is not known here"),
        Declaration("STREAM=.role=1,.walk=1,.align=8", "align 8 is not known here"),
    ])
    func `a stream of an unknown shape is refused, not its adapter`(_ declaration: Declaration) async throws {
        let adapter = try await declared([declaration.macro])
        #expect(adapter.refusal == nil)
        let stream = try #require(adapter.manifest?.streams.first)
        #expect(stream.refusal?.contains("needs a newer Portolan: \(declaration.sentence)") == true)
        #expect(adapter.manifest?.streams[1].refusal == nil)
    }

    @Test(arguments: [
        Declaration("STREAM=.role=1,.walk=1,.unit_stream=3", "takes its units from a stream that lists none"),
        Declaration("STREAM=.role=1,.walk=1,.unit_stream=1", "takes its units from a stream that lists none"),
        Declaration("STREAM=.role=1,.walk=1,.settle_ns=-5", "settle_ns of rows is negative"),
        Declaration("STREAM=.role=1,.walk=1,.max_span_ns=1", "has a max_span_ns below one minute"),
        Declaration("STREAM=.role=1,.walk=1,.plan_span_ns=INT64_C(59999999999)", "has a plan_span_ns below one minute"),
        Declaration(
            "STREAM=.role=1,.walk=1,.max_span_ns=INT64_C(86400000000000),.resolution_ns=INT64_C(43200000000001)",
            "has a resolution_ns of more than half its max_span_ns"),
        Declaration(
            "STREAM=.role=1,.walk=1,.max_span_ns=INT64_C(86399000000000),.align=PTL_ALIGN_DAY",
            "begins its windows on a day, and may not ask for a whole one"),
        Declaration(
            "STREAM=.role=1,.walk=1,.max_span_ns=INT64_C(604800000000000),.align=PTL_ALIGN_QUARTER",
            "begins its windows on a quarter"),
        Declaration("STREAM=.role=1,.walk=1,.max_span_ns=INT64_MAX", "longer than a century"),
        Declaration("STREAM=.role=1,.walk=1,.resolution_ns=INT64_MIN", "is negative"),
        Declaration("BOUND=.kind=PTL_BOUND_ROLLING,.unit=PTL_UNIT_DAYS,.value=0", "which cannot be"),
        Declaration("BOUND=.kind=PTL_BOUND_ROLLING,.unit=PTL_UNIT_DAYS,.value=INT64_MAX", "which cannot be"),
        Declaration("BOUND=.kind=PTL_BOUND_SINCE,.unit=PTL_UNIT_NS,.value=INT64_MIN", "which cannot be"),
        Declaration("BOUND=.kind=PTL_BOUND_LAST_N,.unit=PTL_UNIT_ROWS,.value=-1", "counts -1 rows"),
    ])
    func `numbers of a stream can be computed with`(_ declaration: Declaration) async throws {
        try await check(declaration)
    }

    @Test(arguments: ["BOUND=.kind=99", "BOUND=.kind=PTL_BOUND_ROLLING,.unit=PTL_UNIT_ROWS,.value=5"])
    func `a bound of an unknown kind is unknown, never unlimited`(macro: String) async throws {
        let manifest = try #require(try await declared([macro]).manifest)
        #expect(manifest.streams[0].bounds.map(\.kind) == [.unknown])
        #expect(manifest.streams[0].isLimited)
    }

    private func check(_ declaration: Declaration) async throws {
        let adapter = try await declared([declaration.macro])
        #expect(adapter.manifest == nil)
        #expect(adapter.refusal?.contains(declaration.sentence) == true, "\(adapter.refusal ?? "accepted")")
    }

    // MARK: - Security description

    @Test(arguments: [
        #"HOST="api.other.example""#, "ROW=.method=1,.flags=PTL_ENDPOINT_STARTS_JOB", "ROW=.method=1,.tag=TEXT(\"t\")",
        "ROW=.method=1,.signing=0", #"PARAM=.where=PTL_IN_QUERY,.name=TEXT("count")"#,
        #"PARAM=.flags=PTL_PARAM_FIXED,.where=PTL_IN_QUERY,.name=TEXT("limit"),.value=TEXT("1")"#,
        #"PLACE_STEP=.op=PTL_STEP_HEADER,.name=TEXT("X-Other")"#, "PLACE_PART=.kind=PTL_PART_RESULT,.encoding=2",
        "KEY_STEP=.op=PTL_STEP_HMAC,.algorithm=1,.field=1",
    ])
    func `whatever changes where a secret may go changes the security description`(macro: String) async throws {
        let before = try #require(try await declared([]).manifest)
        let after = try #require(try await declared([macro]).manifest)
        #expect(securityDescription(of: before) != securityDescription(of: after))
    }

    @Test(arguments: [
        #"NAME="Other""#, #"PURPOSE="Reads other rows.""#, #"VERSION="2.0.0""#, "BOUND=.kind=PTL_BOUND_UNLIMITED",
        "COST={0,2}",
    ])
    func `a label, a limit or a cost does not`(macro: String) async throws {
        let before = try #require(try await declared([]).manifest)
        let after = try #require(try await declared([macro]).manifest)
        #expect(before != after)
        #expect(securityDescription(of: before) == securityDescription(of: after))
    }
}

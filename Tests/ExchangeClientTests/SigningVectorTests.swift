import ExchangeClient
import HistoryModel
import Testing

/// One published or recomputed signature of an exchange.
struct SigningVector: Sendable, CustomTestStringConvertible {
    var name: String
    var scheme: CredentialScheme
    var fields: [String: String]
    var draft: RequestDraft
    var time = Instant(nanoseconds: 0)
    var nonce = ""
    var random = ""
    /// Where the signature stands in the signed request.
    var read: @Sendable (RequestDraft) -> String?
    var expected: String
    var testDescription: String { name }

    func signed() throws -> RequestDraft {
        var draft = draft
        let signer = try RecipeSigner(scheme: scheme, credentials: fields.mapValues { Secret($0) })
        let random = random
        _ = try signer.sign(&draft, recipe: 0, at: SigningMoment(time: time, nonce: nonce) { _ in random })
        return draft
    }
}

private func milliseconds(_ count: Int64) -> Instant { Instant(nanoseconds: count * 1_000_000) }
private func header(_ name: String) -> @Sendable (RequestDraft) -> String? {
    { draft in draft.headers.first { $0.name == name }?.value }
}
private func query(_ name: String) -> @Sendable (RequestDraft) -> String? {
    { draft in draft.query.last.flatMap { $0.name == name ? $0.value : nil } }
}
private func pairs(_ flat: String...) -> [EncodedPair] {
    stride(from: 0, to: flat.count, by: 2).map { EncodedPair(flat[$0], flat[$0 + 1]) }
}

@Suite("Every signature of the fact sheets comes out of its recipe")
struct SigningVectorTests {
    static let binanceSecret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
    static let mexcSecret = "45d0b3c26f2644f19bfb98b07741b2f5"
    static let coinbaseName = "organizations/test-organization/apiKeys/test-api-key"
    static let coinbaseSeed = "k0BUni0p0vZG1BdpVjS6ogBJ7kxm630AJ2dN+tuputDOKsRAwgyrpEQLeBtS1znTmzPX6Xr2eOWpzx6nW8knkA=="

    private static func order(symbol: String) -> [EncodedPair] {
        pairs(
            "symbol", symbol, "side", "BUY", "type", "LIMIT", "timeInForce", "GTC", "quantity", "1", "price", "0.1",
            "recvWindow", "5000")
    }

    static let vectors: [SigningVector] = [
        SigningVector(
            name: "Kraken", scheme: Schemes.kraken,
            fields: [
                "key": "k",
                "secret": "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==",
            ],
            draft: RequestDraft(
                .post, host: "api.kraken.com", path: "/0/private/AddOrder",
                body: .form(
                    pairs("ordertype", "limit", "pair", "XBTUSD", "price", "37500", "type", "buy", "volume", "1.25"))
            ), nonce: "1616492376594", read: header("API-Sign"),
            expected: "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ=="),
        SigningVector(
            name: "Binance", scheme: Schemes.binance(), fields: ["key": "k", "secret": binanceSecret],
            draft: RequestDraft(.get, host: "api.binance.com", path: "/api/v3/order", query: order(symbol: "LTCBTC")),
            time: milliseconds(1_499_827_319_559), read: query("signature"),
            expected: "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"),
        SigningVector(
            name: "Binance, letters outside ASCII", scheme: Schemes.binance(),
            fields: ["key": "k", "secret": binanceSecret],
            draft: RequestDraft(.get, host: "api.binance.com", path: "/api/v3/order", query: order(symbol: "１２３４５６")),
            time: milliseconds(1_499_827_319_559), read: query("signature"),
            expected: "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"),
        SigningVector(
            name: "MEXC", scheme: Schemes.mexc, fields: ["key": "mx0aBYs33eIilxBWC5", "secret": mexcSecret],
            draft: RequestDraft(
                .get, host: "api.mexc.com", path: "/api/v3/order",
                query: pairs(
                    "symbol", "BTCUSDT", "side", "BUY", "type", "LIMIT", "quantity", "1", "price", "11", "recvWindow",
                    "5000")),
            time: milliseconds(1_644_489_390_087), read: query("signature"),
            expected: "fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a"),
        SigningVector(
            name: "MEXC, query and body glued",
            // The published string has the timestamp in the body, so it is given.
            scheme: CredentialScheme(
                name: "mexc", label: "", fields: Schemes.mexc.fields,
                signings: [
                    SigningRecipe(
                        name: "glued",
                        steps: [
                            SigningStep(
                                .hmac(.sha256, key: 1),
                                parts: [SigningPart(.query(decoded: false)), SigningPart(.body)]),
                            SigningStep(.addQuery("signature"), parts: [SigningPart(.result(0), .hex)]),
                        ])
                ]), fields: ["key": "mx0aBYs33eIilxBWC5", "secret": mexcSecret],
            draft: RequestDraft(
                .post, host: "api.mexc.com", path: "/api/v3/order",
                query: pairs("symbol", "BTCUSDT", "side", "BUY", "type", "LIMIT"),
                body: .form(
                    pairs("quantity", "1", "price", "11", "recvWindow", "5000", "timestamp", "1644489390087"))),
            read: query("signature"),
            expected: "d1a676610ceb39174c8039b3f548357994b2a34139a8addd33baadba65684592"),
        SigningVector(
            name: "Bybit GET", scheme: Schemes.bybit, fields: ["key": "test_api_key", "secret": "test_secret"],
            draft: RequestDraft(
                .get, host: "api.bybit.com", path: "/v5/order/realtime",
                query: pairs("category", "linear", "symbol", "BTCUSDT")),
            time: milliseconds(1_700_000_000_000), read: header("X-BAPI-SIGN"),
            expected: "fd4f31228a46109dc6673062328693696df9a96c7ff04e6491a45e7f63a0fdd7"),
        SigningVector(
            name: "Bybit POST, body given", scheme: Schemes.bybit,
            fields: ["key": "test_api_key", "secret": "test_secret"],
            draft: RequestDraft(
                .post, host: "api.bybit.com", path: "/v5/order/create",
                body: .text(
                    Array("{\"category\": \"linear\", \"symbol\": \"BTCUSDT\", \"orderLinkId\": \"test-order-1\"}".utf8)
                )
            ), time: milliseconds(1_700_000_000_000), read: header("X-BAPI-SIGN"),
            expected: "2df4a0603d69c08d5dea29ba85b46eb7db64ce9e9ebd34a7802a3d69700cb2a1"),
        SigningVector(
            name: "Coinbase EdDSA, the whole token", scheme: Schemes.coinbase(.ed25519),
            fields: ["key": coinbaseName, "secret": coinbaseSeed],
            draft: RequestDraft(.get, host: "api.coinbase.com", path: "/v2/accounts", query: pairs("limit", "100")),
            time: Instant(seconds: 1_700_000_000), random: "000102030405060708090a0b0c0d0e0f",
            read: header("Authorization"),
            expected: "Bearer eyJhbGciOiJFZERTQSIsImtpZCI6Im9yZ2FuaXphdGlvbnMvdGVzdC1vcmdhbml6YXRpb24vYXBpS2V5cy90ZX"
                + "N0LWFwaS1rZXkiLCJub25jZSI6IjAwMDEwMjAzMDQwNTA2MDcwODA5MGEwYjBjMGQwZTBmIiwidHlwIjoiSldUIn0.eyJzdWI"
                + "iOiJvcmdhbml6YXRpb25zL3Rlc3Qtb3JnYW5pemF0aW9uL2FwaUtleXMvdGVzdC1hcGkta2V5IiwiaXNzIjoiY2RwIiwibmJm"
                + "IjoxNzAwMDAwMDAwLCJleHAiOjE3MDAwMDAxMjAsInVyaSI6IkdFVCBhcGkuY29pbmJhc2UuY29tL3YyL2FjY291bnRzIn0.V"
                + "LkHRIYllt73i-FXnMhwx2i42K2sCqJBCgmgiwhJq2Qwko3SN6d4KtuuDcEs_68nIDojTQ_OwcPvZxIpkPmWAA"),
        SigningVector(
            name: "Bitstamp without body", scheme: Schemes.bitstamp, fields: ["key": "123456", "secret": "abcdefg"],
            draft: RequestDraft(.post, host: "www.bitstamp.net", path: "/api/v2/balance/", body: .form([])),
            time: milliseconds(1_606_996_800_000), random: "hijklm", read: header("X-Auth-Signature"),
            expected: "eb84d115027532cba9ebab8c692c488284c54551ab4601aa9ce6280187dc9c86"),
        SigningVector(
            name: "Bitstamp with body", scheme: Schemes.bitstamp, fields: ["key": "123456", "secret": "abcdefg"],
            draft: RequestDraft(
                .post, host: "www.bitstamp.net", path: "/api/v2/balance/",
                body: .form(pairs("limit", "1000", "since_id", "1", "sort", "asc", "offset", "0"))),
            time: milliseconds(1_606_996_800_000), random: "hijklm", read: header("X-Auth-Signature"),
            expected: "29728913d776144f0c8d522a58e77bb6c4492b25dbf7b3ebd41c4eb64c28cf0c"),
        SigningVector(
            name: "OKX", scheme: Schemes.okx,
            fields: ["key": "k", "secret": "3DC350723E8200C236792784644E17A0", "passphrase": "p"],
            draft: RequestDraft(.get, host: "www.okx.com", path: "/api/v5/asset/currencies"),
            time: Instant(iso8601: "2022-12-27T10:55:09.836Z")!, read: header("OK-ACCESS-SIGN"),
            expected: "miq5qKL+pRzZJjf0fq0qnUshMuNjvmwHWWyWv0QxsLs="),
        SigningVector(
            name: "KuCoin", scheme: Schemes.kucoin,
            fields: [
                "key": "5c2db93503aa674c74a31734", "secret": "f03a5284-5c39-4aaa-9b20-dea10bdcf8e3",
                "passphrase": "Abc123456",
            ],
            draft: RequestDraft(
                .post, host: "api.kucoin.com", path: "/api/v1/deposit-addresses",
                body: .json([JSONArgument("currency", .text("BTC"))])),
            time: milliseconds(1_547_015_186_532), read: header("KC-API-SIGN"),
            expected: "7QP/oM0ykidMdrfNEUmng8eZjg/ZvPafjIqmxiVfYu4="),
        SigningVector(
            name: "KuCoin passphrase", scheme: Schemes.kucoin,
            fields: ["key": "k", "secret": "f03a5284-5c39-4aaa-9b20-dea10bdcf8e3", "passphrase": "Abc123456"],
            draft: RequestDraft(.get, host: "api.kucoin.com", path: "/api/v1/accounts"),
            read: header("KC-API-PASSPHRASE"),
            expected: "BKrtDi9RgDYbLigltBjNLvwvVf6/iCxWK6slmjr8DF8="),
        SigningVector(
            name: "Gate GET", scheme: Schemes.gate, fields: ["key": "key", "secret": "secret"],
            draft: RequestDraft(
                .get, host: "api.gateio.ws", path: "/api/v4/futures/orders",
                query: pairs("contract", "BTC_USD", "status", "finished", "limit", "50")),
            time: Instant(seconds: 1_541_993_715), read: header("SIGN"),
            expected: "55f84ea195d6fe57ce62464daaa7c3c02fa9d1dde954e4c898289c9a2407a3d6fb3faf24deff16790d726b66ac9f"
                + "74526668b13bd01029199cc4fcc522418b8a"),
        SigningVector(
            name: "Gate POST, body given", scheme: Schemes.gate, fields: ["key": "key", "secret": "secret"],
            draft: RequestDraft(
                .post, host: "api.gateio.ws", path: "/api/v4/futures/orders",
                body: .text(
                    Array(
                        "{\"contract\":\"BTC_USD\",\"type\":\"limit\",\"size\":100,\"price\":6800,\"time_in_force\":\"gtc\"}"
                            .utf8))), time: Instant(seconds: 1_541_993_715), read: header("SIGN"),
            expected: "eae42da914a590ddf727473aff25fc87d50b64783941061f47a3fdb92742541fc4c2c14017581b4199a1418d5447"
                + "1c269c03a38d788d802e2c306c37636389f0"),
        SigningVector(
            name: "HTX", scheme: Schemes.htx, fields: ["key": "access", "secret": "secret"],
            draft: RequestDraft(.get, host: "api.huobi.pro", path: "/v1/account/accounts"),
            time: Instant(iso8601: "2019-11-21T10:00:00Z")!, read: query("Signature"),
            expected: "rWnLcMt3XBAsmXoNHtTQVpvMbH/cE1PXFwQAGeYwt3s="),
        SigningVector(
            name: "HTX with arguments", scheme: Schemes.htx, fields: ["key": "access", "secret": "secret"],
            draft: RequestDraft(
                .get, host: "api.huobi.pro", path: "/v1/account/history",
                query: pairs("currency", "btc", "account-id", "123")),
            time: Instant(iso8601: "2019-11-21T10:00:00Z")!, read: query("Signature"),
            expected: "SGZYJ9Ub/hFerEBbSWsCxl8Djk+LRBgEZOB4fLc4T9Q="),
        SigningVector(
            name: "HTX, longer keys", scheme: Schemes.htx,
            fields: ["key": "abcdefg-hijklmn-opqrst-uvwxyz", "secret": "12345-67890-12345-67890"],
            draft: RequestDraft(.get, host: "api.huobi.pro", path: "/v1/account/accounts"),
            time: Instant(iso8601: "2020-04-01T12:34:56Z")!, read: query("Signature"),
            expected: "3IUZcEak4IIRrh7/idFrP2Jj77MaWGXR/oQbe9gL4+I="),
        SigningVector(
            name: "Crypto.com, the whole body", scheme: Schemes.cryptocom,
            fields: ["key": "token", "secret": "secretKey"],
            draft: RequestDraft(
                .post, host: "api.crypto.com", path: "/exchange/v1/private/get-order-detail",
                tag: "private/get-order-detail", parameters: [JSONArgument("order_id", .bare("53287421324"))]),
            nonce: "1587846358253", read: { String(decoding: $0.bodyBytes, as: UTF8.self) },
            expected:
                "{\"id\":11,\"method\":\"private/get-order-detail\",\"api_key\":\"token\",\"params\":{\"order_id\":"
                + "53287421324},\"nonce\":1587846358253,"
                + "\"sig\":\"02ef0a52c9428e5d3dcc5dd24d534ca39ef73f35acd3f6945f139a2364ef67a9\"}"),
        SigningVector(
            name: "Gemini, payload given",
            scheme: Schemes.gemini(
                payload:
                    "{\n    \"request\": \"/v1/order/status\",\n    \"nonce\": 123456,\n\n    \"order_id\": 18834\n}\n"),
            fields: ["key": "k", "secret": "1234abcd"],
            draft: RequestDraft(.post, host: "api.gemini.com", path: "/v1/order/status"),
            read: header("X-GEMINI-SIGNATURE"),
            expected: "337cc8b4ea692cfe65b4a85fcc9f042b2e3f702ac956fd098d600ab15705775017beae402be773ceee10719ff70d710f"
        ),
        SigningVector(
            name: "Gemini, the payload", scheme: Schemes.gemini, fields: ["key": "k", "secret": "1234abcd"],
            draft: RequestDraft(
                .post, host: "api.gemini.com", path: "/v1/mytrades",
                parameters: [
                    JSONArgument("symbol", .text("btcusd")), JSONArgument("timestamp", .bare("0")),
                    JSONArgument("limit_trades", .bare("500")),
                ]), nonce: "123456",
            read: { draft in
                header("X-GEMINI-PAYLOAD")(draft).flatMap { ByteEncoding.decodeBase64($0.utf8) }
                    .map { String(decoding: $0, as: UTF8.self) }
            },
            expected:
                "{\"request\":\"/v1/mytrades\",\"nonce\":123456,\"symbol\":\"btcusd\",\"timestamp\":0,\"limit_trades\":500}"
        ),
        SigningVector(
            name: "Bitfinex", scheme: Schemes.bitfinex, fields: ["key": "k", "secret": "bitfinex-test-secret"],
            draft: RequestDraft(
                .post, host: "api.bitfinex.com", path: "/v2/auth/r/trades/hist",
                body: .json([
                    JSONArgument("start", .bare("0")), JSONArgument("limit", .bare("2500")),
                    JSONArgument("sort", .bare("1")),
                ])), nonce: "1700000000000000", read: header("bfx-signature"),
            expected: "6a372fc8f019c439e23894b26fb1a404175d778bd6797120dd23540e66f9fd7954d9d2baa365bfa71319111eaa485622"
        ),
        SigningVector(
            name: "Bitfinex without arguments", scheme: Schemes.bitfinex,
            fields: ["key": "k", "secret": "bitfinex-test-secret"],
            draft: RequestDraft(.post, host: "api.bitfinex.com", path: "/v2/auth/r/permissions", body: .json([])),
            nonce: "1700000000000000", read: header("bfx-signature"),
            expected: "e7ac13220eebcf2821f31bf413566e03485b93fa154b49c15f1063ea315ba7ab13b2db3b3e432bea3492451624104fa4"
        ),
        SigningVector(
            name: "Bitfinex without body", scheme: Schemes.bitfinex,
            fields: ["key": "k", "secret": "bitfinex-test-secret"],
            draft: RequestDraft(.post, host: "api.bitfinex.com", path: "/v2/auth/r/permissions"),
            nonce: "1700000000000000", read: header("bfx-signature"),
            expected: "654ffdfda45a07c2518b13f3de9bb876263ec1d462b7c092469e4dfccc4713680e419cd5a74439767c34ebdbe3463ae3"
        ),
        SigningVector(
            name: "Bitvavo POST", scheme: Schemes.bitvavo, fields: ["key": "k", "secret": "bitvavo"],
            draft: RequestDraft(
                .post, host: "api.bitvavo.com", path: "/v2/order",
                body: .json([
                    JSONArgument("market", .text("BTC-EUR")), JSONArgument("side", .text("buy")),
                    JSONArgument("price", .text("5000")), JSONArgument("amount", .text("1.23")),
                    JSONArgument("orderType", .text("limit")),
                ])), time: milliseconds(1_548_172_481_125), read: header("Bitvavo-Access-Signature"),
            expected: "44d022723a20973a18f7ee97398b9fdd405d2d019c8d39e24b8cc0dcb39ca016"),
        SigningVector(
            name: "Bitvavo GET", scheme: Schemes.bitvavo, fields: ["key": "k", "secret": "bitvavo"],
            draft: RequestDraft(.get, host: "api.bitvavo.com", path: "/v2/rfq/trades"),
            time: milliseconds(1_548_172_481_125), read: header("Bitvavo-Access-Signature"),
            expected: "5cabebe6735355a6e359bebc4a3c9ceef649afa455b7cf6cc11af65627cb99f3"),
        SigningVector(
            name: "Bitget", scheme: Schemes.bitget, fields: ["key": "k", "secret": "secret", "passphrase": "p"],
            draft: RequestDraft(
                .get, host: "api.bitget.com", path: "/api/spot/v1/market/depth",
                query: pairs("symbol", "btcusdt_spbl", "limit", "20")), time: milliseconds(1_591_089_508_404),
            read: header("ACCESS-SIGN"), expected: "vS3Q1N1v2xLoqGSonCOCI895QhvbYsSXO4wDBBl/6tY="),
        SigningVector(
            name: "Bitpanda has no signature, only its header", scheme: Schemes.bitpanda, fields: ["key": "abc"],
            draft: RequestDraft(.get, host: "developer.bitpanda.com", path: "/v1/transactions"),
            read: header("X-Api-Key"), expected: "abc"),
    ]

    @Test(arguments: vectors)
    func matches(_ vector: SigningVector) throws {
        #expect(vector.read(try vector.signed()) == vector.expected)
    }

    @Test func `Kraken's form is what was signed, nonce first, one-time password only when given`() throws {
        var vector = try #require(Self.vectors.first { $0.name == "Kraken" })
        #expect(
            String(decoding: try vector.signed().bodyBytes, as: UTF8.self)
                == "nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25")
        vector.fields["otp"] = "123456"
        #expect(
            String(decoding: try vector.signed().bodyBytes, as: UTF8.self)
                == "nonce=1616492376594&otp=123456&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25")
    }

    @Test func `HTX signs what it sends, with its signature last and encoded`() throws {
        let vector = try #require(Self.vectors.first { $0.name == "HTX with arguments" })
        #expect(
            String(decoding: try vector.signed().queryText, as: UTF8.self)
                == "AccessKeyId=access&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2019-11-21T10%3A00%3A00"
                + "&account-id=123&currency=btc&Signature=SGZYJ9Ub%2FhFerEBbSWsCxl8Djk%2BLRBgEZOB4fLc4T9Q%3D")
    }

    @Test func `a random value is the same in all places of one request`() throws {
        var draft = RequestDraft(.post, host: "www.bitstamp.net", path: "/api/v2/balance/", body: .form([]))
        let signer = try RecipeSigner(
            scheme: Schemes.bitstamp, credentials: ["key": Secret("1"), "secret": Secret("s")])
        _ = try signer.sign(&draft, recipe: 0, at: SigningMoment(time: Instant(seconds: 1)))
        let nonce = try #require(draft.headers.first { $0.name == "X-Auth-Nonce" }?.value)
        #expect(nonce.utf8.count == 36)
        #expect(Array(nonce)[14] == "4" && "89ab".contains(Array(nonce)[19]))
        var again = RequestDraft(.post, host: "www.bitstamp.net", path: "/api/v2/balance/", body: .form([]))
        _ = try signer.sign(&again, recipe: 0, at: SigningMoment(time: Instant(seconds: 1)) { _ in nonce })
        #expect(again.headers == draft.headers)
    }
}

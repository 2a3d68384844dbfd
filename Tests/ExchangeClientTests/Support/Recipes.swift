import HistoryModel

// The signing recipes of the sixteen exchanges, in the words of the manifest.

private typealias Step = SigningStep
private typealias Part = SigningPart

extension SigningPart {
    fileprivate static func text(_ text: String) -> SigningPart { SigningPart(.literal(text)) }
    fileprivate static func field(_ name: String, _ encoding: Encoding = .raw) -> SigningPart {
        SigningPart(.field(name), encoding)
    }
    fileprivate static func result(_ index: Int, _ encoding: Encoding = .raw) -> SigningPart {
        SigningPart(.result(index), encoding)
    }
    fileprivate static func time(_ format: TimeFormat, plus shift: Span = .zero) -> SigningPart {
        SigningPart(.time(format, shift: shift))
    }
    fileprivate static let method = SigningPart(.method)
    fileprivate static let host = SigningPart(.host)
    fileprivate static let path = SigningPart(.path)
    fileprivate static let query = SigningPart(.query(decoded: false))
    fileprivate static let plainQuery = SigningPart(.query(decoded: true))
    fileprivate static let markedQuery = SigningPart(.markedQuery(decoded: false))
    fileprivate static let markedPlainQuery = SigningPart(.markedQuery(decoded: true))
    fileprivate static let body = SigningPart(.body)
    fileprivate static let tag = SigningPart(.tag)
}

enum Schemes {
    static let key = CredentialField(name: "key", label: "API key", format: .text, isSecret: false)
    private static func secret(_ format: CredentialField.Format = .text) -> CredentialField {
        CredentialField(name: "secret", label: "private key", format: format)
    }
    private static let passphrase = CredentialField(name: "passphrase", label: "passphrase", format: .text)

    private static func scheme(
        _ name: String, _ fields: [CredentialField], _ steps: [SigningStep]
    ) -> CredentialScheme {
        CredentialScheme(
            name: name, label: name, fields: fields, signings: [SigningRecipe(name: "private", steps: steps)])
    }

    static let kraken = scheme(
        "kraken",
        [
            key, secret(.base64),
            CredentialField(name: "otp", label: "one-time password", format: .text, isOptional: true),
        ],
        [
            Step(.addForm("otp"), parts: [.field("otp")], skippedWhenEmpty: 2),
            Step(.addForm("nonce"), parts: [Part(.nonce(.milliseconds))]),
            Step(.digest(.sha256), parts: [Part(.nonce(.milliseconds)), .body]),
            Step(.hmac(.sha512, key: 1), parts: [.path, .result(0)]),
            Step(.header("API-Key"), parts: [.field("key")]),
            Step(.header("API-Sign"), parts: [.result(1, .base64)]),
        ])

    static func binance(header: String = "X-MBX-APIKEY") -> CredentialScheme {
        scheme(
            "binance", [key, secret()],
            [
                Step(.addQuery("timestamp"), parts: [.time(.milliseconds)]),
                Step(.hmac(.sha256, key: 1), parts: [.query, .body]),
                Step(.addQuery("signature"), parts: [.result(0, .hex)]),
                Step(.header(header), parts: [.field("key")]),
            ])
    }
    static let binanceRSA = scheme(
        "binance-rsa", [key, secret(.pem)],
        [
            Step(.addQuery("timestamp"), parts: [.time(.milliseconds)]),
            Step(.sign(.rsaSHA256, key: 1), parts: [.query, .body]),
            Step(.addQuery("signature"), parts: [.result(0, .base64)]),
            Step(.header("X-MBX-APIKEY"), parts: [.field("key")]),
        ])
    static let mexc = binance(header: "X-MEXC-APIKEY")

    static let bybit = scheme(
        "bybit", [key, secret()],
        [
            Step(
                .hmac(.sha256, key: 1),
                parts: [.time(.milliseconds), .field("key"), .text("5000"), .query, .body]),
            Step(.header("X-BAPI-API-KEY"), parts: [.field("key")]),
            Step(.header("X-BAPI-TIMESTAMP"), parts: [.time(.milliseconds)]),
            Step(.header("X-BAPI-RECV-WINDOW"), parts: [.text("5000")]),
            Step(.header("X-BAPI-SIGN"), parts: [.result(0, .hex)]),
        ])

    static func coinbase(_ algorithm: SignatureAlgorithm) -> CredentialScheme {
        let name = algorithm == .es256 ? "ES256" : "EdDSA"
        return scheme(
            "coinbase", [key, secret(algorithm == .es256 ? .pem : .ed25519Seed)],
            [
                Step(
                    .join,
                    parts: [
                        .text("{\"alg\":\"\(name)\",\"kid\":\""), .field("key", .json), .text("\",\"nonce\":\""),
                        Part(.random(.hex32)), .text("\",\"typ\":\"JWT\"}"),
                    ]),
                Step(
                    .join,
                    parts: [
                        .text("{\"sub\":\""), .field("key", .json), .text("\",\"iss\":\"cdp\",\"nbf\":"),
                        .time(.seconds), .text(",\"exp\":"), .time(.seconds, plus: .seconds(120)),
                        .text(",\"uri\":\""), .method, .text(" "), .host, Part(.path, .json), .text("\"}"),
                    ]),
                Step(.join, parts: [.result(0, .base64URL), .text("."), .result(1, .base64URL)]),
                Step(.sign(algorithm, key: 1), parts: [.result(2)]),
                Step(
                    .header("Authorization"), parts: [.text("Bearer "), .result(2), .text("."), .result(3, .base64URL)]),
            ])
    }

    /// One string, no signature.
    static let bitpanda = CredentialScheme(
        name: "bitpanda", label: "API key",
        fields: [CredentialField(name: "key", label: "API key", format: .text)],
        signings: [
            SigningRecipe(name: "private", steps: [Step(.header("X-Api-Key"), parts: [.field("key")])])
        ])

    static let bitstamp = scheme(
        "bitstamp", [key, secret()],
        [
            Step(
                .hmac(.sha256, key: 1),
                parts: [
                    .text("BITSTAMP "), .field("key"), .method, .host, .path, .markedQuery, Part(.contentType),
                    Part(.random(.uuid4)), .time(.milliseconds), .text("v2"), .body,
                ]),
            Step(.header("X-Auth"), parts: [.text("BITSTAMP "), .field("key")]),
            Step(.header("X-Auth-Nonce"), parts: [Part(.random(.uuid4))]),
            Step(.header("X-Auth-Timestamp"), parts: [.time(.milliseconds)]),
            Step(.header("X-Auth-Version"), parts: [.text("v2")]),
            Step(.header("X-Auth-Signature"), parts: [.result(0, .hex)]),
        ])

    static let okx = scheme(
        "okx", [key, secret(), passphrase],
        [
            Step(.hmac(.sha256, key: 1), parts: [.time(.isoMilliseconds), .method, .path, .markedQuery, .body]),
            Step(.header("OK-ACCESS-KEY"), parts: [.field("key")]),
            Step(.header("OK-ACCESS-SIGN"), parts: [.result(0, .base64)]),
            Step(.header("OK-ACCESS-TIMESTAMP"), parts: [.time(.isoMilliseconds)]),
            Step(.header("OK-ACCESS-PASSPHRASE"), parts: [.field("passphrase")]),
        ])

    static let kucoin = scheme(
        "kucoin", [key, secret(), passphrase],
        [
            Step(.hmac(.sha256, key: 1), parts: [.time(.milliseconds), .method, .path, .markedPlainQuery, .body]),
            Step(.hmac(.sha256, key: 1), parts: [.field("passphrase")]),
            Step(.header("KC-API-KEY"), parts: [.field("key")]),
            Step(.header("KC-API-SIGN"), parts: [.result(0, .base64)]),
            Step(.header("KC-API-TIMESTAMP"), parts: [.time(.milliseconds)]),
            Step(.header("KC-API-PASSPHRASE"), parts: [.result(1, .base64)]),
            Step(.header("KC-API-KEY-VERSION"), parts: [.text("2")]),
        ])

    static let gate = scheme(
        "gate", [key, secret()],
        [
            Step(.digest(.sha512), parts: [.body]),
            Step(
                .hmac(.sha512, key: 1),
                parts: [
                    .method, .text("\n"), .path, .text("\n"), .plainQuery, .text("\n"), .result(0, .hex), .text("\n"),
                    .time(.seconds),
                ]),
            Step(.header("KEY"), parts: [.field("key")]),
            Step(.header("Timestamp"), parts: [.time(.seconds)]),
            Step(.header("SIGN"), parts: [.result(1, .hex)]),
        ])

    static let htx = scheme(
        "htx", [key, secret()],
        [
            Step(.addQuery("AccessKeyId"), parts: [.field("key")]),
            Step(.addQuery("SignatureMethod"), parts: [.text("HmacSHA256")]),
            Step(.addQuery("SignatureVersion"), parts: [.text("2")]),
            Step(.addQuery("Timestamp"), parts: [.time(.isoSeconds)]),
            Step(.sortQuery),
            Step(
                .hmac(.sha256, key: 1),
                parts: [.method, .text("\n"), .host, .text("\n"), .path, .text("\n"), .query]),
            Step(.addQuery("Signature"), parts: [.result(0, .base64)]),
        ])

    static let cryptocom = scheme(
        "cryptocom", [key, secret()],
        [
            Step(
                .hmac(.sha256, key: 1),
                parts: [.tag, .text("11"), .field("key"), Part(.parametersSorted), Part(.nonce(.milliseconds))]),
            Step(
                .setBody,
                parts: [
                    .text("{\"id\":11,\"method\":\""), .tag, .text("\",\"api_key\":\""), .field("key", .json),
                    .text("\",\"params\":"), Part(.parametersJSON), .text(",\"nonce\":"), Part(.nonce(.milliseconds)),
                    .text(",\"sig\":\""), .result(0, .hex), .text("\"}"),
                ]),
        ])

    static let gemini = scheme(
        "gemini", [key, secret()],
        [
            Step(
                .join,
                parts: [
                    .text("{\"request\":\""), Part(.path, .json), .text("\",\"nonce\":"), Part(.nonce(.milliseconds)),
                    Part(.parametersTail), .text("}"),
                ])
        ] + geminiTail)
    /// Everything after the payload is joined.
    static func gemini(payload: String) -> CredentialScheme {
        scheme("gemini", [key, secret()], [Step(.join, parts: [.text(payload)])] + geminiTail)
    }
    private static let geminiTail = [
        Step(.join, parts: [.result(0, .base64)]),
        Step(.hmac(.sha384, key: 1), parts: [.result(1)]),
        Step(.header("Content-Type"), parts: [.text("text/plain")]),
        Step(.header("X-GEMINI-APIKEY"), parts: [.field("key")]),
        Step(.header("X-GEMINI-PAYLOAD"), parts: [.result(1)]),
        Step(.header("X-GEMINI-SIGNATURE"), parts: [.result(2, .hex)]),
    ]

    static let bitfinex = scheme(
        "bitfinex", [key, secret()],
        [
            Step(.hmac(.sha384, key: 1), parts: [.text("/api"), .path, Part(.nonce(.microseconds)), .body]),
            Step(.header("bfx-apikey"), parts: [.field("key")]),
            Step(.header("bfx-nonce"), parts: [Part(.nonce(.microseconds))]),
            Step(.header("bfx-signature"), parts: [.result(0, .hex)]),
        ])

    static let bitvavo = scheme(
        "bitvavo", [key, secret()],
        [
            Step(.hmac(.sha256, key: 1), parts: [.time(.milliseconds), .method, .path, .markedQuery, .body]),
            Step(.header("Bitvavo-Access-Key"), parts: [.field("key")]),
            Step(.header("Bitvavo-Access-Timestamp"), parts: [.time(.milliseconds)]),
            Step(.header("Bitvavo-Access-Signature"), parts: [.result(0, .hex)]),
        ])

    static let bitget = scheme(
        "bitget", [key, secret(), passphrase],
        [
            Step(.hmac(.sha256, key: 1), parts: [.time(.milliseconds), .method, .path, .markedPlainQuery, .body]),
            Step(.header("ACCESS-KEY"), parts: [.field("key")]),
            Step(.header("ACCESS-SIGN"), parts: [.result(0, .base64)]),
            Step(.header("ACCESS-TIMESTAMP"), parts: [.time(.milliseconds)]),
            Step(.header("ACCESS-PASSPHRASE"), parts: [.field("passphrase")]),
        ])
}

import ExchangeClient
import HistoryModel
import Testing

@Suite("What an answer echoes of keys and signatures is overwritten, and only that")
struct EchoRedactorTests {
    private static let scheme = CredentialScheme(
        name: "x", label: "",
        fields: [
            CredentialField(name: "key", label: "key", format: .text),
            CredentialField(name: "secret", label: "secret", format: .base64),
            CredentialField(name: "customer", label: "customer number", format: .text, isSecret: false),
            CredentialField(name: "pin", label: "pin", format: .text),
        ], signings: [])
    private static let key = "Kx/9+a=\"Ab\\cd&'e"
    private static let secret =
        "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg=="
    private static let redactor = EchoRedactor(
        scheme: scheme,
        credentials: [
            "key": Secret(key), "secret": Secret(secret), "customer": Secret("customer-4711-long"),
            "pin": Secret("12345678"),
        ])

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Each form a credential or a signature may be echoed in.
    private static func forms(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        var json: [UInt8] = []
        JSONValue.escape(bytes, into: &json)
        return [
            text, Self.text(ByteEncoding.hex(bytes)), Self.text(ByteEncoding.hex(bytes, upperCase: true)),
            Self.text(ByteEncoding.base64(bytes)), Self.text(ByteEncoding.base64(bytes, urlSafe: true, padded: false)),
            Self.text(ByteEncoding.percent(bytes)), Self.text(json), Self.text(json).replacing("/", with: "\\/"),
        ]
    }

    @Test func `every form of a credential, wherever it stands, in the same length`() {
        for form in Self.forms(of: Self.key) + Self.forms(of: Self.secret) {
            for lead in 0..<20 {
                let before = String(repeating: "x", count: lead)
                var body = Array((before + form + "\",\"rest\":1}").utf8)
                #expect(Self.redactor.redact(&body) > 0)
                let stars = String(repeating: "*", count: form.utf8.count)
                // Base64 padding that follows a match may stay: it says nothing.
                let expected = before + stars + "\",\"rest\":1}"
                #expect(
                    Self.text(body).replacing("=", with: "*") == expected,
                    "\(form) after \(lead)")
            }
        }
    }

    @Test func `decoded key bytes are found as hex, and raw`() {
        let raw = ByteEncoding.decodeBase64(Self.secret.utf8)!
        var body = Array("{\"debug\":\"".utf8) + ByteEncoding.hex(raw) + Array("\"}".utf8) + raw
        #expect(Self.redactor.redact(&body) == 2)
        #expect(body.suffix(raw.count).allSatisfy { $0 == 0x2A })
    }

    @Test func `signatures of this request are found in the encodings they are sent in`() {
        let signature = sha256("signature".utf8)
        let redactor = Self.redactor.adding(results: [
            signature, Array("short".utf8), Array("a joined text of a token".utf8),
        ])
        let base64 = ByteEncoding.base64(signature)
        let encodings = [
            ByteEncoding.hex(signature), ByteEncoding.hex(signature, upperCase: true), base64,
            ByteEncoding.percent(base64),
            ByteEncoding.base64(signature, urlSafe: true, padded: false), Array("a joined text of a token".utf8),
        ]
        for encoding in encodings {
            var body = Array("GET /api?signature=".utf8) + encoding + Array(" HTTP/1.1".utf8)
            #expect(redactor.redact(&body) > 0)
            let left = Self.text(body).replacing("%3D", with: "***").replacing("=*", with: "**")
            #expect(
                left.hasSuffix(String(repeating: "*", count: encoding.count - 3) + " HTTP/1.1") || left.contains("****")
            )
            var other = body
            #expect(Self.redactor.redact(&other) == 0)
        }
        var short = Array("this is short".utf8)
        #expect(redactor.redact(&short) == 0)
    }

    @Test func `what may be shown, and what looks like an amount, stays`() {
        var body = Array("{\"customer\":\"customer-4711-long\",\"amount\":\"12345678\",\"id\":123456789}".utf8)
        let before = body
        #expect(Self.redactor.redact(&body) == 0)
        #expect(body == before)
    }

    @Test func `matches that touch or overlap, at both ends, are all overwritten`() {
        let secret = "abcabcabcabcabcabc"
        let redactor = EchoRedactor(
            scheme: CredentialScheme(
                name: "x", label: "", fields: [CredentialField(name: "a", label: "", format: .text)], signings: []),
            credentials: ["a": Secret(secret)])
        var body = Array((secret + "abc" + secret).utf8)
        redactor.redact(&body)
        #expect(body.allSatisfy { $0 == 0x2A })
        var tight = Array(secret.utf8)
        redactor.redact(&tight)
        #expect(tight == Array(repeating: 0x2A, count: secret.utf8.count))
        var cut = Array(secret.utf8.dropLast())
        redactor.redact(&cut)
        #expect(cut == Array(secret.utf8.dropLast()))
        var empty: [UInt8] = []
        redactor.redact(&empty)
    }

    @Test func `a key in PEM is found line by line`() throws {
        let pem = try #require(TestKeys.rsa(bits: 1024))
        let scheme = CredentialScheme(
            name: "x", label: "", fields: [CredentialField(name: "a", label: "", format: .pem)], signings: [])
        for stored in [pem, pem.replacing("\n", with: "\\n")] {
            let redactor = EchoRedactor(scheme: scheme, credentials: ["a": Secret(stored)])
            let line = pem.split(separator: "\n")[3]
            var body = Array("<pre>\(line)</pre>".utf8)
            #expect(redactor.redact(&body) == 1)
        }
    }

    @Test func `a random page with needles put anywhere is clean afterwards`() {
        var generator = SystemRandomNumberGenerator()
        let needles =
            Self.forms(of: Self.secret).map { Array($0.utf8) } + Self.forms(of: Self.key).map { Array($0.utf8) }
        for _ in 0..<50 {
            var body = (0..<Int.random(in: 2000...6000, using: &generator)).map { _ in
                UInt8.random(in: 0x20...0x7E, using: &generator)
            }
            for _ in 0..<5 {
                let needle = needles.randomElement(using: &generator)!
                let place = Int.random(in: 0...(body.count - needle.count), using: &generator)
                body.replaceSubrange(place..<(place + needle.count), with: needle)
            }
            let count = body.count
            Self.redactor.redact(&body)
            #expect(body.count == count)
            for needle in needles { #expect(!Self.contains(body, needle)) }
        }
    }

    private static func contains(_ text: [UInt8], _ needle: [UInt8]) -> Bool {
        guard text.count >= needle.count else { return false }
        return (0...(text.count - needle.count)).contains { start in
            text[start] == needle[0] && text[start..<(start + needle.count)].elementsEqual(needle)
        }
    }
}

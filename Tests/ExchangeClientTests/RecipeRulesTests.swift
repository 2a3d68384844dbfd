import ExchangeClient
import HistoryModel
import Testing

@Suite("A recipe cannot give a key away")
struct RecipeRulesTests {
    private static let fields = [
        Schemes.key, CredentialField(name: "secret", label: "secret", format: .text),
        CredentialField(name: "passphrase", label: "passphrase", format: .text),
    ]
    private static func refusal(_ steps: [SigningStep]) -> String? {
        let scheme = CredentialScheme(
            name: "x", label: "", fields: fields, signings: [SigningRecipe(name: "r", steps: steps)])
        do {
            _ = try RecipeSigner(
                scheme: scheme,
                credentials: ["key": Secret("k"), "secret": Secret("s"), "passphrase": Secret("p")])
            return nil
        } catch {
            #expect(error.kind == .adapterFault)
            return error.message
        }
    }
    private static let hmac = SigningStep(.hmac(.sha256, key: 1), parts: [SigningPart(.path)])

    @Test(arguments: [
        SigningStep(.header("X-Secret"), parts: [SigningPart(.field("secret"))]),
        SigningStep(.setBody, parts: [SigningPart(.field("secret"), .hex)]),
        SigningStep(.join, parts: [SigningPart(.field("secret"))]),
        SigningStep(.addQuery("s"), parts: [SigningPart(.field("secret"))]),
        SigningStep(.hmac(.sha256, key: 2), parts: [SigningPart(.field("secret"))]),
    ])
    func `a field used as a key is placed nowhere`(step: SigningStep) {
        #expect(
            Self.refusal([Self.hmac, step])
                == "The adapter's recipe \"r\" would send the field \"secret\", which is used as a key.")
        #expect(Self.refusal([step, Self.hmac]) != nil)
    }

    @Test func `another secret stays out of the query, also through a join`() {
        let passphrase = SigningPart(.field("passphrase"))
        #expect(Self.refusal([SigningStep(.header("X-Pass"), parts: [passphrase])]) == nil)
        #expect(Self.refusal([SigningStep(.addQuery("p"), parts: [passphrase])])?.contains("into the query") == true)
        #expect(
            Self.refusal([
                SigningStep(.join, parts: [passphrase]), SigningStep(.join, parts: [SigningPart(.result(0), .base64)]),
                SigningStep(.addQuery("p"), parts: [SigningPart(.result(1))]),
            ]) != nil)
        #expect(Self.refusal([SigningStep(.addQuery("k"), parts: [SigningPart(.field("key"))])]) == nil)
    }

    @Test func `a secret in the body does not get into the query as part of the body`() {
        let passphrase = SigningPart(.field("passphrase"))
        let body = SigningPart(.body)
        for place in [SigningStep(.addForm("p"), parts: [passphrase]), SigningStep(.setBody, parts: [passphrase])] {
            #expect(Self.refusal([place, SigningStep(.header("X-Body"), parts: [body])]) == nil)
            #expect(Self.refusal([place, SigningStep(.addQuery("q"), parts: [body])])?.contains("the query") == true)
            #expect(
                Self.refusal([
                    place, SigningStep(.join, parts: [body]),
                    SigningStep(.addQuery("q"), parts: [SigningPart(.result(0))]),
                ]) != nil)
            // Sealed by a digest it is no longer the secret; before it was placed, the body is the adapter's own.
            #expect(
                Self.refusal([
                    place, SigningStep(.digest(.sha256), parts: [body]),
                    SigningStep(.addQuery("q"), parts: [SigningPart(.result(0), .hex)]),
                ]) == nil)
            #expect(Self.refusal([SigningStep(.addQuery("q"), parts: [body]), place]) == nil)
        }
    }

    @Test func `what does not exist cannot be named`() {
        #expect(Self.refusal([SigningStep(.header("A"), parts: [SigningPart(.field("nobody"))])]) != nil)
        #expect(Self.refusal([SigningStep(.header("A"), parts: [SigningPart(.result(0))])]) != nil)
        #expect(Self.refusal([SigningStep(.hmac(.sha256, key: 3), parts: [])]) != nil)
        #expect(Self.refusal([SigningStep(.header("A"), parts: [], skippedWhenEmpty: 9)]) != nil)
    }

    @Test func `a nonce has one numeric format`() {
        let both = [SigningPart(.nonce(.milliseconds)), SigningPart(.nonce(.seconds))]
        #expect(Self.refusal([SigningStep(.header("A"), parts: both)]) != nil)
        #expect(Self.refusal([SigningStep(.header("A"), parts: [SigningPart(.nonce(.isoSeconds))])]) != nil)
    }

    @Test func `a credential with a line end cannot split a header`() throws {
        let signer = try RecipeSigner(scheme: Schemes.bitpanda, credentials: ["key": Secret("abc\r\nX-Evil: 1")])
        var draft = RequestDraft(.get, host: "api.example.com", path: "/")
        let error = #expect(throws: ExchangeError.self) {
            try signer.sign(&draft, recipe: 0, at: SigningMoment(time: Instant(seconds: 0)))
        }
        #expect(error?.kind == .auth)
        #expect(draft.headers.isEmpty)
    }

    @Test func `a step left out keeps the numbers of later results`() throws {
        let scheme = CredentialScheme(
            name: "x", label: "",
            fields: [Schemes.key, CredentialField(name: "more", label: "more", format: .text, isOptional: true)],
            signings: [
                SigningRecipe(
                    name: "r",
                    steps: [
                        SigningStep(.join, parts: [SigningPart(.literal("first"))], skippedWhenEmpty: 1),
                        SigningStep(.join, parts: [SigningPart(.literal("second"))]),
                        SigningStep(.header("A"), parts: [SigningPart(.result(1))]),
                    ])
            ])
        var draft = RequestDraft(.get, host: "api.example.com", path: "/")
        _ = try RecipeSigner(scheme: scheme, credentials: ["key": Secret("k")])
            .sign(&draft, recipe: 0, at: SigningMoment(time: Instant(seconds: 0)))
        #expect(draft.headers == [TextPair("A", "second")])
    }
}

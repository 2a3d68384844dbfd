import COpenSSL
import ExchangeClient
import HistoryModel
import Testing

@Suite("Keys are read in their format, and a wrong one is named")
struct SigningKeyTests {
    private static let ecPEM =
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIKwf3Uox30cRWzRBOPoPOH5p0Gpb0Dt8zUKXUEM5fMkGoAoGCCqGSM49\n"
        + "AwEHoUQDQgAEbAtpLlSZYVOwYICz+uEyxcS29vRIujiES/gQ1DC7FV4zK4JuYE9v\n"
        + "qDyGZQYjdXHLM7I6f/QnnOITL+dXYWBHRA==\n-----END EC PRIVATE KEY-----\n"

    private func sign(_ scheme: CredentialScheme, _ secret: String, path: String = "/v2/accounts") throws
        -> RequestDraft
    {
        var draft = RequestDraft(.get, host: "api.coinbase.com", path: path)
        let signer = try RecipeSigner(
            scheme: scheme, credentials: ["key": Secret("organizations/o/apiKeys/k"), "secret": Secret(secret)])
        _ = try signer.sign(&draft, recipe: 0, at: SigningMoment(time: Instant(seconds: 1_700_000_000)))
        return draft
    }
    private func failure(_ scheme: CredentialScheme, _ secret: String) -> ExchangeError? {
        do {
            _ = try sign(scheme, secret)
            return nil
        } catch { return error as? ExchangeError }
    }

    /// Whether OpenSSL accepts a DER signature, with a public key made from the same PEM.
    private func verifies(_ pem: String, _ message: [UInt8], der: [UInt8]) -> Bool {
        let key = Array(pem.utf8).withUnsafeBytes { ptl_read_private_pem($0.baseAddress, Int32($0.count)) }
        let context = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        return EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
            && EVP_DigestVerify(context, der, der.count, message, message.count) == 1
    }
    private func der(fromRaw raw: [UInt8]) -> [UInt8] {
        func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            var digits = Array(bytes.drop { $0 == 0 })
            if digits.isEmpty || digits[0] >= 0x80 { digits.insert(0, at: 0) }
            return [2, UInt8(digits.count)] + digits
        }
        let body = integer(raw[..<32]) + integer(raw[32...])
        return [0x30, UInt8(body.count)] + body
    }

    @Test(arguments: [ecPEM, ecPEM.replacing("\n", with: "\\n")])
    func `an ES256 token verifies, also from a key with escaped line ends`(pem: String) throws {
        let draft = try sign(Schemes.coinbase(.es256), pem)
        let token = try #require(draft.headers.first { $0.name == "Authorization" }?.value.dropFirst(7))
        let pieces = token.split(separator: ".")
        let raw = try #require(ByteEncoding.decodeBase64(pieces[2].utf8))
        #expect(raw.count == 64)
        let message = Array((pieces[0] + "." + pieces[1]).utf8)
        #expect(verifies(Self.ecPEM, message, der: der(fromRaw: raw)))
        #expect(!verifies(Self.ecPEM, message + [0x20], der: der(fromRaw: raw)))
        let header = ByteEncoding.decodeBase64(pieces[0].utf8).map { String(decoding: $0, as: UTF8.self) }
        #expect(header?.hasPrefix("{\"alg\":\"ES256\",\"kid\":\"organizations/o/apiKeys/k\",\"nonce\":\"") == true)
    }

    @Test func `an RSA signature verifies`() throws {
        let pem = try #require(TestKeys.rsa(bits: 2048))
        var draft = RequestDraft(
            .get, host: "api.binance.com", path: "/api/v3/myTrades", query: [EncodedPair("symbol", "BTCUSDT")])
        let signer = try RecipeSigner(
            scheme: Schemes.binanceRSA, credentials: ["key": Secret("k"), "secret": Secret(pem)])
        _ = try signer.sign(&draft, recipe: 0, at: SigningMoment(time: Instant(seconds: 1_700_000_000)))
        let signature = try #require(draft.query.last)
        #expect(signature.name == "signature")
        let raw = try #require(ByteEncoding.decodeBase64(signature.value.utf8))
        #expect(verifies(pem, Array("symbol=BTCUSDT&timestamp=1700000000000".utf8), der: raw))
        #expect(String(decoding: draft.queryText, as: UTF8.self).hasSuffix("%3D%3D"))
    }

    /// RFC 8037, appendix A.4.
    @Test func `the Ed25519 signature of RFC 8037 comes out, from the seed and from seed and public key`() throws {
        let scheme = CredentialScheme(
            name: "x", label: "", fields: [CredentialField(name: "secret", label: "private key", format: .ed25519Seed)],
            signings: [
                SigningRecipe(
                    name: "jws",
                    steps: [
                        SigningStep(
                            .sign(.ed25519, key: 0),
                            parts: [
                                SigningPart(.literal("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"))
                            ]),
                        SigningStep(.header("X-Sign"), parts: [SigningPart(.result(0), .base64URL)]),
                    ])
            ])
        let seed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
        let both = ByteEncoding.base64(
            ByteEncoding.decodeBase64(seed.utf8)!
                + ByteEncoding.decodeBase64("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".utf8)!)
        for secret in [seed, String(decoding: both, as: UTF8.self)] {
            var draft = RequestDraft(.get, host: "api.example.com", path: "/")
            _ = try RecipeSigner(scheme: scheme, credentials: ["secret": Secret(secret)])
                .sign(&draft, recipe: 0, at: SigningMoment(time: Instant(seconds: 0)))
            #expect(
                draft.headers.first?.value
                    == "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
        }
    }

    @Test func `a key in the wrong format is a sentence about that key, without its value`() {
        let cases: [(CredentialScheme, String, String)] = [
            (Schemes.kraken, "not base64!", "The private key is not valid base64; key and secret may be swapped."),
            (Schemes.kraken, "", "The private key is missing; connect again and give it."),
            (
                Schemes.coinbase(.es256), "0123456789abcdef",
                "The private key is not a PEM private key: it must begin with \"-----BEGIN\"; key and secret may be swapped."
            ),
            (
                Schemes.coinbase(.es256), "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n",
                "The private key is not a readable PEM private key; it may have been cut when copied."
            ),
            (
                Schemes.coinbase(.es256), TestKeys.rsa(bits: 1024)!,
                "The private key is a key of type RSA, but a P-256 key (ES256) is needed; choose the other key family."
            ),
            (
                Schemes.binanceRSA, Self.ecPEM,
                "The private key is a key of type EC, but an RSA key is needed; choose the other key family."
            ),
            (
                Schemes.coinbase(.ed25519), "AAAA",
                "The private key has 3 bytes; an Ed25519 key has 32, or 64 with its public half."
            ),
            (
                Schemes.coinbase(.ed25519),
                String(decoding: ByteEncoding.base64([UInt8](repeating: 7, count: 64)), as: UTF8.self),
                "The two halves of the private key do not belong together; it may have been damaged when copied."
            ),
        ]
        for (scheme, secret, sentence) in cases {
            let error = failure(scheme, secret)
            #expect(error?.message == sentence)
            #expect(error?.kind == .auth)
            #expect(error?.retry == .newCredential)
        }
    }

    @Test func `blanks and line ends around a copied key do not matter`() throws {
        let plain = try sign(Schemes.kraken.withoutNonce, "a2V5")
        let padded = try sign(Schemes.kraken.withoutNonce, "  a2V5\n")
        #expect(plain.headers == padded.headers)
    }

    @Test func `SHA-256 of bytes and of a file agree with the standard`() throws {
        #expect(
            String(decoding: ByteEncoding.hex(sha256("abc".utf8)), as: UTF8.self)
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(sha256([UInt8]()).count == 32)
        let file = TemporaryFile(bytes: [UInt8](repeating: 0x61, count: 1_000_000))
        #expect(
            String(decoding: ByteEncoding.hex(try sha256(file: file.path)), as: UTF8.self)
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        let error = #expect(throws: FileDigestError.self) { try sha256(file: file.path + ".missing") }
        #expect(error?.description.hasSuffix("cannot be read: No such file or directory.") == true)
    }
}

extension CredentialScheme {
    /// The same fields with a recipe that only signs the path.
    fileprivate var withoutNonce: CredentialScheme {
        CredentialScheme(
            name: name, label: label, fields: fields,
            signings: [
                SigningRecipe(
                    name: "path",
                    steps: [
                        SigningStep(.hmac(.sha512, key: 1), parts: [SigningPart(.path)]),
                        SigningStep(.header("API-Sign"), parts: [SigningPart(.result(0), .base64)]),
                    ])
            ])
    }
}

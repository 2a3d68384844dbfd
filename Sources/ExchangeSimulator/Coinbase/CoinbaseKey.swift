import COpenSSL
import HistoryModel

/// The key of one account at Coinbase, and the check of the tokens it signs.
///
/// Written from Coinbase's documentation alone; the client's own signing is not consulted.
struct CoinbaseKey: Sendable {
    static let host = "api.coinbase.com"
    /// How far ahead of this clock a token may begin. Not documented: the simulator's choice.
    private let leeway: Span
    /// How long a token still counts that has ended: not at all, unless the clocks race.
    private let grace: Span

    var account: AccountKey
    private let pair: KeyPair

    /// The secret is a PEM private key (ES256), or base64 of an Ed25519 seed or of seed and public key.
    init(_ settings: AccountSettings) throws {
        let credentials = settings.credentials
        let created = settings.start - .days(30)
        leeway = settings.patience(.seconds(60))
        grace = settings.patience(.zero)
        account = AccountKey(credentials, created: created, reading: ["view"])
        pair = try KeyPair(secret: credentials.secret)
    }

    /// Why the request is not let in; nil when it is. A request that is let in counts as a use of the key.
    mutating func refusal(of request: WireRequest, at now: Instant) -> String? {
        guard let header = request.headers["authorization"], header.hasPrefix("Bearer ") else { return "no token" }
        let pieces = header.dropFirst(7).split(separator: ".", omittingEmptySubsequences: false)
        guard pieces.count == 3, let head = Self.json(pieces[0]), let claims = Self.json(pieces[1]),
            let signature = Self.bytes(pieces[2])
        else { return "the token is not three pieces of base64url" }
        guard head["alg"]?.plainText == pair.algorithm else { return "the algorithm is not that of the key" }
        let name = account.credentials.key
        guard head["kid"]?.plainText == name, claims["sub"]?.plainText == name else { return "an unknown key" }
        guard let nonce = head["nonce"]?.plainText, !nonce.isEmpty else { return "no nonce" }
        guard ["cdp", "coinbase-cloud"].contains(claims["iss"]?.plainText) else { return "an unknown issuer" }
        guard pair.verifies(Array("\(pieces[0]).\(pieces[1])".utf8), signature) else { return "a wrong signature" }
        guard let begin = claims["nbf"]?.plainText.flatMap(Int64.init),
            let end = claims["exp"]?.plainText.flatMap(Int64.init)
        else { return "no times" }
        guard end - begin <= 120 else { return "a token of more than two minutes" }
        guard Instant(seconds: begin) <= now + leeway, now < Instant(seconds: end) + grace else {
            return "a token of another time"
        }
        // One address, or a list of one, as the newer keys write it.
        var address = claims["uri"]?.plainText
        if case .array(let several) = claims["uris"], several.count == 1 { address = several[0].plainText }
        guard address == "\(request.method) \(Self.host)\(request.path)" else { return "a token for another address" }
        return account.use(at: now) ? nil : "a key that has ended"
    }

    private static func json(_ piece: Substring) -> JSONValue? {
        guard let bytes = bytes(piece) else { return nil }
        return try? JSONReading.parse(bytes)
    }
    /// Base64url without padding.
    private static func bytes(_ piece: Substring) -> [UInt8]? {
        guard !piece.contains("=") else { return nil }
        let plain = String(piece).replacing("-", with: "+").replacing("_", with: "/")
        return Digests.bytes(base64: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }
}

/// A private key inside OpenSSL, used for its public half.
private final class KeyPair: Sendable {
    // Set once; OpenSSL may read a key from several threads; freed with its owner.
    private nonisolated(unsafe) let key: OpaquePointer
    let algorithm: String

    init(secret: String) throws {
        let made: OpaquePointer?
        if secret.hasPrefix("-----BEGIN") {
            made = Array(secret.utf8).withUnsafeBytes { ptl_read_private_pem($0.baseAddress, Int32($0.count)) }
        } else {
            let bytes = Digests.bytes(base64: secret) ?? []
            made =
                bytes.count == 32 || bytes.count == 64
                ? EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, 32) : nil
        }
        guard let made else {
            throw Faults.Unknown(
                description: "Coinbase's secret is a PEM private key or base64 of 32 or 64 bytes; this is neither.")
        }
        key = made
        algorithm = EVP_PKEY_is_a(made, "ED25519") == 1 ? "EdDSA" : "ES256"
    }
    deinit { EVP_PKEY_free(key) }

    func verifies(_ message: [UInt8], _ signature: [UInt8]) -> Bool {
        guard signature.count == 64 else { return false }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        let isCurve = algorithm == "ES256"
        let checked = isCurve ? Self.der(signature) : signature
        return EVP_DigestVerifyInit(context, nil, isCurve ? EVP_sha256() : nil, nil, key) == 1
            && EVP_DigestVerify(context, checked, checked.count, message, message.count) == 1
    }

    /// r and s of 32 bytes each in the form OpenSSL reads.
    private static func der(_ raw: [UInt8]) -> [UInt8] {
        let pair = ECDSA_SIG_new()
        defer { ECDSA_SIG_free(pair) }
        ECDSA_SIG_set0(pair, BN_bin2bn(raw, 32, nil), BN_bin2bn(Array(raw[32...]), 32, nil))
        var out = [UInt8](repeating: 0, count: 80)
        let count = out.withUnsafeMutableBufferPointer { buffer in
            var place = buffer.baseAddress
            return i2d_ECDSA_SIG(pair, &place)
        }
        return Array(out.prefix(max(0, Int(count))))
    }
}

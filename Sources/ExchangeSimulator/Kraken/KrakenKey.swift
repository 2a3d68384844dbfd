import HistoryModel

/// The one key of the account: its signature, its nonces, its rights and its life.
struct KrakenKey: Sendable {
    let credentials: SimulatedCredentials
    private let secret: [UInt8]
    let created: Instant
    private(set) var lastNonce: UInt64 = 0
    private(set) var used = 0
    private(set) var lastUsed: Instant?
    private(set) var permissions: [String] = Self.reading
    private(set) var visible: (from: Instant?, to: Instant?) = (nil, nil)
    private(set) var validUntil: Instant?
    private var usesLeft: Int?

    static let reading = ["query-funds", "query-open-trades", "query-closed-trades", "query-ledger"]

    struct BadSecret: Error, CustomStringConvertible {
        var description: String { "The secret is not base64, so nothing could be signed with it." }
    }

    init(credentials: SimulatedCredentials, created: Instant) throws(BadSecret) {
        guard let secret = Digests.bytes(base64: credentials.secret), !secret.isEmpty else { throw BadSecret() }
        self.credentials = credentials
        self.secret = secret
        self.created = created
    }

    mutating func apply(_ faults: Faults, at now: Instant) {
        permissions = Self.reading.filter { !faults.missingRights.contains($0) } + faults.extraRights
        visible = (faults.queryFrom, faults.queryTo)
        validUntil = faults.keyExpiresAt
        usesLeft = faults.keyExpiresAfter > 0 ? faults.keyExpiresAfter : nil
        if faults.nonceSkewSeconds > 0 {
            let ahead = now + .seconds(Int64(faults.nonceSkewSeconds))
            lastNonce = max(lastNonce, UInt64(ahead.nanoseconds / 1_000_000))
        }
    }

    /// API-Sign of a body, computed here from the documented recipe alone.
    static func signature(path: String, nonce: String, body: [UInt8], secret: [UInt8]) -> String {
        let digest = Digests.sha256(Array(nonce.utf8) + body)
        return Digests.base64(Digests.hmacSHA512(key: secret, message: Array(path.utf8) + digest))
    }

    /// Nil when the request is the key owner's; else Kraken's error. Only a good request uses up its nonce.
    mutating func check(_ request: WireRequest, fields: FormFields, at now: Instant) -> String? {
        guard request.headers["api-key"] == credentials.key else { return "EAPI:Invalid key" }
        if let validUntil, now >= validUntil { return "EAPI:Invalid key" }
        if let usesLeft, usesLeft <= 0 { return "EAPI:Invalid key" }
        guard let nonce = fields["nonce"] else { return "EAPI:Invalid nonce" }
        let expected = Self.signature(path: request.path, nonce: nonce, body: request.body, secret: secret)
        guard request.headers["api-sign"] == expected else { return "EAPI:Invalid signature" }
        guard let number = UInt64(nonce), number > lastNonce else { return "EAPI:Invalid nonce" }
        lastNonce = number
        used += 1
        lastUsed = now
        if let left = usesLeft { usesLeft = left - 1 }
        return nil
    }

    func has(_ right: String) -> Bool { permissions.contains(right) }
}

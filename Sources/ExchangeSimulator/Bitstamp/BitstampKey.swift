import HistoryModel

/// The one key of the account, and how Bitstamp checks what is signed with it.
struct BitstampKey: Sendable {
    private(set) var key: AccountKey
    /// How far the time stamp may be off.
    private let boundary: Span
    private var nonces: [(text: String, at: Instant)] = []

    static let balance = "Account balance"
    static let transactions = "User transactions"
    static let reasons: [String: String] = [
        "API0001": "API key not found", "API0003": "No permission found", "API0004": "Invalid nonce",
        "API0005": "Invalid signature", "API0010": "Invalid version", "API0011": "Wrong API key format",
        "API0012": "X-Auth header is required", "API0013": "X-Auth-Signature header is required",
        "API0014": "X-Auth-Nonce header is required", "API0015": "X-Auth-Timestamp header is required",
        "API0016": "X-Auth-Version header is required", "API0017": "X-Auth-Timestamp header is out of boundaries",
        "API0018": "X-Auth-Timestamp header is invalid", "API0019": "Content-Type header is not accepted",
        "API0020": "Content-Type header should not be present",
        "API0021": "Please make sure url query string is not too long",
    ]

    init(_ settings: AccountSettings) {
        key = AccountKey(
            settings.credentials, created: settings.start - .days(30), reading: [Self.balance, Self.transactions])
        boundary = settings.patience(.seconds(150))
    }

    mutating func apply(_ faults: Faults) { key.apply(faults) }

    /// The text that is signed, joined as the documentation's examples join it.
    static func message(_ request: WireRequest, nonce: String, timestamp: String, key: String) -> [UInt8] {
        let query = request.query.isEmpty ? "" : "?" + request.query
        let head =
            "BITSTAMP \(key)\(request.method)www.bitstamp.net\(request.path)\(query)"
            + "\(request.headers["content-type"] ?? "")\(nonce)\(timestamp)v2"
        return Array(head.utf8) + request.body
    }

    /// Nil when the request is the key owner's; else Bitstamp's code.
    mutating func check(_ request: WireRequest, at now: Instant) -> String? {
        let headers = request.headers
        guard let auth = headers["x-auth"] else { return "API0012" }
        guard auth.hasPrefix("BITSTAMP "), auth.utf8.count > 12 else { return "API0011" }
        guard auth.dropFirst(9) == key.credentials.key else { return "API0001" }
        guard let signature = headers["x-auth-signature"] else { return "API0013" }
        guard let nonce = headers["x-auth-nonce"] else { return "API0014" }
        guard let stamp = headers["x-auth-timestamp"] else { return "API0015" }
        guard let version = headers["x-auth-version"] else { return "API0016" }
        guard version == "v2" else { return "API0010" }
        guard let milliseconds = Int64(stamp), (0..<10_000_000_000_000).contains(milliseconds) else { return "API0018" }
        let sent = Instant(nanoseconds: milliseconds * 1_000_000)
        guard abs((now - sent).nanoseconds) <= boundary.nanoseconds else { return "API0017" }
        if request.path.utf8.count + request.query.utf8.count > 2000 { return "API0021" }
        if request.body.isEmpty {
            if headers["content-type"] != nil { return "API0020" }
        } else {
            let accepted = ["application/x-www-form-urlencoded", "application/json"]
            guard accepted.contains(headers["content-type"] ?? "") else { return "API0019" }
        }
        nonces.removeAll { now - $0.at > .seconds(150) }
        guard nonce.utf8.count == 36, nonce == nonce.lowercased(), !nonces.contains(where: { $0.text == nonce }) else {
            return "API0004"
        }
        let message = Self.message(request, nonce: nonce, timestamp: stamp, key: key.credentials.key)
        let expected = Digests.hex(
            Digests.hmacSHA256(key: Array(key.credentials.secret.utf8), message: message))
        guard signature.lowercased() == expected else { return "API0005" }
        nonces.append((nonce, now))
        return key.use(at: now) ? nil : "API0001"
    }

    /// What Bitstamp signs its answers with.
    func answerSignature(_ request: WireRequest, contentType: String, body: [UInt8]) -> String {
        let head = (request.headers["x-auth-nonce"] ?? "") + (request.headers["x-auth-timestamp"] ?? "") + contentType
        return Digests.hex(
            Digests.hmacSHA256(key: Array(key.credentials.secret.utf8), message: Array(head.utf8) + body))
    }
}

import ExchangeSimulator
import HistoryModel
import Synchronization
import Testing

/// A simulated Kraken with a standing clock, and someone who asks it properly.
final class Asker: Sendable {
    let simulator: Simulator
    private let nonce = Mutex<UInt64>(1_000_000)
    static let start = Instant(iso8601: "2026-06-01T12:00:00Z")!

    init(
        size: Int = 400, seed: UInt64 = 7, tier: String = "off", faults: Faults = Faults(),
        _ adjust: (inout AccountSettings) -> Void = { _ in }
    ) throws {
        var settings = AccountSettings(start: Self.start, credentials: SimulatedKraken.defaultCredentials)
        settings.size = size
        settings.seed = seed
        settings.tier = tier
        adjust(&settings)
        simulator = try Simulator(
            exchange: SimulatedKraken.self, settings: settings,
            clock: SimulatorClock(start: Self.start, monotonic: { 0 }), faults: faults)
    }

    func nextNonce() -> UInt64 {
        nonce.withLock {
            $0 += 1
            return $0
        }
    }

    func request(_ method: String, _ fields: String = "", nonce: UInt64? = nil) -> WireRequest {
        let nonce = String(nonce ?? nextNonce())
        let path = "/0/private/\(method)"
        let body = Array(("nonce=\(nonce)" + (fields.isEmpty ? "" : "&" + fields)).utf8)
        let secret = Digests.bytes(base64: simulator.credentials.secret)!
        let digest = Digests.sha256(Array(nonce.utf8) + body)
        let signature = Digests.base64(Digests.hmacSHA512(key: secret, message: Array(path.utf8) + digest))
        return WireRequest(
            method: "POST", path: path,
            headers: ["api-key": simulator.credentials.key, "api-sign": signature, "user-agent": "synthetic test"],
            body: body)
    }

    func outcome(_ method: String, _ fields: String = "") -> Simulator.Outcome {
        simulator.handle(request(method, fields))
    }
    func ask(_ method: String, _ fields: String = "") throws -> JSONValue {
        try JSONReading.parse(outcome(method, fields).answer.wholeBody)
    }
    func errors(_ method: String, _ fields: String = "") throws -> [String] {
        try ask(method, fields)["error"]!.elements.compactMap(\.plainText)
    }
    /// Ledger ids of one page, in the order of the answer.
    func ledgerIDs(_ fields: String = "") throws -> [String] {
        try #require(try ask("Ledgers", fields)["result"]?["ledger"]).members.map { $0.0 }
    }
    func count(_ fields: String = "", method: String = "Ledgers") throws -> Int {
        try #require(Int(try ask(method, fields)["result"]?["count"]?.plainText ?? ""))
    }
    /// Every row, page after page by offset.
    func allLedgerRows(_ fields: String = "") throws -> [(String, JSONValue)] {
        var rows: [(String, JSONValue)] = []
        while true {
            let page = try #require(try ask("Ledgers", "ofs=\(rows.count)&\(fields)")["result"]?["ledger"]).members
            if page.isEmpty { return rows }
            rows += page
        }
    }
    func truth() throws -> JSONValue {
        var bytes: [UInt8] = []
        let next = simulator.truth()
        while let piece = next() { bytes += piece }
        return try JSONReading.parse(bytes)
    }
    func set(_ list: String) throws { simulator.setFaults(try Faults(list: list)) }
}

extension JSONValue {
    var members: [(String, JSONValue)] {
        guard case .object(let members) = self else { return [] }
        return members
    }
    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }
    func text(_ name: String) -> String { self[name]?.plainText ?? "" }
}

import HistoryModel

/// The life and the rights of an account's one key; how it signs is the exchange's own matter.
package struct AccountKey: Sendable {
    package let credentials: SimulatedCredentials
    package let created: Instant
    /// In the exchange's words.
    package private(set) var rights: [String]
    package private(set) var visible: (from: Instant?, to: Instant?) = (nil, nil)
    package private(set) var validUntil: Instant?
    private let reading: [String]
    private var usesLeft: Int?

    package init(_ credentials: SimulatedCredentials, created: Instant, reading: [String]) {
        self.credentials = credentials
        self.created = created
        self.reading = reading
        rights = reading
    }

    package mutating func apply(_ faults: Faults) {
        rights = reading.filter { !faults.missingRights.contains($0) } + faults.extraRights
        visible = (faults.queryFrom, faults.queryTo)
        validUntil = faults.keyExpiresAt
        usesLeft = faults.keyExpiresAfter > 0 ? faults.keyExpiresAfter : nil
    }

    package func has(_ right: String) -> Bool { rights.contains(right) }

    /// Whether the key still works. Each time it does counts as a use.
    package mutating func use(at now: Instant) -> Bool {
        if let validUntil, now >= validUntil { return false }
        guard let left = usesLeft else { return true }
        guard left > 0 else { return false }
        usesLeft = left - 1
        return true
    }
}

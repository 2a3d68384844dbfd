import HistoryModel

/// One exchange the simulator can play. A new one is a folder with a type that conforms, and a line in `exchanges`.
///
/// Calls come one at a time. An exchange keeps no clock of its own: the time comes in with every call.
package protocol SimulatedExchange: Sendable {
    /// As adapters name it: `kraken`.
    static var id: String { get }
    static var defaultCredentials: SimulatedCredentials { get }
    init(settings: AccountSettings) throws

    /// Answers one request as the exchange would, and notes in the entry what it cost and what was wrong with it.
    mutating func answer(_ request: WireRequest, at now: Instant, noting entry: inout RequestLog.Entry) -> WireAnswer
    /// Switches that concern records and keys; transport faults are not its business.
    mutating func apply(_ faults: Faults, at now: Instant)
    /// The exchange's own envelope around an error text.
    func errorAnswer(_ text: String) -> WireAnswer
    static var rateLimitError: String { get }

    /// All that is true at that time, in pieces of JSON.
    func truth(at now: Instant) -> @Sendable () -> [UInt8]?
    /// Adds, removes or changes a record: `{"action":"insert"|"remove"|"amend", …}`. Throws a sentence.
    mutating func change(_ command: JSONValue, at now: Instant) throws -> JSONValue
}

package let exchanges: [any SimulatedExchange.Type] = [
    SimulatedKraken.self, SimulatedBinance.self, SimulatedCoinbase.self, SimulatedBitstamp.self, SimulatedBybit.self,
    SimulatedOKX.self, SimulatedPrices.self,
]

/// What the owner of a key types, field by field, under the names an adapter gives the fields.
package struct SimulatedCredentials: Sendable {
    package var fields: [(name: String, value: String)]
    package init(_ fields: KeyValuePairs<String, String>) { self.fields = fields.map { ($0.key, $0.value) } }
    package init(key: String, secret: String) { self.init(["key": key, "secret": secret]) }

    /// Empty for a field that is not there.
    package subscript(_ name: String) -> String {
        get { fields.first { $0.name == name }?.value ?? "" }
        set {
            if let place = fields.firstIndex(where: { $0.name == name }) {
                fields[place].value = newValue
            } else {
                fields.append((name, newValue))
            }
        }
    }
    package var key: String { self["key"] }
    package var secret: String { self["secret"] }
    package var json: JSONValue { .object(fields.map { ($0.name, .string($0.value)) }) }
}

/// How the synthetic account is made and how the exchange treats it.
package struct AccountSettings: Sendable {
    package var seed: UInt64 = 1
    /// Rows of the main history up to the start.
    package var size = 2000
    package var years = 6
    package var start: Instant
    /// Further life after the start, seen as the clock gets there.
    package var futureDays = 0
    /// Every count is an exact multiple of the page size.
    package var fullPages = false
    /// The rows on both sides of every page edge have the same instant.
    package var tiesAtPageEdges = false
    package var credentials: SimulatedCredentials
    /// The exchange's word for how generous it is; `off` for no limit.
    package var tier = "starter"
    /// Funding rows older than this many days are not served; 0: all are.
    package var fundingDays = 0
    /// So many rewards within one hour in the middle of the life, half of them in one instant.
    package var burst = 0
    /// How many times as fast its clock runs: a request ages so much faster on its way.
    package var speed: Int64 = 1
    /// What one exchange alone knows: `markets=2500`.
    package var options: [String: String] = [:]

    /// How far the time of a request may be off where the exchange says `told`. Where the clocks race, a request ages so
    /// much faster on its way, and two real seconds must be enough for a busy machine.
    package func patience(_ told: Span) -> Span { speed > 1 ? max(told, .seconds(2) * speed) : told }

    package init(start: Instant, credentials: SimulatedCredentials) {
        self.start = start
        self.credentials = credentials
    }
}

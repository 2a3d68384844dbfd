import HistoryModel

/// What the simulator does wrong on purpose. Every `…Every` counts the exchange requests since the faults were set:
/// 3 strikes the third, the sixth and so on; 0 never.
///
/// The names are the same on the command line (`--faults resetAfterEvery=3,times=1`) and at the control endpoint.
package struct Faults: Sendable, Equatable {
    /// An answer with the exchange's own rate-limit error.
    package var rateLimitEvery = 0
    /// HTTP 429, with Retry-After when `retryAfterSeconds` is set.
    package var tooManyRequestsEvery = 0
    package var retryAfterSeconds = 0
    /// The connection is reset; the exchange never saw the request.
    package var resetBeforeEvery = 0
    /// The connection is reset; the exchange did all it was asked and counted it.
    package var resetAfterEvery = 0
    package var latencyEvery = 0
    package var latencyMilliseconds = 0
    package var serverErrorEvery = 0
    package var serverErrorStatus = 502
    /// A page for people, with status 200.
    package var htmlEvery = 0
    /// JSON that stops in the middle, in a well-formed HTTP answer.
    package var truncateEvery = 0
    /// The announced length is more than what comes before the connection closes.
    package var cutEvery = 0
    /// The answer this path gave before, word for word, whatever was asked now.
    package var repeatEvery = 0
    package var hugeEvery = 0
    package var hugeBytes = 1_000_000_000
    /// Any error text in the exchange's own envelope.
    package var errorEvery = 0
    package var errorText = "EService:Unavailable"
    /// Strikes and latency concern only requests whose path contains this; the others are not counted either.
    package var only = ""
    /// After so many strikes the transport faults above stop; 0: never.
    package var times = 0

    /// Each nth record shows only `lateSeconds` after its time.
    package var lateEvery = 0
    package var lateSeconds = 0
    /// After every nth page of history a row appears, so many seconds in the past.
    package var insertEvery = 0
    package var insertBackdateSeconds = 0
    /// After every nth page of history its oldest row is taken away.
    package var removeEvery = 0
    /// After every nth page of history its oldest row changes.
    package var amendEvery = 0

    package var dateSkewSeconds = 0
    /// The key looks as if used before by a clock so far ahead (milliseconds as nonce).
    package var nonceSkewSeconds = 0

    /// The key stops working after so many accepted requests; 0: never.
    package var keyExpiresAfter = 0
    package var keyExpiresAt: Instant?
    /// The key sees only this range, silently.
    package var queryFrom: Instant?
    package var queryTo: Instant?
    /// Rights the key has beyond reading, as the exchange names them; several joined with `+`.
    package var extraRights: [String] = []
    /// Rights of reading that the key lacks, joined with `+`.
    package var missingRights: [String] = []

    package init() {}

    package struct Unknown: Error, CustomStringConvertible {
        package let description: String
    }

    private static let numbers: [(String, any WritableKeyPath<Faults, Int> & Sendable)] = [
        ("rateLimitEvery", \.rateLimitEvery), ("tooManyRequestsEvery", \.tooManyRequestsEvery),
        ("retryAfterSeconds", \.retryAfterSeconds), ("resetBeforeEvery", \.resetBeforeEvery),
        ("resetAfterEvery", \.resetAfterEvery), ("latencyEvery", \.latencyEvery),
        ("latencyMilliseconds", \.latencyMilliseconds), ("serverErrorEvery", \.serverErrorEvery),
        ("serverErrorStatus", \.serverErrorStatus), ("htmlEvery", \.htmlEvery), ("truncateEvery", \.truncateEvery),
        ("cutEvery", \.cutEvery), ("repeatEvery", \.repeatEvery), ("hugeEvery", \.hugeEvery),
        ("hugeBytes", \.hugeBytes),
        ("errorEvery", \.errorEvery), ("times", \.times), ("lateEvery", \.lateEvery), ("lateSeconds", \.lateSeconds),
        ("insertEvery", \.insertEvery), ("insertBackdateSeconds", \.insertBackdateSeconds),
        ("removeEvery", \.removeEvery), ("amendEvery", \.amendEvery), ("dateSkewSeconds", \.dateSkewSeconds),
        ("nonceSkewSeconds", \.nonceSkewSeconds), ("keyExpiresAfter", \.keyExpiresAfter),
    ]
    private static let instants: [(String, any WritableKeyPath<Faults, Instant?> & Sendable)] = [
        ("keyExpiresAt", \.keyExpiresAt), ("queryFrom", \.queryFrom), ("queryTo", \.queryTo),
    ]
    private static let lists: [(String, any WritableKeyPath<Faults, [String]> & Sendable)] = [
        ("extraRights", \.extraRights), ("missingRights", \.missingRights),
    ]

    private static let texts: [(String, any WritableKeyPath<Faults, String> & Sendable)] = [
        ("errorText", \.errorText), ("only", \.only),
    ]

    /// Sets one switch from its text. Throws a sentence naming the switch when it is unknown or not readable.
    package mutating func set(_ name: String, to text: String) throws(Unknown) {
        if let (_, path) = Self.numbers.first(where: { $0.0 == name }) {
            guard let number = Int(text), number >= 0 || name.hasSuffix("SkewSeconds") else {
                throw Unknown(description: "The fault \(name) needs a number, not \"\(text)\".")
            }
            self[keyPath: path] = number
        } else if let (_, path) = Self.instants.first(where: { $0.0 == name }) {
            guard let instant = Instant(iso8601: text) else {
                throw Unknown(description: "The fault \(name) needs a date like 2024-05-01T00:00:00Z, not \"\(text)\".")
            }
            self[keyPath: path] = instant
        } else if let (_, path) = Self.lists.first(where: { $0.0 == name }) {
            self[keyPath: path] = text.split(separator: "+").map(String.init)
        } else if let (_, path) = Self.texts.first(where: { $0.0 == name }) {
            self[keyPath: path] = text
        } else {
            throw Unknown(description: "There is no fault named \(name). Known: \(Self.names.joined(separator: ", ")).")
        }
    }
    package static var names: [String] {
        (numbers.map { $0.0 } + instants.map { $0.0 } + lists.map { $0.0 } + texts.map { $0.0 }).sorted()
    }

    /// `name=value,name=value`.
    package init(list: String) throws(Unknown) {
        self.init()
        for setting in list.split(separator: ",") {
            let halves = setting.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else {
                throw Unknown(description: "Write faults as name=value, not \"\(setting)\".")
            }
            try set(String(halves[0]), to: String(halves[1]))
        }
    }

    /// An object of switches; what is not named is off.
    package init(json: JSONValue) throws(Unknown) {
        self.init()
        guard case .object(let members) = json else { throw Unknown(description: "The faults are not a JSON object.") }
        for (name, value) in members {
            if case .array(let elements) = value {
                try set(name, to: elements.compactMap(\.plainText).joined(separator: "+"))
            } else if let text = value.plainText {
                try set(name, to: text)
            }
        }
    }

    /// What differs from no faults at all.
    package var json: JSONValue {
        let none = Faults()
        var members: [(String, JSONValue)] = []
        for (name, path) in Self.numbers where self[keyPath: path] != none[keyPath: path] {
            members.append((name, .int(self[keyPath: path])))
        }
        for (name, path) in Self.instants {
            if let instant = self[keyPath: path] { members.append((name, .string(instant.description))) }
        }
        for (name, path) in Self.lists where !self[keyPath: path].isEmpty {
            members.append((name, .strings(self[keyPath: path])))
        }
        for (name, path) in Self.texts where self[keyPath: path] != none[keyPath: path] {
            members.append((name, .string(self[keyPath: path])))
        }
        return .object(members)
    }
}

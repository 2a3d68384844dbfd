/// One readable sequence of an exchange: what it declares, and the two pure functions that read it.
///
/// Both functions get everything they may depend on as arguments. They keep no state, read no clock, open
/// nothing: a step may be repeated, killed, or replayed from a kept page years later.
public protocol AdapterStream: SendableMetatype {
    /// What `next` and `end` leave behind: Int64, String, NoCursor, or a struct of your own.
    associatedtype Cursor: CursorValue = NoCursor
    static var declaration: StreamDeclaration { get }
    /// The stream that lists this one's units, if another does.
    static var unitsListedBy: (any AdapterStream.Type)? { get }
    /// Where I am → what to ask the exchange.
    static func request(_ ask: StreamAsk<Cursor>) throws -> Request
    /// What came back → what is in it, and where to go next.
    static func parse(_ ask: StreamAsk<Cursor>, _ answer: Answer, into page: Page) throws -> PageEnding<Cursor>
}

extension AdapterStream {
    public static var unitsListedBy: (any AdapterStream.Type)? { nil }
}

/// Where the host stands in a stream. Only `cursor` and `now` change from step to step of one window.
public struct StreamAsk<Cursor: CursorValue>: Sendable {
    /// First instant wanted.
    public var from: Instant
    /// First instant no longer wanted.
    public var until: Instant
    /// The exchange's time, as well as the host knows it. An adapter has no clock of its own.
    public var now: Instant
    /// Nil on the first step of a window.
    public var cursor: Cursor?
    /// What an earlier walk's `end` left.
    public var bookmark: Cursor?
    public var unit: HistoryUnit?
    public var settings: [TextPair]
    public var facts: [TextPair]
    /// Everything is read again.
    public var isFull: Bool

    public func setting(_ name: String) -> String? { settings.first { $0.name == name }?.value }
    public func fact(_ name: String) -> String? { facts.first { $0.name == name }?.value }
}

/// How a page ends. A throw is the third way.
public enum PageEnding<Cursor: CursorValue>: Sendable {
    /// There is more: ask again with this cursor, not before that instant.
    case next(Cursor, notBefore: Instant? = nil)
    /// The window holds more than can be paged: halve it.
    case split
    /// The window was read to its end. The bookmark is where a later walk may go on.
    case end(bookmark: Cursor? = nil)
}

/// What went wrong, in words for people and a kind for the host. Throw it from `request` or `parse`.
///
///     throw AdapterError(.rateLimited, retry: .after(.seconds(5)), code: code, message: "Kraken asks for a pause.")
public typealias AdapterError = ExchangeError

/// One request: a row of the endpoint table and its arguments. Values are data: the host encodes and signs them.
public struct Request: Sendable {
    public var endpoint: Endpoint
    /// In the order they were given.
    public private(set) var arguments: [TextPair] = []

    public init(_ endpoint: Endpoint, _ arguments: KeyValuePairs<String, Argument> = [:]) {
        self.endpoint = endpoint
        for (name, argument) in arguments { add(name, argument) }
    }
    /// Names a parameter of the row. An omitted argument is not sent.
    public mutating func add(_ name: String, _ argument: Argument) {
        if let value = argument.value { arguments.append(TextPair(name, value)) }
    }

    public struct Argument: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        let value: String?
        public init(stringLiteral value: String) { self.value = value }
        public init(integerLiteral value: Int64) { self.value = String(value) }
        private init(_ value: String?) { self.value = value }

        public static func text(_ value: String) -> Argument { Argument(value) }
        public static func int(_ value: Int64) -> Argument { Argument(String(value)) }
        public static func bool(_ value: Bool) -> Argument { Argument(value ? "true" : "false") }
        public static var omitted: Argument { Argument(nil) }
        /// Whole units since 1970, rounded down.
        public static func time(_ instant: Instant, _ scale: TimeScale) -> Argument {
            scale == .iso8601 ? Argument(instant.description) : int(instant.units(scale, roundedUp: false))
        }
        /// Whole units since 1970, rounded up: for the end of a range.
        public static func timeRoundedUp(_ instant: Instant, _ scale: TimeScale) -> Argument {
            scale == .iso8601 ? Argument(instant.description) : int(instant.units(scale, roundedUp: true))
        }
    }
}

extension Instant {
    /// Whole units since 1970.
    public func units(_ scale: TimeScale, roundedUp: Bool) -> Int64 {
        let unit = scale.nanoseconds
        let quotient = nanoseconds / unit
        let remainder = nanoseconds % unit
        if roundedUp { return remainder > 0 ? quotient + 1 : quotient }
        return remainder < 0 ? quotient - 1 : quotient
    }
}

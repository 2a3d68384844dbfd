/// Where the host stands: what `request` and `parse` are asked with.
public struct Ask: Sendable, Hashable {
    /// Index into the manifest's streams.
    public var stream: Int
    public var isFull = false
    public var isReplay = false
    public var cursorVersion: UInt32 = 0
    public var from: Instant
    public var until: Instant
    public var now: Instant
    public var unit: HistoryUnit?
    public var cursor: [UInt8] = []
    public var bookmark: [UInt8] = []
    public var settings: [TextPair] = []
    public var facts: [TextPair] = []
    public init(stream: Int, from: Instant, until: Instant, now: Instant) {
        self.stream = stream
        self.from = from
        self.until = until
        self.now = now
    }
}

/// What an adapter asks for: a row of its endpoint table and plain arguments.
public struct AdapterRequest: Sendable, Hashable {
    /// Index into the manifest's endpoints.
    public var endpoint: Int
    public var arguments: [TextPair]
    public init(endpoint: Int, arguments: [TextPair]) {
        self.endpoint = endpoint
        self.arguments = arguments
    }
}

/// One whole HTTP answer, secrets already overwritten.
public struct ExchangeAnswer: Sendable {
    public var endpoint: Int
    public var status: Int
    public var received: Instant
    /// Where the answer itself says that it is much older than `received`: nothing later can be taken as seen, for one of
    /// the two clocks is wrong and nobody knows which.
    public var statedAt: Instant?
    /// Names in lower case.
    public var headers: [TextPair]
    /// Decompressed.
    public var body: [UInt8]
    public init(endpoint: Int, status: Int, received: Instant, headers: [TextPair] = [], body: [UInt8] = []) {
        self.endpoint = endpoint
        self.status = status
        self.received = received
        self.headers = headers
        self.body = body
    }
    public var isSuccess: Bool { (200..<300).contains(status) }
    /// The latest instant of which the answer can say anything.
    public var seenUntil: Instant { min(received, statedAt ?? received) }
}

/// What went wrong at the exchange or on the way to it. Codes 1-8, 11, 12 are the ABI's.
public struct ExchangeError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: UInt32, Sendable, CaseIterable {
        case auth = 1
        case permission, rateLimited, clockSkew, badRequest, range, exchangeUnavailable, malformed
        /// The host's own: no whole answer arrived.
        case network
        /// The host's own: the adapter broke its contract, crashed or hung.
        case adapterFault
        case notOffered, noLongerServed

        /// The name in logs and JSON.
        public var name: String {
            switch self {
            case .rateLimited: "rate_limited"
            case .clockSkew: "clock_skew"
            case .badRequest: "bad_request"
            case .exchangeUnavailable: "exchange_unavailable"
            case .adapterFault: "adapter_fault"
            case .notOffered: "not_offered"
            case .noLongerServed: "no_longer_served"
            default: String(describing: self)
            }
        }
    }
    public enum Retry: Sendable, Hashable {
        case never, sameRequest
        case after(Span)
        case newCredential, restartWindow
    }
    public var kind: Kind
    public var retry: Retry
    public var exchangeCode: String
    /// One sentence for people, without secrets.
    public var message: String
    /// Place in the answer.
    public var place: String
    public init(_ kind: Kind, retry: Retry = .never, code: String = "", message: String, place: String = "") {
        self.kind = kind
        self.retry = retry
        self.exchangeCode = code
        self.message = message
        self.place = place
    }
    /// Portolan's own verdict on a key that may do more than read; an exchange's refusals carry its code or another retry.
    public var isExcessRights: Bool { kind == .permission && retry == .newCredential && exchangeCode.isEmpty }
    /// What scripts branch on, and what a guide topic belongs to.
    public var code: String { isExcessRights ? "excess_rights" : kind.name }

    public var description: String {
        var text = message
        if !exchangeCode.isEmpty, !message.contains(exchangeCode) { text += " [\(exchangeCode)]" }
        if !place.isEmpty { text += " at \(place)" }
        return text
    }
}

/// How a page ended.
public enum PageEnd: Sendable {
    case next(cursor: [UInt8], notBefore: Instant?)
    case split
    case end(bookmark: [UInt8])
    case fail(ExchangeError)
}

/// What `parse` made of one answer.
public struct ParsedPage: Sendable {
    public var records = RecordBatch()
    public var units: [HistoryUnit] = []
    public var key: KeyFacts?
    public var balances: [ReportedBalance] = []
    public var prices: [ReportedPrice] = []
    public var facts: [TextPair] = []
    public var narrowings: [Narrowing] = []
    public var gaps: [Gap] = []
    public var total: UInt64?
    public var ending: PageEnd
    public init(ending: PageEnd) { self.ending = ending }
}

public struct Gap: Sendable, Hashable {
    public var interval: Interval
    public var reason: GapReason
    public init(_ interval: Interval, _ reason: GapReason) {
        self.interval = interval
        self.reason = reason
    }
}

/// What the exchange says of the key. Nil: it does not say.
public struct KeyFacts: Sendable, Hashable {
    public struct Rights: OptionSet, Sendable, Hashable {
        public let rawValue: UInt64
        public init(rawValue: UInt64) { self.rawValue = rawValue }
        public static let read = Rights(rawValue: 1)
        public static let trade = Rights(rawValue: 2)
        public static let withdraw = Rights(rawValue: 4)
        public static let move = Rights(rawValue: 8)
        public static let administer = Rights(rawValue: 16)
        public static let otherWrite = Rights(rawValue: 32)
        /// A restriction, not a right.
        public static let boundToAddress = Rights(rawValue: 64)

        /// Rights that go beyond reading, in words.
        public var excess: [String] {
            [
                (Self.trade, "trade"), (.withdraw, "withdraw"), (.move, "move funds"), (.administer, "administer"),
                (.otherWrite, "write"),
            ].filter { contains($0.0) }.map { $0.1 }
        }
    }
    public var rights: Rights?
    public var created: Instant?
    public var expires: Instant?
    public var accountCreated: Instant?
    public var account: String
    public var label: String
    public init(
        rights: Rights? = nil, created: Instant? = nil, expires: Instant? = nil, accountCreated: Instant? = nil,
        account: String = "", label: String = ""
    ) {
        self.rights = rights
        self.created = created
        self.expires = expires
        self.accountCreated = accountCreated
        self.account = account
        self.label = label
    }
}

public struct ReportedBalance: Sendable, Hashable {
    public var wallet: String
    public var asset: String
    public var amount: String
    public init(wallet: String, asset: String, amount: String) {
        self.wallet = wallet
        self.asset = asset
        self.amount = amount
    }
}

public struct ReportedPrice: Sendable, Hashable {
    public var day: Instant
    public var market: String
    public var close: String
    public init(day: Instant, market: String, close: String) {
        self.day = day
        self.market = market
        self.close = close
    }
}

/// Only this interval can be read with this key.
public struct Narrowing: Sendable, Hashable {
    public enum Reason: UInt32, Sendable { case unknown, key, account, market }
    /// Index into the manifest's streams; nil: every history stream.
    public var stream: Int?
    public var reason: Reason
    public var interval: Interval
    public var note: String
    public init(stream: Int?, reason: Reason, interval: Interval, note: String = "") {
        self.stream = stream
        self.reason = reason
        self.interval = interval
        self.note = note
    }
}

/// What an adapter declares about itself and its exchange, decoded and checked.
///
/// The words and numbers are those of `portolan/adapter.h`, where each is explained.
public struct AdapterManifest: Hashable, Sendable {
    /// Stable for ever, e.g. `kraken`.
    public var id: String = ""
    public var version: String = ""
    public var name: String = ""
    public var vendor: String = ""
    public var license: String = ""
    public var sourceURL: String = ""
    public var exchange: String = ""
    public var abiMajor: Int = 1
    public var abiMinor: Int = 0
    public var cursorVersion: UInt32 = 0
    public var cursorVersionMin: UInt32 = 0
    /// The day the exchange opened; nothing can be older.
    public var launched = Instant(nanoseconds: 0)
    public var schemes: [CredentialScheme] = []
    public var settings: [AdapterSetting] = []
    public var sites: [Site] = []
    public var buckets: [RateBucket] = []
    public var endpoints: [EndpointRow] = []
    public var streams: [StreamDeclaration] = []
    public var omissions: [Omission] = []
    public var guide: [GuideLine] = []

    public init() {}

    public func stream(named name: String) -> StreamDeclaration? { streams.first { $0.name == name } }
}

public struct Evidence: Hashable, Sendable {
    public enum Kind: UInt32, Sendable { case unknown, documented, measured, reported }
    public var kind: Kind
    public var url: String
    /// YYYY-MM-DD.
    public var readOn: String
    public var note: String
    public init(kind: Kind, url: String, readOn: String, note: String = "") {
        self.kind = kind
        self.url = url
        self.readOn = readOn
        self.note = note
    }
}

// MARK: - Credentials, settings, sites

public struct CredentialField: Hashable, Sendable {
    public enum Format: UInt32, Sendable { case text = 1, base64, hex, pem, ed25519Seed }
    public var name: String
    public var label: String
    public var format: Format
    public var isOptional: Bool
    public var isSecret: Bool
    public init(name: String, label: String, format: Format, isOptional: Bool = false, isSecret: Bool = true) {
        self.name = name
        self.label = label
        self.format = format
        self.isOptional = isOptional
        self.isSecret = isSecret
    }
}

public struct CredentialScheme: Hashable, Sendable {
    public var name: String
    public var label: String
    public var fields: [CredentialField]
    public var signings: [SigningRecipe]
    public init(name: String, label: String, fields: [CredentialField], signings: [SigningRecipe]) {
        self.name = name
        self.label = label
        self.fields = fields
        self.signings = signings
    }
}

public struct AdapterSetting: Hashable, Sendable {
    public enum Kind: UInt32, Sendable { case text = 1, choice }
    public var kind: Kind
    public var name: String
    public var label: String
    public var initial: String
    /// Value and label of each choice.
    public var choices: [TextPair]
    public init(kind: Kind, name: String, label: String, initial: String = "", choices: [TextPair] = []) {
        self.kind = kind
        self.name = name
        self.label = label
        self.initial = initial
        self.choices = choices
    }
}

public struct Site: Hashable, Sendable {
    public var name: String
    public var label: String
    /// Host names, in the order endpoints number them.
    public var hosts: [String]
    public init(name: String, label: String, hosts: [String]) {
        self.name = name
        self.label = label
        self.hosts = hosts
    }
}

// MARK: - Rate limits and endpoints

public struct RateBucket: Hashable, Sendable {
    public enum Kind: UInt32, Sendable { case sliding = 1, refill }
    public enum Scope: UInt32, Sendable { case key = 1, account, address }
    /// How the reset header counts.
    public enum Reset: Hashable, Sendable { case none, seconds(relative: Bool), milliseconds(relative: Bool) }
    public var name: String
    public var kind: Kind
    public var scope: Scope
    public var capacity: UInt32
    public var period: Span
    public var usedHeader: String
    public var remainingHeader: String
    public var resetHeader: String
    public var reset: Reset
    public init(
        name: String, kind: Kind, scope: Scope, capacity: UInt32, period: Span, usedHeader: String = "",
        remainingHeader: String = "", resetHeader: String = "", reset: Reset = .none
    ) {
        self.name = name
        self.kind = kind
        self.scope = scope
        self.capacity = capacity
        self.period = period
        self.usedHeader = usedHeader
        self.remainingHeader = remainingHeader
        self.resetHeader = resetHeader
        self.reset = reset
    }
}

public struct BucketCost: Hashable, Sendable {
    /// Index into the manifest's buckets.
    public var bucket: Int
    public var amount: UInt32
    public init(bucket: Int, amount: UInt32) {
        self.bucket = bucket
        self.amount = amount
    }
}

public struct EndpointParameter: Hashable, Sendable {
    public enum Place: UInt32, Sendable { case path = 1, query, form, json, header }
    public enum ValueType: UInt32, Sendable { case text = 1, integer, boolean, list }
    public var name: String
    public var place: Place
    public var type: ValueType
    public var isRequired: Bool
    public var isRepeatable: Bool
    public var isRestOfPath: Bool
    /// Always sent with this value; the adapter may not name it.
    public var fixedValue: String?
    public init(
        name: String, place: Place, type: ValueType = .text, isRequired: Bool = false, isRepeatable: Bool = false,
        isRestOfPath: Bool = false, fixedValue: String? = nil
    ) {
        self.name = name
        self.place = place
        self.type = type
        self.isRequired = isRequired
        self.isRepeatable = isRepeatable
        self.isRestOfPath = isRestOfPath
        self.fixedValue = fixedValue
    }
}

/// One row of the read-only allow-list.
public struct EndpointRow: Hashable, Sendable {
    public enum Method: UInt32, Sendable {
        case get = 1
        case post
        public var name: String { self == .get ? "GET" : "POST" }
    }
    public enum Body: UInt32, Sendable { case none, form, json, recipe }
    public var name: String
    public var method: Method
    /// Index into the site's hosts.
    public var host: Int
    public var path: String
    public var body: Body
    /// Index into each scheme's signings; nil: unsigned.
    public var signing: Int?
    /// Largest answer accepted, bytes.
    public var bodyMax: Int
    public var tag: String
    public var purpose: String
    public var parameters: [EndpointParameter]
    public var costs: [BucketCost]
    public var evidence: [Evidence]
    public var startsJob: Bool
    public var unzips: Bool
    public var keepsRaw: Bool
    public static let defaultBodyMax = 64 << 20
    public init(
        name: String, method: Method, host: Int = 0, path: String, body: Body = .none, signing: Int? = nil,
        bodyMax: Int = EndpointRow.defaultBodyMax, tag: String = "", purpose: String = "",
        parameters: [EndpointParameter] = [], costs: [BucketCost] = [], evidence: [Evidence] = [],
        startsJob: Bool = false, unzips: Bool = false, keepsRaw: Bool = true
    ) {
        self.name = name
        self.method = method
        self.host = host
        self.path = path
        self.body = body
        self.signing = signing
        self.bodyMax = bodyMax
        self.tag = tag
        self.purpose = purpose
        self.parameters = parameters
        self.costs = costs
        self.evidence = evidence
        self.startsJob = startsJob
        self.unzips = unzips
        self.keepsRaw = keepsRaw
    }
}

// MARK: - Omissions and guide

public struct Omission: Hashable, Sendable {
    public enum Remedy: UInt32, Sendable { case unknown, file, manual, adapter, support, none }
    public var name: String
    public var kinds: RecordKinds
    public var text: String
    public var remedy: Remedy
    public var evidence: [Evidence]
    public init(name: String, kinds: RecordKinds, text: String, remedy: Remedy, evidence: [Evidence] = []) {
        self.name = name
        self.kinds = kinds
        self.text = text
        self.remedy = remedy
        self.evidence = evidence
    }
}

public struct GuideLine: Hashable, Sendable {
    public enum Kind: UInt32, Sendable { case step = 1, rightOn, rightOff, activation, address, link }
    public var kind: Kind
    public var text: String
    public var url: String
    public init(kind: Kind, text: String, url: String = "") {
        self.kind = kind
        self.text = text
        self.url = url
    }
}

/// An adapter, as its author writes it down: what it declares, and the streams that read.
public struct Adapter: Sendable {
    public var id: String
    public var version: String
    public var name: String
    public var vendor: String
    public var license: String
    public var sourceURL: String
    public var exchange: String
    /// Version of the cursors the streams write, and the oldest they still read.
    public var cursorVersion: UInt32
    public var oldestCursorVersion: UInt32
    /// The day the exchange opened; nothing can be older.
    public var launched: Instant
    public var schemes: [Scheme]
    public var settings: [AdapterSetting]
    public var sites: [Site]
    /// The endpoints of `lists` need not be among them.
    public var endpoints: [Endpoint]
    public var streams: [any AdapterStream.Type]
    /// Streams that are tables. They stand before the history streams among `streams`.
    public var lists: [ListStream]
    /// Histories that page alike. They stand before the balances among `streams`.
    public var pagedLists: [PagedList]
    public var omissions: [Omission]
    public var guide: [GuideLine]

    public init(
        id: String, version: String, name: String, vendor: String, license: String, sourceURL: String,
        exchange: String, cursorVersion: UInt32 = 1, oldestCursorVersion: UInt32 = 1, launched: Instant,
        schemes: [Scheme], settings: [AdapterSetting] = [], sites: [Site], endpoints: [Endpoint],
        streams: [any AdapterStream.Type] = [], lists: [ListStream] = [], pagedLists: [PagedList] = [],
        omissions: [Omission] = [], guide: [GuideLine]
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.vendor = vendor
        self.license = license
        self.sourceURL = sourceURL
        self.exchange = exchange
        self.cursorVersion = cursorVersion
        self.oldestCursorVersion = oldestCursorVersion
        self.launched = launched
        self.schemes = schemes
        self.settings = settings
        self.sites = sites
        self.endpoints = endpoints
        self.streams = streams
        self.lists = lists
        self.pagedLists = pagedLists
        self.omissions = omissions
        self.guide = guide
    }

    /// The manifest with every name turned into a place, and what does not add up, in sentences.
    public func resolved() -> (manifest: AdapterManifest, problems: [String]) {
        var problems: [String] = []
        var manifest = AdapterManifest()
        manifest.id = id
        manifest.version = version
        manifest.name = name
        manifest.vendor = vendor
        manifest.license = license
        manifest.sourceURL = sourceURL
        manifest.exchange = exchange
        manifest.cursorVersion = cursorVersion
        manifest.cursorVersionMin = oldestCursorVersion
        manifest.launched = launched
        manifest.schemes = schemes.map { $0.resolved(&problems) }
        manifest.settings = settings
        manifest.sites = sites
        manifest.omissions = omissions
        manifest.guide = guide
        manifest.endpoints = rows.map { row($0, &manifest.buckets, &problems) }
        let ordered = ordered
        let declarations = ordered.map { $0.declaration }
        manifest.streams = ordered.map { stream in
            var declaration = stream.declaration
            if let lister = stream.unitsListedBy {
                declaration.unitStream = declarations.firstIndex { $0.name == lister }
                if declaration.unitStream == nil {
                    problems.append("Stream \(declaration.name): the stream that lists its units is not declared.")
                }
            }
            return declaration
        }
        problems += Self.repeated(manifest.endpoints.map(\.name)).map { "Two endpoints are named \($0)." }
        problems += Self.repeated(declarations.map(\.name)).map { "Two streams are named \($0)." }
        if sites.isEmpty { problems.append("The adapter names no site.") }
        for scheme in schemes where scheme.signings.map(\.name) != schemes[0].signings.map(\.name) {
            problems.append("Scheme \(scheme.name) does not list the same signings in the same order.")
        }
        return (manifest, problems)
    }

    /// The rows that are named, then those of the lists that are not among them: lists may share one.
    private var rows: [Endpoint] {
        lists.flatMap(\.lists).map(\.endpoint).reduce(into: endpoints) { rows, endpoint in
            if !rows.contains(where: { $0.row == endpoint.row }) { rows.append(endpoint) }
        }
    }

    /// The streams in the order of the manifest.
    var ordered: [ErasedStream] {
        var streams = streams.map { ErasedStream($0) }
        let last = streams.firstIndex { $0.declaration.role == .balance } ?? streams.count
        let first = streams.firstIndex { $0.declaration.role == .history } ?? streams.count
        streams.insert(contentsOf: pagedLists.map { ErasedStream($0) }, at: last)
        return streams[..<first] + lists.map { ErasedStream($0) } + streams[first...]
    }

    private func row(_ endpoint: Endpoint, _ buckets: inout [RateBucket], _ problems: inout [String]) -> EndpointRow {
        var row = endpoint.row
        if let name = endpoint.signing {
            row.signing = schemes.first?.signings.firstIndex { $0.name == name }
            if row.signing == nil { problems.append("Endpoint \(row.name): no scheme has a signing \(name).") }
        }
        row.costs = endpoint.costs.map { cost in
            let place = buckets.firstIndex { $0.name == cost.bucket.name } ?? buckets.count
            if place == buckets.count {
                buckets.append(cost.bucket)
            } else if buckets[place] != cost.bucket {
                problems.append("Two different buckets are named \(cost.bucket.name).")
            }
            return BucketCost(bucket: place, amount: cost.amount)
        }
        return row
    }
    private static func repeated(_ names: [String]) -> Set<String> {
        var seen: Set<String> = []
        return Set(names.filter { !seen.insert($0).inserted })
    }
}

import HistoryModel

/// What must hold between the parts of a manifest.
enum ManifestRules {
    static func check(_ manifest: AdapterManifest) throws(BrokenFrame) {
        try checkNames(manifest)
        try checkSites(manifest)
        for row in manifest.endpoints { try check(row, manifest) }
        for stream in manifest.streams { try check(stream, manifest) }
        try RecipeRules.check(manifest.schemes)
    }

    private static func checkNames(_ manifest: AdapterManifest) throws(BrokenFrame) {
        let groups: [(String, [String])] = [
            ("scheme", manifest.schemes.map(\.name)), ("setting", manifest.settings.map(\.name)),
            ("site", manifest.sites.map(\.name)), ("bucket", manifest.buckets.map(\.name)),
            ("endpoint", manifest.endpoints.map(\.name)), ("stream", manifest.streams.map(\.name)),
            ("omission", manifest.omissions.map(\.name)),
        ]
        for (what, names) in groups {
            if let twice = firstRepeated(names) { throw BrokenFrame("two \(what)s are called \(twice)") }
        }
        for scheme in manifest.schemes {
            if let twice = firstRepeated(scheme.fields.map(\.name)) {
                throw BrokenFrame("scheme \(scheme.name) has two fields called \(twice)")
            }
        }
    }
    private static func firstRepeated(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }

    private static func checkSites(_ manifest: AdapterManifest) throws(BrokenFrame) {
        guard let first = manifest.sites.first else { throw BrokenFrame("it names no site") }
        guard manifest.sites.allSatisfy({ $0.hosts.count == first.hosts.count }), !first.hosts.isEmpty else {
            throw BrokenFrame("its sites do not all list the same hosts in the same order")
        }
    }

    private static func check(_ row: EndpointRow, _ manifest: AdapterManifest) throws(BrokenFrame) {
        func refuse(_ reason: String) -> BrokenFrame { BrokenFrame("endpoint \(row.name) \(reason)") }
        guard row.host < manifest.sites[0].hosts.count else {
            throw refuse("names host \(row.host), which no site has")
        }
        if let signing = row.signing {
            guard let scheme = manifest.schemes.first, signing < scheme.signings.count else {
                throw refuse("names signing \(signing), which no scheme has")
            }
        }
        for cost in row.costs {
            guard manifest.buckets.indices.contains(cost.bucket) else { throw refuse("names bucket \(cost.bucket)") }
            guard cost.amount <= manifest.buckets[cost.bucket].capacity else {
                throw refuse("costs more than bucket \(manifest.buckets[cost.bucket].name) ever holds")
            }
        }
        if row.method == .get, row.body != .none { throw refuse("is a GET with a body") }
        let names = row.parameters.map { "\($0.place.rawValue) \($0.name)" }
        if firstRepeated(names) != nil { throw refuse("declares a parameter twice") }
        let inPath = row.parameters.filter { $0.place == .path }.map(\.name)
        guard let placeholders = ManifestGrammar.placeholders(inPath: row.path),
            placeholders.sorted() == inPath.sorted()
        else { throw refuse("does not have the same parameters in its path as in its table") }
        if row.method != .get, !inPath.isEmpty { throw refuse("is not a GET and has parameters in its path") }
        for parameter in row.parameters {
            switch parameter.place {
            case .form where row.body != .form: throw refuse("has form parameters and no form")
            case .json where row.method == .get: throw refuse("has JSON parameters and is a GET")
            default: break
            }
            if parameter.isRestOfPath {
                guard parameter.place == .path, row.method == .get, row.signing == nil,
                    row.path.hasSuffix("{\(parameter.name)}")
                else { throw refuse("lets \(parameter.name) fill the path: only an unsigned GET may, at its end") }
            }
        }
    }

    private static func check(_ stream: StreamDeclaration, _ manifest: AdapterManifest) throws(BrokenFrame) {
        try checkWindows(of: stream)
        guard let unitStream = stream.unitStream else { return }
        guard manifest.streams.indices.contains(unitStream), manifest.streams[unitStream].role == .units else {
            throw BrokenFrame("stream \(stream.name) takes its units from a stream that lists none")
        }
        guard stream.units.isEmpty else {
            throw BrokenFrame("stream \(stream.name) has both a fixed and a listed set of units")
        }
    }

    /// Windows that could not hold one step of the range filter would never end, and walks of a nanosecond a request
    /// neither.
    private static func checkWindows(of stream: StreamDeclaration) throws(BrokenFrame) {
        func refuse(_ reason: String) -> BrokenFrame { BrokenFrame("stream \(stream.name) \(reason)") }
        for (name, span) in [("max_span_ns", stream.maxSpan), ("plan_span_ns", stream.planSpan)] {
            guard span.map({ $0 >= .minutes(1) }) ?? true else { throw refuse("has a \(name) below one minute") }
        }
        guard let widest = stream.maxSpan else { return }
        let (unit, name): (Span, String) =
            switch stream.alignment {
            case .none: (.zero, "")
            case .day: (.days(1), "day")
            case .month: (.days(31), "month")
            case .quarter: (.days(92), "quarter")
            }
        guard widest >= unit else { throw refuse("begins its windows on a \(name), and may not ask for a whole one") }
        // Rounded outward at both ends, a window must still be more than its rounding.
        guard stream.resolution.map({ $0 * 2 <= widest }) ?? true else {
            throw refuse("has a resolution_ns of more than half its max_span_ns")
        }
    }
}

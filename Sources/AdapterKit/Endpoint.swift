/// One row of the read-only allow-list. The only way an adapter reaches its exchange; every row must be a read.
///
///     static let endpoint = Endpoint(
///         "ledgers", .post, "/0/private/Ledgers", purpose: "Reads the ledger.", form: ["start", .integer("ofs")],
///         signing: "private", cost: [calls(2)], evidence: [ledgersPage])
public struct Endpoint: Sendable {
    public var row: EndpointRow
    /// Name of the signing each scheme has; nil: unsigned.
    public var signing: String?
    public var costs: [Cost]

    /// - Parameters:
    ///   - purpose: one sentence for the person who approves the row.
    ///   - host: index into each site's hosts.
    ///   - body: needed only where the recipe alone fills a form or writes the body.
    public init(
        _ name: String, _ method: EndpointRow.Method, _ path: String, purpose: String, path parts: [Parameter] = [],
        query: [Parameter] = [], form: [Parameter] = [], json: [Parameter] = [], headers: [Parameter] = [],
        body: EndpointRow.Body? = nil, signing: String? = nil, cost: [Cost] = [], evidence: [Evidence] = [],
        tag: String = "", host: Int = 0, bodyMax: Int = EndpointRow.defaultBodyMax, startsJob: Bool = false,
        unzips: Bool = false, keepsRaw: Bool = true
    ) {
        let placed: [([Parameter], EndpointParameter.Place)] = [
            (parts, .path), (query, .query), (form, .form), (json, .json), (headers, .header),
        ]
        row = EndpointRow(
            name: name, method: method, host: host, path: path,
            body: body ?? (!form.isEmpty ? .form : !json.isEmpty ? .json : .none), bodyMax: bodyMax, tag: tag,
            purpose: purpose, parameters: placed.flatMap { list, place in list.map { $0.placed(place) } },
            evidence: evidence, startsJob: startsJob, unzips: unzips, keepsRaw: keepsRaw)
        self.signing = signing
        costs = cost
    }

    /// What one request takes out of one bucket.
    public struct Cost: Sendable {
        public var bucket: RateBucket
        public var amount: UInt32
    }
}

/// A parameter of a row. A plain string literal is an optional text.
public struct Parameter: Sendable, ExpressibleByStringLiteral {
    private var parameter: EndpointParameter
    public init(stringLiteral name: String) { self = .text(name) }
    private init(_ parameter: EndpointParameter) { self.parameter = parameter }

    public static func text(_ name: String, required: Bool = false, repeatable: Bool = false) -> Parameter {
        Parameter(EndpointParameter(name: name, place: .query, isRequired: required, isRepeatable: repeatable))
    }
    public static func integer(_ name: String, required: Bool = false) -> Parameter {
        Parameter(EndpointParameter(name: name, place: .query, type: .integer, isRequired: required))
    }
    public static func boolean(_ name: String, required: Bool = false) -> Parameter {
        Parameter(EndpointParameter(name: name, place: .query, type: .boolean, isRequired: required))
    }
    public static func list(_ name: String, required: Bool = false) -> Parameter {
        Parameter(
            EndpointParameter(name: name, place: .query, type: .list, isRequired: required, isRepeatable: true))
    }
    /// Always sent with this value; a request may not name it.
    public static func fixed(
        _ name: String, _ value: String, type: EndpointParameter.ValueType = .text
    ) -> Parameter {
        Parameter(EndpointParameter(name: name, place: .query, type: type, fixedValue: value))
    }
    /// Fills the rest of the path; unsigned GET rows only.
    public static func rest(_ name: String) -> Parameter {
        Parameter(EndpointParameter(name: name, place: .path, isRequired: true, isRestOfPath: true))
    }

    func placed(_ place: EndpointParameter.Place) -> EndpointParameter {
        var copy = parameter
        copy.place = place
        return copy
    }
}

extension RateBucket {
    /// At most `capacity` in any period.
    public static func sliding(
        _ name: String, _ capacity: UInt32, per period: Span, scope: Scope = .key, usedHeader: String = "",
        remainingHeader: String = "", resetHeader: String = "", reset: Reset = .none
    ) -> RateBucket {
        RateBucket(
            name: name, kind: .sliding, scope: scope, capacity: capacity, period: period, usedHeader: usedHeader,
            remainingHeader: remainingHeader, resetHeader: resetHeader, reset: reset)
    }
    /// Holds `capacity`, refilled evenly: `capacity` per period.
    public static func refill(
        _ name: String, _ capacity: UInt32, per period: Span, scope: Scope = .key, usedHeader: String = "",
        remainingHeader: String = "", resetHeader: String = "", reset: Reset = .none
    ) -> RateBucket {
        RateBucket(
            name: name, kind: .refill, scope: scope, capacity: capacity, period: period, usedHeader: usedHeader,
            remainingHeader: remainingHeader, resetHeader: resetHeader, reset: reset)
    }
    /// What a request costs: `calls(2)`.
    public func callAsFunction(_ amount: UInt32) -> Endpoint.Cost { Endpoint.Cost(bucket: self, amount: amount) }
}

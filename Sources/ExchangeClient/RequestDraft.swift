import HistoryModel

/// One name and value of a query or form, as data; encoded when written.
package struct EncodedPair: Sendable, Hashable {
    package var name: String
    package var value: String
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
    func write(into out: inout [UInt8]) {
        out.append(contentsOf: ByteEncoding.percent(name.utf8))
        out.append(0x3D)
        out.append(contentsOf: ByteEncoding.percent(value.utf8))
    }
    static func text(of pairs: [EncodedPair]) -> [UInt8] {
        var out: [UInt8] = []
        for (index, pair) in pairs.enumerated() {
            if index > 0 { out.append(0x26) }
            pair.write(into: &out)
        }
        return out
    }
}

/// One argument of a row with its JSON type.
package struct JSONArgument: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        case text(String)
        /// An integer or a boolean, written as it stands.
        case bare(String)
        case list([String])
    }
    package var name: String
    package var value: Value
    package init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    func writeMember(into out: inout [UInt8]) {
        JSONValue.quote(name.utf8, into: &out)
        out.append(0x3A)
        switch value {
        case .text(let text): JSONValue.quote(text.utf8, into: &out)
        case .bare(let text): out.append(contentsOf: text.utf8)
        case .list(let texts):
            out.append(0x5B)
            for (index, text) in texts.enumerated() {
                if index > 0 { out.append(0x2C) }
                JSONValue.quote(text.utf8, into: &out)
            }
            out.append(0x5D)
        }
    }
    /// The value as signing strings join it; a list is its elements in order.
    var plainText: String {
        switch value {
        case .text(let text), .bare(let text): text
        case .list(let texts): texts.joined()
        }
    }
    static func object(_ members: [JSONArgument]) -> [UInt8] {
        var out: [UInt8] = [0x7B]
        for (index, member) in members.enumerated() {
            if index > 0 { out.append(0x2C) }
            member.writeMember(into: &out)
        }
        out.append(0x7D)
        return out
    }
}

/// A request while it is being built: what the gate let through, then what the recipe adds.
package struct RequestDraft: Sendable, Hashable {
    package enum Body: Sendable, Hashable {
        case none
        case form([EncodedPair])
        case json([JSONArgument])
        /// Written by a recipe.
        case text([UInt8])
    }
    package var method: EndpointRow.Method
    /// The declared host, also where a simulator answers in its place.
    package var host: String
    /// As sent: already encoded.
    package var path: String
    package var query: [EncodedPair]
    package var headers: [TextPair]
    package var body: Body
    /// A name the recipe needs, from the row.
    package var tag: String
    /// What the row's arguments are to a recipe: all but those in path and headers.
    package var parameters: [JSONArgument]

    package init(
        _ method: EndpointRow.Method, host: String, path: String, query: [EncodedPair] = [], headers: [TextPair] = [],
        body: Body = .none, tag: String = "", parameters: [JSONArgument] = []
    ) {
        self.method = method
        self.host = host
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.tag = tag
        self.parameters = parameters
    }

    package var queryText: [UInt8] { EncodedPair.text(of: query) }
    /// The query before percent-encoding.
    package var decodedQueryText: String { query.map { $0.name + "=" + $0.value }.joined(separator: "&") }

    /// Empty when there is no body; a JSON body without members is `{}`.
    package var bodyBytes: [UInt8] {
        switch body {
        case .none: []
        case .form(let pairs): EncodedPair.text(of: pairs)
        case .json(let members): JSONArgument.object(members)
        case .text(let bytes): bytes
        }
    }

    /// Nil when there is no body. A header set by the row or the recipe wins over the body's own type.
    package var contentType: String? {
        if let declared = headers.last(where: { $0.name.lowercased() == "content-type" }) { return declared.value }
        switch body {
        case .none: return nil
        case .form(let pairs): return pairs.isEmpty ? nil : "application/x-www-form-urlencoded"
        case .json: return "application/json"
        case .text(let bytes): return bytes.isEmpty ? nil : "application/json"
        }
    }

    /// Path and query as sent.
    var target: String {
        query.isEmpty ? path : path + "?" + String(decoding: queryText, as: UTF8.self)
    }

    mutating func setHeader(_ name: String, _ value: String) {
        let lowered = name.lowercased()
        headers.removeAll { $0.name.lowercased() == lowered }
        headers.append(TextPair(name, value))
    }
}

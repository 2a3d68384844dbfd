import HistoryModel

/// Turns what an adapter asks for into a request its own endpoint table allows, or refuses it.
///
/// The adapter names a row and gives values; every byte of structure (method, host, path, names, order, encoding)
/// comes from the row, which a person approved.
package struct EndpointGate: Sendable {
    private let manifest: AdapterManifest
    private let site: Site

    package init(manifest: AdapterManifest, site: Site) {
        self.manifest = manifest
        self.site = site
    }

    package func draft(_ request: AdapterRequest) throws(ExchangeError) -> RequestDraft {
        guard manifest.endpoints.indices.contains(request.endpoint) else {
            throw refusal("endpoint \(request.endpoint)", "no such row exists")
        }
        let row = manifest.endpoints[request.endpoint]
        guard site.hosts.indices.contains(row.host), Self.isHostName(site.hosts[row.host]) else {
            throw refusal(row.name, "the site \"\(site.name)\" has no valid host for it")
        }
        let values = try matched(request.arguments, row)
        var draft = RequestDraft(row.method, host: site.hosts[row.host], path: "", tag: row.tag)
        draft.path = try path(row, values)
        var form: [EncodedPair] = []
        var members: [JSONArgument] = []
        for (parameter, given) in zip(row.parameters, values) where !given.isEmpty {
            try checkPlace(parameter, row)
            switch parameter.place {
            case .path: continue
            case .header:
                try setHeader(parameter, given, row, &draft)
                continue
            case .query: draft.query += given.map { EncodedPair(parameter.name, $0) }
            case .form: form += given.map { EncodedPair(parameter.name, $0) }
            case .json: members.append(try jsonArgument(parameter, given, row))
            }
            draft.parameters.append(try jsonArgument(parameter, given, row))
        }
        switch row.body {
        case .none, .recipe: draft.body = .none
        case .form: draft.body = .form(form)
        case .json: draft.body = .json(members)
        }
        if row.method == .get, row.body != .none { throw refusal(row.name, "a GET row cannot carry a body") }
        return draft
    }

    // MARK: - Arguments

    /// The values of each parameter of the row, in the row's order.
    private func matched(_ arguments: [TextPair], _ row: EndpointRow) throws(ExchangeError) -> [[String]] {
        var values = row.parameters.map { $0.fixedValue.map { [$0] } ?? [] }
        for argument in arguments {
            guard let index = row.parameters.firstIndex(where: { $0.name == argument.name }) else {
                throw refusal(row.name, "with the argument \"\(Self.shown(argument.name))\"")
            }
            let parameter = row.parameters[index]
            guard parameter.fixedValue == nil else {
                throw refusal(row.name, "with its own value for the fixed argument \"\(parameter.name)\"")
            }
            guard values[index].isEmpty || parameter.isRepeatable || parameter.type == .list else {
                throw refusal(row.name, "with the argument \"\(parameter.name)\" twice")
            }
            values[index].append(argument.value)
        }
        for (parameter, given) in zip(row.parameters, values) {
            guard !given.isEmpty || !(parameter.isRequired || parameter.place == .path) else {
                throw refusal(row.name, "without the required argument \"\(parameter.name)\"")
            }
            for value in given where !Self.accepts(value, as: parameter.type) {
                throw refusal(
                    row.name,
                    "with \"\(Self.shown(value))\" for \"\(parameter.name)\", which must be \(parameter.type.wanted)")
            }
        }
        return values
    }

    private func checkPlace(_ parameter: EndpointParameter, _ row: EndpointRow) throws(ExchangeError) {
        let fits =
            switch parameter.place {
            case .path, .query, .header: parameter.type != .list
            case .form: parameter.type != .list && row.body == .form
            case .json: row.body != .form && !(parameter.isRepeatable && parameter.type != .list)
            }
        guard fits, !HeaderRules.isMethodOverride(parameter.name) else {
            throw refusal(row.name, "with the argument \"\(parameter.name)\" in a place it cannot take")
        }
    }

    private func setHeader(
        _ parameter: EndpointParameter, _ given: [String], _ row: EndpointRow, _ draft: inout RequestDraft
    ) throws(ExchangeError) {
        guard given.count == 1, HeaderRules.allows(name: parameter.name), HeaderRules.allows(value: given[0]) else {
            throw refusal(row.name, "with the header \"\(Self.shown(parameter.name))\"")
        }
        draft.setHeader(parameter.name, given[0])
    }

    private func jsonArgument(
        _ parameter: EndpointParameter, _ given: [String], _ row: EndpointRow
    ) throws(ExchangeError) -> JSONArgument {
        switch parameter.type {
        case .list: return JSONArgument(parameter.name, .list(given))
        case .text:
            return JSONArgument(parameter.name, given.count == 1 ? .text(given[0]) : .list(given))
        case .integer, .boolean:
            return JSONArgument(parameter.name, given.count == 1 ? .bare(given[0]) : .list(given))
        }
    }

    // MARK: - Path

    private func path(_ row: EndpointRow, _ values: [[String]]) throws(ExchangeError) -> String {
        var out: [UInt8] = []
        var used = 0
        var rest = Substring(row.path)
        guard rest.hasPrefix("/") else { throw refusal(row.name, "its path does not begin with \"/\"") }
        while let open = rest.firstIndex(of: "{") {
            out += rest[..<open].utf8
            guard let close = rest[open...].firstIndex(of: "}"),
                let index = row.parameters.firstIndex(where: {
                    $0.place == .path && $0.name == rest[rest.index(after: open)..<close]
                }), values[index].count == 1
            else { throw refusal(row.name, "its path names an argument the row does not declare") }
            let parameter = row.parameters[index]
            guard row.method == .get else { throw refusal(row.name, "only GET rows may have arguments in the path") }
            used += 1
            rest = rest[rest.index(after: close)...]
            let segments: [Substring]
            if parameter.isRestOfPath {
                guard row.signing == nil, rest.isEmpty else {
                    throw refusal(row.name, "only an unsigned GET row may take the rest of its path as an argument")
                }
                segments = values[index][0].split(separator: "/", omittingEmptySubsequences: false)
            } else {
                segments = [Substring(values[index][0])]
            }
            for (position, segment) in segments.enumerated() {
                guard Self.isSafeSegment(segment) else {
                    throw refusal(row.name, "with \"\(Self.shown(values[index][0]))\" in its path")
                }
                if position > 0 { out.append(0x2F) }
                out += ByteEncoding.percent(segment.utf8)
            }
        }
        out += rest.utf8
        guard used == row.parameters.count(where: { $0.place == .path }) else {
            throw refusal(row.name, "its path has no place for an argument the row declares")
        }
        let text = String(decoding: out, as: UTF8.self)
        guard Self.isSafePath(text) else { throw refusal(row.name, "its path is not a plain one") }
        return text
    }

    /// Nothing a server or a proxy before it could read as a separator or as a step upward.
    private static func isSafeSegment(_ segment: Substring) -> Bool {
        !segment.utf8.allSatisfy { $0 == 0x2E } && segment.utf8.count <= 512
            && !segment.utf8.contains { $0 == 0x2F || $0 == 0x5C || $0 == 0x25 || $0 < 0x20 || $0 == 0x7F }
    }

    private static func isSafePath(_ path: String) -> Bool {
        let legal = path.utf8.allSatisfy {
            ByteEncoding.isUnreserved($0) || $0 == 0x2F || $0 == 0x25 || $0 == 0x3A || $0 == 0x40 || $0 == 0x2C
                || $0 == 0x24 || $0 == 0x2B || $0 == 0x3D || $0 == 0x7E
        }
        // A path may end in "/" (Bitstamp's do), but has no empty step inside.
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        return legal && path.utf8.count <= 4096
            && !steps.dropFirst().dropLast().contains { $0.isEmpty } && !steps.contains { $0 == "." || $0 == ".." }
    }

    // MARK: - Grammar

    private static func accepts(_ value: String, as type: EndpointParameter.ValueType) -> Bool {
        switch type {
        case .integer:
            let digits = value.hasPrefix("-") ? value.dropFirst() : value[...]
            return !digits.isEmpty && digits.utf8.count <= 38 && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
                && (digits == "0" || !digits.hasPrefix("0"))
        case .boolean: return value == "true" || value == "false"
        case .text, .list:
            return value.utf8.count <= 65_536
                && !value.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
    }

    /// Letters, digits and hyphens in labels, at least two labels; no port, no address in numbers.
    static func isHostName(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, host.utf8.count <= 253, let last = labels.last, !last.utf8.allSatisfy({ $0 < 0x3A })
        else { return false }
        return labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || $0 == 0x2D
                }
        }
    }

    private func refusal(_ what: String, _ why: String) -> ExchangeError {
        .adapterFault("The adapter asked for \(what) \(why), which its own endpoint table does not allow.")
    }

    /// A value for an error message: short, printable.
    private static func shown(_ value: String) -> String {
        let short = value.unicodeScalars.prefix(40).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" }
        return String(short) + (value.unicodeScalars.count > 40 ? "…" : "")
    }
}

extension EndpointParameter.ValueType {
    fileprivate var wanted: String {
        switch self {
        case .integer: "an integer"
        case .boolean: "true or false"
        case .text, .list: "text without control characters"
        }
    }
}

import HistoryModel

/// What a piece of JSON must look like: which members, of which types. Nothing more is allowed.
indirect enum Shape: Sendable {
    case text, number, flag, null
    /// A text out of a closed list.
    case word([String])
    case instant
    case list(Shape)
    case either(Shape, Shape)
    /// An object with any members, all of one shape.
    case members(Shape)
    /// Members by name; a name that ends with `?` may be missing.
    case object([(String, Shape)])

    /// Every place where a value does not fit, as sentences.
    func misfits(_ value: JSONValue, at place: String = "$") -> [String] {
        switch (self, value) {
        case (.text, .string), (.number, .number), (.flag, .bool), (.null, .null): return []
        case (.either(let one, let other), _):
            let misfits = one.misfits(value, at: place)
            return misfits.isEmpty ? [] : other.misfits(value, at: place).isEmpty ? [] : misfits
        case (.members(let shape), .object(let members)):
            return members.flatMap { shape.misfits($0.1, at: "\(place).\($0.0)") }
        case (.word(let words), .string(let text)):
            return words.contains(text) ? [] : ["\(place): \"\(text)\" is none of \(words)"]
        case (.instant, .string(let text)):
            return Instant(iso8601: text) != nil && text.hasSuffix("Z") ? [] : ["\(place): \"\(text)\" is no instant"]
        case (.list(let shape), .array(let elements)):
            return elements.enumerated().flatMap { shape.misfits($1, at: "\(place)[\($0)]") }
        case (.object(let shapes), .object(let members)):
            return Self.misfits(shapes, members, at: place)
        default: return ["\(place): \(value.text().prefix(40)) is not \(self)"]
        }
    }

    private static func misfits(_ shapes: [(String, Shape)], _ members: [(String, JSONValue)], at place: String)
        -> [String]
    {
        var found: [String] = []
        var known: Set<String> = []
        for (name, shape) in shapes {
            let isOptional = name.hasSuffix("?")
            let name = isOptional ? String(name.dropLast()) : name
            known.insert(name)
            if let value = members.first(where: { $0.0 == name })?.1 {
                found += shape.misfits(value, at: "\(place).\(name)")
            } else if !isOptional {
                found.append("\(place): \(name) is missing")
            }
        }
        found += members.filter { !known.contains($0.0) }.map { "\(place): \($0.0) is not part of the contract" }
        if Set(members.map(\.0)).count != members.count { found.append("\(place): a member is there twice") }
        return found
    }
}

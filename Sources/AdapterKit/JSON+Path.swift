extension JSON {
    /// Where the value stands, for people: `result.ledger.LABC.amount`, `result.deposits[3].txid`.
    public var path: String {
        var path = ""
        if let entries = scratch.pointee.tape.entries {
            var container = 0
            let target = Int(index)
            while container < target {
                let kind = entries[container].kind
                guard kind == Tape.Entry.array || kind == Tape.Entry.object else { break }
                var place = 0
                var child = container + 1
                var label = ""
                while child < Int(entries[container].next) {
                    var value = child
                    if kind == Tape.Entry.object {
                        if child == target { break }
                        value = child + 1
                    }
                    if Int(entries[value].next) > target {
                        label = kind == Tape.Entry.object ? Self.shown(name(at: child)) : "[\(place)]"
                        child = value
                        break
                    }
                    place += 1
                    child = Int(entries[value].next)
                }
                if label.isEmpty { break }
                path += label.hasPrefix("[") || path.isEmpty ? label : "." + label
                container = child
            }
        }
        if let missingName {
            let name = Self.shown(Text(start: missingName, count: Int(missingCount)))
            path += path.isEmpty || name == "[]" ? name : "." + name
        }
        return path.utf8.count > 400 ? String(decoding: path.utf8.prefix(400), as: UTF8.self) : path
    }

    private func name(at child: Int) -> Text {
        (try? JSON(scratch: scratch, index: Int32(truncatingIfNeeded: child)).looseText) ?? .empty
    }
    private static func shown(_ name: Text) -> String { name.isEmpty ? "\"\"" : String(name.prefix(80)) }

    /// The error that the value is not what was wanted.
    func mismatch(_ wanted: String) -> ExchangeError {
        let found: String
        switch kind {
        case .missing: return ExchangeError(.malformed, message: "The answer lacks \(wanted).", place: path)
        case .null: found = "null"
        case .bool: found = "true or false"
        case .number: found = "a number"
        case .string: found = "a string"
        case .array: found = "an array"
        case .object: found = "an object"
        }
        return ExchangeError(.malformed, message: "The answer holds \(found) instead of \(wanted).", place: path)
    }
}

extension JSON {
    /// Nil when the value is missing, null or an empty string: three ways in which exchanges say nothing.
    public var ifFilled: JSON? {
        guard let value = ifPresent else { return nil }
        return value.kind == .string && value.source.count <= 2 ? nil : value
    }
}

extension RecordWriter {
    /// Groups the record with all that name the same id, and keeps that id; nothing where none is named.
    public func group(_ prefix: Text, by value: JSON, id scheme: Text, _ page: Page) throws {
        guard let text = try value.ifFilled?.text else { return }
        group(try page.text(prefix, text))
        try id(scheme, text)
    }

    /// Keeps members of an object as they are written: texts, numbers, true and false. What says nothing is left out.
    public func extra(_ names: [Text], of object: JSON) throws {
        for name in names {
            guard let value = object[name].ifFilled else { continue }
            switch value.kind {
            case .string: try extra(name, try value.looseText)
            case .number, .bool: try extra(name, value.source)
            default: continue
            }
        }
    }
}

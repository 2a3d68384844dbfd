extension KeyFacts.Rights {
    /// Rights that are told as switches: `{"can_view":true,"can_trade":false}`.
    ///
    /// A switch that is on and not in the table may write: it counts as `otherWrite` rather than be trusted.
    ///
    /// - Parameter prefix: what the names of switches begin with; such a member that is not true or false is an error.
    ///   Without a prefix every member that is true or false is a switch.
    public init(switches: JSON, prefix: Text? = nil, _ table: Words<KeyFacts.Rights>) throws {
        self = []
        for (name, value) in try switches.members {
            let name = try name.text
            guard prefix.map({ name.hasPrefix($0) }) ?? (value.kind == .bool) else { continue }
            if try value.bool { formUnion(table[name] ?? .otherWrite) }
        }
    }
}

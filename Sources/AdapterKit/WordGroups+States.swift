extension WordGroups where Value == RecordFlags {
    /// What the state of a row means, by a table of final states: `["completed": [], "failed expired": .void]`.
    ///
    /// A state that is not in the table is not final; a row without one is.
    public func flags(of state: Text?) -> RecordFlags { state.map { self[$0] ?? .pending } ?? [] }
}

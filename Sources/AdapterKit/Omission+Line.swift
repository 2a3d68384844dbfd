extension Omission {
    /// One line of an adapter's table of what it does not read.
    public init(
        _ name: String, _ kinds: [RecordKind], _ remedy: Remedy, _ text: String, _ evidence: Evidence...
    ) {
        self.init(name: name, kinds: RecordKinds(kinds), text: text, remedy: remedy, evidence: evidence)
    }
}

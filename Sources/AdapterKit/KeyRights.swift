/// An exchange's words for what a key may do.
///
///     static let rights: Words<KeyFacts.Rights> = ["read_only": .read, "trade": [.trade, .move]]
extension Words where Value == KeyFacts.Rights {
    /// A word that is not in the table may be a right to write: it counts as one, so that the key is refused.
    public func right(_ word: Text) -> KeyFacts.Rights { self[word] ?? .otherWrite }

    /// The rights of all words of a list like `read_only,trade`. An empty list names a right nobody knows.
    public func rights(in list: Text, apart separator: Unicode.Scalar) -> KeyFacts.Rights {
        var rights: KeyFacts.Rights = []
        var rest = list
        while let (word, others) = rest.split(at: separator) {
            rights.formUnion(right(word))
            rest = others
        }
        return rights.union(right(rest))
    }
}

/// An asset that no transaction has, and which ones were perhaps meant.
package struct UnknownAsset: Sendable, Hashable {
    package var name: String
    /// The same letters in another case.
    package var similar: [String]

    package init(_ name: String, among assets: some Sequence<String>) {
        self.name = name
        similar = assets.filter { $0.lowercased() == name.lowercased() }.sorted()
    }

    package var words: String {
        let name = TerminalText.escaped(name)
        if similar.isEmpty { return "No transaction has \(name). What there is: portolan transactions list" }
        return "No transaction has \(name); did you mean \(Words.list(similar.map { TerminalText.escaped($0) }))?"
    }
}

/// A fixed table for words of an exchange of which many mean the same. The words of a group stand apart by spaces or
/// line ends.
///
///     static let kinds: WordGroups<RecordKind> = ["20 21 22 23": .transfer, "83 139": .reward]
public struct WordGroups<Value: Sendable>: Sendable, ExpressibleByDictionaryLiteral {
    private var groups: [(words: StaticString, value: Value)] = []

    public init(dictionaryLiteral elements: (StaticString, Value)...) {
        groups = elements.map { (words: $0.0, value: $0.1) }
    }
    /// The value of a word; nil when no group has it. A word with a space in it is in none.
    public subscript(word: Text) -> Value? {
        var found: Value?
        if !word.isEmpty {
            visit { other, value in
                if other == word { found = value }
                return found != nil
            }
        }
        return found
    }
    /// The value of the longest word of a group that the text begins with.
    public func longestPrefix(of text: Text) -> Value? {
        var best: (count: Int, value: Value)?
        visit { word, value in
            if word.count > (best?.count ?? 0), text.hasPrefix(word) { best = (word.count, value) }
            return false
        }
        return best?.value
    }

    /// Goes through the words until the body says true.
    private func visit(_ body: (Text, Value) -> Bool) {
        for group in groups {
            let words = Text(stringLiteral: group.words)
            var start = 0
            for end in 0...words.count where end == words.count || Self.separates(words[end]) {
                if body(words.dropFirst(start).prefix(end - start), group.value) { return }
                start = end + 1
            }
        }
    }
    private static func separates(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x0A }
}

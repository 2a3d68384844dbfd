import Glibc

/// A piece of UTF-8 text that lives as long as the `parse` it was given to.
///
/// Usually it points straight into the exchange's answer: nothing was copied. It is deliberately not
/// `Sendable`, so Swift keeps it out of globals and tasks; make a `String` of what must live longer.
public struct Text: ExpressibleByStringLiteral {
    // Points into the answer, the page's arena, or a literal of the program.
    let start: UnsafePointer<UInt8>?
    public let count: Int

    init(start: UnsafePointer<UInt8>?, count: Int) {
        self.start = start
        self.count = count
    }
    public init(stringLiteral value: StaticString) {
        if value.hasPointerRepresentation {
            self.init(start: value.utf8Start, count: value.utf8CodeUnitCount)
        } else {
            self.init(start: nil, count: 0)
        }
    }
    public static var empty: Text { Text(start: nil, count: 0) }

    public var isEmpty: Bool { count == 0 }
    /// The byte at a place; nil behind the end.
    public subscript(offset: Int) -> UInt8? {
        guard let start, offset >= 0, offset < count else { return nil }
        return start[offset]
    }
    public func hasPrefix(_ prefix: Text) -> Bool { count >= prefix.count && self.prefix(prefix.count) == prefix }
    public func hasSuffix(_ suffix: Text) -> Bool { count >= suffix.count && self.suffix(suffix.count) == suffix }
    /// At most so many bytes from the front, or the back. Cut only where characters end.
    public func prefix(_ length: Int) -> Text { Text(start: start, count: max(0, min(length, count))) }
    public func suffix(_ length: Int) -> Text { dropFirst(count - max(0, min(length, count))) }
    public func dropFirst(_ length: Int) -> Text {
        let length = max(0, min(length, count))
        return Text(start: start.map { $0 + length }, count: count - length)
    }
    public func dropLast(_ length: Int) -> Text { prefix(count - max(0, min(length, count))) }
    /// The text before and after the first such byte; nil when there is none.
    public func split(at separator: Unicode.Scalar) -> (before: Text, after: Text)? {
        guard let start, separator.isASCII else { return nil }
        for offset in 0..<count where start[offset] == UInt8(truncatingIfNeeded: separator.value) {
            return (prefix(offset), dropFirst(offset + 1))
        }
        return nil
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}

@available(*, unavailable) extension Text: Sendable {}

extension Text: Equatable, CustomStringConvertible {
    public static func == (left: Text, right: Text) -> Bool {
        guard left.count == right.count else { return false }
        guard let leftStart = left.start, let rightStart = right.start, left.count > 0 else { return true }
        return leftStart[0] == rightStart[0] && memcmp(leftStart, rightStart, left.count) == 0
    }
    /// A copy that lives on its own.
    public var description: String { String(self) }
}

extension String {
    public init(_ text: Text) { self.init(decoding: text.bytes, as: UTF8.self) }
}

/// A fixed table from words to values, for words an exchange uses: its types, its error codes.
///
///     static let kinds: Words<RecordKind> = ["trade": .trade, "deposit": .deposit]
public struct Words<Value: Sendable>: Sendable, ExpressibleByDictionaryLiteral {
    private var words: [StaticString] = []
    private var values: [Value] = []

    public init(dictionaryLiteral elements: (StaticString, Value)...) {
        words = elements.map { $0.0 }
        values = elements.map { $0.1 }
    }
    /// The value of a word; nil when the table does not have it.
    public subscript(word: Text) -> Value? {
        for index in words.indices where Text(stringLiteral: words[index]) == word { return values[index] }
        return nil
    }
    /// The value of the longest word of the table that the text begins with.
    public func longestPrefix(of text: Text) -> Value? {
        var best: (count: Int, value: Value)?
        for index in words.indices {
            let word = Text(stringLiteral: words[index])
            if word.count > (best?.count ?? -1), text.hasPrefix(word) { best = (word.count, values[index]) }
        }
        return best?.value
    }
}

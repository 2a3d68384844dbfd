/// A table that is asked for the longest of its words that a text begins with.
public protocol PrefixTable<Value> {
    associatedtype Value: Sendable
    func longestPrefix(of text: Text) -> Value?
}

extension PrefixTable {
    public func longestPrefix(of string: String) -> Value? {
        var string = string
        return string.withUTF8 { longestPrefix(of: Text(start: $0.baseAddress, count: $0.count)) }
    }
}

extension Words: PrefixTable {}
extension WordGroups: PrefixTable {}

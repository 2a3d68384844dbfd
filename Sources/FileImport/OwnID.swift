import HistoryModel

/// The ids Portolan's own exports carry, met again in a file.
package enum OwnID {
    /// Whether a text has the shape of a transaction's id: a connection's name, then a group, whose kind stands in
    /// front of a colon, or a stream with a key. `kraken/ref:TA4RTP` and `binance/rebates/1|USDT` are ids;
    /// `N/A`, `BTC/USDT` and addresses of explorers are not.
    static func isOne(_ id: String) -> Bool {
        guard let slash = id.firstIndex(of: "/"), (1...64).contains(id[..<slash].count) else { return false }
        let rest = id[id.index(after: slash)...]
        let name = rest.prefix { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" || $0 == "-" }
        guard let first = name.first, first.isLetter, name.endIndex < rest.endIndex else { return false }
        let mark = rest[name.endIndex]
        return (mark == ":" || mark == "/") && rest.index(after: name.endIndex) < rest.endIndex
    }

    /// The group of a row: an export writes a transaction with several legs of one direction in several rows, all of one
    /// time. The time is a part of it, so that an id another program wrote into many rows joins nothing.
    static func group(of id: String, at time: Instant) -> String { "\(prefix)\(withoutRowNumber(id))@\(time)" }

    /// The id a row's group was made of; nil for other groups.
    package static func id(inGroup group: String) -> String? {
        guard group.hasPrefix(prefix) else { return nil }
        let rest = group.dropFirst(prefix.count)
        return String(rest[..<(rest.lastIndex(of: "@") ?? rest.endIndex)])
    }

    private static let prefix = "own:"

    private static func withoutRowNumber(_ id: String) -> String {
        guard let mark = id.lastIndex(of: "#") else { return id }
        let number = id[id.index(after: mark)...]
        return !number.isEmpty && number.utf8.allSatisfy { $0 &- 48 < 10 } ? String(id[..<mark]) : id
    }
}

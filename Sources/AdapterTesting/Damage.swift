import AdapterKit
import HistoryModel

/// An answer that was damaged on its way, in every way there is: an adapter reads it or refuses it, and never traps.
///
/// Each function gives complaints in words, none where all is well. `parse` is the error a page ended with, nil for
/// one that ended well; `isTold` says which errors beside `malformed` damage may turn into.
public struct Damage {
    private let bytes: [UInt8]
    private let isTold: (ExchangeError) -> Bool
    private let parse: ([UInt8]) -> ExchangeError?

    public init(
        _ bytes: [UInt8], isTold: @escaping (ExchangeError) -> Bool = { _ in false },
        parse: @escaping ([UInt8]) -> ExchangeError?
    ) {
        self.bytes = bytes
        self.isTold = isTold
        self.parse = parse
    }

    private func complaint(_ error: ExchangeError?, _ what: @autoclosure () -> String) -> String? {
        guard let error, error.kind != .malformed, !isTold(error) else { return nil }
        return "\(what()): \(error)"
    }

    /// An answer that stops too early is always malformed.
    public func truncations() -> [String] {
        let end = bytes.lastIndex { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") } ?? 0
        return (0...end).compactMap { length in
            let error = parse(Array(bytes.prefix(length)))
            return error?.kind == .malformed ? nil : "\(length) bytes: \(error.map { "\($0)" } ?? "read")"
        }
    }

    /// Flips every bit of every byte; of long answers one bit of each. A flip inside a text may still be a good answer.
    ///
    /// - Parameter share: how many of a byte's eight flips must be noticed, on average.
    public func flips(noticing share: Int = 1) -> [String] {
        var complaints: [String] = []
        var (tried, refused) = (0, 0)
        for place in bytes.indices {
            for bit in 0..<8 where bytes.count < 2500 || bit == place % 8 {
                tried += 1
                var damaged = bytes
                damaged[place] ^= 1 << UInt8(bit)
                guard let error = parse(damaged) else { continue }
                refused += 1
                if let found = complaint(error, "byte \(place) bit \(bit)") { complaints.append(found) }
            }
        }
        if refused * 8 < tried * share { complaints.append("of \(tried) flips only \(refused) were noticed") }
        return complaints
    }

    /// Puts values of other types in the place of every value.
    public func otherValues() throws -> [String] {
        var places: [Range<Int>] = []
        func collect(_ json: JSON) throws {
            places.append(json.range)
            switch json.kind {
            case .array: for element in try json.elements { try collect(element) }
            case .object: for (_, value) in try json.members { try collect(value) }
            default: break
            }
        }
        try JSON.read(bytes, collect)
        let others = ["null", "true", "7", "-1e400", "\"\"", "\"x\"", "[]", "{}", "[[]]", "\"\\ud800\""]
        return places.flatMap { range in
            others.compactMap { other in
                let damaged = bytes[..<range.lowerBound] + Array(other.utf8) + bytes[range.upperBound...]
                return complaint(parse(Array(damaged)), "\(other) at \(range)")
            }
        }
    }
}

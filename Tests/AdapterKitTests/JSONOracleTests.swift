import AdapterKit
import Foundation
import Testing

/// Random documents, and the same ones damaged, read by AdapterKit and by Foundation.
///
/// 100,000 by default; four million with PORTOLAN_SLOW=1.
@Suite("AdapterKit and Foundation read the same JSON")
struct JSONOracleTests {
    static let isSlow = ProcessInfo.processInfo.environment["PORTOLAN_SLOW"] == "1"

    @Test(arguments: 0..<4) func agreesOnGeneratedAndDamagedDocuments(_ part: Int) throws {
        let count = (Self.isSlow ? 4_000_000 : 100_000) / 4
        var random = Seeded(seed: UInt64(part) + 20_261_124)
        var accepted = 0
        for round in 0..<count {
            var bytes: [UInt8] = []
            Self.write(&bytes, depth: 0, &random)
            if round % 2 == 1 { Self.damage(&bytes, &random) }
            if Self.foundationGuesses(bytes) { continue }
            let ours = try? JSON.read(bytes) { try Value($0) }
            let theirs = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)).map(
                Value.init(any:))
            if ours != nil { accepted += 1 }
            guard ours != theirs else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            // Foundation refuses numbers beyond a Double; an amount may be longer.
            if let ours, theirs == nil, ours.holdsHugeNumber { continue }
            // Foundation forgives a comma before a closing bracket; the standard does not.
            if ours == nil, let theirs, (try? JSON.read(Self.withoutHangingCommas(bytes)) { try Value($0) }) == theirs {
                continue
            }
            Issue.record(
                "round \(round): \(text.debugDescription)\nours \(String(describing: ours))\ntheirs \(String(describing: theirs))"
            )
            return
        }
        #expect(accepted > count / 2)
        #expect(accepted < count)
    }

    /// Foundation looks for UTF-16 and UTF-32 where a byte order mark or zero bytes suggest them.
    static func foundationGuesses(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(4).contains(0) || bytes.starts(with: [0xEF, 0xBB, 0xBF]) || bytes.starts(with: [0xFE, 0xFF])
            || bytes.starts(with: [0xFF, 0xFE])
    }

    static func withoutHangingCommas(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var isInString = false
        for (place, byte) in bytes.enumerated() {
            if byte == 0x22, !isInString || !endsInOddBackslashes(out) { isInString.toggle() }
            if !isInString, byte == 0x5D || byte == 0x7D, let last = out.lastIndex(where: { !space.contains($0) }),
                out[last] == 0x2C, place > 0
            {
                out.removeSubrange(last...)
            }
            out.append(byte)
        }
        return out
    }
    private static let space = Array(" \n\r\t".utf8)
    private static func endsInOddBackslashes(_ bytes: [UInt8]) -> Bool {
        bytes.reversed().prefix { $0 == 0x5C }.count % 2 == 1
    }

    static func damage(_ bytes: inout [UInt8], _ random: inout Seeded) {
        for _ in 0...random.below(2) {
            guard !bytes.isEmpty else { return }
            let place = random.below(bytes.count)
            let signs = Array("{}[]\",:\\u0-1.eE+ tfn/\u{1f}é".utf8)
            switch random.below(6) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(signs[random.below(signs.count)], at: place)
            case 2: bytes[place] = signs[random.below(signs.count)]
            case 3: bytes[place] ^= 1 << UInt8(random.below(8))
            case 4: bytes.removeSubrange(place...)
            default: bytes.insert(bytes[random.below(bytes.count)], at: place)
            }
        }
    }

    static func write(_ out: inout [UInt8], depth: Int, _ random: inout Seeded) {
        func put(_ text: String) { out += Array(text.utf8) }
        func space() { if random.below(6) == 0 { put([" ", "\n", "\t", "\r "][random.below(4)]) } }
        func string() {
            put("\"")
            for _ in 0..<random.below(12) {
                let pieces = [
                    "a", "bc", "xyz12345", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "é",
                    "€",
                    "😀", " ", "{", "]", ":",
                ]
                put(pieces[random.below(pieces.count)])
            }
            put("\"")
        }
        space()
        switch random.below(depth > 3 ? 6 : 9) {
        case 0: put("null")
        case 1: put(random.below(2) == 0 ? "true" : "false")
        case 2: put(String(Int64(bitPattern: random.next()) >> Int64(random.below(60))))
        case 3: put("\(random.below(1000)).\(random.below(1_000_000))")
        case 4: put(["-0", "0", "1e5", "1E-7", "-1.5e+3", "0.0001", "1234567890123456789012"][random.below(7)])
        case 5: string()
        case 6, 7:
            put("{")
            for member in 0..<random.below(5) {
                if member > 0 { put(",") }
                space()
                if random.below(3) == 0 { string() } else { put("\"k\(member)\"") }
                space()
                put(":")
                write(&out, depth: depth + 1, &random)
            }
            space()
            put("}")
        default:
            put("[")
            for element in 0..<random.below(5) {
                if element > 0 { put(",") }
                write(&out, depth: depth + 1, &random)
            }
            space()
            put("]")
        }
        space()
    }
}

/// A value both readers can be turned into. Numbers are compared nearly: Foundation reads long ones inexactly.
enum Value: Equatable {
    case null, bool(Bool), number(Near), string(String), array([Value]), object([String: Value])

    init(_ json: JSON) throws {
        switch json.kind {
        case .missing, .null: self = .null
        case .bool: self = .bool(try json.bool)
        case .number: self = .number(Near(Double(String(try json.number)) ?? .nan))
        case .string: self = .string(String(try json.text))
        case .array: self = .array(try json.elements.map { try Value($0) })
        case .object:
            var members: [String: Value] = [:]
            for (name, value) in try json.members {
                let name = String(try name.text)
                // The reader gives every member; Foundation keeps the last of a name.
                members[name] = try Value(value)
            }
            self = .object(members)
        }
    }
    init(any: Any) {
        switch any {
        case let text as String: self = .string(text)
        case let list as [Any]: self = .array(list.map(Value.init(any:)))
        case let members as [String: Any]: self = .object(members.mapValues(Value.init(any:)))
        case let number as NSNumber:
            self = String(cString: number.objCType) == "c" ? .bool(number.boolValue) : .number(Near(number.doubleValue))
        default: self = .null
        }
    }
    var holdsHugeNumber: Bool {
        switch self {
        case .number(let number): number.value.isInfinite
        case .array(let values): values.contains { $0.holdsHugeNumber }
        case .object(let members): members.values.contains { $0.holdsHugeNumber }
        default: false
        }
    }
}

struct Near: Equatable {
    var value: Double
    init(_ value: Double) { self.value = value }
    static func == (left: Near, right: Near) -> Bool {
        left.value == right.value || abs(left.value - right.value) <= 1e-14 * abs(left.value)
    }
}

/// SplitMix64: the same documents on every machine.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }
}

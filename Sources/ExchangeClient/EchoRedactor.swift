import Glibc
import HistoryModel

/// Overwrites credential values and signatures wherever an answer echoes them: `*`, same length.
///
/// One pass over the text whatever the number of needles: every needle of at least m bytes covers one of the positions
/// 0, s, 2s … (s = m - 3), so only those are looked at, with a table of all four-byte pieces that may stand there.
package struct EchoRedactor: Sendable {
    /// Shorter ones would blank out amounts and identifiers that merely look like them.
    package static let secretMin = 8
    package static let numericSecretMin = 12
    package static let resultMin = 16

    private var short = NeedleTable(shortest: 8)
    private var long = NeedleTable(shortest: 16)

    package init() {}

    /// The needles of a connection: its secret fields, as typed and, where the format says so, decoded.
    package init(scheme: CredentialScheme, credentials: [String: Secret]) {
        for field in scheme.fields where field.isSecret {
            guard let secret = credentials[field.name] else { continue }
            let typed = secret.withBytes { Array($0.trimmed) }
            let isNumeric = typed.allSatisfy { (0x30...0x39).contains($0) }
            guard typed.count >= (isNumeric ? Self.numericSecretMin : Self.secretMin) else { continue }
            addForms(of: typed)
            switch field.format {
            case .base64, .ed25519Seed: if let bytes = ByteEncoding.decodeBase64(typed) { addBinaryForms(of: bytes) }
            case .hex: if let bytes = ByteEncoding.decodeHex(typed) { addBinaryForms(of: bytes) }
            case .pem: for line in pemBody(typed) { add(line) }
            case .text: continue
            }
        }
    }

    /// With the results of one signing run added.
    package func adding(results: [[UInt8]]) -> EchoRedactor {
        var copy = self
        for result in results where result.count >= Self.resultMin {
            // Text (a join) is echoed as text; digests and signatures in the encodings they are sent in.
            if result.allSatisfy({ (0x20...0x7E).contains($0) }) {
                copy.addForms(of: result)
            } else {
                copy.addBinaryForms(of: result)
            }
        }
        return copy
    }

    // MARK: - Overwriting

    /// Returns how many places were overwritten.
    @discardableResult
    package func redact(_ bytes: inout [UInt8]) -> Int {
        let found = bytes.withUnsafeBufferPointer { matches(in: $0) }
        guard !found.isEmpty else { return 0 }
        bytes.withUnsafeMutableBufferPointer { buffer in
            for range in found { buffer[range].update(repeating: 0x2A) }
        }
        return found.count
    }

    package func redact(_ text: String) -> String {
        guard text.utf8.count >= Self.secretMin else { return text }
        var copy = text
        let found = copy.withUTF8 { matches(in: $0) }
        guard !found.isEmpty else { return text }
        var bytes = Array(text.utf8)
        redact(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func matches(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        short.search(text, &found)
        long.search(text, &found)
        return found
    }

    // MARK: - Forms

    private mutating func addForms(of text: [UInt8]) {
        add(text)
        addBinaryForms(of: text)
        addWritten(text)
    }
    private mutating func addBinaryForms(of bytes: [UInt8]) {
        add(bytes)
        add(ByteEncoding.hex(bytes))
        add(ByteEncoding.hex(bytes, upperCase: true))
        add(ByteEncoding.base64(bytes, urlSafe: true, padded: false))
        // Without padding it is also found where padding follows.
        let plain = ByteEncoding.base64(bytes, padded: false)
        add(plain)
        addWritten(plain)
    }
    /// As text stands in a URL or in JSON.
    private mutating func addWritten(_ text: [UInt8]) {
        // Letters and digits stand everywhere as they are.
        guard !text.allSatisfy(ByteEncoding.isUnreserved) else { return }
        let percent = ByteEncoding.percent(text)
        add(percent)
        add(lowercasingEscapes(percent))
        for style in JSONStyle.allCases { add(style.escape(text)) }
    }

    private mutating func add(_ needle: [UInt8]) {
        if needle.count >= 16 {
            long.insert(needle)
        } else if needle.count >= Self.secretMin {
            short.insert(needle)
        }
    }

    private func lowercasingEscapes(_ percent: [UInt8]) -> [UInt8] {
        var out = percent
        for index in out.indices where out[index] == 0x25 {
            for digit in (index + 1)..<min(index + 3, out.count) where (0x41...0x46).contains(out[digit]) {
                out[digit] |= 0x20
            }
        }
        return out
    }
    /// The lines of a PEM key, without its frame.
    private func pemBody(_ text: [UInt8]) -> [[UInt8]] {
        text.split { $0 == 0x0A || $0 == 0x0D || $0 == 0x5C }
            .map { Array($0.first == 0x6E && $0.count > 64 ? $0.dropFirst() : $0) }.filter { $0.first != 0x2D }
    }
}

/// How different programs write a text into JSON.
private enum JSONStyle: CaseIterable {
    case plain, escapedSlash, htmlSafe

    func escape(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        JSONValue.escape(text, into: &out)
        guard self != .plain else { return out }
        return out.flatMap { byte -> [UInt8] in
            switch (self, byte) {
            case (.escapedSlash, 0x2F): [0x5C, 0x2F]
            case (.htmlSafe, 0x3D), (.htmlSafe, 0x26), (.htmlSafe, 0x27), (.htmlSafe, 0x3C), (.htmlSafe, 0x3E):
                Array("\\u00".utf8) + ByteEncoding.hex([byte])
            default: [byte]
            }
        }
    }
}

/// Needles of at least `shortest` bytes and the table that finds them.
private struct NeedleTable: Sendable {
    private let stride: Int
    private var needles: [[UInt8]] = []
    /// One bit for each hash of a four-byte piece that may stand at a looked-at position.
    private var bits: [UInt64] = []
    /// Where such a piece lies, chained by the low byte of its hash.
    private struct Place: Sendable {
        var hash: UInt16
        var needle: Int32
        var offset: Int32
        var next: Int32
    }
    private var places: [Place] = []
    private var chains: [Int32] = []

    init(shortest: Int) { stride = shortest - 3 }

    mutating func insert(_ needle: [UInt8]) {
        guard !needles.contains(needle) else { return }
        if bits.isEmpty {
            bits = [UInt64](repeating: 0, count: 1024)
            chains = [Int32](repeating: -1, count: 256)
        }
        needles.append(needle)
        for offset in 0..<stride {
            let hash = Self.hash(needle.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) })
            bits[Int(hash >> 6)] |= 1 << UInt64(hash & 63)
            let chain = Int(hash & 255)
            places.append(
                Place(hash: hash, needle: Int32(needles.count - 1), offset: Int32(offset), next: chains[chain]))
            chains[chain] = Int32(places.count - 1)
        }
    }

    func search(_ text: UnsafeBufferPointer<UInt8>, _ found: inout [Range<Int>]) {
        guard !needles.isEmpty, text.count >= stride + 3 else { return }
        let raw = UnsafeRawBufferPointer(text)
        bits.withUnsafeBufferPointer { bits in
            var position = 0
            let last = raw.count - 4
            while position <= last {
                let hash = Self.hash(raw.loadUnaligned(fromByteOffset: position, as: UInt32.self))
                if bits[Int(hash >> 6)] & (1 << UInt64(hash & 63)) != 0 {
                    verify(hash, at: position, raw, &found)
                }
                position += stride
            }
        }
    }

    private func verify(_ hash: UInt16, at position: Int, _ text: UnsafeRawBufferPointer, _ found: inout [Range<Int>]) {
        var index = chains[Int(hash & 255)]
        while index >= 0 {
            let place = places[Int(index)]
            index = place.next
            guard place.hash == hash else { continue }
            let start = position - Int(place.offset)
            let needle = needles[Int(place.needle)]
            guard start >= 0, start + needle.count <= text.count, let base = text.baseAddress else { continue }
            if memcmp(base + start, needle, needle.count) == 0 { found.append(start..<(start + needle.count)) }
        }
    }

    private static func hash(_ piece: UInt32) -> UInt16 { UInt16(truncatingIfNeeded: (piece &* 0x9E37_79B1) >> 16) }
}

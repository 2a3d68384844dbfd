/// Ids in Kraken's shape, `L4UESK-KG3EQ-UFO4T5`: made from a serial number, and back.
struct KrakenID: Sendable {
    enum Kind: UInt8, CaseIterable, Sendable {
        case ledger, trade, order, position, reference, funding
        fileprivate var prefix: [UInt8] { Self.prefixes[Int(rawValue)] }
        private static let prefixes = ["L", "T", "O", "T", "A", "FT"].map { Array($0.utf8) }
    }
    let seed: UInt64
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    private static let length = 17

    func write(_ kind: Kind, _ serial: UInt32, into out: inout [UInt8]) {
        let salt = seed ^ UInt64(kind.rawValue) << 56
        let low = Scramble.forward(UInt64(serial) ^ salt)
        let high = Scramble.forward(low ^ 0x5DEE_CE66)
        var written = kind.prefix.count
        out.append(contentsOf: kind.prefix)
        // Thirteen letters hold the number; what is left of the seventeen is for looks.
        for place in 0..<(Self.length - kind.prefix.count) {
            if written == 6 || written == 11 { out.append(UInt8(ascii: "-")) }
            let digit = place < 13 ? low >> UInt64(place * 5) & 31 : high >> UInt64(place) & 31
            out.append(Self.alphabet[Int(digit)])
            written += 1
        }
    }
    func text(_ kind: Kind, _ serial: UInt32) -> String {
        var out: [UInt8] = []
        write(kind, serial, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// The number behind an id of that kind; nil for an id this account never made.
    func serial(_ kind: Kind, of text: some StringProtocol) -> UInt32? {
        let letters = text.utf8.filter { $0 != UInt8(ascii: "-") }
        let prefix = kind.prefix
        guard letters.count == Self.length, letters.starts(with: prefix) else { return nil }
        var low: UInt64 = 0
        for place in 0..<13 {
            guard let digit = Self.alphabet.firstIndex(of: letters[prefix.count + place]) else { return nil }
            low |= UInt64(digit) << UInt64(place * 5)
        }
        let number = Scramble.backward(low) ^ seed ^ UInt64(kind.rawValue) << 56
        guard number <= UInt64(UInt32.max), self.text(kind, UInt32(number)) == text else { return nil }
        return UInt32(number)
    }
}

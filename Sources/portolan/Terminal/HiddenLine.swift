import HistoryModel

/// What is being typed at a prompt that shows nothing.
struct HiddenLine {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(16384) }

    /// Takes one key; false when the input is at its end. Throws when the user gives up.
    mutating func take(_ byte: UInt8) throws -> Bool {
        switch byte {
        case 0x03, 0x1C: throw CommandFailure(.usage, "Interrupted; nothing was done.")
        case 0x04: return false
        case 0x08, 0x7F: dropCharacter()
        case 0x15:
            bytes.wipe()
            bytes.removeAll(keepingCapacity: true)
        case 0x0A, 0x0D:
            guard isInsidePEM else { return false }
            bytes.append(0x0A)
        default:
            guard bytes.count < 16384 else { throw CommandFailure(.usage, "The line is longer than 16 KiB.") }
            bytes.append(byte)
        }
        return true
    }

    /// Without the blanks that pasting leaves at the ends.
    var secret: Secret {
        let isKept: (UInt8) -> Bool = { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A }
        guard let first = bytes.firstIndex(where: isKept), let last = bytes.lastIndex(where: isKept) else {
            return Secret("")
        }
        return Secret(bytes: bytes[first...last])
    }

    mutating func wipe() { bytes.wipe() }

    private mutating func dropCharacter() {
        while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
    }

    /// A PEM block has begun and not ended: its line ends belong to it. Copied out of a JSON key file it is one line,
    /// with its line ends written as two characters.
    private var isInsidePEM: Bool {
        bytes.starts(with: "-----BEGIN".utf8) && bytes.firstRange(of: Array("-----END".utf8)) == nil
    }
}

import Glibc

/// One value of the exchange's answer. Costs nothing to pass around: it is a place in the text.
///
///     let row = json["result"]["ledger"]["LABC"]
///     let asset = try row["asset"].text
///
/// A missing member is not an error until it is read; the error then names the place, such as
/// `result.ledger.LABC.asset`. Of members with the same name the first counts; `members` gives all.
/// Numbers keep their exact text. Lives as long as the `parse` it was given to.
public struct JSON {
    let scratch: UnsafeMutablePointer<Scratch>
    /// Place on the tape; of a missing value, the place of what lacks it.
    let index: Int32
    /// A missing value: what was asked for. Nil for a value that is there.
    let missingName: UnsafePointer<UInt8>?
    let missingCount: Int32

    init(scratch: UnsafeMutablePointer<Scratch>, index: Int32) {
        self.scratch = scratch
        self.index = index
        missingName = nil
        missingCount = 0
    }
    private init(of parent: JSON, missing name: Text) {
        scratch = parent.scratch
        index = parent.index
        missingName = name.start ?? scratch.pointee.body
        missingCount = Int32(truncatingIfNeeded: name.count)
    }

    public enum Kind: Sendable { case missing, null, bool, number, string, array, object }
    public var kind: Kind {
        guard let entry else { return .missing }
        switch entry.kind & Tape.Entry.kindMask {
        case Tape.Entry.null: return .null
        case Tape.Entry.bool: return .bool
        case Tape.Entry.number: return .number
        case Tape.Entry.string: return .string
        case Tape.Entry.array: return .array
        default: return .object
        }
    }
    public var exists: Bool { missingName == nil }
    public var isNull: Bool { kind == .null }
    /// Nil when the value is missing or null.
    public var ifPresent: JSON? {
        guard let entry, entry.kind != Tape.Entry.null else { return nil }
        return self
    }

    /// The member of that name, the first if there are several.
    public subscript(name: Text) -> JSON {
        guard let entry, entry.kind == Tape.Entry.object, let entries = scratch.pointee.tape.entries else {
            return missingName == nil ? JSON(of: self, missing: name) : self
        }
        let body = scratch.pointee.body
        let end = entry.next
        var child = UInt32(truncatingIfNeeded: index) &+ 1
        while child < end {
            let key = entries[Int(child)]
            if key.kind & Tape.Entry.escaped == 0 {
                if Int(key.end &- key.start) &- 2 == name.count,
                    Text(start: body + Int(key.start) + 1, count: name.count) == name
                {
                    return JSON(scratch: scratch, index: Int32(truncatingIfNeeded: child &+ 1))
                }
            } else if let decoded = try? JSON(scratch: scratch, index: Int32(truncatingIfNeeded: child)).text,
                decoded == name
            {
                return JSON(scratch: scratch, index: Int32(truncatingIfNeeded: child &+ 1))
            }
            child = entries[Int(child &+ 1)].next
        }
        return JSON(of: self, missing: name)
    }
    /// The element at a place, from 0. Walks there: use `elements` to read all.
    public subscript(place: Int) -> JSON {
        guard place >= 0, kind == .array else { return exists ? JSON(of: self, missing: "[]") : self }
        var rest = place
        for element in Elements(container: self) {
            if rest == 0 { return element }
            rest -= 1
        }
        return JSON(of: self, missing: "[]")
    }

    /// Where the value stands in the answer: what `raw` of a record wants.
    public var range: Range<Int> {
        guard let entry else { return 0..<0 }
        return Int(entry.start)..<Int(entry.end)
    }
    /// The value as it is written, quotes included.
    public var source: Text {
        guard let entry else { return .empty }
        return Text(start: scratch.pointee.body + Int(entry.start), count: Int(entry.end &- entry.start))
    }

    @inline(__always) var entry: Tape.Entry? {
        guard missingName == nil, let entries = scratch.pointee.tape.entries else { return nil }
        return entries[Int(index)]
    }
}

@available(*, unavailable) extension JSON: Sendable {}

// MARK: - Iteration

extension JSON {
    /// The elements of an array, in order. Throws when the value is not an array.
    public var elements: Elements {
        get throws {
            guard kind == .array else { throw mismatch("an array") }
            return Elements(container: self)
        }
    }
    /// The members of an object, in order, equal names included. The name is a JSON string: read its `text`.
    public var members: Members {
        get throws {
            guard kind == .object else { throw mismatch("an object") }
            return Members(container: self)
        }
    }

    public struct Elements: Sequence, IteratorProtocol {
        private let scratch: UnsafeMutablePointer<Scratch>
        private var position: UInt32
        private let end: UInt32
        init(container: JSON) {
            scratch = container.scratch
            position = UInt32(truncatingIfNeeded: container.index) &+ 1
            end = container.entry?.next ?? 0
        }
        public var isEmpty: Bool { position >= end }
        public mutating func next() -> JSON? {
            guard position < end, let entries = scratch.pointee.tape.entries else { return nil }
            let value = JSON(scratch: scratch, index: Int32(truncatingIfNeeded: position))
            position = entries[Int(position)].next
            return value
        }
    }
    public struct Members: Sequence, IteratorProtocol {
        private var names: Elements
        init(container: JSON) { names = Elements(container: container) }
        public var isEmpty: Bool { names.isEmpty }
        public mutating func next() -> (name: JSON, value: JSON)? {
            guard let name = names.next(), let value = names.next() else { return nil }
            return (name, value)
        }
    }
}

// MARK: - Reading without an exchange

extension JSON {
    /// Reads a text for the duration of one call; for tests and tools.
    public static func read<Result>(_ bytes: some Sequence<UInt8>, _ body: (JSON) throws -> Result) throws -> Result {
        try Array(bytes).withUnsafeBufferPointer { buffer in
            var scratch = Scratch(body: buffer.baseAddress, count: UInt64(buffer.count))
            return try withUnsafeMutablePointer(to: &scratch) { pointer in
                defer { pointer.pointee.free() }
                return try body(try JSON.scan(pointer))
            }
        }
    }

    static func scan(_ scratch: UnsafeMutablePointer<Scratch>) throws -> JSON {
        if !scratch.pointee.isScanned {
            var scanner = JSONScanner(
                scratch.pointee.body, count: scratch.pointee.bodyCount, into: scratch.pointee.tape)
            defer { scratch.pointee.tape = scanner.tape }
            do {
                try scanner.run()
            } catch {
                throw ExchangeError(
                    .malformed, message: "The answer is not JSON: \(error.problem).", place: "byte \(error.offset)")
            }
            scratch.pointee.isScanned = true
        }
        return JSON(scratch: scratch, index: 0)
    }
}

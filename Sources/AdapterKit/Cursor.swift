/// Where a stream stands, as the adapter writes it down: what `next` and `end` leave and a later ask brings back.
///
/// Int64, String and structs of them. A struct lists its fields twice, in one order:
///
///     struct Place: CursorValue {
///         var offset: Int64
///         var lastID: String
///         init(from reader: inout CursorReader) throws {
///             offset = try reader.int()
///             lastID = try reader.text()
///         }
///         func write(to writer: inout CursorWriter) {
///             writer.int(offset)
///             writer.text(lastID)
///         }
///     }
///
/// Changing the fields means raising the adapter's `cursorVersion`; `reader.version` tells what is being read.
public protocol CursorValue: Sendable {
    init(from reader: inout CursorReader) throws
    func write(to writer: inout CursorWriter)
}

public struct CursorWriter {
    private(set) var bytes: [UInt8] = []
    public mutating func int(_ value: Int64) { bytes += Array("i\(value);".utf8) }
    public mutating func text(_ value: String) { bytes += Array("s\(value.utf8.count):\(value);".utf8) }
}

public struct CursorReader {
    /// The cursor version of the adapter that wrote it.
    public let version: UInt32
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8], version: UInt32) {
        rest = bytes[...]
        self.version = version
    }
    public mutating func int() throws -> Int64 {
        guard rest.popFirst() == UInt8(ascii: "i"), let value = Int64(try until(";")) else { throw Self.unreadable }
        return value
    }
    public mutating func text() throws -> String {
        guard rest.popFirst() == UInt8(ascii: "s"), let count = Int(try until(":")), count >= 0, count < rest.count
        else { throw Self.unreadable }
        let text = String(decoding: rest.prefix(count), as: UTF8.self)
        rest = rest.dropFirst(count)
        guard rest.popFirst() == UInt8(ascii: ";") else { throw Self.unreadable }
        return text
    }
    private mutating func until(_ end: Unicode.Scalar) throws -> String {
        guard let place = rest.firstIndex(of: UInt8(ascii: end)) else { throw Self.unreadable }
        let text = String(decoding: rest[..<place], as: UTF8.self)
        rest = rest[(place + 1)...]
        return text
    }
    static var unreadable: ExchangeError {
        ExchangeError(
            .badRequest, retry: .restartWindow,
            message: "The stored position cannot be read by this version of the adapter; the window begins again.")
    }

    static func decode<Value: CursorValue>(_ bytes: [UInt8], version: UInt32) throws -> Value? {
        if bytes.isEmpty { return nil }
        var reader = CursorReader(bytes, version: version)
        let value = try Value(from: &reader)
        guard reader.rest.isEmpty else { throw unreadable }
        return value
    }
}

extension Int64: CursorValue {
    public init(from reader: inout CursorReader) throws { self = try reader.int() }
    public func write(to writer: inout CursorWriter) { writer.int(self) }
}

extension String: CursorValue {
    public init(from reader: inout CursorReader) throws { self = try reader.text() }
    public func write(to writer: inout CursorWriter) { writer.text(self) }
}

/// For streams that end with their first page.
public struct NoCursor: CursorValue {
    public init() {}
    public init(from reader: inout CursorReader) throws {}
    public func write(to writer: inout CursorWriter) {}
}

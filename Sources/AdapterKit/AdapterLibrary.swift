import CPortolan

/// What the one exported function gives the host.
public typealias AdapterTable = UnsafePointer<ptl_adapter>

/// The adapters of one shared library. Its whole `Entry` target is:
///
///     import AdapterKit
///     import KrakenAdapter
///
///     private let library = AdapterLibrary([Kraken.adapter])
///
///     @c(portolan_adapter_v1) public func portolanAdapter(_ index: UInt32) -> AdapterTable? { library[index] }
public struct AdapterLibrary: Sendable {
    // Written here, then only read; lives until the process ends.
    private nonisolated(unsafe) let tables: [AdapterTable]
    /// Why an adapter is not offered: what does not add up in its declaration.
    public let problems: [String]

    public init(_ adapters: [Adapter]) {
        var tables: [AdapterTable] = []
        var problems: [String] = []
        for adapter in adapters {
            let loaded = LoadedAdapter(adapter)
            problems += loaded.problems
            if loaded.problems.isEmpty { tables.append(loaded.table()) }
        }
        self.tables = tables
        self.problems = problems
    }

    /// The same pointer for the same index, always; nil past the end.
    public subscript(index: UInt32) -> AdapterTable? {
        let index = Int(index)
        return index < tables.count ? tables[index] : nil
    }
}

/// One adapter behind its C table. Found again from `self` by the word that follows the table.
final class LoadedAdapter: Sendable {
    let manifest: AdapterManifest
    let problems: [String]
    let streams: [ErasedStream]
    let endpoints: [String: UInt32]

    init(_ adapter: Adapter) {
        (manifest, problems) = adapter.resolved()
        streams = adapter.ordered
        var endpoints: [String: UInt32] = [:]
        for (place, row) in manifest.endpoints.enumerated() { endpoints[row.name] = UInt32(truncatingIfNeeded: place) }
        self.endpoints = endpoints
    }

    private struct Cell {
        var table: ptl_adapter
        var loaded: UnsafeRawPointer
    }

    /// Makes the table: static memory, as the ABI demands, holding this object for ever.
    func table() -> AdapterTable {
        var memory = Memory()
        let manifest = UnsafeMutablePointer<ptl_manifest>.allocate(capacity: 1)
        manifest.initialize(to: ptl_manifest(self.manifest, in: &memory))
        let table = ptl_adapter(
            size: UInt32(MemoryLayout<ptl_adapter>.size), flags: 0, abi_major: UInt16(PTL_ABI_MAJOR),
            abi_minor: UInt16(PTL_ABI_MINOR), reserved: 0, manifest: UnsafePointer(manifest),
            request: { table, ask, sink in LoadedAdapter.request(table, ask, sink) },
            parse: { table, ask, response, sink in LoadedAdapter.parse(table, ask, response, sink) },
            extension: nil)
        let cell = UnsafeMutablePointer<Cell>.allocate(capacity: 1)
        cell.initialize(to: Cell(table: table, loaded: UnsafeRawPointer(Unmanaged.passRetained(self).toOpaque())))
        return UnsafeRawPointer(cell).assumingMemoryBound(to: ptl_adapter.self)
    }

    static func from(_ table: AdapterTable) -> LoadedAdapter {
        let word = UnsafeRawPointer(table).load(
            fromByteOffset: MemoryLayout<ptl_adapter>.stride, as: UnsafeRawPointer.self)
        return Unmanaged<LoadedAdapter>.fromOpaque(word).takeUnretainedValue()
    }
}

/// A stream without its cursor type.
struct ErasedStream: Sendable {
    let request: @Sendable (ptl_ask) throws -> Request
    let parse: @Sendable (ptl_ask, Answer, Page) throws -> Ending

    enum Ending {
        case next([UInt8], notBefore: Int64)
        case split
        case end([UInt8])
    }

    let declaration: StreamDeclaration
    /// Name of the stream that lists this one's units.
    let unitsListedBy: String?

    init(_ stream: any AdapterStream.Type) { self = Self.erase(stream) }
    init(_ stream: ListStream) {
        self.init(
            declaration: stream.declaration, unitsListedBy: stream.unitsListedBy,
            request: { try stream.request($0) }, parse: { try stream.parse($0, $1, into: $2) })
    }
    init(_ stream: PagedList) {
        self.init(
            declaration: stream.declaration, unitsListedBy: nil, request: { try stream.request($0) },
            parse: { try stream.parse($0, $1, into: $2) })
    }
    private static func erase<Stream: AdapterStream>(_ stream: Stream.Type) -> ErasedStream {
        ErasedStream(
            declaration: stream.declaration, unitsListedBy: stream.unitsListedBy?.declaration.name,
            request: { try stream.request($0) }, parse: { try stream.parse($0, $1, into: $2) })
    }

    private init<Cursor: CursorValue>(
        declaration: StreamDeclaration, unitsListedBy: String?,
        request: @escaping @Sendable (StreamAsk<Cursor>) throws -> Request,
        parse: @escaping @Sendable (StreamAsk<Cursor>, Answer, Page) throws -> PageEnding<Cursor>
    ) {
        self.declaration = declaration
        self.unitsListedBy = unitsListedBy
        self.request = { try request(try StreamAsk($0)) }
        self.parse = { ask, answer, page in
            func bytes(_ cursor: Cursor?) -> [UInt8] {
                var writer = CursorWriter()
                cursor?.write(to: &writer)
                return writer.bytes
            }
            switch try parse(try StreamAsk(ask), answer, page) {
            case .next(let cursor, let notBefore):
                return .next(bytes(cursor), notBefore: notBefore?.nanoseconds ?? 0)
            case .split: return .split
            case .end(let bookmark): return .end(bytes(bookmark))
            }
        }
    }
}

extension StreamAsk {
    init(_ ask: ptl_ask) throws {
        from = Instant(nanoseconds: ask.from_ns)
        until = Instant(nanoseconds: ask.until_ns)
        now = Instant(nanoseconds: ask.now_ns)
        cursor = try CursorReader.decode(ask.cursor.array, version: ask.cursor_version)
        bookmark = try CursorReader.decode(ask.bookmark.array, version: ask.cursor_version)
        unit = ask.unit.map { HistoryUnit($0.pointee) }
        settings = ask.settings.pairs
        facts = ask.facts.pairs
        isFull = ask.flags & PTL_ASK_FULL != 0
    }
}

extension HistoryUnit {
    init(_ unit: ptl_unit) {
        self.init(
            kind: Kind(rawValue: unit.kind) ?? .unknown, key: String(unit.key.text), label: String(unit.label.text),
            base: String(unit.base.text), quote: String(unit.quote.text),
            listedFrom: unit.flags & PTL_UNIT_LISTED_FROM_KNOWN != 0 ? Instant(nanoseconds: unit.listed_from_ns) : nil,
            listedUntil: unit.flags & PTL_UNIT_LISTED_UNTIL_KNOWN != 0
                ? Instant(nanoseconds: unit.listed_until_ns) : nil)
    }
}

import HistoryModel

/// A kind of export file: how to know it, and how to read it.
package struct FileFormat: Sendable {
    /// In options, in the store, and in the name of the stream.
    package let name: String
    /// For people.
    package let title: String
    /// Columns that together are no other format's, and that the reader cannot do without.
    let required: [String]
    /// Columns the reader knows, whether it has a use for them or not.
    let known: @Sendable (String) -> Bool
    /// The kinds of record that a file of this format can hold.
    package let kinds: RecordKinds
    /// How far its clock may be from that of the exchange's interface for the same event.
    package let tolerance: Span
    /// The id of the exchange's adapter; nil for formats that any account's history can be in.
    package let exchange: String?
    /// Made for passing history between programs, and not an exchange's own.
    package var isInterchange: Bool { exchange == nil }
    let isHeader: @Sendable ([String]) -> Bool
    /// Notes what must be known of every row before the first one is read; nil where nothing must.
    let survey: (@Sendable (FileColumns, FileRow, inout FileContext) -> Void)?
    let open: @Sendable (FileColumns, FileContext) throws -> any RowReading

    init(
        name: String, title: String, required: [String], known: [String], isKnown: (@Sendable (String) -> Bool)? = nil,
        kinds: [RecordKind], tolerance: Span = .zero, exchange: String? = nil,
        isHeader: (@Sendable ([String]) -> Bool)? = nil,
        survey: (@Sendable (FileColumns, FileRow, inout FileContext) -> Void)? = nil,
        open: @escaping @Sendable (FileColumns, FileContext) throws -> any RowReading
    ) {
        self.name = name
        self.title = title
        self.required = required
        let names = Set(required + known)
        self.known = { name in names.contains(name) || isKnown?(name) == true }
        self.kinds = RecordKinds(kinds)
        self.tolerance = tolerance
        self.exchange = exchange
        self.isHeader = isHeader ?? { Set($0).isSuperset(of: required) }
        self.survey = survey
        self.open = open
    }

    /// The more telling ones first.
    package static let all: [FileFormat] = [.krakenLedgers, .binanceTransactions, .coinbase, .koinly, .waltio]

    package static func named(_ name: String) -> FileFormat? { all.first { $0.name == name } }

    // MARK: - Streams

    /// In front of a format's name in the names of streams.
    package static let streamPrefix = "file:"
    /// Whether a stream holds records of files, of a format known here or not.
    package static func isOfFiles(stream: String) -> Bool { stream.hasPrefix(streamPrefix) }
    /// The format whose records a stream holds; nil for the streams of an exchange's interface.
    package static func ofStream(_ stream: String) -> FileFormat? {
        guard stream.hasPrefix(streamPrefix) else { return nil }
        let name = stream.dropFirst(streamPrefix.count).prefix { $0 != "/" }
        return named(String(name))
    }
    /// What such a stream's files are, for people: never its raw name, whoever wrote it.
    package static func title(ofStream stream: String) -> String {
        let suffix = stream.hasSuffix(withoutIDs) ? ", without ids" : ""
        return (ofStream(stream)?.title ?? "of a format this version does not know") + suffix
    }
    /// Behind the format's name where files without ids are a stream of their own.
    static let withoutIDs = "/without-ids"
}

/// What the rows of a file are read under.
struct FileContext: Sendable {
    /// The name the file was saved under, which may tell zone and direction.
    var fileName: String
    var zone: FileZone
    /// Only rows of this platform, where the rows name one.
    var platform: PlatformName?
    /// Types of row that this file writes with a minus where something goes out.
    var signedTypes: Set<String> = []
}

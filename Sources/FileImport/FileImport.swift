import HistoryModel

/// One file that was recognised: its rows can be read, as often as wanted, a piece at a time.
package struct FileImport: Sendable {
    package let path: String
    /// Without folders.
    package let name: String
    package let format: FileFormat
    package let zone: FileZone
    /// Columns that no generation of the format is known to have; they are left out.
    package let unknownColumns: [String]
    package let headerLine: Int
    /// The stream of a connection that the records belong to.
    package let stream: String
    private let header: TableHeader
    private let platform: PlatformChoice
    private let clock: FileClock

    /// Looks at the beginning of a file.
    ///
    /// - Parameters:
    ///   - name: the name it was saved under when that is not the path's own.
    ///   - format: what the user says it is; nil: what its header says.
    ///   - zone: of its clock, for files that do not tell.
    ///   - platform: which rows are this account's, where rows name a platform.
    ///   - clock: rows that lie in its future are bad rows.
    package init(
        path: String, name: String? = nil, format: FileFormat? = nil, zone: FileZone? = nil,
        platform: PlatformChoice = PlatformChoice(), clock: FileClock = FileClock()
    ) throws {
        self.path = path
        let ownName = String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
        self.name = name ?? ownName
        let candidates = format.map { [$0] } ?? FileFormat.all
        let header = try TableHeader.find(in: path) { names in candidates.contains { $0.isHeader(names) } }
        guard let header, let found = candidates.first(where: { $0.isHeader(header.names) }) else {
            throw try Self.unknown(path, ownName, wanted: format)
        }
        let columns = FileColumns(header.names)
        self.header = header
        self.format = found
        self.platform = platform
        self.clock = clock
        headerLine = header.line
        unknownColumns = header.names.filter { !$0.isEmpty && !found.known($0) }
        self.zone = try FileZone.decide(format: found, columns: columns, fileName: self.name, given: zone)
        stream = FileFormat.streamPrefix + found.name + found.streamSuffix(columns)
    }

    /// Reads every row. `body` gets the records in pieces, in the order of the file; what cannot be read is in the
    /// summary, and nothing else of such a row is taken. Throws what `body` throws, `unreadable` and `brokenQuote`.
    package func read(_ body: ([Record]) throws -> Void) throws -> FileSummary {
        let columns = FileColumns(header.names)
        var context = FileContext(fileName: name, zone: zone, platform: platform.wanted)
        try survey(columns, &context)
        let rows = try rows()
        var reader = try format.open(columns, context)
        var sink = RecordSink()
        var summary = FileSummary()
        func note(_ problem: RowProblem) {
            summary.badRows += 1
            if summary.problems.count < FileSummary.shownProblems { summary.problems.append(problem) }
        }
        func give() throws {
            for record in sink.records {
                summary.first = min(summary.first ?? record.time, record.time)
                summary.last = max(summary.last ?? record.time, record.time)
                summary.kinds.formUnion(RecordKinds([record.kind]))
            }
            summary.records += sink.records.count
            if !sink.records.isEmpty { try body(sink.records) }
            sink.records.removeAll(keepingCapacity: true)
        }
        let row = row(of: rows)
        while true {
            do {
                guard try advance(rows) else { break }
                summary.rows += 1
                try checkWidth(rows)
                try reader.take(row, into: &sink)
            } catch let problem as RowProblem {
                note(problem)
            }
            if sink.records.count >= 1000 { try give() }
        }
        reader.finish(into: &sink)
        try give()
        summary.ignored = sink.ignored.values.sorted { $0.reason < $1.reason }
        summary.unknownWords = sink.unknownWords
        summary.platforms = sink.platforms
        try platform.check(summary.platforms, in: name)
        return summary
    }

    private func rows() throws -> TableRows {
        try TableRows(
            path: path, separator: header.separator, width: header.names.count, from: header.rowsOffset,
            line: header.line + 1)
    }
    private func advance(_ rows: TableRows) throws -> Bool {
        do { return try rows.advance() } catch let broken as BrokenQuote {
            throw FileImportError(
                .brokenQuote,
                "\(name), line \(broken.line): \(broken.sentence). Which rows are lost with it nobody can say, so nothing was imported, and --skip-bad-rows does not help. Mend that line, or download the file again."
            )
        }
    }
    private func row(of rows: TableRows) -> FileRow {
        FileRow(rows: rows, decimals: header.separator == 0x2C ? .point : .spreadsheet, clock: clock)
    }

    private func survey(_ columns: FileColumns, _ context: inout FileContext) throws {
        guard let survey = format.survey else { return }
        let rows = try rows()
        while true {
            do {
                guard try advance(rows) else { return }
                survey(columns, row(of: rows), &context)
            } catch is RowProblem {
                // Told when the rows are read.
            }
        }
    }

    private func checkWidth(_ rows: TableRows) throws {
        let width = header.names.count
        if rows.count == width { return }
        if rows.count > width, (width..<rows.count).allSatisfy({ rows.text($0).isEmpty }) { return }
        throw RowProblem(line: rows.line, "it has \(rows.count) cells where the header has \(width)")
    }

    private static func unknown(_ path: String, _ name: String, wanted: FileFormat?) throws -> FileImportError {
        if try FileBytes.beginning(of: path, count: 64 << 10).allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
            return FileImportError(
                .unknownFormat, "\(path) is empty: it holds no header and no rows. Download the file again.")
        }
        if let wanted {
            let header = try TableHeader.find(in: path) { names in names.contains { wanted.required.contains($0) } }
            let missing = wanted.required.filter { !(header?.names.contains($0) ?? false) }
            return FileImportError(
                .missingColumn,
                "\(name) is no \(wanted.title): the column\(missing.count == 1 ? "" : "s") \(missing.joined(separator: ", ")) \(missing.count == 1 ? "is" : "are") missing. Export it again with all columns."
            )
        }
        let known = FileFormat.all.map { "\($0.title) (\($0.name))" }.joined(separator: ", ")
        return FileImportError(
            .unknownFormat,
            "None of the first 20 lines of \(name) is the header of a known file. Known are: \(known). A spreadsheet's own file must be saved as CSV first."
        )
    }
}

extension FileFormat {
    /// Coinbase's reports with and without ids are two streams: the ids are the identity where there are some.
    func streamSuffix(_ columns: FileColumns) -> String {
        name == FileFormat.coinbase.name && !columns.has("ID") ? FileFormat.withoutIDs : ""
    }
}

extension FileZone {
    /// The zone of a file's clock: what file or name tell; what the user says where they do not.
    static func decide(
        format: FileFormat, columns: FileColumns, fileName: String, given: FileZone?
    ) throws -> FileZone {
        let told: FileZone?
        if format.name == FileFormat.binanceTransactions.name, !columns.has("UTC_Time") {
            told = BinanceZone.inName(fileName)
            if told == nil, given == nil {
                throw FileImportError(
                    .zoneNeeded,
                    "\(fileName) does not say the zone of its clock: Binance writes it into the file's name, such as (UTC+2), and this name has none. Say it with --zone, for example --zone UTC+2 or --zone UTC."
                )
            }
        } else {
            told = .utc
        }
        if let told, let given, told != given {
            throw FileImportError(
                .contradiction, "\(fileName) says that its clock is \(told). Leave --zone \(given) away.")
        }
        return told ?? given ?? .utc
    }
}

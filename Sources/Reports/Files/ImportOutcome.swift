import HistoryModel

/// What an import did, or why it did nothing.
package struct ImportOutcome: Sendable, Hashable {
    /// Rows left out for what they are.
    package struct Ignored: Sendable, Hashable {
        package var reason: String
        package var rows: Int
        package var lines: [Int]
        package init(reason: String, rows: Int, lines: [Int]) {
            self.reason = reason
            self.rows = rows
            self.lines = lines
        }
    }
    package struct BadRow: Sendable, Hashable {
        package var line: Int
        package var reason: String
        package init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    package var file: String
    package var connection: String
    package var format: String
    package var formatTitle: String
    package var zone: String
    package var stream: String
    package var digest: String
    /// False when bad rows kept it out: nothing was stored.
    package var isStored = false
    /// When the same bytes were imported before.
    package var importedBefore: Instant?
    package var unknownColumns: [String] = []
    package var rows = 0
    package var records = 0
    package var added = 0
    package var changed = 0
    package var unchanged = 0
    package var ignored: [Ignored] = []
    package var badRows = 0
    /// The first of them.
    package var bad: [BadRow] = []
    package var unknownWords: [TextPair] = []
    package var first: Instant?
    package var last: Instant?
    /// Of `unchanged` and `changed`: records that had been deleted and are back.
    package var reappeared = 0
    /// How many records of this file another source tells too.
    package var matched = 0
    /// Of the connection after the import: all records of files that another source tells too, and pairs to decide.
    package var matchedInAll = 0
    package var questions = 0

    package init(
        file: String, connection: String, format: String, formatTitle: String, zone: String, stream: String,
        digest: String
    ) {
        self.file = file
        self.connection = connection
        self.format = format
        self.formatTitle = formatTitle
        self.zone = zone
        self.stream = stream
        self.digest = digest
    }
}

/// An import in words and as JSON.
package enum ImportReport {
    package static func text(_ outcome: ImportOutcome, style: Style = .plain) -> String {
        let safe = TerminalText.escaped
        var lines = [
            style.bold("\(safe(outcome.file)) → \(safe(outcome.connection))"),
            "  Format      \(outcome.formatTitle), its clock \(outcome.zone)",
        ]
        var rows = "\(Words.count(outcome.rows, "row")), \(Words.count(outcome.records, "record"))"
        if let first = outcome.first, let last = outcome.last {
            rows += ", \(first.minuteText) to \(last.minuteText) UTC"
        }
        if outcome.rows == 0 { rows = "none: the file holds nothing but its header" }
        lines.append("  Rows        \(rows)")
        if outcome.isStored {
            let back = outcome.reappeared > 0 ? "; \(outcome.reappeared) of them had been deleted and are back" : ""
            lines.append(
                "  Stored      \(outcome.added) added, \(outcome.changed) changed, \(outcome.unchanged) there already\(back)"
            )
            if let before = outcome.importedBefore {
                lines.append("  Again       The same file was imported on \(before.minuteText) UTC.")
            }
        } else {
            lines.append("  Stored      nothing: \(Words.count(outcome.badRows, "row")) cannot be read")
        }
        lines += outcome.ignored.map { ignored in
            "  Left out    \(Words.count(ignored.rows, "row")), \(safe(ignored.reason)) (\(Self.lines(ignored.lines, of: ignored.rows)))"
        }
        if !outcome.unknownColumns.isEmpty {
            lines.append("  Unknown     columns \(safe(Words.list(outcome.unknownColumns))): not read")
        }
        if !outcome.unknownWords.isEmpty {
            let words = outcome.unknownWords.map { "\"\(safe($0.name))\" (\($0.value))" }
            lines.append("  Unknown     kinds of row \(Words.list(words)): kept as they are, look at them")
        }
        for bad in outcome.bad { lines.append("  Line \(bad.line): \(safe(bad.reason))") }
        if outcome.badRows > outcome.bad.count {
            lines.append("  … and \(Words.count(outcome.badRows - outcome.bad.count, "more bad row"))")
        }
        if outcome.matched > 0 {
            let verb = outcome.matched == 1 ? "is" : "are"
            lines.append(
                "  Matched     \(outcome.matched) of its \(Words.count(outcome.records, "record")) \(verb) told by another source too: counted once"
            )
        }
        if outcome.questions > 0 {
            lines.append(
                "  To decide   \(Words.count(outcome.questions, "pair")) of this connection: portolan transactions matches"
            )
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func lines(_ lines: [Int], of rows: Int) -> String {
        let numbers = lines.map(String.init).joined(separator: ", ")
        return rows == 1 ? "line \(numbers)" : "lines \(numbers)\(rows > lines.count ? " …" : "")"
    }

    /// `portolan import --json`. A contract: members are only ever added.
    package static func json(_ outcome: ImportOutcome) -> JSONValue {
        .object([
            ("file", .string(outcome.file)), ("connection", .string(outcome.connection)),
            ("format", .string(outcome.format)), ("zone", .string(outcome.zone)), ("stream", .string(outcome.stream)),
            ("digest", .string(outcome.digest)), ("stored", .bool(outcome.isStored)),
            ("importedBefore", .optional(outcome.importedBefore?.description)),
            ("unknownColumns", .strings(outcome.unknownColumns)), ("rows", .int(outcome.rows)),
            ("records", .int(outcome.records)), ("added", .int(outcome.added)), ("changed", .int(outcome.changed)),
            ("unchanged", .int(outcome.unchanged)),
            ("first", .optional(outcome.first?.description)), ("last", .optional(outcome.last?.description)),
            (
                "ignored",
                .array(
                    outcome.ignored.map {
                        .object([
                            ("reason", .string($0.reason)), ("rows", .int($0.rows)),
                            ("lines", .array($0.lines.map { .int($0) })),
                        ])
                    })
            ),
            ("badRows", .int(outcome.badRows)),
            (
                "bad",
                .array(outcome.bad.map { .object([("line", .int($0.line)), ("reason", .string($0.reason))]) })
            ),
            ("unknownWords", .object(outcome.unknownWords.map { ($0.name, .number($0.value)) })),
            ("matched", .int(outcome.matched)), ("questions", .int(outcome.questions)),
            ("reappeared", .int(outcome.reappeared)), ("matchedInAll", .int(outcome.matchedInAll)),
        ])
    }
}

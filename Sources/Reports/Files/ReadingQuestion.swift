import HistoryModel

/// Files are there and nothing was read yet: from where shall reading begin?
package struct ReadingQuestion: Sendable, Hashable {
    package struct Stream: Sendable, Hashable {
        package var name: String
        /// Where it would begin with the last transaction that files hold; nil: at the beginning.
        package var start: Instant?
        /// Records of files that are of the stream's kinds.
        package var records: Int
        /// Why it would begin at the beginning.
        package var reason: String
        package init(name: String, start: Instant?, records: Int, reason: String = "") {
            self.name = name
            self.start = start
            self.records = records
            self.reason = reason
        }
    }
    package var connection: String
    package var exchange: String
    package var files: [String]
    package var records: Int
    package var first: Instant
    package var last: Instant
    package var streams: [Stream]

    package init(
        connection: String, exchange: String, files: [String], records: Int, first: Instant, last: Instant,
        streams: [Stream]
    ) {
        self.connection = connection
        self.exchange = exchange
        self.files = files
        self.records = records
        self.first = first
        self.last = last
        self.streams = streams
    }

    /// The question with both answers, their dates and counts.
    package var text: String {
        let safe = TerminalText.escaped
        var lines = [
            "\(safe(connection)): files hold \(Words.count(records, "record")) from \(first.minuteText) to \(last.minuteText) UTC (\(safe(Words.list(files)))), and nothing was read from \(safe(exchange)) yet. From where shall it be read?",
            "  all               everything since the account was made; the \(Words.count(records, "record")) of files are matched, not doubled",
            "  last-transaction  stream by stream from the last transaction in files, that instant included:",
        ]
        for stream in streams {
            if let start = stream.start {
                lines.append(
                    "                      \(safe(stream.name)) from \(start) (\(Words.count(stream.records, "record")) in files)"
                )
            } else {
                lines.append("                      \(safe(stream.name)) from its beginning (\(safe(stream.reason)))")
            }
        }
        lines.append(
            "Say which: portolan sync \(safe(connection)) --from all, or --from last-transaction, or --from DATE")
        return lines.joined(separator: "\n")
    }
}

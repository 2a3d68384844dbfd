import HistoryModel

/// A pair of which only the user can say whether the two are the same.
package struct MatchPair: Sendable, Hashable {
    /// Short, and the same each time the pair is found.
    package var id: String
    package var connection: String
    /// Ids of transactions.
    package var file: String
    package var other: String
    package var fileTime: Instant
    package var otherTime: Instant
    package var summary: String
    package var reason: String

    package init(
        connection: String, file: String, other: String, fileTime: Instant, otherTime: Instant, summary: String,
        reason: String
    ) {
        id = Self.id(file, other)
        self.connection = connection
        self.file = file
        self.other = other
        self.fileTime = fileTime
        self.otherTime = otherTime
        self.summary = summary
        self.reason = reason
    }

    /// Ten digits and letters from the ids of both.
    private static func id(_ file: String, _ other: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(file.utf8) + [0] + Array(other.utf8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let text = String(hash, radix: 36)
        return "m" + String(repeating: "0", count: max(0, 10 - text.count)) + text.suffix(10)
    }
}

/// What is known of matches of one connection.
package struct ConnectionMatches: Sendable, Hashable {
    package var connection: String
    package var open: [MatchPair]
    /// Records of files that another source tells too, by why that is believed.
    package var matched: [TextPair]
    package init(connection: String, open: [MatchPair], matched: [TextPair]) {
        self.connection = connection
        self.open = open
        self.matched = matched
    }
}

package enum MatchReport {
    /// Compares what was not compared yet, and lists what is open.
    package static func command(_ connection: String) -> String {
        "portolan transactions matches --connection \(connection)"
    }

    /// For whoever reads sums while that is due.
    package static func stale(_ connection: String) -> String {
        let safe = TerminalText.escaped(connection)
        return
            "\(safe): its files were not compared with what else is stored, so what both tell counts twice here. Compare them: \(command(safe))"
    }

    package static func text(_ matches: [ConnectionMatches], style: Style = .plain) -> String {
        let safe = TerminalText.escaped
        var text = ""
        for one in matches {
            let counts = one.matched.map { "\($0.value) by \($0.name)" }
            text += style.bold(safe(one.connection)) + "\n"
            text += "  Matched     \(counts.isEmpty ? "nothing" : "records of files: " + Words.list(counts))\n"
            text += one.open.isEmpty ? "  To decide   nothing\n" : ""
            for pair in one.open {
                text += "  \(pair.id)  \(safe(pair.summary)): \(safe(pair.reason))\n"
                text += "    file   \(pair.fileTime)  \(safe(pair.file))\n"
                text += "    other  \(pair.otherTime)  \(safe(pair.other))\n"
            }
        }
        return text
    }

    /// `portolan transactions matches --json`. A contract: members are only ever added.
    package static func json(_ matches: [ConnectionMatches]) -> JSONValue {
        .array(
            matches.map { one in
                .object([
                    ("connection", .string(one.connection)),
                    ("matched", .object(one.matched.map { ($0.name, .number($0.value)) })),
                    ("open", .array(one.open.map(json))),
                ])
            })
    }

    package static func json(_ pair: MatchPair) -> JSONValue {
        .object([
            ("id", .string(pair.id)), ("connection", .string(pair.connection)), ("file", .string(pair.file)),
            ("other", .string(pair.other)), ("fileTime", .string(pair.fileTime.description)),
            ("otherTime", .string(pair.otherTime.description)), ("summary", .string(pair.summary)),
            ("reason", .string(pair.reason)),
        ])
    }
}

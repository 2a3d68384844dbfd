import HistoryModel

/// A file that is to be imported.
package struct NewFile: Sendable, Hashable {
    package var name: String
    /// SHA-256 of its bytes, in hexadecimal digits.
    package var digest: String
    package var size: Int
    package var zone: String
    package var platform: String
    /// The stretch of time for which the file is said to hold everything.
    package var stated: Interval?
    package init(
        name: String, digest: String, size: Int, zone: String, platform: String = "", stated: Interval? = nil
    ) {
        self.name = name
        self.digest = digest
        self.size = size
        self.zone = zone
        self.platform = platform
        self.stated = stated
    }
}

/// What the reading of a file counted beside the records.
package struct FileTally: Sendable, Hashable {
    package var rows: Int
    package var ignored: Int
    package var bad: Int
    package var first: Instant?
    package var last: Instant?
    package init(rows: Int, ignored: Int, bad: Int, first: Instant?, last: Instant?) {
        self.rows = rows
        self.ignored = ignored
        self.bad = bad
        self.first = first
        self.last = last
    }
}

/// A file that was imported, with what that did.
package struct ImportedFile: Sendable, Hashable, Identifiable {
    package var id: Int64
    package var stream: StreamID
    package var step: Int64
    package var at: Instant
    package var file: NewFile
    package var tally: FileTally
    package var added: Int
    package var changed: Int
    package var unchanged: Int
    /// Of these, records that had been deleted and are there again; known only of an import that has just been done.
    package var reappeared = 0
}

/// What the files of a connection hold of one kind.
package struct FileKindExtent: Sendable, Hashable {
    package var stream: String
    package var kind: RecordKind
    package var records: Int
    package var first: Instant
    package var last: Instant
}

/// From where a stream is read beside files.
package struct ReadingChoice: Sendable, Hashable {
    package enum Start: Sendable, Hashable {
        case all
        case lastTransaction
        case date(Instant)
    }
    /// Nil: every stream without a choice of its own.
    package var stream: String?
    package var start: Start
    package init(stream: String? = nil, start: Start) {
        self.stream = stream
        self.start = start
    }
}

/// A pair that only the user can decide: a transaction of a file, and one of another source.
package struct MatchQuestion: Sendable, Hashable {
    /// Ids of transactions without the connection's name.
    package var file: String
    package var other: String
    package var fileTime: Instant
    package var otherTime: Instant
    package var reason: String
    /// What moved, for people.
    package var summary: String
    package init(
        file: String, other: String, fileTime: Instant, otherTime: Instant, reason: String, summary: String
    ) {
        self.file = file
        self.other = other
        self.fileTime = fileTime
        self.otherTime = otherTime
        self.reason = reason
        self.summary = summary
    }
}

/// What the user decided about a pair.
package struct MatchDecision: Sendable, Hashable {
    package var file: String
    package var other: String
    package var isAccepted: Bool
    package init(file: String, other: String, isAccepted: Bool) {
        self.file = file
        self.other = other
        self.isAccepted = isAccepted
    }
}

/// A record of a file that another source tells as well.
package struct MatchedRecord: Sendable, Hashable {
    package var stream: String
    package var time: Instant
    package var key: String
    package var other: String
    package var basis: String
}

import HistoryModel

/// A record as it stands in the store.
package struct StoredRecord: Sendable, Hashable {
    package var record: Record
    package var stream: Int64
    /// 0 for a stream without units.
    package var unit: Int64
    package var state: RecordState
    /// The kept page the record's raw place refers to.
    package var page: Int64?
    /// The step that first brought it.
    package var firstStep: Int64
    /// How many earlier contents are kept.
    package var revisions: Int

    package var position: RecordPosition {
        RecordPosition(time: record.time, stream: stream, unit: unit, key: record.key)
    }
}

/// What a record held before.
package struct RecordRevision: Sendable, Hashable {
    package enum Reason: String, Sendable {
        /// A later answer differs.
        case changed
        /// It was pending, and a finished re-read no longer met it.
        case voided
        /// The exchange corrected its time.
        case moved
    }
    package var record: Record
    package var state: RecordState
    package var page: Int64?
    package var reason: Reason
    /// The step that replaced it, and when.
    package var step: Int64
    package var at: Instant
}

/// The identity of a record, and its place in every listing: by time, then stream, unit and key.
package struct RecordPosition: Sendable, Hashable, Comparable {
    package var time: Instant
    package var stream: Int64
    package var unit: Int64
    package var key: String
    package init(time: Instant, stream: Int64, unit: Int64, key: String) {
        self.time = time
        self.stream = stream
        self.unit = unit
        self.key = key
    }

    /// Keys by their bytes, as the table orders them.
    package static func < (left: RecordPosition, right: RecordPosition) -> Bool {
        if left.time != right.time { return left.time < right.time }
        if left.stream != right.stream { return left.stream < right.stream }
        if left.unit != right.unit { return left.unit < right.unit }
        return left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }
    package static func == (left: RecordPosition, right: RecordPosition) -> Bool {
        left.time == right.time && left.stream == right.stream && left.unit == right.unit
            && left.key.utf8.elementsEqual(right.key.utf8)
    }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(time)
        hasher.combine(stream)
        hasher.combine(unit)
        for byte in key.utf8 { hasher.combine(byte) }
    }
}

/// Which records to read, and in what order.
package struct RecordQuery: Sendable {
    package enum Order: Sendable { case oldestFirst, newestFirst }

    package var streams: [Int64]
    /// Nil for every unit.
    package var units: Set<Int64>?
    package var interval: Interval?
    package var kinds: RecordKinds?
    /// Records of one transaction. There is no index by group: give the interval in which its rows can lie (they
    /// are near in time), or read everything at the price of one pass.
    package var group: String?
    /// Read rows the user deleted as well.
    package var includesDeleted = false
    /// Read records of files as well that another source tells.
    package var includesMatched = false
    package var order = Order.oldestFirst
    package var limit: Int?
    /// Go on behind this record, in the chosen order.
    package var after: RecordPosition?

    package init(streams: [Int64]) { self.streams = streams }

    /// Rows with one of these are left out.
    var hiddenStates: RecordState {
        var hidden: RecordState = []
        if !includesDeleted { hidden.insert(.deleted) }
        if !includesMatched { hidden.insert(.matched) }
        return hidden
    }
}

/// Numbers about one stream.
package struct RecordSummary: Sendable, Hashable {
    package var records = 0
    package var first: Instant?
    package var last: Instant?
    package init() {}
}

/// What the store knows of a record beside its contents. The bits are those of `record.state`.
package struct RecordState: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// A finished re-read of its time no longer met it.
    package static let noLongerServed = RecordState(rawValue: 1)
    /// It was marked so, or deleted, and a later sync brought it again.
    package static let reappeared = RecordState(rawValue: 2)
    /// The person took it out of the books: it is not listed. The next sync brings it back.
    package static let deleted = RecordState(rawValue: 4)
    /// It had other contents before: table `revision`.
    package static let revised = RecordState(rawValue: 8)
    /// With `deleted`: no sync brings it back.
    package static let keptDeleted = RecordState(rawValue: 16)
    /// A record of a file that another source tells as well: table `fileMatch`. It counts there, and not here.
    package static let matched = RecordState(rawValue: 64)

    package var names: [String] {
        [
            (Self.noLongerServed, "no_longer_served"), (.reappeared, "reappeared"), (.deleted, "deleted"),
            (.revised, "revised"), (.keptDeleted, "kept_deleted"), (.matched, "matched"),
        ]
        .filter { contains($0.0) }.map { $0.1 }
    }
}

/// What one page did to the store.
package struct RecordCounts: Sendable, Hashable {
    /// Rows that were not stored before.
    package var added = 0
    /// Rows whose contents, or time, differ from what was stored.
    package var changed = 0
    package var unchanged = 0
    /// Rows that had been marked "no longer served" or deleted; also counted as changed or unchanged.
    package var reappeared = 0
    /// Every row of the page had been met before by the same walk. False while the walk is not tracked.
    package var nothingNewToWalk = false
    package init() {}

    package static func += (sum: inout RecordCounts, more: RecordCounts) {
        sum.added += more.added
        sum.changed += more.changed
        sum.unchanged += more.unchanged
        sum.reappeared += more.reappeared
        sum.nothingNewToWalk = more.nothingNewToWalk
    }
}

/// What became of stored rows that a finished re-read did not meet.
package struct MissingCounts: Sendable, Hashable {
    /// Were PENDING, are VOID now.
    package var voided = 0
    package var noLongerServed = 0
    /// Came under another time: merged with the row of the same key.
    package var moved = 0
    package init() {}
}

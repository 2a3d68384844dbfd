import GRDB
import HistoryModel

/// Writes the records of answered pages, inside a transaction the caller has open.
///
/// A stored record is found by stream, unit, time and key; it is updated (a difference leaves a revision),
/// never doubled. Statements stay prepared from one transaction to the next, and nothing about the data is
/// remembered in memory, so a rollback needs no word to the writer. One writer belongs to one connection and
/// its thread, and must be let go before the connection is closed.
package final class RecordWriter {
    let rows: RecordRows
    let seen: WalkSeen
    let finishing: RecordFinishing
    /// How many missing rows `finishWalk` holds in memory at a time.
    var missingAtOnce = 50_000

    package init(_ db: Database) throws {
        rows = try RecordRows(db)
        seen = try WalkSeen(db)
        finishing = try RecordFinishing(db)
    }

    /// Stores one page. Entries may come in any order, and may repeat.
    ///
    /// - Parameters:
    ///   - unit: 0 for a stream without units.
    ///   - window: the walk; what it has met is kept under this number until `finishWalk` or `forgetWalk`.
    ///   - page: the kept page the entries' raw places refer to.
    ///   - tracksSeen: keep what the walk meets, for `finishWalk`. Pages with composed keys are always kept.
    ///   - overlap: so many entries at the start of the page repeat the end of the page before it. It matters
    ///     for composed keys alone: an equal row is otherwise counted as one more.
    package func write(
        _ batch: RecordBatch, stream: Int64, unit: Int64, window: Int64, step: Int64, page: Int64?,
        tracksSeen: Bool, overlap: Int = 0, at now: Instant
    ) throws -> RecordCounts {
        guard !batch.isEmpty else { return RecordCounts() }
        var batch = batch
        var tracks = tracksSeen
        if batch.entries.contains(where: { $0.flags.contains(.composed) }) {
            try number(&batch, stream: stream, unit: unit, window: window, overlap: overlap)
            tracks = true
        }
        rows.begin(stream: stream, unit: unit, step: step, page: page, at: now)
        return try RecordPageView.with(batch) { view in
            let (verdicts, runs) = try rows.compare(view)
            var counts = try rows.apply(verdicts, of: view)
            if tracks {
                counts.nothingNewToWalk = !verdicts.contains(.new)
                for run in runs {
                    let first = view.place(view.order[run.lowerBound])
                    let last = run.count == 1 ? first : view.place(view.order[run.upperBound - 1])
                    let news = try seen.insert(first, last, window: window, stream: stream, unit: unit)
                    if news { counts.nothingNewToWalk = false }
                }
            }
            return counts
        }
    }

    /// Drops what the walk has met: it begins again, or was given up. Records stand.
    package func forgetWalk(window: Int64) throws { try seen.removeAll(window: window) }

    /// The instants that stay open because a row in them is PENDING, for stretches that meet `interval`.
    package func pendingInstants(stream: Int64, unit: Int64, in interval: Interval) throws -> [Interval] {
        try finishing.pending(stream: stream, unit: unit, in: interval)
    }
}

import GRDB
import HistoryModel

/// The statements that write rows of `record`, bound once per page to its stream, unit, step and page.
final class RecordRows {
    /// For 20, 5 and 1 rows.
    private let insertions: [(rows: Int, statement: RecordStatement)]
    private let update: RecordStatement
    private let revision: RecordStatement
    private let clearGone: RecordStatement
    private let anyGone: RecordStatement
    private let findGone: RecordStatement
    private let mergeRevisions: RecordStatement
    private let mergeState: RecordStatement
    private let deletion: RecordStatement
    private let addCount: RecordStatement
    let scan: RecordStatement
    let lookup: RecordStatement
    var json = RecordJSON()
    private var texts: [(Range<Int>, Range<Int>, Range<Int>)] = []

    private(set) var stream: Int64 = 0
    private(set) var unit: Int64 = 0
    private var step: Int64 = 0
    private var now: Int64 = 0

    init(_ db: Database) throws {
        insertions = try [20, 5, 1].map { ($0, try RecordStatement(db, RecordSQL.insert(rows: $0))) }
        update = try RecordStatement(db, RecordSQL.update)
        revision = try RecordStatement(db, RecordSQL.revise)
        clearGone = try RecordStatement(db, RecordSQL.clearGone)
        anyGone = try RecordStatement(db, RecordSQL.anyGone)
        findGone = try RecordStatement(db, RecordSQL.findGone)
        mergeRevisions = try RecordStatement(db, RecordSQL.mergeRevisions)
        mergeState = try RecordStatement(db, RecordSQL.mergeState)
        deletion = try RecordStatement(db, RecordSQL.delete)
        addCount = try RecordStatement(db, RecordSQL.addCount)
        scan = try RecordStatement(db, RecordSQL.scan)
        lookup = try RecordStatement(db, RecordSQL.lookup)
    }

    func begin(stream: Int64, unit: Int64, step: Int64, page: Int64?, at now: Instant) {
        self.stream = stream
        self.unit = unit
        self.step = step
        self.now = now.nanoseconds
        let others = [
            update, revision, clearGone, anyGone, findGone, mergeRevisions, mergeState, deletion, addCount, scan,
            lookup,
        ]
        for statement in others + insertions.map(\.statement) {
            statement.bind(1, stream)
            statement.bind(2, unit)
        }
        for insertion in insertions {
            insertion.statement.bind(3, page)
            insertion.statement.bind(4, step)
        }
        update.bind(3, page)
        revision.bind(7, step)
        revision.bind(8, self.now)
    }

    /// Appends the lists of one entry to `json`.
    @inline(__always)
    func lists(_ entry: RecordBatch.Entry, _ view: RecordPageView) -> (Range<Int>, Range<Int>, Range<Int>) {
        let legs = json.write(view.legs, entry.legs, view.bytes)
        let ids = json.write(view.pairs, entry.ids, view.bytes)
        let extra = json.write(view.pairs, entry.extra, view.bytes)
        return (legs, ids, extra)
    }

    /// Stores new rows: the entries at these indices, in the order of the table.
    func insert(_ indices: ArraySlice<Int>, of view: RecordPageView) throws {
        var rest = indices
        for (rows, statement) in insertions {
            while rest.count >= rows {
                try put(statement, rest.prefix(rows), of: view)
                rest = rest.dropFirst(rows)
            }
        }
    }

    /// Gives a stored row the contents of the entry; what it held becomes a revision.
    func change(_ index: Int, of view: RecordPageView) throws {
        let place = view.place(index)
        try revise(place, as: place, reason: "changed")
        try put(update, [index], of: view)
    }

    /// The lists of all rows are written before the first is bound: writing may move them.
    private func put(_ statement: RecordStatement, _ indices: ArraySlice<Int>, of view: RecordPageView) throws {
        json.removeAll()
        texts.removeAll(keepingCapacity: true)
        for index in indices { texts.append(lists(view.entries[index], view)) }
        var first = Int32(RecordSQL.firstRowParameter)
        for (index, (legs, ids, extra)) in zip(indices, texts) {
            bind(statement, first, view.entries[index], view)
            statement.bind(first + 11, textOrNull: json.text(legs))
            statement.bind(first + 12, textOrNull: json.text(ids))
            statement.bind(first + 13, textOrNull: json.text(extra))
            first += Int32(RecordSQL.rowParameters)
        }
        try statement.run()
    }

    @inline(__always)
    private func bind(
        _ statement: RecordStatement, _ first: Int32, _ entry: RecordBatch.Entry, _ view: RecordPageView
    ) {
        statement.bind(first, entry.time.nanoseconds)
        statement.bind(first + 1, text: view.text(entry.key))
        statement.bind(first + 2, Int64(entry.kind.rawValue))
        statement.bind(first + 3, Int64(entry.flags.rawValue))
        statement.bind(first + 4, entry.timeUnit.nanoseconds)
        statement.bind(first + 5, textOrNull: view.text(entry.group))
        statement.bind(first + 6, textOrNull: view.text(entry.market))
        statement.bind(first + 7, textOrNull: view.text(entry.wallet))
        statement.bind(first + 8, textOrNull: view.text(entry.label))
        statement.bind(first + 9, textOrNull: view.text(entry.txHash))
        statement.bind(first + 10, textOrNull: view.text(entry.address))
        statement.bind(first + 14, Int64(clamping: entry.rawOffset))
        statement.bind(first + 15, Int64(clamping: entry.rawCount))
    }

    /// Keeps the contents a row has now, under the identity it has or is about to have.
    func revise(_ place: RecordPlace, as identity: RecordPlace, reason: String) throws {
        revision.bind(3, place: place)
        revision.bind(5, place: identity)
        revision.bind(9, copy: reason)
        try revision.run()
    }

    /// The row is served again, after it was gone or deleted.
    func reappear(_ place: RecordPlace) throws {
        clearGone.bind(3, place: place)
        try clearGone.run()
    }

    /// Whether any row of this stream and unit is marked "no longer served".
    func hasGone() throws -> Bool {
        defer { anyGone.reset() }
        return try anyGone.step()
    }
    /// Another place at which a row of this key is marked "no longer served".
    func gonePlace(of place: RecordPlace) throws -> RecordPlace? {
        findGone.bind(3, place: place)
        defer { findGone.reset() }
        return try findGone.step() ? findGone.place(0) : nil
    }

    /// Makes one record of two that have the same key: the exchange corrected the time. The older contents
    /// become a revision of the row that stays, which takes over first step and marks.
    func merge(_ old: RecordPlace, into new: RecordPlace) throws {
        mergeRevisions.bind(3, place: old)
        mergeRevisions.bind(5, place: new)
        try mergeRevisions.run()
        try revise(old, as: new, reason: "moved")
        mergeState.bind(3, place: old)
        mergeState.bind(5, place: new)
        try mergeState.run()
        deletion.bind(3, place: old)
        try deletion.run()
        try count(-1)
    }

    /// Adds to the number of records of this stream and unit.
    func count(_ difference: Int) throws {
        guard difference != 0 else { return }
        addCount.bind(3, Int64(difference))
        try addCount.run()
    }
}

import Foundation
import GRDB
import HistoryModel

extension HistoryStore {
    typealias Writers = (records: RecordWriter, pages: PageWriter)

    /// Commits steps in their order, all in one transaction (W3). Gives the counts of each.
    package func commit(_ steps: [StepCommit]) throws -> [StepCounts] {
        try write { db in
            let writers = try recordWriting.writers(db)
            return try steps.map { try Self.apply($0, writers, db) }
        }
    }

    private static func apply(_ step: StepCommit, _ writers: Writers, _ db: Database) throws -> StepCounts {
        try db.cachedStatement(
            sql: """
                INSERT INTO step (stream, unit, "window", at, endpoint, added, changed, unchanged, outcome, detail)
                VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?, ?)
                """
        ).execute(arguments: [
            step.stream, step.unit, step.window?.id, step.at.nanoseconds, step.endpoint, step.outcome.name,
            step.outcome.detail,
        ])
        let stepID = db.lastInsertedRowID
        var counts = try keepRecords(of: step, stepID: stepID, writers, db)
        try keepAccountFacts(of: step, db)
        if let window = step.window {
            counts += try advance(window, step, stepID: stepID, writers, db)
        }
        if step.window?.isFull == true { try countFullWalk(counts, stream: step.stream, unit: step.unit, db) }
        try db.cachedStatement(sql: "UPDATE step SET added = ?, changed = ?, unchanged = ? WHERE id = ?").execute(
            arguments: [counts.added, counts.changed, counts.unchanged, stepID])
        if counts.added + counts.changed + counts.voided > 0 {
            try setMatchingStale(connection: step.connection, db)
        }
        return counts
    }

    private static func keepRecords(
        of step: StepCommit, stepID: Int64, _ writers: Writers, _ db: Database
    ) throws -> StepCounts {
        var counts = StepCounts()
        guard !step.records.isEmpty, let window = step.window else { return counts }
        var pageID: Int64?
        if let page = step.page {
            let context = JSONValue.object([
                ("settings", .array(window.settings.map { .strings([$0.name, $0.value]) })),
                ("facts", .array(window.facts.map { .strings([$0.name, $0.value]) })),
            ])
            pageID = try writers.pages.keep(
                KeptPage(
                    endpoint: page.endpoint, stream: step.streamName, received: page.received, status: page.status,
                    context: context.text(), body: page.body),
                stream: step.stream, unit: step.unit, step: stepID)
        }
        let written = try writers.records.write(
            step.records, stream: step.stream, unit: step.unit, window: window.id, step: stepID, page: pageID,
            tracksSeen: true, overlap: step.overlap, at: step.at)
        counts.added = written.added
        counts.changed = written.changed
        counts.unchanged = written.unchanged
        counts.reappeared = written.reappeared
        // A row that is not final holds its instant open, whatever was believed of it before.
        if step.records.entries.contains(where: { $0.flags.contains(.pending) }) {
            try repaint(step.stream, step.unit, db) { map in
                for entry in step.records.entries where entry.flags.contains(.pending) {
                    guard let instant = Interval(entry.time, entry.time + max(entry.timeUnit, Span(nanoseconds: 1)))
                    else { continue }
                    map.paint(instant, .settling, reason: "pending", takesBackComplete: true)
                }
            }
        }
        return counts
    }

    private static func keepAccountFacts(of step: StepCommit, _ db: Database) throws {
        for fact in step.facts {
            // Every ask carries them all: more than so many would make every later ask impossible.
            try db.execute(
                sql: """
                    INSERT INTO fact SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM fact WHERE connection = ?1) < 1024
                        OR EXISTS (SELECT 1 FROM fact WHERE connection = ?1 AND name = ?2)
                    ON CONFLICT DO UPDATE SET value = ?3
                    """,
                arguments: [step.connection, fact.name, fact.value])
        }
        if step.key != nil {
            // The key has just said all that restricts it: what it said before no longer holds.
            try db.execute(
                sql: "DELETE FROM narrowing WHERE connection = ? AND reason = ?",
                arguments: [step.connection, Narrowing.Reason.key.rawValue])
        }
        for (stream, narrowing) in step.narrowings {
            try db.execute(
                sql: """
                    INSERT INTO narrowing VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                    ON CONFLICT DO UPDATE SET "from" = ?4, until = ?5, note = ?6
                    """,
                arguments: [
                    step.connection, stream, narrowing.reason.rawValue, narrowing.interval.from.nanoseconds,
                    narrowing.interval.until.nanoseconds, narrowing.note,
                ])
        }
        if !step.units.isEmpty {
            _ = try keepUnits(step.units, connection: step.connection, lister: step.streamName, at: step.at, db)
        }
        if let key = step.key {
            try db.execute(
                sql: """
                    UPDATE connection SET keyRights = ?, keyExpires = ?, keyCreated = ?,
                        account = CASE WHEN ?4 = '' THEN account ELSE ?4 END WHERE id = ?5
                    """,
                arguments: [
                    key.rights.map { Int64(bitPattern: $0.rawValue) }, key.expires?.nanoseconds,
                    key.created?.nanoseconds, key.account, step.connection,
                ])
        }
        if case .snapshot = step.outcome {
            try db.execute(
                sql: "UPDATE stream SET lastReadAt = ? WHERE id = ?", arguments: [step.at.nanoseconds, step.stream])
        }
    }

    private static func advance(
        _ window: WalkWindow, _ step: StepCommit, stepID: Int64, _ writers: Writers, _ db: Database
    ) throws -> StepCounts {
        switch step.outcome {
        case .next:
            try window.storeProgress(db)
        case .restart:
            // What was met before the restart may be gone by now: the walk meets everything again.
            try writers.records.forgetWalk(window: window.id)
            try window.storeProgress(db)
        case .split:
            try forget(window, writers, db)
        case .failed(let interval, let state, let reason, let keepsWindow):
            if keepsWindow { try window.storeProgress(db) } else { try forget(window, writers, db) }
            try repaint(window.stream, window.unit, db) { $0.paint(interval, state, reason: reason) }
        case .end(let end):
            return try finish(window, end, step, stepID: stepID, writers, db)
        case .snapshot:
            break
        }
        return StepCounts()
    }

    /// W4: the only place where something becomes complete.
    private static func finish(
        _ window: WalkWindow, _ end: WalkEnd, _ step: StepCommit, stepID: Int64, _ writers: Writers, _ db: Database
    ) throws -> StepCounts {
        var counts = StepCounts()
        let gaps = IntervalSet(window.gaps.map(\.interval))
        var answered = IntervalSet(end.read).subtracting(gaps)
        answered = answered.intersection(IntervalSet(Interval(.distantPast, window.walkStart)))
        if end.meetsEverything {
            let missing = try writers.records.finishWalk(
                window: window.id, stream: window.stream, unit: window.unit, readAgain: answered, step: stepID,
                at: step.at)
            counts.voided = missing.voided
            counts.noLongerServed = missing.noLongerServed
            counts.changed += missing.moved
        }
        var pending = IntervalSet()
        for interval in answered.intervals {
            for instant in try writers.records.pendingInstants(stream: window.stream, unit: window.unit, in: interval) {
                pending.insert(instant)
            }
        }
        let settled = answered.intersection(IntervalSet(Interval(.distantPast, end.settledUntil)))
        try repaint(window.stream, window.unit, db) { map in
            if let whole = window.interval {
                // What an earlier walk left open in here is answered anew.
                map.paint(IntervalSet(whole).subtracting(answered), .unreadable, reason: end.limitReason)
            }
            map.paint(settled.subtracting(pending), .complete)
            map.paint(answered.subtracting(settled), .settling)
            map.paint(pending.intersection(answered), .settling, reason: "pending", takesBackComplete: true)
            for gap in window.gaps {
                let state: CoverageState = gap.reason == .lastRows || gap.reason == .ties ? .unreadable : .gap
                map.paint(gap.interval, state, reason: gap.reason.name)
            }
            if let unseen = Interval(max(window.walkStart, window.from), window.until) {
                map.clear(unseen)
            }
        }
        try keepBookmark(window, end, db)
        try keepShortfall(window, step, db)
        if window.isFull {
            try extendFullWalk(window, db)
        }
        try forget(window, writers, db)
        return counts
    }

    private static func keepBookmark(_ window: WalkWindow, _ end: WalkEnd, _ db: Database) throws {
        guard end.keepsBookmark else { return }
        try db.execute(
            sql: "INSERT OR REPLACE INTO bookmark VALUES (?, ?, ?, ?, ?)",
            arguments: [
                window.stream, window.unit, (window.headAt ?? window.walkStart).nanoseconds, Data(end.bookmark),
                window.cursorVersion,
            ])
        // Far more than any settle span needs; without an end the table would grow with every sync.
        try db.execute(
            sql: """
                DELETE FROM bookmark WHERE stream = ?1 AND unit = ?2 AND walkStart NOT IN
                    (SELECT walkStart FROM bookmark WHERE stream = ?1 AND unit = ?2 ORDER BY walkStart DESC LIMIT 200)
                """,
            arguments: [window.stream, window.unit])
    }

    private static func keepShortfall(_ window: WalkWindow, _ step: StepCommit, _ db: Database) throws {
        if let total = window.total, window.rows < total {
            try db.execute(
                sql: "INSERT OR REPLACE INTO shortfall VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    window.stream, window.unit, window.from.nanoseconds, window.until.nanoseconds,
                    Int64(clamping: total), Int64(clamping: window.rows), step.at.nanoseconds,
                ])
        } else {
            try db.execute(
                sql: #"DELETE FROM shortfall WHERE stream = ? AND unit = ? AND "from" >= ? AND until <= ?"#,
                arguments: [
                    window.stream, window.unit, window.from.nanoseconds, window.until.nanoseconds,
                ])
        }
    }

    private static func extendFullWalk(_ window: WalkWindow, _ db: Database) throws {
        let text = try String.fetchOne(
            db, sql: "SELECT done FROM fullWalk WHERE stream = ? AND unit = ?", arguments: [window.stream, window.unit])
        var done = text.map(decodeIntervals) ?? IntervalSet()
        if let whole = window.interval { done.insert(whole) }
        try db.execute(
            sql: "UPDATE fullWalk SET done = ? WHERE stream = ? AND unit = ?",
            arguments: [encodeIntervals(done), window.stream, window.unit])
    }

    private static func forget(_ window: WalkWindow, _ writers: Writers, _ db: Database) throws {
        try writers.records.forgetWalk(window: window.id)
        try db.execute(sql: #"DELETE FROM "window" WHERE id = ?"#, arguments: [window.id])
    }

    private static func repaint(
        _ stream: StreamID, _ unit: UnitID, _ db: Database, _ change: (inout CoverageMap) -> Void
    ) throws {
        let old = try coverage(stream: stream, unit: unit, db)
        var map = old
        change(&map)
        try store(map, replacing: old, stream: stream, unit: unit, db)
    }
}

/// The statements of the bulk path. Parameters 1 and 2 are always stream and unit.
///
/// Those that write contents take page and step as 3 and 4, and then 16 parameters per row, from `time` on.
enum RecordSQL {
    /// Several rows at once: starting a statement costs as much as half a row. OR FAIL spares SQLite a journal of
    /// its own per statement; whoever gets an error rolls the transaction back anyway.
    static func insert(rows: Int) -> String {
        let values = (0..<rows).map { row in
            let own = (0..<rowParameters).map { "?\(firstRowParameter + row * rowParameters + $0)" }
            return "(?1, ?2, \(own.joined(separator: ", ")), ?3, ?4, 0)"
        }
        return """
            INSERT OR FAIL INTO record (stream, unit, time, key, kind, flags, timeUnit, grp, market, wallet, label,
                txHash, address, legs, ids, extra, rawOffset, rawCount, page, firstStep, state)
            VALUES \(values.joined(separator: ", "))
            """
    }
    static let firstRowParameter = 5
    static let rowParameters = 16
    /// Deleted (4) and not for good (16): a page that serves the row brings it back.
    private static let isDeletedForNow = "(state & 20) = 4"
    /// A row that was gone (1) or deleted (4) has reappeared (2); every changed row is revised (8).
    private static let served = """
        CASE WHEN \(isDeletedForNow) THEN (state & ~5) | 2 ELSE (state & ~1) | ((state & 1) << 1) END
        """
    static let update = """
        UPDATE record SET kind = ?7, flags = ?8, timeUnit = ?9, grp = ?10, market = ?11, wallet = ?12, label = ?13,
            txHash = ?14, address = ?15, legs = ?16, ids = ?17, extra = ?18, rawOffset = ?19, rawCount = ?20,
            page = ?3, state = (\(served)) | 8
        WHERE stream = ?1 AND unit = ?2 AND time = ?5 AND key = ?6
        """
    static let revise = """
        INSERT INTO revision (stream, unit, time, key, step, at, reason, contents)
        SELECT stream, unit, ?5, ?6, ?7, ?8, ?9, json_object('time', time, 'kind', kind, 'flags', flags,
            'timeUnit', timeUnit, 'group', grp, 'market', market, 'wallet', wallet, 'label', label,
            'txHash', txHash, 'address', address, 'legs', json(legs), 'ids', json(ids), 'extra', json(extra),
            'page', page, 'rawOffset', rawOffset, 'rawCount', rawCount, 'state', state)
        FROM record WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4
        """
    static let clearGone = """
        UPDATE record SET state = \(served)
        WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4 AND (state & 1 OR \(isDeletedForNow))
        """
    // Left alone, SQLite takes the table's key for these and reads every row of the unit.
    static let anyGone = """
        SELECT 1 FROM record INDEXED BY recordOpen
        WHERE stream = ?1 AND unit = ?2 AND (flags & 2) = 0 AND ((flags & 2) OR (state & 1)) LIMIT 1
        """
    static let pending = """
        SELECT time, timeUnit FROM record INDEXED BY recordOpen
        WHERE stream = ?1 AND unit = ?2 AND (flags & 2) = 2 AND ((flags & 2) OR (state & 1)) AND time < ?3
        ORDER BY time
        """
    /// Composed keys (flag 8) say nothing of identity at another time.
    static let findGone = """
        SELECT time, key FROM record INDEXED BY recordOpen
        WHERE stream = ?1 AND unit = ?2 AND (flags & 2) = 0 AND key = ?4 AND time <> ?3
            AND ((flags & 2) OR (state & 1)) AND NOT flags & 8
        ORDER BY time LIMIT 1
        """
    static let mergeRevisions = """
        UPDATE revision SET time = ?5, key = ?6 WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4
        """
    static let mergeState = """
        UPDATE record SET firstStep = min(record.firstStep, old.firstStep),
            state = record.state | (old.state & 22) | ((old.state & 1) << 1) | 8
        FROM (SELECT firstStep, state FROM record WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4) AS old
        WHERE stream = ?1 AND unit = ?2 AND time = ?5 AND key = ?6
        """
    static let delete = "DELETE FROM record WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4"
    static let addCount = """
        INSERT INTO recordCount (stream, unit, records) VALUES (?1, ?2, max(?3, 0))
        ON CONFLICT (stream, unit) DO UPDATE SET records = records + ?3
        """

    private static let contents = """
        time, key, kind, flags, timeUnit, grp, market, wallet, label, txHash, address, legs, ids, extra, state
        """
    static let scan = """
        SELECT \(contents) FROM record
        WHERE stream = ?1 AND unit = ?2 AND (time, key) >= (?3, ?4) ORDER BY time, key
        """
    static let lookup = """
        SELECT \(contents) FROM record WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4
        """
}

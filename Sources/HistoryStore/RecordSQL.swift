/// The statements of the bulk path. Parameters 1 and 2 are always stream and unit.
enum RecordSQL {
    static let insert = """
        INSERT INTO record (stream, unit, time, key, kind, flags, timeUnit, grp, market, wallet, label, txHash,
            address, legs, ids, extra, page, rawOffset, rawCount, firstStep, state)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, 0)
        """
    /// A row that was gone (1) has reappeared (2); every changed row is revised (8).
    static let update = """
        UPDATE record SET kind = ?5, flags = ?6, timeUnit = ?7, grp = ?8, market = ?9, wallet = ?10, label = ?11,
            txHash = ?12, address = ?13, legs = ?14, ids = ?15, extra = ?16, page = ?17, rawOffset = ?18,
            rawCount = ?19, state = (state & ~1) | ((state & 1) << 1) | 8
        WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4
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
        UPDATE record SET state = (state & ~1) | 2
        WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4 AND state & 1
        """
    // Left alone, SQLite takes the table's key for these and reads every row of the unit.
    static let anyGone = """
        SELECT 1 FROM record INDEXED BY recordGone WHERE stream = ?1 AND unit = ?2 AND state & 1 LIMIT 1
        """
    static let pending = """
        SELECT time, timeUnit FROM record INDEXED BY recordPending
        WHERE stream = ?1 AND unit = ?2 AND flags & 2 AND time < ?3 ORDER BY time
        """
    /// Composed keys (flag 8) say nothing of identity at another time.
    static let findGone = """
        SELECT time, key FROM record INDEXED BY recordGone
        WHERE stream = ?1 AND unit = ?2 AND key = ?4 AND time <> ?3 AND state & 1 AND NOT flags & 8
        ORDER BY time LIMIT 1
        """
    static let mergeRevisions = """
        UPDATE revision SET time = ?5, key = ?6 WHERE stream = ?1 AND unit = ?2 AND time = ?3 AND key = ?4
        """
    static let mergeState = """
        UPDATE record SET firstStep = min(record.firstStep, old.firstStep),
            state = record.state | (old.state & 6) | ((old.state & 1) << 1) | 8
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

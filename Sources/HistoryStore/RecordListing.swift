import HistoryModel

/// The statement that lists rows of one stream and unit, and its rows as values.
enum RecordListing {
    /// Only the bound that the listing starts from is given as (time, key): two lower bounds would leave SQLite
    /// the choice of the wrong one.
    static func sql(_ query: RecordQuery, isFirst: Bool) -> String {
        let isRising = query.order == .oldestFirst
        var conditions = ["stream = ?1", "unit = ?2", "NOT state & ?7"]
        if !isFirst { conditions.append(isRising ? "(time, key) > (?3, ?4)" : "(time, key) < (?3, ?4)") }
        if isFirst || !isRising { conditions.append("time >= ?5") }
        if isFirst || isRising { conditions.append("time <= ?6") }
        if query.kinds != nil { conditions.append("(1 << kind) & ?9") }
        if query.group != nil { conditions.append("grp = ?10") }
        let direction = isRising ? "" : " DESC"
        return """
            SELECT time, key, kind, flags, timeUnit, grp, market, wallet, label, txHash, address, legs, ids, extra,
                state, page, rawOffset, rawCount, firstStep,
                CASE WHEN state & 8 THEN (SELECT count(*) FROM revision WHERE revision.stream = record.stream
                    AND revision.unit = record.unit AND revision.time = record.time AND revision.key = record.key)
                ELSE 0 END
            FROM record WHERE \(conditions.joined(separator: " AND "))
            ORDER BY time\(direction), key\(direction) LIMIT ?8
            """
    }

    static func row(_ statement: RecordStatement, stream: Int64, unit: Int64) -> StoredRecord {
        let record = Record(
            RecordKind(rawValue: UInt8(truncatingIfNeeded: statement.integer(2))) ?? .unclassified,
            at: Instant(nanoseconds: statement.integer(0)), key: statement.string(1), group: statement.string(5),
            flags: RecordFlags(rawValue: UInt16(truncatingIfNeeded: statement.integer(3))),
            timeUnit: Span(nanoseconds: statement.integer(4)), market: statement.string(6),
            wallet: statement.string(7), label: statement.string(8), txHash: statement.string(9),
            address: statement.string(10), legs: RecordListReader.legs(statement.text(11)),
            ids: RecordListReader.pairs(statement.text(12)), extra: RecordListReader.pairs(statement.text(13)),
            raw: rawRange(statement.integer(16), statement.integer(17)))
        return StoredRecord(
            record: record, stream: stream, unit: unit,
            state: RecordState(rawValue: UInt8(truncatingIfNeeded: statement.integer(14))),
            page: statement.optionalInteger(15), firstStep: statement.integer(18),
            revisions: Int(statement.integer(19)))
    }
}

/// Where a row stands in its page; nowhere when the numbers cannot be such a place.
private func rawRange(_ offset: Int64, _ count: Int64) -> Range<Int> {
    guard offset >= 0, count >= 0, count <= Int64.max - offset else { return 0..<0 }
    return Int(offset)..<Int(offset + count)
}

/// The contents of a revision, from their JSON.
struct RecordContents {
    private let members: [String: RecordListReader.Value]

    /// Lists refer to `text`, which must outlive this value.
    init(_ text: UnsafeRawBufferPointer) { members = RecordListReader.members(text) }

    func number(_ name: String) -> Int64? {
        if case .number(let number) = members[name] { number } else { nil }
    }
    private func text(_ name: String) -> String {
        if case .text(let text) = members[name] { text } else { "" }
    }
    private func list(_ name: String) -> UnsafeRawBufferPointer {
        if case .list(let text) = members[name] { text } else { UnsafeRawBufferPointer(start: nil, count: 0) }
    }

    func record(key: String) -> Record {
        return Record(
            RecordKind(rawValue: UInt8(truncatingIfNeeded: number("kind") ?? 0)) ?? .unclassified,
            at: Instant(nanoseconds: number("time") ?? 0), key: key, group: text("group"),
            flags: RecordFlags(rawValue: UInt16(truncatingIfNeeded: number("flags") ?? 0)),
            timeUnit: Span(nanoseconds: number("timeUnit") ?? 0), market: text("market"), wallet: text("wallet"),
            label: text("label"), txHash: text("txHash"), address: text("address"),
            legs: RecordListReader.legs(list("legs")), ids: RecordListReader.pairs(list("ids")),
            extra: RecordListReader.pairs(list("extra")),
            raw: rawRange(number("rawOffset") ?? 0, number("rawCount") ?? 0))
    }
}

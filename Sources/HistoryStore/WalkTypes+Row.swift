import Foundation
import GRDB
import HistoryModel

extension WalkWindow {
    init(row: Row) {
        self.init(
            stream: row["stream"], unit: row["unit"], from: Instant(nanoseconds: row["from"]),
            until: Instant(nanoseconds: row["until"]), walkStart: Instant(nanoseconds: row["walkStart"]))
        id = row["id"]
        headAt = (row["headAt"] as Int64?).map { Instant(nanoseconds: $0) }
        isFull = row["isFull"]
        cursor = row.bytes("cursor")
        bookmark = row.bytes("bookmark")
        cursorVersion = row.number32("cursorVersion")
        settings = decodePairs(row["settings"])
        facts = decodePairs(row["facts"])
        gaps = decodeGaps(row["gaps"])
        pageKeys = Self.unpackKeys(row.bytes("pageKeys"))
        total = (row["total"] as Int64?).map { UInt64(bitPattern: $0) }
        rows = UInt64(bitPattern: row["rows"])
        steps = row["steps"]
        restarts = row["restarts"]
        shortRestarts = row["shortRestarts"]
    }

    /// In the order of the table's columns after `id`.
    var arguments: StatementArguments {
        [
            stream, unit, from.nanoseconds, until.nanoseconds, walkStart.nanoseconds, headAt?.nanoseconds, isFull,
            Data(cursor),
            Data(bookmark), cursorVersion, encodePairs(settings), encodePairs(facts), encodeGaps(gaps),
            Data(Self.packKeys(pageKeys)), total.map { Int64(bitPattern: $0) }, Int64(bitPattern: rows), steps,
            restarts, shortRestarts,
        ]
    }

    /// Writes what a step may change (W2: from, until, bookmark, settings and facts do not).
    func storeProgress(_ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE "window" SET walkStart = ?, headAt = ?, cursor = ?, cursorVersion = ?, gaps = ?, pageKeys = ?, total = ?,
                    rows = ?, steps = ?, restarts = ?, shortRestarts = ? WHERE id = ?
                """)
        try statement.execute(arguments: [
            walkStart.nanoseconds, headAt?.nanoseconds, Data(cursor), cursorVersion, encodeGaps(gaps),
            Data(Self.packKeys(pageKeys)),
            total.map { Int64(bitPattern: $0) }, Int64(bitPattern: rows), steps, restarts, shortRestarts, id,
        ])
    }

    private static func packKeys(_ keys: [UInt64]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: keys.count * 8) { bytes, count in
            let bytes = UnsafeMutableRawBufferPointer(bytes)
            for (place, key) in keys.enumerated() {
                bytes.storeBytes(of: key.littleEndian, toByteOffset: place * 8, as: UInt64.self)
            }
            count = keys.count * 8
        }
    }
    private static func unpackKeys(_ bytes: [UInt8]) -> [UInt64] {
        bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count - bytes.count % 8, by: 8).map {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
    }
}

extension HistoryUnit {
    init(row: Row) {
        self.init(
            kind: Kind(rawValue: row.number32("kind")) ?? .unknown, key: row["key"], label: row["label"],
            base: row["base"],
            quote: row["quote"], listedFrom: (row["listedFrom"] as Int64?).map { Instant(nanoseconds: $0) },
            listedUntil: (row["listedUntil"] as Int64?).map { Instant(nanoseconds: $0) })
    }
}

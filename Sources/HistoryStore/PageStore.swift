import CZstd
import GRDB
import GRDBSQLite
import HistoryModel

/// One answer of an exchange as it came, and what a replay needs beside it.
package struct KeptPage: Sendable, Hashable {
    /// Endpoint row and stream by name: their numbers move between versions of an adapter.
    package var endpoint: String
    package var stream: String
    package var received: Instant
    package var status: Int
    /// Settings and facts the answer was read with, as one JSON text.
    package var context: String
    package var body: [UInt8]

    package init(
        endpoint: String, stream: String, received: Instant, status: Int, context: String = "{}", body: [UInt8]
    ) {
        self.endpoint = endpoint
        self.stream = stream
        self.received = received
        self.status = status
        self.context = context
        self.body = body
    }
}

/// Keeps pages, compressed, inside a transaction the caller has open.
///
/// The same answer to the same question is kept once: a page whose endpoint, status, context and bytes equal a
/// kept one of the same stream and unit gets that one's number. Belongs to one connection and its thread.
package final class PageWriter {
    private let insertion: RecordStatement
    private let find: RecordStatement
    private let codec = PageCodec()

    package init(_ db: Database) throws {
        insertion = try RecordStatement(
            db,
            """
            INSERT INTO page (stream, unit, step, endpoint, streamName, received, status, context, size, fingerprint, body)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id
            """)
        find = try RecordStatement(
            db,
            """
            SELECT id, body, size, endpoint, streamName, status, context FROM page
            WHERE stream = ?1 AND unit = ?2 AND fingerprint = ?3
            """)
    }

    /// The number of the page, new or not.
    package func keep(_ page: KeptPage, stream: Int64, unit: Int64, step: Int64) throws -> Int64 {
        try page.body.withUnsafeBytes { body in
            let fingerprint = Int64(bitPattern: Fingerprint.of(body, seed: UInt64(page.status)))
            if let id = try kept(page, body, fingerprint, stream, unit) { return id }
            insertion.bind(1, stream)
            insertion.bind(2, unit)
            insertion.bind(3, step)
            insertion.bind(4, copy: page.endpoint)
            insertion.bind(5, copy: page.stream)
            insertion.bind(6, page.received.nanoseconds)
            insertion.bind(7, Int64(page.status))
            insertion.bind(8, copy: page.context)
            insertion.bind(9, Int64(body.count))
            insertion.bind(10, fingerprint)
            insertion.bind(11, blob: try codec.compress(body))
            defer { insertion.reset() }
            _ = try insertion.step()
            return insertion.integer(0)
        }
    }

    private func kept(
        _ page: KeptPage, _ body: UnsafeRawBufferPointer, _ fingerprint: Int64, _ stream: Int64, _ unit: Int64
    ) throws -> Int64? {
        find.bind(1, stream)
        find.bind(2, unit)
        find.bind(3, fingerprint)
        defer { find.reset() }
        while try find.step() {
            guard find.integer(2) == Int64(body.count), find.string(3) == page.endpoint,
                find.string(4) == page.stream, find.integer(5) == Int64(page.status), find.string(6) == page.context
            else { continue }
            if sameBytes(try codec.decompress(find.blob(1), size: body.count), body) { return find.integer(0) }
        }
        return nil
    }
}

/// Reads kept pages on one connection. The last page stays unpacked, for rows that come in order.
package final class PageReader {
    private let statement: RecordStatement
    private let listing: RecordStatement
    private let codec = PageCodec()
    private var last: (id: Int64, page: KeptPage)?

    package init(_ db: Database) throws {
        statement = try RecordStatement(
            db, "SELECT endpoint, streamName, received, status, context, size, body FROM page WHERE id = ?1")
        listing = try RecordStatement(
            db, "SELECT id FROM page WHERE stream = ?1 AND unit = ?2 AND id > ?3 ORDER BY id LIMIT 1")
    }

    /// Nil when there is no such page.
    package func page(_ id: Int64) throws -> KeptPage? {
        if let last, last.id == id { return last.page }
        statement.bind(1, id)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        let body = try codec.decompress(statement.blob(6), size: Int(statement.integer(5)))
        let page = KeptPage(
            endpoint: statement.string(0), stream: statement.string(1),
            received: Instant(nanoseconds: statement.integer(2)), status: Int(statement.integer(3)),
            context: statement.string(4), body: Array(body))
        last = (id, page)
        return page
    }

    /// The kept page after another one, in the order they were kept; 0 for the first.
    package func page(after id: Int64, stream: Int64, unit: Int64) throws -> (id: Int64, page: KeptPage)? {
        listing.bind(1, stream)
        listing.bind(2, unit)
        listing.bind(3, id)
        defer { listing.reset() }
        guard try listing.step() else { return nil }
        let next = listing.integer(0)
        return try page(next).map { (next, $0) }
    }

    /// The bytes of a record's row as the exchange sent them; nil when the page was not kept or the adapter did
    /// not tell the place.
    package func rawRow(of record: StoredRecord) throws -> [UInt8]? {
        guard let id = record.page, !record.record.raw.isEmpty, let page = try page(id),
            record.record.raw.upperBound <= page.body.count
        else { return nil }
        return Array(page.body[record.record.raw])
    }
}

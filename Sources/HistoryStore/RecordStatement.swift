import GRDB
import GRDBSQLite

/// A statement kept prepared on one connection, for the paths where a value object per row is too much.
///
/// Texts are bound without a copy: they must live until the statement is reset or bound anew. Belongs to
/// the thread of its connection, and must be gone before the connection is closed.
final class RecordStatement {
    let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ db: Database, _ sql: String) throws {
        guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let handle = prepared else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)), sql: sql)
        }
        self.handle = handle
        self.connection = connection
    }
    deinit { sqlite3_finalize(handle) }

    @inline(__always)
    func bind(_ index: Int32, _ number: Int64) { sqlite3_bind_int64(handle, index, number) }
    /// NULL for nil.
    @inline(__always)
    func bind(_ index: Int32, _ number: Int64?) {
        if let number { sqlite3_bind_int64(handle, index, number) } else { sqlite3_bind_null(handle, index) }
    }
    /// NULL for an empty text.
    @inline(__always)
    func bind(_ index: Int32, textOrNull text: UnsafeRawBufferPointer) {
        if text.count == 0 { sqlite3_bind_null(handle, index) } else { bind(index, text: text) }
    }
    @inline(__always)
    func bind(_ index: Int32, text: UnsafeRawBufferPointer) {
        guard text.count > 0 else {
            sqlite3_bind_text(handle, index, "", 0, Self.transient)
            return
        }
        let start = text.baseAddress?.assumingMemoryBound(to: CChar.self)
        sqlite3_bind_text(handle, index, start, Int32(text.count), nil)
    }
    /// Copies.
    func bind(_ index: Int32, copy text: some Collection<UInt8>) {
        let bytes = Array(text)
        bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            if let start, !bytes.isEmpty {
                sqlite3_bind_text(handle, index, start, Int32(bytes.count), Self.transient)
            } else {
                sqlite3_bind_text(handle, index, "", 0, Self.transient)
            }
        }
    }
    func bind(_ index: Int32, copy text: String) { bind(index, copy: text.utf8) }
    /// A value that sorts behind every text.
    func bindBeyondAllTexts(_ index: Int32) { sqlite3_bind_zeroblob(handle, index, 0) }
    @inline(__always)
    func bind(_ index: Int32, blob: UnsafeRawBufferPointer) {
        sqlite3_bind_blob64(handle, index, blob.baseAddress, UInt64(blob.count), nil)
    }

    /// True when there is a row.
    @inline(__always)
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw failure(code)
    }
    @inline(__always)
    func reset() { sqlite3_reset(handle) }
    /// Runs a statement that gives no rows; its bindings stay.
    @inline(__always)
    func run() throws {
        defer { sqlite3_reset(handle) }
        _ = try step()
    }
    var changes: Int { Int(sqlite3_changes(connection)) }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = String(cString: sqlite3_errmsg(connection))
        let sql = sqlite3_sql(handle).map { String(cString: $0) }
        sqlite3_reset(handle)
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
    }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }
    /// The bytes of a text, empty for NULL; valid until the next step.
    @inline(__always)
    func text(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_text(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
    func string(_ column: Int32) -> String { String(decoding: text(column), as: UTF8.self) }
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// SQLite's marker for "copy the bytes now".
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}

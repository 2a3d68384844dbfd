import CZstd
import GRDB

/// zstd with contexts and one buffer that are used again for every page.
///
/// Level 1: on pages of trades the levels above cost more time than they save in bytes written.
final class PageCodec {
    static let level: Int32 = 1
    /// No answer is larger (1 GiB): a number beyond it is damage, and memory for it is not asked for.
    private static let largest = 1 << 30

    private let compressor = ZSTD_createCCtx()
    private let decompressor = ZSTD_createDCtx()
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 16)

    deinit {
        ZSTD_freeCCtx(compressor)
        ZSTD_freeDCtx(decompressor)
        buffer.deallocate()
    }

    /// One frame; valid until the next call.
    func compress(_ body: UnsafeRawBufferPointer, level: Int32 = PageCodec.level) throws -> UnsafeRawBufferPointer {
        reserve(ZSTD_compressBound(body.count))
        let count = ZSTD_compressCCtx(
            compressor, buffer.baseAddress, buffer.count, body.baseAddress, body.count, level)
        guard ZSTD_isError(count) == 0 else { throw Self.failure("A page could not be compressed", count) }
        return UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }

    /// The body of `size` bytes; valid until the next call.
    func decompress(_ frame: UnsafeRawBufferPointer, size: Int) throws -> UnsafeRawBufferPointer {
        guard (0...Self.largest).contains(size) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "A kept page is damaged: its length is wrong.")
        }
        reserve(size)
        let count = ZSTD_decompressDCtx(decompressor, buffer.baseAddress, buffer.count, frame.baseAddress, frame.count)
        guard ZSTD_isError(count) == 0 else { throw Self.failure("A kept page is damaged", count) }
        guard count == size else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "A kept page is damaged: its length is wrong.")
        }
        return UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }

    /// A large page passes; its buffer does not stay.
    private func reserve(_ count: Int) {
        guard count > buffer.count || (buffer.count > 4 << 20 && count < 1 << 20) else { return }
        buffer.deallocate()
        buffer = .allocate(byteCount: max(count, 64 << 10), alignment: 16)
    }

    private static func failure(_ what: String, _ code: Int) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "\(what): \(String(cString: ZSTD_getErrorName(code))).")
    }
}

import COpenSSL
import Glibc
import HistoryModel

/// The SHA-256 digest: 32 bytes.
package func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    if let digest = bytes.withContiguousStorageIfAvailable({ HashAlgorithm.sha256.digest(UnsafeRawBufferPointer($0)) })
    {
        return digest
    }
    return Array(bytes).withUnsafeBytes { HashAlgorithm.sha256.digest($0) }
}

/// The SHA-256 digest of a file, read piece by piece. Throws `FileDigestError` when it cannot be read.
package func sha256(file path: String) throws(FileDigestError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileDigestError(path: path, errno: errno) }
    defer { close(descriptor) }
    guard let context = EVP_MD_CTX_new() else { throw FileDigestError(path: path, errno: ENOMEM) }
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { piece.deallocate() }
    while true {
        let count = read(descriptor, piece.baseAddress, piece.count)
        if count == 0 { break }
        if count < 0 {
            if errno == EINTR { continue }
            throw FileDigestError(path: path, errno: errno)
        }
        EVP_DigestUpdate(context, piece.baseAddress, count)
    }
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest
}

/// A file whose digest could not be taken.
package struct FileDigestError: Error, Sendable, CustomStringConvertible {
    package var path: String
    package var errno: Int32
    package var description: String { "\(path) cannot be read: \(String(cString: strerror(errno)))." }
}

extension HashAlgorithm {
    var openSSL: OpaquePointer {
        switch self {
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }
    var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { out, count in
            let base = bytes.baseAddress ?? UnsafeRawPointer(out.baseAddress)
            let typed = base?.assumingMemoryBound(to: UInt8.self)
            switch self {
            case .sha256: SHA256(typed, bytes.count, out.baseAddress)
            case .sha384: SHA384(typed, bytes.count, out.baseAddress)
            case .sha512: SHA512(typed, bytes.count, out.baseAddress)
            }
            count = byteCount
        }
    }

    func authenticationCode(key: UnsafeRawBufferPointer, message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { out, count in
            var length: UInt32 = 0
            // An empty key is legal for HMAC, a null pointer with count 0 is not.
            var nothing: UInt8 = 0
            withUnsafePointer(to: &nothing) { empty in
                _ = HMAC(
                    openSSL, key.baseAddress ?? UnsafeRawPointer(empty), Int32(key.count), message, message.count,
                    out.baseAddress, &length)
            }
            count = Int(length)
        }
    }
}

/// Bytes nobody can foresee, from the operating system.
package func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(RAND_bytes(&bytes, Int32(count)) == 1, "the system has no randomness")
    return bytes
}

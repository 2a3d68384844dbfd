import COpenSSL
import Glibc

/// Keys made for one test run.
enum TestKeys {
    static func rsa(bits: UInt32) -> String? {
        guard let key = ptl_generate_rsa(bits) else { return nil }
        defer { EVP_PKEY_free(key) }
        let output = BIO_new(BIO_s_mem())
        defer { BIO_free(output) }
        guard PEM_write_bio_PrivateKey(output, key, nil, nil, 0, nil, nil) == 1 else { return nil }
        var text = [UInt8](repeating: 0, count: 16_384)
        let count = BIO_read(output, &text, Int32(text.count))
        return count > 0 ? String(decoding: text[..<Int(count)], as: UTF8.self) : nil
    }
}

/// A file that goes with its owner.
final class TemporaryFile {
    let path: String
    init(bytes: [UInt8]) {
        var template = Array((P_tmpdir + "/portolan-test-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        _ = write(descriptor, bytes, bytes.count)
        close(descriptor)
    }
    deinit { unlink(path) }
}

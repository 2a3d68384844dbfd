import COpenSSL
import HistoryModel

/// AES-256-GCM with a random 96-bit nonce: nonce, ciphertext, 128-bit tag.
enum SealedBox {
    static let keyCount = 32
    static let overhead = nonceCount + tagCount
    private static let nonceCount = 12
    private static let tagCount = 16

    static func randomBytes(_ count: Int) throws(VaultError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_priv_bytes(&bytes, Int32(count)) == 1 else {
            throw VaultError(code: .system, message: "The system gave no randomness.")
        }
        return bytes
    }

    static func seal(_ plain: Secret, key: Secret, binding: [UInt8]) throws(VaultError) -> [UInt8] {
        try seal(plain, key: key, binding: binding, nonce: try randomBytes(nonceCount))
    }

    static func seal(_ plain: Secret, key: Secret, binding: [UInt8], nonce: [UInt8]) throws(VaultError) -> [UInt8] {
        guard key.count == keyCount, let context = EVP_CIPHER_CTX_new() else { throw .tampered }
        defer { EVP_CIPHER_CTX_free(context) }
        var cipher = [UInt8](repeating: 0, count: plain.count + 1)
        var tag = [UInt8](repeating: 0, count: tagCount)
        var count: Int32 = 0
        let isDone =
            key.withBytes { key in
                EVP_EncryptInit_ex(
                    context, EVP_aes_256_gcm(), nil, key.bindMemory(to: UInt8.self).baseAddress, nonce) == 1
            }
            && EVP_EncryptUpdate(context, nil, &count, binding, Int32(binding.count)) == 1
            && plain.withBytes { plain in
                plain.isEmpty
                    || EVP_EncryptUpdate(
                        context, &cipher, &count, plain.bindMemory(to: UInt8.self).baseAddress, Int32(plain.count)) == 1
            } && EVP_EncryptFinal_ex(context, nil, &count) == 1
            && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), &tag) == 1
        guard isDone else { throw VaultError(code: .system, message: "The credentials could not be encrypted.") }
        return nonce + cipher.prefix(plain.count) + tag
    }

    /// Throws `tampered` unless box, key and binding are those of `seal`.
    static func open(_ box: [UInt8], key: Secret, binding: [UInt8]) throws(VaultError) -> Secret {
        guard box.count >= overhead, key.count == keyCount, let context = EVP_CIPHER_CTX_new() else { throw .tampered }
        defer { EVP_CIPHER_CTX_free(context) }
        let nonce = Array(box[..<nonceCount])
        let cipher = Array(box[nonceCount..<(box.count - tagCount)])
        var tag = Array(box[(box.count - tagCount)...])
        var plain = [UInt8](repeating: 0, count: cipher.count + 1)
        defer { plain.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        var count: Int32 = 0
        let isGenuine =
            key.withBytes { key in
                EVP_DecryptInit_ex(
                    context, EVP_aes_256_gcm(), nil, key.bindMemory(to: UInt8.self).baseAddress, nonce) == 1
            }
            && EVP_DecryptUpdate(context, nil, &count, binding, Int32(binding.count)) == 1
            && (cipher.isEmpty || EVP_DecryptUpdate(context, &plain, &count, cipher, Int32(cipher.count)) == 1)
            && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount), &tag) == 1
            && EVP_DecryptFinal_ex(context, nil, &count) == 1
        guard isGenuine else { throw .tampered }
        return Secret(bytes: plain.prefix(cipher.count))
    }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        SHA256(bytes, bytes.count, &digest)
        return digest
    }
}

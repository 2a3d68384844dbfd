import COpenSSL
import HistoryModel

/// A credential field made ready to compute with.
enum SigningKey: Sendable {
    /// For HMAC.
    case bytes(Secret)
    /// For signatures.
    case privateKey(PrivateKey)

    /// Reads the field in its declared format. Throws an `auth` error that names the field, never its value.
    init(_ secret: Secret, of field: CredentialField) throws(ExchangeError) {
        switch field.format {
        case .text: self = .bytes(secret)
        case .base64:
            guard let decoded = secret.withBytes({ ByteEncoding.decodeBase64($0.trimmed) }), !decoded.isEmpty else {
                throw .credential("The \(field.label) is not valid base64; key and secret may be swapped.")
            }
            self = .bytes(Secret(bytes: decoded))
        case .hex:
            guard let decoded = secret.withBytes({ ByteEncoding.decodeHex($0.trimmed) }), !decoded.isEmpty else {
                throw .credential("The \(field.label) is not valid hexadecimal; key and secret may be swapped.")
            }
            self = .bytes(Secret(bytes: decoded))
        case .pem: self = .privateKey(try PrivateKey(pem: secret, label: field.label))
        case .ed25519Seed: self = .privateKey(try PrivateKey(ed25519: secret, label: field.label))
        }
    }
}

extension ExchangeError {
    static func credential(_ message: String) -> ExchangeError {
        ExchangeError(.auth, retry: .newCredential, message: message)
    }
    static func adapterFault(_ message: String) -> ExchangeError {
        ExchangeError(.adapterFault, message: message)
    }
}

extension UnsafeRawBufferPointer {
    /// Without the blanks and line ends a copied key often carries at its ends.
    var trimmed: Slice<UnsafeRawBufferPointer> {
        var slice = self[...]
        while let first = slice.first, first <= 0x20 { slice.removeFirst() }
        while let last = slice.last, last <= 0x20 { slice.removeLast() }
        return slice
    }
}

/// An asymmetric private key inside OpenSSL.
final class PrivateKey: Sendable {
    // Set once, read by OpenSSL functions that may share a key between threads, freed when the last owner is gone.
    private nonisolated(unsafe) let key: OpaquePointer
    private let label: String

    private init(owning key: OpaquePointer, label: String) {
        self.key = key
        self.label = label
    }
    deinit { EVP_PKEY_free(key) }

    /// Any PEM private key without passphrase. `\n` written as two characters, as in JSON key files, is understood.
    convenience init(pem secret: Secret, label: String) throws(ExchangeError) {
        var text = secret.withBytes { Self.unescapingLineEnds($0.trimmed) }
        defer { text.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        ERR_clear_error()
        guard let key = text.withUnsafeBytes({ ptl_read_private_pem($0.baseAddress, Int32($0.count)) }) else {
            ERR_clear_error()
            let head = String(decoding: text.prefix(80), as: UTF8.self)
            let body = String(decoding: text, as: UTF8.self)
            if !head.hasPrefix("-----BEGIN ") {
                throw .credential(
                    "The \(label) is not a PEM private key: it must begin with \"-----BEGIN\"; key and secret may be swapped."
                )
            }
            if head.contains("PUBLIC KEY") {
                throw .credential("The \(label) holds a public key; the private key is needed to sign.")
            }
            if head.contains("ENCRYPTED") || body.contains("Proc-Type: 4,ENCRYPTED") {
                throw .credential("The \(label) is protected by a passphrase; export the key without one.")
            }
            throw .credential("The \(label) is not a readable PEM private key; it may have been cut when copied.")
        }
        self.init(owning: key, label: label)
    }

    /// Base64 of a 32-byte seed, or of seed and public key (64 bytes); PEM is understood too.
    convenience init(ed25519 secret: Secret, label: String) throws(ExchangeError) {
        let isPEM = secret.withBytes { $0.trimmed.starts(with: "-----BEGIN".utf8) }
        if isPEM {
            try self.init(pem: secret, label: label)
            return
        }
        guard var decoded = secret.withBytes({ ByteEncoding.decodeBase64($0.trimmed) }) else {
            throw .credential("The \(label) is not valid base64; key and secret may be swapped.")
        }
        defer { decoded.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        guard decoded.count == 32 || decoded.count == 64 else {
            throw .credential(
                "The \(label) has \(decoded.count) bytes; an Ed25519 key has 32, or 64 with its public half.")
        }
        guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, decoded, 32) else {
            throw .credential("The \(label) is not an Ed25519 key.")
        }
        self.init(owning: key, label: label)
        if decoded.count == 64, rawPublicKey != Array(decoded[32...]) {
            throw .credential(
                "The two halves of the \(label) do not belong together; it may have been damaged when copied.")
        }
    }

    /// The public half of an Ed25519 key.
    var rawPublicKey: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        return EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1 ? Array(bytes.prefix(count)) : []
    }

    func sign(_ message: [UInt8], _ algorithm: SignatureAlgorithm) throws(ExchangeError) -> [UInt8] {
        switch algorithm {
        case .es256:
            guard ptl_is_p256(key) == 1 else { throw mismatch("a P-256 key (ES256)") }
            return try Self.rawSignature(fromDER: signature(message, EVP_sha256()), label: label)
        case .ed25519:
            guard EVP_PKEY_is_a(key, "ED25519") == 1 else { throw mismatch("an Ed25519 key") }
            return try signature(message, nil)
        case .rsaSHA256:
            guard EVP_PKEY_is_a(key, "RSA") == 1 else { throw mismatch("an RSA key") }
            return try signature(message, EVP_sha256())
        }
    }

    private func mismatch(_ wanted: String) -> ExchangeError {
        let name = EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown"
        return .credential(
            "The \(label) is a key of type \(name), but \(wanted) is needed; choose the other key family.")
    }

    private func signature(_ message: [UInt8], _ digest: OpaquePointer?) throws(ExchangeError) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var count = 0
        guard EVP_DigestSignInit(context, nil, digest, nil, key) == 1,
            EVP_DigestSign(context, nil, &count, message, message.count) == 1
        else { throw .credential("The \(label) cannot sign.") }
        var out = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &out, &count, message, message.count) == 1 else {
            throw .credential("The \(label) cannot sign.")
        }
        return Array(out.prefix(count))
    }

    /// r and s as 32 bytes each, from the DER form OpenSSL gives.
    private static func rawSignature(fromDER der: [UInt8], label: String) throws(ExchangeError) -> [UInt8] {
        let parsed = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_ECDSA_SIG(nil, &cursor, buffer.count)
        }
        guard let parsed else { throw .credential("The \(label) cannot sign.") }
        defer { ECDSA_SIG_free(parsed) }
        var out = [UInt8](repeating: 0, count: 64)
        out.withUnsafeMutableBufferPointer { buffer in
            _ = BN_bn2binpad(ECDSA_SIG_get0_r(parsed), buffer.baseAddress, 32)
            _ = BN_bn2binpad(ECDSA_SIG_get0_s(parsed), buffer.baseAddress.map { $0 + 32 }, 32)
        }
        return out
    }

    private static func unescapingLineEnds(_ text: some Sequence<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        for byte in text {
            if byte == 0x6E, out.last == 0x5C {
                out[out.count - 1] = 0x0A
            } else {
                out.append(byte)
            }
        }
        if out.last != 0x0A { out.append(0x0A) }
        return out
    }
}

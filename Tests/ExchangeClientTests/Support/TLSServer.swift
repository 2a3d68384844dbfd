import COpenSSL
import Glibc

/// A TLS server with a certificate nobody vouches for. Serves one connection.
final class TLSServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let read = Shared<[UInt8]>([])
    private let isDone = Shared(false)

    /// What arrived inside TLS.
    var received: [UInt8] { read.value }
    var hasEnded: Bool { isDone.value }

    init() {
        (listener, port) = LoopbackServer.listen()
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { context in
                Unmanaged<TLSServer>.fromOpaque(context!).takeRetainedValue().serve()
                return nil
            }, context)
        pthread_detach(thread)
    }

    private func serve() {
        let client = accept(listener, nil, nil)
        let settings = SSL_CTX_new(TLS_server_method())
        let key = ptl_generate_p256()
        let certificate = Self.certificate(key)
        SSL_CTX_use_certificate(settings, certificate)
        SSL_CTX_use_PrivateKey(settings, key)
        let connection = SSL_new(settings)
        SSL_set_fd(connection, client)
        if SSL_accept(connection) == 1 {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = SSL_read(connection, &buffer, 4096)
            if count > 0 { read.change { $0 += buffer[..<Int(count)] } }
        }
        isDone.change { $0 = true }
        SSL_free(connection)
        SSL_CTX_free(settings)
        X509_free(certificate)
        EVP_PKEY_free(key)
        close(client)
        close(listener)
    }

    private static func certificate(_ key: OpaquePointer?) -> OpaquePointer? {
        let certificate = X509_new()
        X509_set_version(certificate, 2)
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1)
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600)
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600)
        X509_set_pubkey(certificate, key)
        let name = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(name, "CN", 0x1001, Array("localhost".utf8), -1, -1, 0)
        X509_set_issuer_name(certificate, name)
        X509_sign(certificate, key, EVP_sha256())
        return certificate
    }
}

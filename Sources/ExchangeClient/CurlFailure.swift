import CCurl
import Glibc

/// How a transfer ended, in libcurl's words.
struct CurlEnd {
    var code: CURLcode
    var status: Int
    /// Bytes of the request that were written to the connection.
    var sentBytes: Int
    var systemError: Int
    var detail: String
}

/// libcurl's codes as sentences.
enum CurlFailure {
    static func describe(_ end: CurlEnd, _ request: HTTPRequest, limits: TransportLimits) -> TransportFailure {
        let name = request.origin.name
        let detail = end.detail
        let sent = end.sentBytes > 0
        switch end.code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return TransportFailure(
                .unresolved, "The name \(name) could not be resolved; check the network connection.",
                mayHaveArrived: false)
        case CURLE_COULDNT_CONNECT:
            let isRefused = end.systemError == ECONNREFUSED
            return TransportFailure(
                isRefused ? .refused : .unreachable,
                isRefused ? "\(name) refused the connection." : "\(name) could not be reached.", mayHaveArrived: false)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE:
            return TransportFailure(
                .notTrusted,
                "\(name) could not prove that it is itself (\(plain(detail))); nothing was sent. "
                    + "A proxy or a wrong clock may be the cause.", mayHaveArrived: false)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED:
            return TransportFailure(
                .notTrusted, "No secure connection to \(name) came about (\(plain(detail))); nothing was sent.",
                mayHaveArrived: false)
        case CURLE_OPERATION_TIMEDOUT:
            let time = sent ? limits.stallSeconds : limits.connectSeconds
            return TransportFailure(
                .timedOut,
                sent
                    ? "\(name) did not finish its answer in time (at most \(limits.totalSeconds) seconds, "
                        + "\(time) without progress)."
                    : "\(name) could not be reached within \(time) seconds.", mayHaveArrived: sent)
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return TransportFailure(
                .broken, "The connection to \(name) broke before the whole answer arrived.", mayHaveArrived: sent)
        case CURLE_FILESIZE_EXCEEDED: return tooLarge(request)
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            return TransportFailure(.undecodable, "The answer of \(name) is not proper HTTP (\(plain(detail))).")
        default:
            return TransportFailure(.other, "The request to \(name) failed: \(plain(detail)).", mayHaveArrived: sent)
        }
    }

    static func tooLarge(_ request: HTTPRequest) -> TransportFailure {
        TransportFailure(
            .tooLarge,
            "The answer of \(request.origin.name) is larger than \(size(request.bodyMax)), the most this request accepts."
        )
    }

    private static func size(_ bytes: Int) -> String {
        bytes >= 1 << 20 && bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
    }
    private static func plain(_ detail: String) -> String {
        String(String.UnicodeScalarView(detail.unicodeScalars.prefix(160).filter { (0x20...0x7E).contains($0.value) }))
    }
}

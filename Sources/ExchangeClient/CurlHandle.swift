import CCurl
import HistoryModel

/// How long a transfer may take.
package struct TransportLimits: Sendable, Hashable {
    package var connectSeconds = 20
    package var totalSeconds = 300
    /// How long an answer may stand still.
    package var stallSeconds = 60
    package init() {}
}

/// One of libcurl's reusable request handles. Belongs to the transport's thread.
final class CurlHandle {
    let easy: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    /// Keeps the request body where libcurl reads it.
    private var body: UnsafeMutableRawBufferPointer?
    private var url = ""

    init?(userAgent: String, limits: TransportLimits) {
        guard let easy = ptl_curl_easy_init() else { return nil }
        self.easy = easy
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        ptl_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorBuffer)
        ptl_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        ptl_curl_set_text(easy, CURLOPT_USERAGENT, userAgent)
        ptl_curl_set_text(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
        ptl_curl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        ptl_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        ptl_curl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        ptl_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        ptl_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        ptl_curl_set_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        ptl_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        ptl_curl_set_long(easy, CURLOPT_PIPEWAIT, 1)
        ptl_curl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        ptl_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT, limits.connectSeconds)
        ptl_curl_set_long(easy, CURLOPT_TIMEOUT, limits.totalSeconds)
        ptl_curl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1)
        ptl_curl_set_long(easy, CURLOPT_LOW_SPEED_TIME, limits.stallSeconds)
        ptl_curl_set_data_function(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlHandle.receive(bytes, size * count, context) { $0.receiveBody($1) }
        }
        ptl_curl_set_data_function(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            CurlHandle.receive(bytes, size * count, context) { $0.receiveHeader($1) }
        }
    }

    deinit {
        clear()
        ptl_curl_easy_cleanup(easy)
        errorBuffer.deallocate()
    }

    /// Sets everything a request decides; nothing of the one before is left.
    func load(_ transfer: CurlTransfer) {
        let request = transfer.request
        clear()
        errorBuffer[0] = 0
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        ptl_curl_set_pointer(easy, CURLOPT_PRIVATE, context)
        ptl_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        ptl_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        ptl_curl_set_text(easy, CURLOPT_URL, request.origin.url + request.target)
        switch request.origin {
        case .https:
            ptl_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "https")
            ptl_curl_set_text(easy, CURLOPT_NOPROXY, nil)
        case .simulator:
            // A proxy has no business between two programs on one machine.
            ptl_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http")
            ptl_curl_set_text(easy, CURLOPT_NOPROXY, "*")
            append("Host: " + request.host)
        }
        // On a fresh connection libcurl sends a request once and no more.
        ptl_curl_set_long(easy, CURLOPT_FRESH_CONNECT, request.isRepeatable ? 0 : 1)
        for header in request.headers {
            append(header.value.isEmpty ? header.name + ";" : header.name + ": " + header.value)
        }
        switch request.method {
        case .get: ptl_curl_set_long(easy, CURLOPT_HTTPGET, 1)
        case .post:
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(request.body.count, 1), alignment: 1)
            request.body.withUnsafeBytes { copy.copyMemory(from: $0) }
            body = copy
            ptl_curl_set_long(easy, CURLOPT_POST, 1)
            ptl_curl_set_post(easy, copy.baseAddress, curl_off_t(request.body.count))
            append("Expect:")
            // libcurl invents a form type for a POST without one; some exchanges refuse that.
            if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) { append("Content-Type:") }
        }
        ptl_curl_set_pointer(easy, CURLOPT_HTTPHEADER, headerList)
        ptl_curl_set_size(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(request.bodyMax))
    }

    /// Drops what belonged to one request.
    func clear() {
        ptl_curl_set_pointer(easy, CURLOPT_HTTPHEADER, nil)
        ptl_curl_slist_free_all(headerList)
        headerList = nil
        if let body {
            for index in body.indices { body[index] = 0 }
            body.deallocate()
        }
        body = nil
    }

    var errorDetail: String { errorBuffer[0] == 0 ? "" : String(cString: errorBuffer) }

    private func append(_ line: String) { headerList = ptl_curl_slist_append(headerList, line) }

    private static func receive(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ body: (CurlTransfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context, let bytes else { return count }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        // Any count but the given one makes libcurl end the transfer.
        return body(transfer, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : (count == 0 ? 1 : 0)
    }
}

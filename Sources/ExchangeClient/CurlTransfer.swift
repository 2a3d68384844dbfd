import CCurl
import HistoryModel

/// One request on its way and the answer as it arrives.
///
/// Made by the sender, then touched by the transport's thread alone until it resumes the continuation.
final class CurlTransfer: @unchecked Sendable {
    typealias Outcome = Result<HTTPResponse, TransportFailure>

    static let headerBytesMax = 64 << 10
    static let headerCountMax = 256

    let request: HTTPRequest
    private let continuation: UnsafeContinuation<Outcome, Never>
    var handle: CurlHandle?
    private var headers: [TextPair] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var bodyHasBegun = false
    private var overflow: TransportFailure.Reason?

    init(_ request: HTTPRequest, _ continuation: UnsafeContinuation<Outcome, Never>) {
        self.request = request
        self.continuation = continuation
    }

    func finish(_ outcome: Outcome) { continuation.resume(returning: outcome) }

    // MARK: - What libcurl brings

    /// One header line, with its line end. False aborts the transfer.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        // Trailers say nothing an adapter may rely on.
        guard !bodyHasBegun else { return true }
        headerBytes += line.count
        if line.count >= 5, line.starts(with: "HTTP/".utf8) {
            // A new answer begins: an interim one (1xx) came before it.
            headers.removeAll(keepingCapacity: true)
            return headerBytes <= Self.headerBytesMax
        }
        guard headerBytes <= Self.headerBytesMax, headers.count < Self.headerCountMax else {
            overflow = .tooManyHeaders
            return false
        }
        guard let colon = line.firstIndex(of: 0x3A) else { return true }
        let name = UnsafeRawBufferPointer(rebasing: line[..<colon]).trimmed
        let value = UnsafeRawBufferPointer(rebasing: line[(colon + 1)...]).trimmed
        let lowered = String(unsafeUninitializedCapacity: max(name.count, 1)) { out in
            for (index, byte) in name.enumerated() { out[index] = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
            return name.count
        }
        headers.append(TextPair(lowered, String(decoding: value, as: UTF8.self)))
        return true
    }

    /// One piece of the body, decompressed. False aborts the transfer.
    func receiveBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard body.count + piece.count <= request.bodyMax else {
            overflow = .tooLarge
            return false
        }
        if !bodyHasBegun {
            bodyHasBegun = true
            body.reserveCapacity(expectedCount(first: piece.count))
        }
        body.append(contentsOf: piece)
        return true
    }

    /// The announced length where it is believable, else a guess; an announcement alone costs no more than 1 MiB.
    private func expectedCount(first: Int) -> Int {
        let announced = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? first
        let isCompressed = headers.contains { $0.name == "content-encoding" }
        // Capped before anything is computed with it: the field may say any number.
        let believed = min(max(announced, 0), 1 << 20)
        return max(first, min(isCompressed ? believed * 6 : believed, 1 << 20, request.bodyMax))
    }

    // MARK: - The end

    func outcome(_ end: CurlEnd, limits: TransportLimits) -> Outcome {
        if let overflow { return .failure(failure(overflow)) }
        guard end.code == CURLE_OK else { return .failure(CurlFailure.describe(end, request, limits: limits)) }
        if (300..<400).contains(end.status) {
            let target = headers.first { $0.name == "location" }?.value ?? ""
            return .failure(
                TransportFailure(
                    .redirected,
                    "\(request.origin.name) answered with a redirect to \(Self.redirectOrigin(target)); "
                        + "Portolan does not follow."))
        }
        return .success(HTTPResponse(status: end.status, headers: headers, body: body))
    }

    private func failure(_ reason: TransportFailure.Reason) -> TransportFailure {
        reason == .tooLarge
            ? CurlFailure.tooLarge(request)
            : TransportFailure(reason, "\(request.origin.name) answered with more header fields than Portolan accepts.")
    }

    /// Scheme and host only: path and query may hold a signature.
    static func redirectOrigin(_ location: String) -> String {
        guard let scheme = location.range(of: "://") else { return "another path of its own" }
        let host = location[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let shown = location[..<scheme.upperBound] + (host.split(separator: "@").last ?? "")
        return String(
            String.UnicodeScalarView(shown.unicodeScalars.prefix(120).filter { (0x21...0x7E).contains($0.value) }))
    }
}

extension String {
    /// The first place a short text stands in this one.
    fileprivate func range(of needle: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}

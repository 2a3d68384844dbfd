import HistoryModel

/// Where requests may go: https to a named host, or plain http to this machine.
package enum Origin: Sendable, Hashable {
    case https(host: String, port: UInt16 = 443)
    case simulator(LoopbackOrigin)

    var url: String {
        switch self {
        case .https(let host, 443): "https://" + host
        case .https(let host, let port): "https://\(host):\(port)"
        case .simulator(let loopback): loopback.url
        }
    }
    /// The server's name for people.
    var name: String {
        switch self {
        case .https(let host, _): host
        case .simulator(let loopback): "the simulator at " + loopback.authority
        }
    }
}

/// An http server on this machine: the only kind that is spoken to without TLS.
package struct LoopbackOrigin: Sendable, Hashable {
    /// Host and port as in a URL: `127.0.0.1:8080`, `[::1]:8080`.
    package let authority: String
    package var url: String { "http://" + authority }

    /// Reads `http://127.0.0.1:8080`. Nil unless the host is 127.0.0.0/8, [::1] or localhost and nothing but it is named.
    package init?(_ text: String) {
        guard text.hasPrefix("http://") else { return nil }
        var authority = text.dropFirst(7)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        let host: Substring
        let port: Substring
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            host = authority[...close]
            port = authority[authority.index(after: close)...]
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = authority[..<colon]
            port = authority[colon...]
        }
        guard host == "localhost" || host == "[::1]" || Self.isLoopbackV4(host) else { return nil }
        guard port.isEmpty || (port.hasPrefix(":") && Self.number(port.dropFirst(), to: 65_535).map { $0 > 0 } == true)
        else { return nil }
        self.authority = String(authority)
    }

    private static func isLoopbackV4(_ host: Substring) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { number($0, to: 255) != nil }
    }
    /// Plain decimal without sign or leading zero, so that no resolver reads it in another base.
    private static func number(_ text: Substring, to limit: Int) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 5, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text == "0" || !text.hasPrefix("0"), let number = Int(text), number <= limit
        else { return nil }
        return number
    }
}

/// One request, signed and ready to leave.
package struct HTTPRequest: Sendable {
    package var method: EndpointRow.Method
    package var origin: Origin
    /// Sent as Host: the declared host, also to a simulator.
    package var host: String
    /// Path and query, encoded.
    package var target: String
    package var headers: [TextPair]
    package var body: [UInt8]
    /// Largest answer accepted, in bytes after decompression.
    package var bodyMax: Int
    /// Whether libcurl may send it again by itself when a kept connection turns out to be dead.
    package var isRepeatable: Bool
    package init(
        _ method: EndpointRow.Method = .get, origin: Origin, host: String, target: String, headers: [TextPair] = [],
        body: [UInt8] = [], bodyMax: Int = EndpointRow.defaultBodyMax, isRepeatable: Bool = true
    ) {
        self.method = method
        self.origin = origin
        self.host = host
        self.target = target
        self.headers = headers
        self.body = body
        self.bodyMax = bodyMax
        self.isRepeatable = isRepeatable
    }
}

/// One whole answer.
package struct HTTPResponse: Sendable {
    package var status: Int
    /// Names in lower case, in the order they came.
    package var headers: [TextPair]
    /// Decompressed.
    package var body: [UInt8]
    package init(status: Int, headers: [TextPair] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// What carries a request to an exchange and brings one whole answer back.
package protocol HTTPTransport: Sendable {
    func perform(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse
}

extension HTTPTransport {
    /// As `perform`, with the failure as the rest of the program knows it.
    package func send(_ request: HTTPRequest) async throws(ExchangeError) -> HTTPResponse {
        do { return try await perform(request) } catch { throw error.exchangeError }
    }
}

/// Why no whole answer came back.
package struct TransportFailure: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        case unresolved, refused, unreachable, notTrusted, timedOut, broken, tooLarge, tooManyHeaders
        case redirected, undecodable, cancelled, other
    }
    package var reason: Reason
    /// One sentence for people.
    package var message: String
    /// False only when the request certainly never reached the exchange.
    package var mayHaveArrived: Bool
    package init(_ reason: Reason, _ message: String, mayHaveArrived: Bool = true) {
        self.reason = reason
        self.message = message
        self.mayHaveArrived = mayHaveArrived
    }

    package var exchangeError: ExchangeError {
        switch reason {
        // The same question would get the same answer.
        case .tooLarge, .tooManyHeaders: ExchangeError(.network, retry: .never, message: message)
        case .redirected: ExchangeError(.malformed, retry: .never, message: message)
        default: ExchangeError(.network, retry: .sameRequest, message: message)
        }
    }
}

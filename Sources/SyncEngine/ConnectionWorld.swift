import HistoryModel

/// The outside world as one connection's sync sees it: its adapter, its exchange, the clock.
package struct ConnectionWorld: Sendable {
    package var manifest: AdapterManifest
    package var request: @Sendable (Ask) async throws -> AdapterRequest
    package var send: @Sendable (AdapterRequest) async throws -> ExchangeAnswer
    package var parse: @Sendable (Ask, ExchangeAnswer) async throws -> ParsedStep
    /// The exchange's time, as well as it is known.
    package var now: @Sendable () -> Instant
    /// Throws when the task is cancelled.
    package var sleep: @Sendable (Span) async throws -> Void

    package init(
        manifest: AdapterManifest, request: @escaping @Sendable (Ask) async throws -> AdapterRequest,
        send: @escaping @Sendable (AdapterRequest) async throws -> ExchangeAnswer,
        parse: @escaping @Sendable (Ask, ExchangeAnswer) async throws -> ParsedStep,
        now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Span) async throws -> Void
    ) {
        self.manifest = manifest
        self.request = request
        self.send = send
        self.parse = parse
        self.now = now
        self.sleep = sleep
    }
}

/// What one answer gave, and the request that follows when the adapter was asked for it in the same breath.
package struct ParsedStep: Sendable {
    package var page: ParsedPage
    package var next: AdapterRequest?
    package init(page: ParsedPage, next: AdapterRequest? = nil) {
        self.page = page
        self.next = next
    }
}

import HistoryModel

/// What all connections of a process share.
package struct ExchangeServices: Sendable {
    package var transport: any HTTPTransport
    package var clock: WorldClock
    package var limiter: RateLimiter
    package var hostClocks: HostClocks
    package var nonces: NonceKeeper

    /// One set of shared parts around a store of marks.
    package init(transport: any HTTPTransport, clock: WorldClock = .system, marks: any MarkStore) {
        self.transport = transport
        self.clock = clock
        limiter = RateLimiter(clock: clock, marks: marks)
        hostClocks = HostClocks()
        nonces = NonceKeeper(marks: marks)
    }
}

/// One connection's way to its exchange: what an adapter asks for goes in, the answer without secrets comes out.
package final class ExchangeSession: Sendable {
    private let manifest: AdapterManifest
    private let site: Site
    private let gate: EndpointGate
    private let signer: RecipeSigner?
    private let redactor: EchoRedactor
    private let services: ExchangeServices
    private let simulator: LoopbackOrigin?
    private let scopes: Scopes
    private let longestWait: Span?
    private let onWait: @Sendable (RateWait) -> Void

    /// Reads the keys. Throws an `auth` error when one has the wrong format, an `adapter_fault` when a recipe would give
    /// a key away.
    ///
    /// `account` names the account at the exchange where it is known, so that two keys of it share its limits. A wait
    /// longer than `longestWait` becomes a `rate_limited` error; nil waits as long as it takes.
    package init(
        manifest: AdapterManifest, site: Site, credentials: Credentials?, simulator: LoopbackOrigin? = nil,
        services: ExchangeServices, account: String? = nil, longestWait: Span? = nil,
        onWait: @escaping @Sendable (RateWait) -> Void = { _ in }
    ) throws(ExchangeError) {
        self.manifest = manifest
        self.site = site
        gate = EndpointGate(manifest: manifest, site: site)
        self.services = services
        self.simulator = simulator
        self.longestWait = longestWait
        self.onWait = onWait
        guard let credentials else {
            signer = nil
            redactor = EchoRedactor()
            scopes = Scopes(key: "none", account: "none", adapter: manifest.id, simulator: simulator)
            return
        }
        guard let scheme = manifest.schemes.first(where: { $0.name == credentials.scheme }) else {
            throw .credential(
                "\(manifest.exchange) has no key family \"\(credentials.scheme)\" any more; connect again.")
        }
        signer = try RecipeSigner(scheme: scheme, credentials: credentials.fields)
        redactor = EchoRedactor(scheme: scheme, credentials: credentials.fields)
        let key = KeyFingerprint.of(scheme: scheme, credentials: credentials.fields, adapter: manifest.id)
        scopes = Scopes(
            key: key, account: account.map { KeyFingerprint.of(account: $0, adapter: manifest.id) } ?? key,
            adapter: manifest.id, simulator: simulator)
    }

    /// The exchange's time, as well as it is known: for `ask.now`.
    package func now() -> Instant { services.hostClocks.exchangeTime(site.hosts.first ?? "", at: services.clock.now()) }

    /// Sends one request of the adapter and gives back the whole answer, of whatever status.
    ///
    /// Nothing leaves before the bucket levels and the nonce are on disk.
    package func send(_ request: AdapterRequest) async throws(ExchangeError) -> ExchangeAnswer {
        let draft = try gate.draft(request)
        let row = manifest.endpoints[request.endpoint]
        guard !row.unzips else {
            throw ExchangeError(
                .notOffered,
                message: "\"\(row.name)\" answers with a zip archive, which this Portolan cannot unpack yet.")
        }
        guard let recipe = row.signing else { return try await exchange(draft, row, request.endpoint, nil) }
        guard let signer else {
            throw .credential("\"\(row.name)\" needs a key, and this connection has none; connect again.")
        }
        guard let format = signer.nonceFormat(recipe: recipe) else {
            return try await exchange(draft, row, request.endpoint, Signing(signer: signer, recipe: recipe, nonce: nil))
        }
        // Exchanges compare nonces in the order requests arrive: one under way per key.
        guard await services.nonces.enter(scopes.nonceKey) else {
            throw ExchangeError(
                .network, retry: .sameRequest, message: "The request was cancelled while it waited its turn.")
        }
        defer { services.nonces.leave(scopes.nonceKey) }
        return try await exchange(draft, row, request.endpoint, Signing(signer: signer, recipe: recipe, nonce: format))
    }

    /// Holds the row's buckets back: for limits the exchange tells in the body of its answer.
    package func holdBack(endpoint: Int, for span: Span) {
        guard manifest.endpoints.indices.contains(endpoint) else { return }
        services.limiter.block(demands(manifest.endpoints[endpoint]), for: span)
    }

    // MARK: - One exchange

    private struct Signing {
        var signer: RecipeSigner
        var recipe: Int
        var nonce: SigningPart.TimeFormat?
    }

    private func exchange(
        _ unsigned: RequestDraft, _ row: EndpointRow, _ endpoint: Int, _ signing: Signing?
    ) async throws(ExchangeError) -> ExchangeAnswer {
        let reservation = try await services.limiter.acquire(demands(row), longestWait: longestWait, onWait: onWait)
        var draft = unsigned
        var redactor = redactor
        do {
            if let signing { redactor = redactor.adding(results: try sign(&draft, signing)) }
        } catch {
            services.limiter.settle(reservation, counted: false)
            throw error
        }
        let sent = services.clock.now()
        let response: HTTPResponse
        do {
            response = try await services.transport.perform(httpRequest(draft, row))
        } catch {
            services.limiter.settle(reservation, counted: error.mayHaveArrived)
            throw failure(error, row, redactor)
        }
        let received = services.clock.now()
        services.limiter.settle(reservation)
        learn(response, reservation, draft.host, sent: sent, received: received)
        // The exchange's clock, as this answer may just have corrected it: a walk's claim hangs on it.
        let moment = services.hostClocks.exchangeTime(draft.host, at: received)
        return answer(response, endpoint, moment, redactor)
    }

    private func sign(_ draft: inout RequestDraft, _ signing: Signing) throws(ExchangeError) -> [[UInt8]] {
        let time = services.hostClocks.exchangeTime(draft.host, at: services.clock.now())
        var moment = SigningMoment(time: time)
        if let format = signing.nonce {
            moment.nonce = try services.nonces.next(key: scopes.nonceKey, format: format, time: time)
        }
        return try signing.signer.sign(&draft, recipe: signing.recipe, at: moment)
    }

    private func httpRequest(_ draft: RequestDraft, _ row: EndpointRow) -> HTTPRequest {
        var headers = draft.headers
        if let type = draft.contentType, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            headers.append(TextPair("Content-Type", type))
        }
        return HTTPRequest(
            draft.method, origin: simulator.map { .simulator($0) } ?? .https(host: draft.host), host: draft.host,
            target: draft.target, headers: headers, body: draft.bodyBytes,
            bodyMax: row.bodyMax > 0 ? row.bodyMax : EndpointRow.defaultBodyMax, isRepeatable: !row.startsJob)
    }

    private func learn(
        _ response: HTTPResponse, _ reservation: RateLimiter.Reservation, _ host: String, sent: Instant,
        received: Instant
    ) {
        services.hostClocks.learn(
            host, date: response.header("date"), age: response.header("age"), sent: sent, received: received)
        services.limiter.learn(from: response, reservation, clockOffset: services.hostClocks.offset(host))
    }

    private func answer(
        _ response: HTTPResponse, _ endpoint: Int, _ received: Instant, _ redactor: EchoRedactor
    ) -> ExchangeAnswer {
        var body = response.body
        redactor.redact(&body)
        let headers = response.headers.map { TextPair(redactor.redact($0.name), redactor.redact($0.value)) }
        var answer = ExchangeAnswer(
            endpoint: endpoint, status: response.status, received: received, headers: headers, body: body)
        answer.statedAt = HostClocks.unbelievablyOld(date: response.header("date"), at: received)
        return answer
    }

    private func failure(_ failure: TransportFailure, _ row: EndpointRow, _ redactor: EchoRedactor) -> ExchangeError {
        var error = failure.exchangeError
        error.message = redactor.redact(error.message)
        if row.startsJob, failure.mayHaveArrived {
            error.retry = .never
            error.message += " It is unclear whether \"\(row.name)\" was started; it is not sent again by itself."
        }
        return error
    }

    private func demands(_ row: EndpointRow) -> [BucketDemand] {
        var demands = row.costs.compactMap { cost -> BucketDemand? in
            guard manifest.buckets.indices.contains(cost.bucket), cost.amount > 0 else { return nil }
            let bucket = manifest.buckets[cost.bucket]
            return BucketDemand(name: scopes.bucketName(bucket), bucket: bucket, amount: cost.amount)
        }
        demands += scopes.cooldowns
        return demands
    }
}

/// The names a connection's buckets and nonces have on disk. A simulator's are its own.
private struct Scopes {
    let nonceKey: String
    let cooldowns: [BucketDemand]
    private let prefix: String
    private let key: String
    private let account: String

    init(key: String, account: String, adapter: String, simulator: LoopbackOrigin?) {
        self.key = key
        self.account = account
        let place = simulator.map { "simulator/\($0.authority)/" } ?? ""
        prefix = "limit/\(place)\(adapter)/"
        nonceKey = "\(place)\(adapter)/\(key)"
        cooldowns = [("key/" + key, RateBucket.Scope.key), ("address", .address)].map { scope, kind in
            BucketDemand(
                name: "limit/\(place)\(adapter)/\(scope)/\(RateReading.cooldown)",
                bucket: RateBucket(
                    name: RateReading.cooldown, kind: .sliding, scope: kind, capacity: .max, period: .seconds(1)),
                amount: 0)
        }
    }

    func bucketName(_ bucket: RateBucket) -> String {
        switch bucket.scope {
        case .key: "\(prefix)key/\(key)/\(bucket.name)"
        case .account: "\(prefix)account/\(account)/\(bucket.name)"
        case .address: "\(prefix)address/\(bucket.name)"
        }
    }
}

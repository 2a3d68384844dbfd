import AdapterHost
import ExchangeClient
import HistoryModel
import HistoryStore

/// Builds the world of a real connection: its adapter in a worker, its exchange behind the client.
package struct LiveWorld: Sendable {
    package let libraries: AdapterLibraries
    /// For real exchanges: the machine's clock.
    package let services: ExchangeServices
    /// For simulated ones, whose clock may run faster.
    package let simulatorServices: ExchangeServices

    package init(libraries: AdapterLibraries, services: ExchangeServices, simulatorServices: ExchangeServices) {
        self.libraries = libraries
        self.services = services
        self.simulatorServices = simulatorServices
    }

    /// What a connection needs to be read.
    package struct Parts: Sendable {
        package var adapter: RegisteredAdapter
        package var site: String
        /// Nil for an adapter that needs no key.
        package var credentials: Credentials?
        package var simulator: String?
        package var account: String
        package init(
            adapter: RegisteredAdapter, site: String, credentials: Credentials?, simulator: String?,
            account: String = ""
        ) {
            self.adapter = adapter
            self.site = site
            self.credentials = credentials
            self.simulator = simulator
            self.account = account
        }
    }

    /// Throws a sentence when the adapter, the site or the key cannot be used. Sends nothing yet.
    package func world(
        _ parts: Parts, longestWait: Span?, onWait: @escaping @Sendable (RateWait) -> Void = { _ in }
    ) async throws -> ConnectionWorld {
        guard let manifest = parts.adapter.manifest else {
            throw AdapterHostError(.notLoadable, parts.adapter.refusal ?? "The adapter cannot be used.")
        }
        guard let site = manifest.sites.first(where: { $0.name == parts.site }) else {
            throw ExchangeError(
                .badRequest, message: "\(manifest.exchange) has no site \"\(parts.site)\" any more. Connect again.")
        }
        let services = parts.simulator == nil ? services : simulatorServices
        let origin = try parts.simulator.map { text in
            guard let origin = LoopbackOrigin(text) else {
                throw ExchangeError(
                    .badRequest, message: "The simulator's address must be http on this machine, not \(text).")
            }
            return origin
        }
        let session = try ExchangeSession(
            manifest: manifest, site: site, credentials: parts.credentials, simulator: origin, services: services,
            account: parts.account.isEmpty ? nil : parts.account, longestWait: longestWait, onWait: onWait)
        let process = try await libraries.process(of: parts.adapter)
        let index = parts.adapter.index
        return ConnectionWorld(
            manifest: manifest,
            request: { ask in try await process.request(adapter: index, ask) },
            send: { request in try await session.send(request) },
            parse: { ask, answer in
                let step = try await process.parseAndRequest(adapter: index, ask, answer)
                if case .fail(let error) = step.page.ending, error.kind == .rateLimited {
                    // Said in the body of the answer, where the client does not look.
                    if case .after(let span) = error.retry { session.holdBack(endpoint: answer.endpoint, for: span) }
                }
                return ParsedStep(page: step.page, next: step.next)
            },
            now: { session.now() },
            sleep: { span in
                await services.clock.sleep(services.clock.now() + span)
                try Task.checkCancellation()
            })
    }

    /// The digest of what an adapter may reach; approved when connecting, pinned with the connection.
    package static func securityDigest(of manifest: AdapterManifest) -> String {
        AdapterLibraries.hex(sha256(securityDescription(of: manifest)))
    }
}

import AdapterHost
import ExchangeClient
import Glibc
import HistoryModel
import HistoryStore
import Reports
import SyncEngine
import Valuation

extension LiveWorkspace {
    /// Requests of one source in one run: more than years of records need, few enough for a source to bear.
    static let priceBudget = 500

    func value(_ request: ValueRequest) async throws -> ValuationSummary {
        try await Failures.translated {
            let settings = try valuationSettings()
            guard try history() != nil else { return ValuationSummary(currency: settings.currency, year: request.year) }
            let store = try HistoryStore.open(home: home, access: .write)
            try FileMatching.redoStale(store)
            if request.acceptsChanges { try store.acceptChangedCloses() }
            let simulator = try priceSimulator(store)
            let libraries = try libraries(store: store)
            let world = world(store: store, libraries: libraries)
            let feed = PriceFeed(
                store: store, isSimulated: simulator != nil, budget: Self.priceBudget, refreshes: request.refreshes
            ) { source in try await Self.open(source, libraries, world, simulator) }
            let run = ValuationRun(
                workspace: self, store: store, settings: settings, feed: feed, request: request, now: clock.now())
            let summary = try await run.summary()
            await libraries.stop()
            try store.tidy()
            return summary
        }
    }

    func valuer() async throws -> Valuer {
        try await Failures.translated {
            let currency = try valuationSettings().currency
            let book = try history().map { try PriceBook(of: $0, currency: currency) } ?? PriceBook()
            return Valuer(currency: currency, book: book, now: clock.now())
        }
    }

    // MARK: - Settings

    /// The file `valuation.conf` of the home folder; the standard where there is none.
    func valuationSettings() throws -> ValuationSettings {
        let path = home + "/valuation.conf"
        guard access(path, F_OK) == 0 else { return ValuationSettings() }
        guard let bytes = HostFiles.read(path, longest: 1 << 16), let text = String(validating: bytes, as: UTF8.self)
        else { throw CommandFailure(.usage, "\(path) cannot be read as text.") }
        do throws(ValuationSettings.Malformed) {
            return try ValuationSettings(parsing: text)
        } catch {
            throw CommandFailure(.usage, "\(path) cannot be used: \(error).")
        }
    }

    /// Where every request for prices goes instead: a simulator on this machine. Synthetic prices and real ones never
    /// meet in one history.
    private func priceSimulator(_ store: HistoryStore) throws -> String? {
        let simulator = Environment["PORTOLAN_PRICES_SIMULATOR"].flatMap { $0.isEmpty ? nil : $0 }
        if let simulator, LoopbackOrigin(simulator) == nil {
            throw CommandFailure(
                .usage,
                "PORTOLAN_PRICES_SIMULATOR is \"\(simulator)\"; it must be an address of this machine like http://127.0.0.1:8080."
            )
        }
        if let held = try store.holdsSimulatedPrices(), held != (simulator != nil) {
            throw CommandFailure(
                .refused,
                held
                    ? "This history holds prices of a simulator, and real ones are not mixed with them. Use another PORTOLAN_HOME."
                    : "This history holds real prices, and those of a simulator are not mixed with them. Use another PORTOLAN_HOME."
            )
        }
        return simulator
    }

    /// The world of a price adapter, without a key. Nil where no such adapter is installed.
    private static func open(
        _ source: String, _ libraries: AdapterLibraries, _ world: LiveWorld, _ simulator: String?
    ) async throws -> ConnectionWorld? {
        let adapter: RegisteredAdapter
        do {
            adapter = try await libraries.adapter(source)
        } catch let error as AdapterHostError where error.code == .unknownAdapter {
            return nil
        }
        guard let site = adapter.manifest?.sites.first else { return nil }
        let parts = LiveWorld.Parts(adapter: adapter, site: site.name, credentials: nil, simulator: simulator)
        return try await world.world(parts, longestWait: .minutes(3))
    }

    // MARK: - Prices by hand

    func setPrice(_ price: ManualPrice) async throws -> ManualPriceOutcome {
        try await Failures.translated {
            let settings = try valuationSettings()
            let currency = price.currency ?? settings.currency
            guard ValuationSettings.isReportable(currency) else {
                throw CommandFailure(
                    .usage,
                    "\(currency) is no currency the European Central Bank publishes rates of; say --currency EUR.")
            }
            guard price.asset != currency else {
                throw CommandFailure(.usage, "\(price.asset) is the currency of the price itself.")
            }
            let now = clock.now()
            guard price.day <= UTCDay(now) else {
                throw CommandFailure(
                    .usage, "\(price.day) lies in the future: it is \(UTCDay(now)) in UTC. Nothing was set.")
            }
            guard let stored = try history() else {
                throw CommandFailure(.usage, UnknownAsset(price.asset, among: []).words)
            }
            if let unknown = try unknownAsset(price.asset, in: stored) {
                throw CommandFailure(.usage, unknown.words + " Nothing was set.")
            }
            let store = try HistoryStore.open(home: home, access: .write)
            let before = try held(price.asset, price.day, settings.currency, store)
            if let old = try store.manualPrices(asset: price.asset, day: price.day.number).first, !price.replaces {
                throw CommandFailure(
                    .usage,
                    "You set \(price.asset) on \(price.day) to \(old.price) \(old.key.currency) before. Say --replace to put this in its place."
                )
            }
            let text = price.price.description
            let link = StoredUnitPrice.Link(
                source: "manual", base: price.asset, quote: currency, closeDay: price.day.number, close: text,
                divides: false, fetchedAt: now)
            let key = StoredUnitPrice.Key(
                asset: price.asset, currency: currency, venue: PriceBook.everywhere, day: price.day.number)
            let new = StoredUnitPrice(key: key, price: text, isManual: true, setAt: now, links: [link])
            try store.setManualPrice(new)
            return ManualPriceOutcome(
                asset: price.asset, day: price.day, now: ManualPriceOutcome.Held(new), before: before,
                awaits: currency == settings.currency ? nil : settings.currency)
        }
    }

    func removePrice(of asset: String, on day: UTCDay) async throws -> ManualPriceOutcome {
        try await Failures.translated {
            let settings = try valuationSettings()
            guard try history() != nil else { throw CommandFailure(.usage, "You set no price of \(asset) on \(day).") }
            let store = try HistoryStore.open(home: home, access: .write)
            guard let old = try store.manualPrices(asset: asset, day: day.number).first else {
                throw CommandFailure(.usage, "You set no price of \(asset) on \(day).")
            }
            try store.removeManualPrice(of: asset, day: day.number)
            return ManualPriceOutcome(
                asset: asset, day: day, now: try held(asset, day, settings.currency, store),
                before: ManualPriceOutcome.Held(old))
        }
    }

    /// A price that holds now, whichever exchange's records it is for: what was set by hand as it was set, else what
    /// sources gave in the currency of values.
    private func held(
        _ asset: String, _ day: UTCDay, _ currency: String, _ store: HistoryStore
    ) throws -> ManualPriceOutcome.Held? {
        let manual = try store.manualPrices(asset: asset, day: day.number).first
        let found =
            try manual
            ?? store.unitPrices(currency: currency).first {
                $0.key.asset == asset && $0.key.day == day.number
            }
        return found.flatMap { ManualPriceOutcome.Held($0) }
    }
}

extension ManualPriceOutcome.Held {
    /// Nil where a newer Portolan stored what this one cannot read.
    init?(_ stored: StoredUnitPrice) {
        guard let price = UnitPrice(stored) else { return nil }
        self.init(price: price, currency: stored.key.currency)
    }
}

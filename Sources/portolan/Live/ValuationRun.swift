import HistoryModel
import HistoryStore
import Reports
import SyncEngine
import Valuation

/// One `portolan value`: what is needed and missing, found and set, then counted.
struct ValuationRun {
    let workspace: LiveWorkspace
    let store: HistoryStore
    let settings: ValuationSettings
    let feed: PriceFeed
    let request: ValueRequest
    let now: Instant

    private struct Group: Hashable {
        var asset: String
        var venue: String
    }

    func summary() async throws -> ValuationSummary {
        let resolver = PriceResolver(currency: settings.currency, sources: settings.sources, now: now) { query in
            try await answer(query)
        }
        try await convertManualPrices(resolver)
        for (group, days) in try await needs().sorted(by: {
            ($0.key.asset, $0.key.venue) < ($1.key.asset, $1.key.venue)
        }) {
            try Task.checkCancellation()
            try set(try await resolver.resolve(group.asset, venue: group.venue, days: days), group)
        }
        var summary = ValuationSummary(currency: settings.currency, year: request.year)
        let valuer = try valuer()
        try await workspace.transactions(filter) { transaction in
            let subject = ValuationSubject(transaction)
            summary.count(subject, valuer.value(of: subject))
        }
        summary.changed = try store.changedCloses().map {
            ValuationSummary.ChangedClose(
                source: $0.market.source, market: $0.market.market, day: UTCDay(number: $0.day), kept: $0.kept,
                offered: $0.offered)
        }
        summary.requests = await feed.requests
        summary.troubles = await feed.troubles
        return summary
    }

    private var filter: TransactionFilter {
        var filter = TransactionFilter()
        if let year = request.year {
            filter.from = Instant(year: year, month: 1, day: 1)
            filter.until = Instant(year: year + 1, month: 1, day: 1)
        }
        return filter
    }

    private func valuer() throws -> Valuer {
        Valuer(currency: settings.currency, book: try PriceBook(of: store, currency: settings.currency), now: now)
    }

    /// The days of each asset and venue whose price is not yet set.
    private func needs() async throws -> [Group: Set<UTCDay>] {
        let valuer = try valuer()
        var needs: [Group: Set<UTCDay>] = [:]
        try await workspace.transactions(filter) { transaction in
            for key in valuer.needs(of: ValuationSubject(transaction)) {
                if valuer.book.isSetByHand(key) { continue }
                if valuer.book.price(key) == nil || request.refreshes {
                    needs[Group(asset: key.asset, venue: key.venue), default: []].insert(key.day)
                }
            }
        }
        return needs
    }

    private func set(_ found: [UTCDay: PriceResolver.Resolution], _ group: Group) throws {
        var prices: [StoredUnitPrice] = []
        var missing: [MissingUnitPrice] = []
        for (day, resolution) in found.sorted(by: { $0.key < $1.key }) {
            let key = StoredUnitPrice.Key(
                asset: group.asset, currency: settings.currency, venue: group.venue, day: day.number)
            switch resolution {
            case .success(let price): prices.append(StoredUnitPrice(price, key: key, setAt: now))
            case .failure(let miss):
                missing.append(
                    MissingUnitPrice(key: key, isPending: miss.reason.isPending, reason: miss.reason.rawValue))
            }
        }
        try store.setUnitPrices(prices, missing: missing, at: now)
    }

    /// Prices a person set in another currency than values are in.
    private func convertManualPrices(_ resolver: PriceResolver) async throws {
        for manual in try store.manualPrices() where manual.key.currency != settings.currency {
            guard let link = manual.links.first.flatMap({ PriceLink($0) }) else { continue }
            var key = manual.key
            key.currency = settings.currency
            switch try await resolver.converted(link) {
            case .success(let price):
                try store.setUnitPrices([StoredUnitPrice(price, key: key, setAt: manual.setAt)], missing: [], at: now)
            case .failure(let miss):
                let missing = MissingUnitPrice(
                    key: key, isPending: miss.reason.isPending, reason: miss.reason.rawValue)
                try store.setUnitPrices([], missing: [missing], at: now)
            }
        }
    }

    private func answer(_ query: PriceQuery) async throws -> PriceAnswer {
        let route = query.route
        let reading = try await feed.closes(
            source: route.source, base: route.base, quote: route.quote, days: Set(query.days.map(\.number)))
        var answer = PriceAnswer()
        for (day, found) in reading.closes {
            guard let close = Amount(found.close) else {
                answer.missing[UTCDay(number: day)] = .tooManyDigits
                continue
            }
            answer.closes[UTCDay(number: day)] = PriceLink(
                source: route.source, base: route.base, quote: route.quote, close: close, day: UTCDay(number: day),
                fetchedAt: found.fetchedAt)
        }
        for (day, miss) in reading.missing { answer.missing[UTCDay(number: day)] = Value.Reason(miss) }
        return answer
    }
}

extension Value.Reason {
    init(_ miss: PriceFeed.Miss) {
        switch miss {
        case .notOffered: self = .noMarket
        case .noClose: self = .noClose
        case .notYetServed: self = .notYetServed
        case .beyondLimits: self = .beyondLimits
        case .unavailable: self = .sourceUnavailable
        case .budgetReached: self = .budgetReached
        }
    }
}

// MARK: - Between the store and valuation

extension PriceBook {
    /// Everything decided for one currency.
    init(of store: HistoryStore, currency: String) throws {
        self.init()
        for stored in try store.unitPrices(currency: currency) {
            guard let price = UnitPrice(stored) else { continue }
            set(price, for: Key(asset: stored.key.asset, venue: stored.key.venue, day: UTCDay(number: stored.key.day)))
        }
        for miss in try store.missingUnitPrices(currency: currency) {
            guard let reason = Value.Reason(rawValue: miss.reason) else { continue }
            setMissing(
                reason, for: Key(asset: miss.key.asset, venue: miss.key.venue, day: UTCDay(number: miss.key.day)))
        }
        for manual in try store.manualPrices() where manual.key.currency != currency {
            setUnconverted(manual.key.asset, day: UTCDay(number: manual.key.day))
        }
    }
}

extension UnitPrice {
    /// Nil where a newer Portolan stored what this one cannot read.
    init?(_ stored: StoredUnitPrice) {
        guard let price = Amount(stored.price) else { return nil }
        let links = stored.links.compactMap { PriceLink($0) }
        guard links.count == stored.links.count else { return nil }
        self.init(price: price, links: links, isManual: stored.isManual)
    }
}

extension PriceLink {
    init?(_ stored: StoredUnitPrice.Link) {
        guard let close = Amount(stored.close) else { return nil }
        self.init(
            source: stored.source, base: stored.base, quote: stored.quote, close: close,
            day: UTCDay(number: stored.closeDay), divides: stored.divides, fetchedAt: stored.fetchedAt)
    }
}

extension StoredUnitPrice {
    init(_ price: UnitPrice, key: Key, setAt: Instant) {
        self.init(
            key: key, price: price.price.description, isManual: price.isManual, setAt: setAt,
            links: price.links.map {
                Link(
                    source: $0.source, base: $0.base, quote: $0.quote, closeDay: $0.day.number,
                    close: $0.close.description, divides: $0.divides, fetchedAt: $0.fetchedAt)
            })
    }
}

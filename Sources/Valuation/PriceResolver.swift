import HistoryModel

/// Finds what one unit of an asset was worth on days: asks one way after the other until one has a close.
///
/// A way that may still give a close (a source that is silent, a close not yet served) holds its days back: they
/// stay pending instead of taking the next way. So the same records get the same prices, whichever day a source had
/// a bad hour. Only an answer that is final opens the next way.
package struct PriceResolver: Sendable {
    package typealias Resolution = Result<UnitPrice, Missing>
    package struct Missing: Error, Sendable, Hashable {
        package var reason: Value.Reason
        package init(_ reason: Value.Reason) { self.reason = reason }
    }

    private let currency: String
    private let sources: PriceSources
    private let today: UTCDay
    private let ask: @Sendable (PriceQuery) async throws -> PriceAnswer

    /// - Parameter ask: what a source says; throws only what must end the run.
    package init(
        currency: String, sources: PriceSources, now: Instant,
        ask: @escaping @Sendable (PriceQuery) async throws -> PriceAnswer
    ) {
        self.currency = currency
        self.sources = sources
        today = UTCDay(now)
        self.ask = ask
    }

    /// One answer for each day.
    package func resolve(_ asset: String, venue: String, days: Set<UTCDay>) async throws -> [UTCDay: Resolution] {
        var found: [UTCDay: Resolution] = [:]
        for day in days where day >= today { found[day] = .failure(Missing(.notYetPublished)) }
        let over = days.filter { $0 < today }
        if asset == currency { return found }
        let rest =
            Fiat.contains(asset)
            ? try await rates(from: asset, to: currency, days: over)
            : try await market(asset, venue: venue, days: over)
        return found.merging(rest) { $1 }
    }

    /// A price a person set in another currency, brought to the wanted one with the rate of its day.
    package func converted(_ manual: PriceLink) async throws -> Resolution {
        if manual.day >= today { return .failure(Missing(.notYetPublished)) }
        let rates = try await rates(from: manual.quote, to: currency, days: [manual.day])
        switch rates[manual.day] {
        case .success(let bridge)?:
            return Self.joined(manual, bridge).map { UnitPrice(price: $0.price, links: $0.links, isManual: true) }
        case .failure(let missing)?: return .failure(missing)
        case nil: return .failure(Missing(.noRate))
        }
    }

    // MARK: - Markets

    private func market(_ asset: String, venue: String, days: Set<UTCDay>) async throws -> [UTCDay: Resolution] {
        var found: [UTCDay: Resolution] = [:]
        var open = days
        /// The best reason each day has met: that a market exists says more than that another does not.
        var reasons: [UTCDay: Value.Reason] = [:]
        for route in sources.routes(from: asset, to: currency, venue: venue) where !open.isEmpty {
            let answer = try await ask(PriceQuery(route, days: open))
            let closes = answer.closes.filter { open.contains($0.key) }
            let onward = try await bridge(route.quote, venue: venue, days: Set(closes.keys))
            for (day, close) in closes {
                switch onward[day] {
                case nil: found[day] = .success(UnitPrice(price: close.close, links: [close]))
                case .success(let bridge)?: found[day] = Self.joined(close, bridge)
                case .failure(let missing)? where missing.reason.isPending: found[day] = .failure(missing)
                case .failure(let missing)?: reasons[day] = missing.reason
                }
            }
            for (day, reason) in answer.missing where found[day] == nil && open.contains(day) {
                if reason.isPending {
                    found[day] = .failure(Missing(reason))
                } else if reason != .noMarket || reasons[day] == nil {
                    reasons[day] = reasons[day] == .noClose ? .noClose : reason
                }
            }
            open.subtract(found.keys)
        }
        for day in open { found[day] = .failure(Missing(reasons[day] ?? .noMarket)) }
        return found
    }

    /// The way from a quote to the currency; empty when it is the currency.
    private func bridge(_ quote: String, venue: String, days: Set<UTCDay>) async throws -> [UTCDay: Resolution] {
        if quote == currency || days.isEmpty { return [:] }
        return Fiat.contains(quote)
            ? try await rates(from: quote, to: currency, days: days)
            : try await market(quote, venue: venue, days: days)
    }

    private static func joined(_ close: PriceLink, _ bridge: UnitPrice) -> Resolution {
        // A rate divides once, at the end: 1 ÷ rate first would round twice.
        if bridge.links.count == 1, let rate = bridge.links.first, rate.divides {
            let price = try? close.close.divided(by: rate.close, scale: Valuer.scale, Valuer.rounding)
            return price.map { .success(UnitPrice(price: $0, links: [close, rate])) }
                ?? .failure(Missing(.tooManyDigits))
        }
        let price = try? close.close.multiplied(by: bridge.price, scale: Valuer.scale, Valuer.rounding)
        return price.map { .success(UnitPrice(price: $0, links: [close] + bridge.links)) }
            ?? .failure(Missing(.tooManyDigits))
    }

    // MARK: - Exchange rates

    /// One unit of a currency in another, through the euro: rates are units of a currency for one euro.
    private func rates(from: String, to: String, days: Set<UTCDay>) async throws -> [UTCDay: Resolution] {
        let into = to == "EUR" ? [:] : try await euroRates(of: to, days: days)
        let outOf = from == "EUR" ? [:] : try await euroRates(of: from, days: days)
        var found: [UTCDay: Resolution] = [:]
        for day in days {
            do throws(Missing) {
                let multiplier = try into[day]?.get()
                let divisor = try outOf[day]?.get()
                let one = multiplier?.close ?? Amount(mantissa: 1, scale: 0)
                var price: Amount? = one
                if let divisor { price = try? one.divided(by: divisor.close, scale: Valuer.scale, Valuer.rounding) }
                guard let price, !price.isZero else { throw Missing(.tooManyDigits) }
                var links: [PriceLink] = []
                if var divisor {
                    divisor.divides = true
                    links.append(divisor)
                }
                if let multiplier { links.append(multiplier) }
                found[day] = .success(UnitPrice(price: price, links: links))
            } catch {
                found[day] = .failure(error)
            }
        }
        return found
    }

    /// The reference rate that holds on each day: that of the day, or of the last day one was published.
    private func euroRates(of currency: String, days: Set<UTCDay>) async throws -> [UTCDay: Result<PriceLink, Missing>]
    {
        guard Fiat.isQuoted(currency) else {
            return Dictionary(uniqueKeysWithValues: days.map { ($0, .failure(Missing(.noRate))) })
        }
        var found: [UTCDay: Result<PriceLink, Missing>] = [:]
        var wanted: [UTCDay: UTCDay] = [:]
        for day in days {
            if let fixed = Fiat.fixedRate(of: currency, on: day) {
                found[day] = .success(
                    PriceLink(
                        source: "fixed", base: "EUR", quote: currency, close: fixed.rate, day: fixed.since,
                        fetchedAt: fixed.since.start))
            } else {
                wanted[day] = TargetCalendar.workingDay(onOrBefore: day)
            }
        }
        let route = PriceRoute(source: sources.rates, base: "EUR", quote: currency)
        while !wanted.isEmpty {
            let answer = try await ask(PriceQuery(route, days: Set(wanted.values)))
            for (day, tried) in wanted {
                if let rate = answer.closes[tried] {
                    found[day] = .success(rate)
                } else if let reason = answer.missing[tried], reason.isPending {
                    found[day] = .failure(Missing(reason))
                } else {
                    // The longest gap there ever was is five days.
                    let before = TargetCalendar.workingDay(onOrBefore: tried.advanced(by: -1))
                    if day.number - before.number <= Self.longestGap {
                        wanted[day] = before
                        continue
                    }
                    found[day] = .failure(Missing(.noRate))
                }
                wanted[day] = nil
            }
        }
        return found
    }
    private static let longestGap = 7
}

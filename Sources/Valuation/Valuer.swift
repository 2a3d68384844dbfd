import HistoryModel

/// Values of transactions in one currency, from prices that have been decided. Pure: the same book gives the same values.
///
///     let valuer = Valuer(currency: "EUR", book: book, now: clock.now())
///     let worth = valuer.value(of: ValuationSubject(transaction))
///     switch worth.total { case .known(let value): …  case .pending(let reason): …  case .none(let reason): … }
package struct Valuer: Sendable {
    /// Digits behind the point of prices and values: enough for a millionth of a cent of what costs a millionth of one.
    /// Results with more are rounded half to even, once, at the end of each price and each value.
    package static let scale = 18
    package static let rounding = Rounding.halfEven

    package let currency: String
    package let book: PriceBook
    package let today: UTCDay

    package init(currency: String, book: PriceBook, now: Instant) {
        self.currency = currency
        self.book = book
        today = UTCDay(now)
    }

    /// What a transaction is worth.
    package struct Worth: Sendable, Hashable {
        /// Of the whole, fees apart: the fiat side where there is one, else what was received, else what was given.
        package var total: Value
        /// Of each movement, in the order of the subject's.
        package var legs: [Value]
        /// Price of one unit where the fiat side sets it: fiat amount ÷ quantity.
        package var unitPrice: Value?
    }

    package func value(of subject: ValuationSubject) -> Worth {
        guard subject.moves else {
            return Worth(
                total: .none(.movesNothing), legs: subject.movements.map { _ in .none(.movesNothing) }, unitPrice: nil)
        }
        let trade = FiatLeg(subject.movements)
        let legs = subject.movements.indices.map { place in
            trade.flatMap { value(of: place, in: $0, subject) } ?? value(of: subject.movements[place], subject)
        }
        return Worth(
            total: total(subject, legs, trade), legs: legs,
            unitPrice: trade.map { unitPrice($0, subject) })
    }

    /// The daily prices a transaction's value needs that its own legs do not give.
    package func needs(of subject: ValuationSubject) -> [PriceBook.Key] {
        guard subject.moves else { return [] }
        let trade = FiatLeg(subject.movements)
        var needs: [PriceBook.Key] = []
        for movement in subject.movements where movement.asset != currency && movement.amount?.isZero == false {
            // The crypto side of a fiat trade, and a fee in it, go by the fiat side.
            if let trade, movement.asset == subject.movements[trade.crypto].asset { continue }
            let key = PriceBook.key(movement.asset, venue: subject.venue, day: subject.day)
            if !needs.contains(key) { needs.append(key) }
        }
        return needs
    }

    // MARK: - Market prices and exchange rates

    private func value(of movement: ValuationSubject.Movement, _ subject: ValuationSubject) -> Value {
        guard let amount = movement.amount else { return .none(.tooManyDigits) }
        return value(of: amount, movement.asset, subject)
    }

    private func value(of amount: Amount, _ asset: String, _ subject: ValuationSubject) -> Value {
        if asset == currency {
            return known(amount, .amount, [], at: subject.time)
        }
        if amount.isZero { return known(.zero, .amount, [], at: subject.time) }
        let key = PriceBook.key(asset, venue: subject.venue, day: subject.day)
        guard let price = book.price(key) else { return missing(key) }
        guard let worth = try? amount.multiplied(by: price.price, scale: Self.scale, Self.rounding) else {
            return .none(.tooManyDigits)
        }
        let basis: KnownValue.Basis = price.isManual ? .manual : Fiat.contains(asset) ? .exchangeRate : .market
        let at = price.links.map(\.day.end).max() ?? key.day.end
        return known(worth, basis, price.links, at: at, price: price.price)
    }

    private func missing(_ key: PriceBook.Key) -> Value {
        if key.day >= today { return .pending(.notYetPublished) }
        // What was said while the day was not over says nothing any more.
        guard let reason = book.missing(key), reason != .notYetPublished else { return .pending(.notAsked) }
        return .missing(reason)
    }

    private func known(
        _ amount: Amount, _ basis: KnownValue.Basis, _ chain: [PriceLink], at: Instant, price: Amount? = nil
    ) -> Value {
        .known(KnownValue(amount: amount, currency: currency, basis: basis, price: price, chain: chain, at: at))
    }

    // MARK: - The fiat side

    /// Nil for a movement the fiat side says nothing of: a fee in a third asset.
    private func value(of place: Int, in trade: FiatLeg, _ subject: ValuationSubject) -> Value? {
        let movement = subject.movements[place]
        guard movement.asset == subject.movements[trade.crypto].asset else { return nil }
        guard let amount = movement.amount else { return .none(.tooManyDigits) }
        return fiat(subject, trade) { worth in
            // Multiplied before it is divided: the whole quantity is worth exactly the fiat amount.
            if amount == trade.quantity { return worth }
            let product =
                try (try? worth.multiplied(by: amount))
                ?? worth.multiplied(by: amount, scale: Self.scale, Self.rounding)
            return try product.divided(by: trade.quantity, scale: Self.scale, Self.rounding)
        }
    }

    private func unitPrice(_ trade: FiatLeg, _ subject: ValuationSubject) -> Value {
        fiat(subject, trade) { try $0.divided(by: trade.quantity, scale: Self.scale, Self.rounding) }
    }

    /// The value of the fiat amount, passed through a computation.
    private func fiat(_ subject: ValuationSubject, _ trade: FiatLeg, _ compute: (Amount) throws -> Amount) -> Value {
        let worth = value(of: trade.fiatAmount, subject.movements[trade.fiat].asset, subject)
        guard case .known(let money) = worth else { return worth }
        guard let result = try? compute(money.amount),
            let price = try? money.amount.divided(by: trade.quantity, scale: Self.scale, Self.rounding)
        else { return .none(.tooManyDigits) }
        return known(result, .fiatLeg, money.chain, at: subject.time, price: price)
    }

    // MARK: - The whole

    private func total(_ subject: ValuationSubject, _ legs: [Value], _ trade: FiatLeg?) -> Value {
        if let trade { return fiat(subject, trade) { $0 } }
        let order: [LegRole] = [.in, .out, .fee, .rebate]
        let sides = order.map { role in subject.movements.indices.filter { subject.movements[$0].role == role } }
        // Of two sides the first that is known; a side whose price is still to come is waited for.
        var unknown: Value?
        for side in sides.prefix(2) where !side.isEmpty {
            switch sum(side.map { legs[$0] }) {
            case .known(let value): return .known(value)
            case .pending(let reason): return .pending(reason)
            case .none(let reason): unknown = unknown ?? .none(reason)
            }
        }
        if let unknown { return unknown }
        guard let rest = sides.dropFirst(2).first(where: { !$0.isEmpty }) else { return .none(.movesNothing) }
        return sum(rest.map { legs[$0] })
    }

    private func sum(_ values: [Value]) -> Value {
        if values.count == 1 { return values[0] }
        var amount = Amount.zero
        var parts: [KnownValue] = []
        // What never comes outweighs what may come: nothing is to be waited for.
        if let never = values.first(where: { if case .none = $0 { true } else { false } }) { return never }
        for value in values {
            guard case .known(let part) = value else { return value }
            guard let sum = try? amount.adding(part.amount) else { return .none(.tooManyDigits) }
            amount = sum
            parts.append(part)
        }
        let basis = Set(parts.map(\.basis)).count == 1 ? parts[0].basis : .market
        return known(amount, basis, parts.flatMap(\.chain), at: parts.map(\.at).max() ?? .distantPast)
    }
}

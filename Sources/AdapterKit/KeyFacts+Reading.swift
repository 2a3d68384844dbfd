extension JSON {
    /// The instant of a text in ISO form; nil when nothing is said, or 1970, which is how some exchanges say nothing.
    public var ifDated: Instant? {
        get throws {
            let instant = try ifFilled?.time(.iso8601).instant
            return instant?.nanoseconds == 0 ? nil : instant
        }
    }
}

extension Answer {
    /// What `open` gives; nil where the exchange will not say: the key need not have the right, and not every account
    /// or site has the call. Trouble that may pass is thrown.
    public func ifAllowed(_ open: (Answer) throws -> JSON) throws -> JSON? {
        do { return try open(self) } catch let error as ExchangeError {
            switch error.kind {
            case .auth, .permission, .badRequest, .notOffered, .range: return nil
            default: throw error
            }
        }
    }
}

extension Page {
    /// Nothing is older than the account; said only where that is later than the exchange itself.
    public func narrow(opened: Instant, launched: Instant) throws {
        guard opened > launched, let since = Interval(opened, .distantFuture) else { return }
        try narrow(Narrowing(stream: nil, reason: .account, interval: since, note: "the account was opened later"))
    }
}

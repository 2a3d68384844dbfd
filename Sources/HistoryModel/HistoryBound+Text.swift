extension HistoryBound.Depth {
    /// `90 days`, `6 calendar months`, `2 hours`.
    public var text: String {
        switch self {
        case .span(let span): span.description
        case .days(let days): "\(days) day\(days == 1 ? "" : "s")"
        case .calendarMonths(let months): "\(months) calendar month\(months == 1 ? "" : "s")"
        }
    }
}

extension HistoryBound {
    /// The limit's id in coverage: `rolling 90 days`, `since 2019-02-18`, `last 100 rows`, `unknown`.
    public var text: String {
        switch kind {
        case .unlimited: "unlimited"
        case .rolling(let depth): "rolling \(depth.text)"
        case .since(let instant): "since \(instant.date)"
        case .until(let instant): "until \(instant.date)"
        case .lastRows(let rows): "last \(rows) rows"
        case .delayed(let depth): "delayed \(depth.text)"
        case .unknown: "unknown"
        }
    }
}

extension StreamDeclaration {
    /// The bound that ends the readable past at `now`; nil when nothing but the exchange's launch does.
    public func bindingBound(at now: Instant, launched: Instant) -> HistoryBound? {
        let candidates: [(Instant, HistoryBound)] = bounds.compactMap { bound in
            let reference = bound.basis == .utcDay ? now.startOfUTCDay : now
            switch bound.kind {
            case .rolling(let depth): return (depth.before(reference), bound)
            case .since(let instant): return (instant, bound)
            default: return nil
            }
        }
        return candidates.filter { $0.0 > launched }.max { $0.0 < $1.0 }?.1
    }
}

import HistoryModel
import Valuation

/// Values for people and for programs: what a run of `portolan value` did, and what one transaction is worth.
package enum ValueReport {
    // MARK: - A run

    package static func text(_ summary: ValuationSummary, style: Style = .plain) -> String {
        let safe = TerminalText.escaped
        let span = summary.year.map { " of \($0)" } ?? ""
        var lines = [
            style.bold(
                "\(Words.grouped(summary.valuedCount)) of \(Words.count(summary.transactions, "transaction"))\(span) valued in \(safe(summary.currency))"
            )
        ]
        for basis in KnownValue.Basis.all {
            if let count = summary.valued[basis] { lines.append("  \(Words.grouped(count)) \(basis.words)") }
        }
        if summary.valuedInPart > 0 {
            let parts = Words.list(summary.unpricedParts.sorted().map(safe))
            lines.append("  \(Words.grouped(summary.valuedInPart)) of them with a part that has no price (\(parts))")
        }
        for (title, isPending) in [("Pending", true), ("Without a price", false)] {
            let gaps = summary.gaps(pending: isPending)
            if gaps.isEmpty { continue }
            lines += ["", style.bold(title)]
            for gap in gaps {
                let assets = gap.assets.sorted().map(safe)
                let named = assets.prefix(8).joined(separator: ", ") + (assets.count > 8 ? ", …" : "")
                lines.append("  \(Words.grouped(gap.count)) \(gap.reason.rawValue): \(gap.reason.words) (\(named))")
            }
        }
        if !summary.changed.isEmpty {
            lines += [
                "", style.bold("Closes their source has changed since; the old ones are kept (--accept takes the new)"),
            ]
            lines += summary.changed.map {
                "  \(safe($0.source)) \(safe($0.market)) on \($0.day): \(safe($0.kept)) kept, \(safe($0.offered)) offered"
            }
        }
        lines += summary.troubles.map { style.yellow(Words.sentence($0)) }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The object of `portolan value --json`. A contract: members are only ever added.
    package static func json(_ summary: ValuationSummary) -> JSONValue {
        .object([
            ("currency", .string(summary.currency)),
            ("year", summary.year.map { .int($0) } ?? .null),
            ("transactions", .int(summary.transactions)),
            ("valued", .int(summary.valuedCount)),
            (
                "valuedBy",
                .object(
                    KnownValue.Basis.all.compactMap { basis in
                        summary.valued[basis].map { (basis.rawValue, .int($0)) }
                    })
            ),
            ("valuedInPart", .int(summary.valuedInPart)),
            ("unpricedParts", .strings(summary.unpricedParts.sorted())),
            ("pending", .array(summary.gaps(pending: true).map(json))),
            ("withoutPrice", .array(summary.gaps(pending: false).map(json))),
            ("changed", .array(summary.changed.map(json))),
            ("requests", .int(summary.requests)),
            ("troubles", .strings(summary.troubles)),
        ])
    }

    private static func json(_ gap: ValuationSummary.Gap) -> JSONValue {
        .object([
            ("reason", .string(gap.reason.rawValue)), ("count", .int(gap.count)),
            ("assets", .strings(gap.assets.sorted())),
        ])
    }

    private static func json(_ change: ValuationSummary.ChangedClose) -> JSONValue {
        .object([
            ("source", .string(change.source)), ("market", .string(change.market)),
            ("day", .string(change.day.description)), ("kept", .string(change.kept)),
            ("offered", .string(change.offered)),
        ])
    }

    // MARK: - One value

    /// `48,000.00 EUR (fiat-leg)`, or why there is none.
    package static func text(_ value: Value) -> String {
        switch value {
        case .known(let known):
            let amount = (try? known.amount.text(fractionDigits: 2)) ?? known.amount.description
            let chain = known.chain.isEmpty ? "" : ": " + known.chain.map(\.text).joined(separator: ", ")
            return "\(amount) \(known.currency) (\(known.basis.rawValue)\(chain))"
        case .pending(let reason): return "pending, \(reason.rawValue): \(reason.words)"
        case .none(let reason): return "none, \(reason.rawValue): \(reason.words)"
        }
    }

    /// The end of a sentence that begins with what moved.
    private static func sentence(_ value: Value) -> String {
        switch value {
        case .known: "is worth \(text(value))"
        case .pending(let reason): "has no value yet: \(reason.words)"
        case .none(let reason): "has no value: \(reason.words)"
        }
    }

    package static func json(_ value: Value) -> JSONValue {
        switch value {
        case .known(let known):
            .object([
                ("state", .string("known")),
                ("amount", .string(known.amount.description)),
                ("currency", .string(known.currency)),
                ("basis", .string(known.basis.rawValue)),
                ("price", .optional(known.price?.description)),
                ("source", .string(known.source)),
                ("at", .string(known.at.description)),
                ("fetchedAt", .optional(known.fetchedAt?.description)),
                ("chain", .array(known.chain.map(json))),
            ])
        case .pending(let reason):
            .object([("state", .string("pending")), ("reason", .string(reason.rawValue))])
        case .none(let reason):
            .object([("state", .string("none")), ("reason", .string(reason.rawValue))])
        }
    }

    private static func json(_ link: PriceLink) -> JSONValue {
        .object([
            ("source", .string(link.source)), ("base", .string(link.base)), ("quote", .string(link.quote)),
            ("close", .string(link.close.description)), ("day", .string(link.day.description)),
            ("divides", .bool(link.divides)), ("fetchedAt", .string(link.fetchedAt.description)),
        ])
    }

    /// The lines that `transactions show` adds: the whole, then each leg.
    static func lines(_ worth: Valuer.Worth, of transaction: Transaction) -> [String] {
        let safe = TerminalText.escaped
        var lines = ["  Value       " + safe(text(worth.total))]
        if let price = worth.unitPrice { lines.append("  Unit price  " + safe(text(price))) }
        for (leg, value) in zip(transaction.legs, worth.legs) {
            lines.append("    \(safe(leg.text)) \(safe(sentence(value)))")
        }
        return lines
    }

    /// The member `value` of a transaction in JSON.
    package static func json(_ worth: Valuer.Worth) -> JSONValue {
        .object([
            ("total", json(worth.total)),
            ("unitPrice", worth.unitPrice.map { json($0) } ?? .null),
            ("legs", .array(worth.legs.map { json($0) })),
        ])
    }
}

extension KnownValue.Basis {
    /// In the order they are told.
    static let all: [KnownValue.Basis] = [.amount, .fiatLeg, .exchangeRate, .market, .manual]

    fileprivate var words: String {
        switch self {
        case .amount: "are amounts of the currency itself"
        case .fiatLeg: "by their fiat side"
        case .exchangeRate: "by the exchange rate of the day"
        case .market: "by a daily close"
        case .manual: "by a price you set"
        }
    }
}

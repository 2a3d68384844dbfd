import HistoryModel

extension Shape {
    /// A value of a transaction or of one of its legs.
    private static let oneValue = Shape.either(
        .object([
            ("state", .word(["known"])), ("amount", .text), ("currency", .text),
            ("basis", .word(["amount", "fiat-leg", "market", "manual", "exchange-rate"])),
            ("price", .either(.text, .null)),
            ("source", .text), ("at", .instant), ("fetchedAt", .either(.instant, .null)),
            (
                "chain",
                .list(
                    .object([
                        ("source", .text), ("base", .text), ("quote", .text), ("close", .text), ("day", .text),
                        ("divides", .flag), ("fetchedAt", .instant),
                    ]))
            ),
        ]),
        .object([("state", .word(["pending", "none"])), ("reason", .text)]))

    /// The member `value` of `transactions show --json`.
    static let value = Shape.object([
        ("total", oneValue), ("unitPrice", .either(oneValue, .null)), ("legs", .list(oneValue)),
    ])

    /// `portolan value --json`.
    static let valuation = Shape.object([
        ("currency", .text), ("year", .either(.number, .null)), ("transactions", .number), ("valued", .number),
        ("valuedBy", .members(.number)), ("valuedInPart", .number), ("unpricedParts", .list(.text)),
        ("pending", .list(gap)), ("withoutPrice", .list(gap)),
        (
            "changed",
            .list(
                .object([
                    ("source", .text), ("market", .text), ("day", .text), ("kept", .text), ("offered", .text),
                ]))
        ), ("requests", .number), ("troubles", .list(.text)),
    ])
    private static let gap = Shape.object([("reason", .text), ("count", .number), ("assets", .list(.text))])
}

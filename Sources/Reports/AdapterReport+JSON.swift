import HistoryModel

extension AdapterReport {
    /// The array of `portolan adapters list --json`. A contract: members are only ever added.
    package static func json(_ adapters: [AdapterDescription]) -> JSONValue { .array(adapters.map(json)) }

    package static func json(_ adapter: AdapterDescription) -> JSONValue {
        let manifest = adapter.manifest
        return .object([
            ("id", .string(manifest.id)),
            ("name", .string(manifest.name)),
            ("version", .string(manifest.version)),
            ("library", .string(adapter.library)),
            ("abi", .string("\(manifest.abiMajor).\(manifest.abiMinor)")),
            ("origin", .string(adapter.origin)), ("conformance", .string(adapter.conformance.rawValue)),
            ("streams", .array(manifest.streams.map(json))),
            ("omissions", .array(manifest.omissions.map(json))),
        ])
    }

    private static func json(_ stream: StreamDeclaration) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(stream.name)),
            ("role", .string(stream.role.name)),
            ("kinds", .strings(stream.kinds.kinds.map(\.name))),
            ("walk", .string(stream.walk.name)),
            ("support", .string(stream.support.name)),
            ("bounds", .array(stream.declaredBounds.map(json))),
        ]
        if let span = stream.maxSpan { members.append(("maxSpanDays", .number(days(span)))) }
        if stream.pageMax > 0 { members.append(("pageMax", .int(stream.pageMax))) }
        members.append(("evidence", json(stream.evidence)))
        return .object(members)
    }

    static func json(_ bound: HistoryBound) -> JSONValue {
        var members: [(String, JSONValue)] = [("kind", .string(bound.kindName))]
        switch bound.kind {
        case .unlimited, .unknown: break
        case .rolling(let depth), .delayed(let depth): members += json(depth)
        case .since(let instant), .until(let instant):
            members += [("value", .string(instant.description)), ("unit", .string("instant"))]
        case .lastRows(let rows): members += [("value", .int(rows)), ("unit", .string("rows"))]
        }
        if !bound.reason.isEmpty { members.append(("reason", .string(bound.reason))) }
        members.append(("evidence", json(bound.evidence)))
        return .object(members)
    }

    private static func json(_ depth: HistoryBound.Depth) -> [(String, JSONValue)] {
        switch depth {
        case .days(let days): [("value", .int(days)), ("unit", .string("days"))]
        case .calendarMonths(let months): [("value", .int(months)), ("unit", .string("calendar_months"))]
        case .span(let span):
            span.nanoseconds % 1_000_000_000 == 0
                ? [("value", .int(span.nanoseconds / 1_000_000_000)), ("unit", .string("seconds"))]
                : [("value", .int(span.nanoseconds)), ("unit", .string("nanoseconds"))]
        }
    }

    private static func json(_ evidence: [Evidence]) -> JSONValue {
        .array(
            evidence.map {
                .object([
                    ("kind", .string($0.kind.name)), ("url", .string($0.url)), ("readOn", .string($0.readOn)),
                ])
            })
    }

    private static func json(_ omission: Omission) -> JSONValue {
        .object([
            ("kinds", .strings(omission.kinds.kinds.map(\.name))),
            ("text", .string(omission.text)),
            ("remedy", .string(omission.remedy.name)),
        ])
    }

    /// A span in days as decimal text, to six digits behind the point.
    static func days(_ span: Span) -> String {
        let millionths = Int128(span.nanoseconds) * 1_000_000 / Int128(Span.nanosecondsPerDay)
        return Amount(mantissa: millionths, scale: 6).description
    }
}

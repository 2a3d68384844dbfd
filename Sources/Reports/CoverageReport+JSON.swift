import HistoryModel

extension CoverageReport {
    /// The array of `portolan coverage --json`. A contract: members are only ever added.
    package static func json(_ coverage: [ConnectionCoverage]) -> JSONValue { .array(coverage.map(json)) }

    package static func json(_ coverage: ConnectionCoverage) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("connection", .string(coverage.connection)), ("adapter", .string(coverage.adapter)),
        ]
        if let opened = coverage.accountOpened { members.append(("accountOpened", .string(opened.description))) }
        return .object(members + [("streams", .array(coverage.streams.map(json)))])
    }

    private static func json(_ stream: StreamCoverage) -> JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(stream.stream))]
        if let unit = stream.unit { members.append(("unit", .string(unit))) }
        members += [
            ("state", .string(stream.state.rawValue)),
            ("intervals", .array(stream.intervals.map(json))),
            ("limits", .array(stream.declaredBounds.map { AdapterReport.json($0) })),
        ]
        if let deadline = stream.deadline { members.append(("deadline", .string(deadline.description))) }
        if let earliest = stream.earliestReadable {
            members.append(("earliestReadable", .string(earliest.description)))
        }
        members.append(("records", .int(stream.records)))
        if !stream.shortfalls.isEmpty { members.append(("shortfalls", .array(stream.shortfalls.map(json)))) }
        return .object(members)
    }

    private static func json(_ shortfall: StreamCoverage.Shortfall) -> JSONValue {
        .object([
            ("from", .string(shortfall.interval.from.description)),
            ("until", .string(shortfall.interval.until.description)),
            ("counted", .int(shortfall.counted)),
            ("served", .int(shortfall.served)),
        ])
    }

    private static func json(_ interval: CoverageInterval) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("from", .string(interval.interval.from.description)),
            ("until", .string(interval.interval.until.description)),
            ("state", .string(interval.state.rawValue)),
        ]
        if !interval.reason.isEmpty { members.append(("reason", .string(interval.reason))) }
        return .object(members)
    }
}

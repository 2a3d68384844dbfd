import HistoryModel
import Synchronization

extension AccountBooks {
    /// One object: every row of every history with its exact movements, what was done to them, and where it ends up.
    package func truth(
        of exchange: String, settings: AccountSettings, at now: Instant
    ) -> @Sendable () -> [UInt8]? {
        let place = Mutex(-1)
        let histories = histories
        let tail = self.tail(at: now)
        let head = JSONValue.object([
            ("exchange", .string(exchange)), ("account", .string("synthetic")), ("seed", .int(settings.seed)),
            ("now", .string(now.description)), ("milliseconds", .int(now.nanoseconds / 1_000_000)),
        ]).text().dropLast()
        return {
            place.withLock { place in
                defer { place += 1 }
                if place == -1 { return Array((head + ",\"rows\":[").utf8) }
                if place < histories.count {
                    let first = histories[..<place].allSatisfy(\.rows.isEmpty)
                    return Self.text(histories[place], at: now, isFirst: first)
                }
                return place == histories.count ? Array(tail.utf8) : nil
            }
        }
    }

    private static func text(_ history: History, at now: Instant, isFirst: Bool) -> [UInt8] {
        var out: [UInt8] = []
        for (number, row) in history.rows.enumerated() {
            out.append(contentsOf: (isFirst && number == 0 ? "\n" : ",\n").utf8)
            let movements = row.movements.map { movement in
                JSONValue.object([
                    ("asset", .string(movement.asset)), ("amount", .string(movement.amount.description)),
                    ("fee", .bool(movement.isFee)),
                ])
            }
            let object = JSONValue.object([
                ("history", .string(history.name)), ("unit", .string(row.unit)), ("id", .string(row.id)),
                ("time", .string(row.instant.description)), ("milliseconds", .int(row.time / 1_000_000)),
                ("future", .bool(row.instant > now)), ("state", .string(row.state(at: now).rawValue)),
                ("detail", .bool(row.isDetail)), ("movements", .array(movements)), ("body", row.body(at: now)),
            ])
            out.append(contentsOf: object.text().utf8)
        }
        return out
    }

    private func tail(at now: Instant) -> String {
        let changes = changes.map { change in
            JSONValue.object([
                ("action", .string(change.action)), ("history", .string(change.history)), ("id", .string(change.id)),
                ("at", .string(change.at.description)),
            ])
        }
        let balances = balances(at: now).map { ($0.asset, JSONValue.string($0.amount.description)) }
        return "],\"changes\":" + JSONValue.array(changes).text() + ",\"balances\":" + JSONValue.object(balances).text()
            + "}\n"
    }
}

import ExchangeSimulator
import HistoryModel
import Testing

/// What the program says it has read, and what it says it has not.
struct StoredAccount: Sendable {
    struct Row: Sendable, CustomStringConvertible {
        var stream: String
        var unit: String
        var key: String
        var time: Instant
        var flags: Set<String>
        var effect: Effect
        var isNoLongerServed: Bool
        var revisions: Int
        var description: String { "\(stream) \(unit) \(key) \(time) \(effect)" }
    }
    struct Stretch: Sendable {
        var from: Instant
        var until: Instant
        var state: String
        var reason: String
    }
    var rows: [Row] = []
    /// By stream and unit.
    var coverage: [String: [Stretch]] = [:]

    init(export: JSONValue, coverage json: JSONValue) {
        for record in export.elements.flatMap({ $0.list("records") }) {
            rows.append(
                Row(
                    stream: record.text("stream"), unit: record.text("unit"), key: record.text("key"),
                    time: Instant(iso8601: record.text("time")) ?? .distantPast,
                    flags: Set(record.list("flags").compactMap(\.plainText)), effect: Effect(legs: record.list("legs")),
                    isNoLongerServed: record.text("noLongerServed") == "true", revisions: record.int("revisions")))
        }
        for stream in json.elements.flatMap({ $0.list("streams") }) {
            coverage[Self.place(stream.text("name"), stream.text("unit"))] = stream.list("intervals").map { interval in
                Stretch(
                    from: Instant(iso8601: interval.text("from")) ?? .distantPast,
                    until: Instant(iso8601: interval.text("until")) ?? .distantFuture, state: interval.text("state"),
                    reason: interval.text("reason"))
            }
        }
    }

    private static func place(_ stream: String, _ unit: String) -> String { "\(stream)/\(unit)" }

    /// What the program says of an instant of a stream; nil: nothing at all.
    func stretch(_ stream: String, _ unit: String, at time: Instant) -> Stretch? {
        coverage[Self.place(stream, unit)]?.first { $0.from <= time && time < $0.until }
    }

    /// What of the truth is stored, and what lies outside declared limits, by history.
    struct Comparison: Sendable {
        var read: [String: Int] = [:]
        /// By history and the reason that coverage gives.
        var unreadable: [String: [String: Int]] = [:]
    }

    /// The record set is the truth's within what coverage claims to know: every row of the truth is stored with exactly
    /// its time, amounts and fees, or its instant is said to be out of reach; and nothing is stored that is not true.
    ///
    /// - Parameter open: states of coverage that may lack rows, for a sync that did not come to its end.
    @discardableResult
    func expectTrue(
        to truth: AccountTruth, of exchange: ExchangeCase, open: Set<String> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Comparison {
        var result = Comparison()
        var problems: [String] = []
        var named: [String: Row] = [:]
        var nameless: [String: [Row]] = [:]
        for row in rows {
            if row.flags.contains("composed") {
                nameless["\(row.stream) \(row.time)", default: []].append(row)
            } else if named.updateValue(row, forKey: "\(row.stream)/\(row.unit)/\(row.key)") != nil {
                problems.append("stored twice: \(row)")
            }
        }
        for true_ in truth.rows.flatMap({ [$0] + exchange.more($0) })
        where !true_.isFuture && !exchange.unread.contains(true_.history) {
            let (unit, key) = exchange.identity(true_)
            var stored: Row?
            if true_.id.isEmpty {
                let bucket = "\(true_.history) \(exchange.time(true_))"
                if let place = nameless[bucket]?.firstIndex(where: { $0.effect == true_.effect }) {
                    stored = nameless[bucket]?.remove(at: place)
                }
            } else {
                stored = named.removeValue(forKey: "\(true_.history)/\(unit)/\(key)")
            }
            if let stored {
                result.read[true_.history, default: 0] += 1
                if stored.time != exchange.time(true_) { problems.append("\(true_): stored at \(stored.time)") }
                if stored.effect != true_.effect { problems.append("\(true_): stored as \(stored.effect)") }
                let state =
                    stored.flags.contains("pending") ? "pending" : stored.flags.contains("void") ? "void" : "final"
                if state != true_.state { problems.append("\(true_): stored as \(state), is \(true_.state)") }
                if stored.flags.contains("detail") != true_.isDetail { problems.append("\(true_): detail differs") }
                continue
            }
            let stretch = stretch(true_.history, unit, at: true_.time)
            if stretch?.state == "unreadable" || (stretch?.state == "gap" && open.contains("gap")) {
                result.unreadable[true_.history, default: [:]][stretch?.reason ?? "", default: 0] += 1
            } else if !open.contains(stretch?.state ?? "nothing") {
                problems.append("silent hole: \(true_) is not stored; coverage says \(stretch?.state ?? "nothing")")
            }
        }
        let kept = Array(named.values) + nameless.values.flatMap { $0 }
        for row in kept where !(truth.removed.contains(row.key) || row.isNoLongerServed) {
            problems.append("stored, but not true: \(row)")
        }
        for problem in problems.sorted().prefix(20) { Issue.record("\(problem)", sourceLocation: sourceLocation) }
        if problems.count > 20 { Issue.record("… and \(problems.count - 20) more", sourceLocation: sourceLocation) }
        return result
    }

    /// What the truth's rows that are not stored move, by asset: nothing where they cancel out.
    func movesNotStored(of truth: AccountTruth, _ exchange: ExchangeCase) -> [String: Amount] {
        let stored = Set(rows.map { "\($0.stream)/\($0.unit)/\($0.key)" })
        var moves: [String: Amount] = [:]
        for row in truth.rows where !row.isFuture && !row.isDetail && row.state == "final" {
            let (unit, key) = exchange.identity(row)
            if stored.contains("\(row.history)/\(unit)/\(key)") { continue }
            if row.id.isEmpty, rows.contains(where: { $0.stream == row.history && $0.time == exchange.time(row) }) {
                continue
            }
            for (asset, amount) in row.effect.moves {
                moves[asset] = (try? (moves[asset] ?? .zero).adding(amount)) ?? amount
            }
        }
        return moves.filter { !$0.value.isZero }
    }
}

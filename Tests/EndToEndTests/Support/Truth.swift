import ExchangeSimulator
import HistoryModel
import Testing

/// One row of the ledger, as both sides must know it.
struct LedgerRow: Sendable, Hashable, CustomStringConvertible {
    var id: String
    var time: Instant
    var amount: Amount
    var fee: Amount
    /// As the exchange writes it.
    var asset: String
    var balance: String

    var description: String { "\(id) \(time) \(amount) fee \(fee) \(asset) balance \(balance)" }
}

/// What is true at the exchange.
struct Truth: Sendable {
    var ledger: [String: LedgerRow] = [:]
    /// Rows there will be when the clock gets there.
    var future: Set<String> = []
    var removed: Set<String> = []
    var amended: Set<String> = []
    var inserted: Set<String> = []
    /// refid → txid of the last days' deposits and withdrawals.
    var deposits: [JSONValue]
    var withdrawals: [JSONValue]
    var now: Instant

    init(_ json: JSONValue) throws {
        now = try #require(Instant(iso8601: json.text("now")))
        deposits = json.list("deposits")
        withdrawals = json.list("withdrawals")
        for row in json.list("ledger") {
            let id = row.text("id")
            if row.text("future") == "true" {
                future.insert(id)
                continue
            }
            ledger[id] = LedgerRow(
                id: id, time: try Self.instant(unix: row.text("time_text")),
                amount: try #require(Amount(row.text("amount"))), fee: try #require(Amount(row.text("fee"))),
                asset: row.text("asset"), balance: row.text("balance"))
        }
        for change in json.list("changes") {
            switch change.text("action") {
            case "remove": removed.insert(change.text("id"))
            case "amend": amended.insert(change.text("id"))
            default: inserted.insert(change.text("id"))
            }
        }
    }

    /// Exact: digits, not a floating-point number.
    static func instant(unix text: String) throws -> Instant {
        let halves = text.split(separator: ".")
        let seconds = try #require(Int64(halves[0]))
        let fraction = halves.count > 1 ? String(halves[1]) : "0"
        let padded = fraction + String(repeating: "0", count: 9 - fraction.count)
        return Instant(nanoseconds: seconds * 1_000_000_000 + (try #require(Int64(padded))))
    }
}

/// What the program gives out of its store, read from its own export.
struct StoredHistory: Sendable {
    var ledger: [String: LedgerRow] = [:]
    var noLongerServed: Set<String> = []
    var revised: Set<String> = []
    /// Keys that came twice.
    var doubled: [String] = []
    /// Keys of the other streams.
    var others: [String: [String: JSONValue]] = [:]

    init(_ export: JSONValue) {
        for record in export.elements.flatMap({ $0.list("records") }) {
            let key = record.text("key")
            guard record.text("stream") == "ledger" else {
                others[record.text("stream"), default: [:]][key] = record
                continue
            }
            if ledger[key] != nil { doubled.append(key) }
            ledger[key] = LedgerRow(
                id: key, time: Instant(iso8601: record.text("time")) ?? .distantPast,
                amount: Self.sum(record, "in", minus: "out"), fee: Self.sum(record, "fee", minus: "rebate"),
                asset: record["extra"]?.text("asset") ?? "", balance: record["extra"]?.text("balance") ?? "")
            if record.text("noLongerServed") == "true" { noLongerServed.insert(key) }
            if record.int("revisions") > 0 { revised.insert(key) }
        }
    }

    private static func sum(_ record: JSONValue, _ plus: String, minus: String) -> Amount {
        var total = Amount("0")!
        for leg in record.list("legs") {
            guard let amount = Amount(leg.text("amount")) else { continue }
            if leg.text("role") == plus { total = (try? total.adding(amount)) ?? total }
            if leg.text("role") == minus { total = (try? total.subtracting(amount)) ?? total }
        }
        return total
    }

    /// The record set is the truth's: the same ids, each with exactly its time, amount, fee, asset and balance. What
    /// the exchange took away after it was read is kept, and marked.
    func expectEqual(to truth: Truth, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(doubled.isEmpty, "stored twice", sourceLocation: sourceLocation)
        let missing = truth.ledger.keys.filter { ledger[$0] == nil }.sorted()
        #expect(missing.isEmpty, "\(missing.count) rows are not stored", sourceLocation: sourceLocation)
        let kept = ledger.filter { truth.ledger[$0.key] == nil }
        let unknown = kept.keys.filter { !truth.removed.contains($0) || !noLongerServed.contains($0) }.sorted()
        #expect(unknown.isEmpty, "stored, but not true", sourceLocation: sourceLocation)
        let different = truth.ledger.values.filter { row in ledger[row.id].map { $0 != row } ?? false }
            .map { "\($0) is stored as \(ledger[$0.id]!)" }.sorted()
        #expect(different.isEmpty, sourceLocation: sourceLocation)
    }

    /// Nothing that is stored is untrue, though not all may be there yet.
    func expectPart(of truth: Truth, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(doubled.isEmpty, sourceLocation: sourceLocation)
        let untrue = ledger.values.filter { truth.ledger[$0.id] != $0 }.map(\.description).sorted()
        #expect(untrue.isEmpty, sourceLocation: sourceLocation)
    }
}

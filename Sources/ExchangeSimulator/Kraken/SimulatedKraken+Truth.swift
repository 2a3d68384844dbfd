import HistoryModel
import Synchronization

extension SimulatedKraken {
    /// One object: every row there is, with ids and exact texts, oldest first, and where it all ends up.
    ///
    /// Made piece by piece from a copy of the rows, so a million of them never stand in memory as text.
    package func truth(at now: Instant) -> @Sendable () -> [UInt8]? {
        let writer = KrakenTruth(books: books, rendering: rendering, settings: settings, now: now)
        let state = Mutex(writer)
        return { state.withLock { $0.next() } }
    }
}

private struct KrakenTruth: Sendable {
    let books: KrakenBooks
    let rendering: KrakenRendering
    let settings: AccountSettings
    let now: Instant
    private var section = 0
    private var place = 0
    private static let perPiece = 500

    init(books: KrakenBooks, rendering: KrakenRendering, settings: AccountSettings, now: Instant) {
        self.books = books
        self.rendering = rendering
        self.settings = settings
        self.now = now
    }

    mutating func next() -> [UInt8]? {
        var out: [UInt8] = []
        switch section {
        case 0:
            out.append(contentsOf: head.utf8)
            section += 1
        case 1: list("ledger", books.ledger.rows, into: &out) { truth, row, out in truth.write(row, into: &out) }
        case 2: list("trades", books.trades.rows, into: &out) { truth, row, out in truth.write(row, into: &out) }
        case 3: list("deposits", books.deposits.rows, into: &out) { truth, row, out in truth.write(row, into: &out) }
        case 4:
            list("withdrawals", books.withdrawals.rows, into: &out) { truth, row, out in truth.write(row, into: &out) }
        case 5:
            out.append(contentsOf: tail.utf8)
            section += 1
        default: return nil
        }
        return out
    }

    private var head: String {
        let members = JSONValue.object([
            ("exchange", .string("kraken")), ("account", .string("synthetic")), ("seed", .int(settings.seed)),
            ("now", .string(now.description)), ("unixNow", .string(unixText(now.nanoseconds))),
        ]).text()
        return String(members.dropLast())
    }

    private mutating func list<Row>(
        _ name: String, _ rows: [Row], into out: inout [UInt8], _ write: (Self, Row, inout [UInt8]) -> Void
    ) {
        if place == 0 {
            out.append(contentsOf: ",\"\(name)\":[".utf8)
        }
        let end = min(rows.count, place + Self.perPiece)
        for index in place..<end {
            out.append(contentsOf: (index > 0 ? ",\n{" : "\n{").utf8)
            write(self, rows[index], &out)
            out.append(UInt8(ascii: "}"))
        }
        place = end
        guard place == rows.count else { return }
        out.append(UInt8(ascii: "]"))
        section += 1
        place = 0
    }

    private func write(_ row: KrakenLedgerRow, into out: inout [UInt8]) {
        out.append(text: #""id":""#)
        rendering.ids.write(.ledger, row.serial, into: &out)
        out.append(text: "\",")
        rendering.write(row, into: &out)
        writeTimeText(row.time, into: &out)
    }
    private func write(_ row: KrakenTradeRow, into out: inout [UInt8]) {
        out.append(text: #""id":""#)
        rendering.ids.write(.trade, row.serial, into: &out)
        out.append(text: "\",")
        rendering.write(row, withLedgers: true, into: &out)
        writeTimeText(row.time, into: &out)
    }
    private func write(_ row: KrakenFundingRow, into out: inout [UInt8]) {
        rendering.write(row, at: now.nanoseconds, into: &out)
        writeTimeText(row.time, into: &out)
        out.append(text: #","settles_text":""#)
        out.append(unixTime: row.settled)
        out.append(text: #"","fails":"#)
        out.append(contentsOf: "\(row.fails)".utf8)
    }
    private func writeTimeText(_ time: Int64, into out: inout [UInt8]) {
        out.append(text: #","time_text":""#)
        out.append(unixTime: time)
        out.append(contentsOf: (time > now.nanoseconds ? #"","future":true"# : #"","future":false"#).utf8)
    }

    private var tail: String {
        var balances: [(String, JSONValue)] = []
        for (asset, units) in zip(KrakenNames.assets, books.balances(at: now)) {
            guard let units else { continue }
            balances.append((asset.raw, .string(decimalText(units: units, decimals: asset.decimals))))
        }
        let changes = books.changes.map { change in
            JSONValue.object([
                ("action", .string(change.action)), ("id", .string(rendering.ids.text(.ledger, change.id))),
                ("at", .string(change.at.description)),
            ])
        }
        return ",\"changes\":" + JSONValue.array(changes).text() + ",\"balances\":" + JSONValue.object(balances).text()
            + "}\n"
    }
    private func unixText(_ nanoseconds: Int64) -> String {
        var out: [UInt8] = []
        out.append(unixTime: nanoseconds)
        return String(decoding: out, as: UTF8.self)
    }
}

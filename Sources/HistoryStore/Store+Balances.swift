import GRDB
import HistoryModel

/// Balances as the exchange reported them, sync by sync.
extension HistoryStore {
    /// Far more than years of weekly syncs; without an end the table would grow with every sync.
    private static let mostReports = 1000

    /// One report of everything an account holds. Amounts of one wallet and asset are added up.
    package func keepBalances(_ balances: [ReportedBalance], of connection: Int64, at now: Instant) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO balanceReport VALUES (?, ?)", arguments: [connection, now.nanoseconds])
            for balance in Self.addedUp(balances) {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO balanceSnapshot VALUES (?, ?, ?, ?, ?)",
                    arguments: [connection, now.nanoseconds, balance.wallet, balance.asset, balance.amount])
            }
            let oldest = try Int64.fetchOne(
                db, sql: "SELECT at FROM balanceReport WHERE connection = ? ORDER BY at DESC LIMIT 1 OFFSET ?",
                arguments: [connection, Self.mostReports])
            guard let oldest else { return }
            for table in ["balanceReport", "balanceSnapshot"] {
                try db.execute(
                    sql: "DELETE FROM \(table) WHERE connection = ? AND at <= ?", arguments: [connection, oldest])
            }
        }
    }

    /// What cannot be added exactly stays as the last text, for the check to refuse.
    private static func addedUp(_ balances: [ReportedBalance]) -> [ReportedBalance] {
        var places: [[String]: Int] = [:]
        var sums: [ReportedBalance] = []
        for balance in balances {
            guard let place = places[[balance.wallet, balance.asset]] else {
                places[[balance.wallet, balance.asset]] = sums.count
                sums.append(balance)
                continue
            }
            let parts = (Amount(sums[place].amount), Amount(balance.amount))
            if let one = parts.0, let other = parts.1, let sum = try? one.adding(other) {
                sums[place].amount = sum.description
            } else {
                sums[place].amount = parts.0 == nil ? sums[place].amount : balance.amount
            }
        }
        return sums
    }

    /// Every kept report, oldest first.
    package func balanceReports(connection: Int64) throws -> [(at: Instant, balances: [ReportedBalance])] {
        try read { db in
            var reports: [(at: Instant, balances: [ReportedBalance])] = try Int64.fetchAll(
                db, sql: "SELECT at FROM balanceReport WHERE connection = ? ORDER BY at", arguments: [connection]
            ).map { (Instant(nanoseconds: $0), []) }
            var place = 0
            let rows = try Row.fetchCursor(
                db, sql: "SELECT * FROM balanceSnapshot WHERE connection = ? ORDER BY at", arguments: [connection])
            while let row = try rows.next() {
                let at = Instant(nanoseconds: row["at"])
                while place < reports.count, reports[place].at < at { place += 1 }
                guard place < reports.count, reports[place].at == at else { continue }
                reports[place].balances.append(
                    ReportedBalance(wallet: row["wallet"], asset: row["asset"], amount: row["amount"]))
            }
            return reports
        }
    }

    /// Calls back for the legs of every record of a stream that moves balances: neither detail, nor pending, nor void,
    /// nor deleted, nor told by another source as well. In no order. Tells whether the stream holds records, and whether all of them are details.
    package func movements(
        stream: StreamID, _ body: (Instant, [Leg]) throws -> Void
    ) throws -> (records: Int, details: Int) {
        try read { db in
            let rows = try RecordStatement(db, "SELECT time, flags, state, legs FROM record WHERE stream = ?1")
            rows.bind(1, stream)
            defer { rows.reset() }
            var counts = (records: 0, details: 0)
            let still: RecordFlags = [.detail, .pending, .void]
            while try rows.step() {
                counts.records += 1
                let flags = RecordFlags(rawValue: UInt16(truncatingIfNeeded: rows.integer(1)))
                if flags.contains(.detail) { counts.details += 1 }
                let state = RecordState(rawValue: UInt8(truncatingIfNeeded: rows.integer(2)))
                guard flags.isDisjoint(with: still), state.isDisjoint(with: [.deleted, .matched]) else { continue }
                try body(Instant(nanoseconds: rows.integer(0)), RecordListReader.legs(rows.text(3)))
            }
            return counts
        }
    }
}

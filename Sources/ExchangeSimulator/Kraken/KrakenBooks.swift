import HistoryModel

/// All rows of one account, with running balances that always add up.
struct KrakenBooks: Sendable {
    var ledger = Timeline<KrakenLedgerRow>()
    var trades = Timeline<KrakenTradeRow>()
    var deposits = Timeline<KrakenFundingRow>()
    var withdrawals = Timeline<KrakenFundingRow>()
    /// What was done to the rows after they were made.
    private(set) var changes: [(action: String, id: UInt32, at: Instant)] = []
    private var nextSerial: UInt32

    init(settings: AccountSettings) {
        let built = KrakenAccountBuilder(settings: settings)
        nextSerial = UInt32(built.ledger.count)
        ledger.replace(Self.balanced(built.ledger))
        trades.replace(built.trades)
        deposits.replace(built.funding.filter { !$0.isWithdrawal })
        withdrawals.replace(built.funding.filter(\.isWithdrawal))
    }

    private static func balanced(_ rows: [KrakenLedgerRow]) -> [KrakenLedgerRow] {
        var rows = rows
        rows.sort { ($0.time, $0.serial) < ($1.time, $1.serial) }
        var balances = [Int64](repeating: 0, count: KrakenNames.assets.count)
        for index in rows.indices {
            let asset = Int(rows[index].asset)
            balances[asset] += rows[index].amount - rows[index].fee
            rows[index].balance = balances[asset]
        }
        return rows
    }

    /// What each asset stands at, by the last row up to that time. Nil: it was never held.
    func balances(at now: Instant) -> [Int64?] {
        var balances = [Int64?](repeating: nil, count: KrakenNames.assets.count)
        var missing = balances.count
        for row in ledger.rows[..<ledger.firstPlace(after: now.nanoseconds)].reversed() {
            guard balances[Int(row.asset)] == nil else { continue }
            balances[Int(row.asset)] = row.balance
            missing -= 1
            if missing == 0 { break }
        }
        return balances
    }

    mutating func insert(at time: Instant, amount: Int64, noted now: Instant) -> UInt32 {
        let row = KrakenLedgerRow(
            time: time.nanoseconds, amount: amount, fee: 0, serial: nextSerial, reference: nextSerial | 1 << 31,
            referenceKind: .reference, type: .earn, subtype: .reward, asset: KrakenNames.earning(LifeCast.ether))
        nextSerial += 1
        ledger.change { rows in
            rows.append(row)
            rows = Self.balanced(rows)
        }
        changes.append(("insert", row.serial, now))
        return row.serial
    }

    /// False when there is no such row.
    mutating func remove(_ serial: UInt32, noted now: Instant) -> Bool {
        guard let place = ledger.place(ofSerial: serial) else { return false }
        ledger.change { rows in
            rows.remove(at: place)
            rows = Self.balanced(rows)
        }
        changes.append(("remove", serial, now))
        return true
    }

    /// The row's amount grows by so many smallest units.
    mutating func amend(_ serial: UInt32, by units: Int64, noted now: Instant) -> Bool {
        guard let place = ledger.place(ofSerial: serial) else { return false }
        ledger.change { rows in
            rows[place].amount += units
            rows = Self.balanced(rows)
        }
        changes.append(("amend", serial, now))
        return true
    }
}

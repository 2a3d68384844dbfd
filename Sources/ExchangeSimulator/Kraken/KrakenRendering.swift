/// Writes rows as Kraken does: members in its order, decimals as strings, times as numbers.
struct KrakenRendering: Sendable {
    let ids: KrakenID

    /// Members of a row, without braces.
    func write(_ row: KrakenLedgerRow, into out: inout [UInt8]) {
        let asset = KrakenNames.assets[Int(row.asset)]
        out.append(text: #""refid":""#)
        ids.write(row.referenceKind, row.reference, into: &out)
        out.append(text: #"","time":"#)
        out.append(unixTime: row.time)
        out.append(text: #","type":""#)
        out.append(contentsOf: row.type.name.utf8)
        out.append(text: #"","subtype":""#)
        out.append(contentsOf: row.subtype.name.utf8)
        out.append(text: #"","aclass":"currency","asset":""#)
        out.append(contentsOf: asset.raw.utf8)
        out.append(text: #"","amount":""#)
        out.append(units: row.amount, decimals: asset.decimals)
        out.append(text: #"","fee":""#)
        out.append(units: row.fee, decimals: asset.decimals)
        out.append(text: #"","balance":""#)
        out.append(units: row.balance, decimals: asset.decimals)
        out.append(UInt8(ascii: "\""))
    }

    func write(_ row: KrakenTradeRow, withLedgers: Bool, into out: inout [UInt8]) {
        let market = LifeCast.markets[Int(row.market)]
        let quote = LifeCast.assets[market.quote].decimals
        let base = LifeCast.assets[market.base].decimals
        out.append(text: #""ordertxid":""#)
        ids.write(.order, row.order, into: &out)
        out.append(text: #"","postxid":""#)
        ids.write(.position, row.order, into: &out)
        out.append(text: #"","pair":""#)
        out.append(contentsOf: KrakenNames.pairs[Int(row.market)].0.utf8)
        out.append(text: #"","time":"#)
        out.append(unixTime: row.time)
        out.append(contentsOf: (row.buys ? #","type":"buy""# : #","type":"sell""#).utf8)
        out.append(contentsOf: (row.maker ? #","ordertype":"limit""# : #","ordertype":"market""#).utf8)
        out.append(text: #","price":""#)
        out.append(units: row.price, decimals: market.priceDecimals)
        out.append(text: #"","cost":""#)
        writeCost(row.cost, decimals: quote, into: &out)
        out.append(text: #"","fee":""#)
        writeCost(row.fee, decimals: quote, into: &out)
        out.append(text: #"","vol":""#)
        out.append(units: row.volume / Int64(powersOfTen[base - 8]), decimals: 8)
        out.append(text: #"","margin":"0.00000","misc":"","trade_id":"#)
        out.append(number: UInt64(row.serial) + 1)
        out.append(contentsOf: (row.maker ? #","maker":true"# : #","maker":false"#).utf8)
        guard withLedgers else { return }
        out.append(text: #","ledgers":["#)
        for leg in 0..<UInt32(row.ledgerCount) {
            out.append(contentsOf: (leg == 0 ? "\"" : ",\"").utf8)
            ids.write(.ledger, row.firstLedger + leg, into: &out)
            out.append(UInt8(ascii: "\""))
        }
        out.append(UInt8(ascii: "]"))
    }
    /// Trades show one decimal more than the ledgers of fiat.
    private func writeCost(_ units: Int64, decimals: Int, into out: inout [UInt8]) {
        out.append(units: units, decimals: decimals)
        if decimals == 4 { out.append(UInt8(ascii: "0")) }
    }

    func method(of row: KrakenFundingRow) -> String {
        let index = Int(row.asset)
        return LifeCast.assets[index].isFiat ? "Synthetic Bank" : "Synthetic \(KrakenNames.assets[index].altname)"
    }

    func write(_ row: KrakenFundingRow, at now: Int64, into out: inout [UInt8]) {
        let asset = KrakenNames.assets[Int(row.asset)]
        out.append(text: #""method":"#)
        out.append(quoted: method(of: row))
        if row.isWithdrawal { out.append(text: #","network":"Synthetic Network""#) }
        out.append(text: #","aclass":"currency","asset":"#)
        out.append(quoted: asset.raw)
        out.append(text: #","refid":""#)
        ids.write(.funding, row.serial, into: &out)
        out.append(text: #"","txid":"synthetic"#)
        out.append(number: Scramble.forward(UInt64(row.serial) ^ ids.seed))
        out.append(text: #"","info":"synthetic-address-"#)
        out.append(number: UInt64(row.serial % 7))
        out.append(text: #"","amount":""#)
        out.append(units: row.amount, decimals: asset.decimals)
        out.append(text: #"","fee":""#)
        out.append(units: row.fee, decimals: asset.decimals)
        out.append(text: #"","time":"#)
        out.append(number: UInt64(row.time / 1_000_000_000))
        let status = now < row.settled ? "Pending" : row.fails ? "Failure" : "Success"
        out.append(text: #","status":"#)
        out.append(quoted: status)
        if row.onHold, now < row.settled { out.append(text: #","status-prop":"onhold""#) }
        if row.isWithdrawal { out.append(text: #","key":"synthetic wallet""#) }
    }
}

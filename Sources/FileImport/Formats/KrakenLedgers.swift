import HistoryModel

/// Kraken's `ledgers.csv`, all generations of its header (2013 to 2026).
///
///     "txid","refid","time","type","subtype","aclass","asset","wallet","amount","fee","balance"
///     "LFTGXD-…","TA4RTP-…","2024-03-19 19:43:31","trade","","currency","ZEUR","spot / main",-100.0000,0.1800,899.8200
///
/// One record per row, with the ids the interface knows: key and `txid` are the ledger id, group and `refid` the id
/// of the operation. Columns are picked by the user at the export, so they are found by name.
extension FileFormat {
    package static let krakenLedgers = FileFormat(
        name: "kraken-ledgers", title: "Kraken ledgers",
        required: ["txid", "refid", "time", "type", "asset", "amount", "fee"],
        known: [
            "subtype", "aclass", "subclass", "wallet", "balance", "amountusd", "feeusd", "balanceusd", "feecurrency",
        ],
        kinds: [
            .trade, .conversion, .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .transfer, .reward, .airdrop,
            .margin, .fee, .other,
        ], exchange: "kraken",
        open: { columns, context in KrakenLedgerRows(columns, context) })
}

private struct KrakenLedgerRows: RowReading {
    private let zone: FileZone
    private let txid, refid, time, type, subtype, asset, wallet, amount, fee, feeCurrency: Int?

    init(_ columns: FileColumns, _ context: FileContext) {
        zone = context.zone
        txid = columns.place("txid")
        refid = columns.place("refid")
        time = columns.place("time")
        type = columns.place("type")
        subtype = columns.place("subtype")
        asset = columns.place("asset")
        wallet = columns.place("wallet")
        amount = columns.place("amount")
        fee = columns.place("fee")
        feeCurrency = columns.place("feecurrency")
    }

    mutating func take(_ row: FileRow, into sink: inout RecordSink) throws {
        let key = row.text(txid)
        if key.isEmpty {
            sink.ignore(line: row.line, "a request that is not booked: it has no txid")
            return
        }
        guard FileIdentity.isUsable(key) else {
            throw row.problem("the txid \"\(key)\" was ruined by a spreadsheet; import the file as it was downloaded")
        }
        let time = try row.time(time, zone: zone)
        let raw = try row.needed(asset, "the asset")
        let amount = try row.neededAmount(amount, "the amount", currency: raw)
        let fee = try row.amount(fee, "the fee", currency: raw) ?? .zero
        let words = KrakenWords(type: try row.needed(type, "the type"), subtype: row.text(subtype))
        let name = KrakenAssets.name(raw)
        let kind = words.kind(asset: name, raw: raw, amount: amount, fee: fee)
        if kind == .other, !words.isKnown { sink.meet(unknownWord: words.label) }

        var record = Record(kind, at: time.instant, key: key, timeUnit: time.unit, label: words.label)
        let reference = row.text(refid)
        record.ids = [TextPair("txid", key)]
        if !reference.isEmpty {
            // A margin result may share its refid with the trade or conversion that caused it: two events.
            record.group = "ref:\(reference)\(kind == .margin ? ":margin" : "")"
            record.ids.append(TextPair("refid", reference))
        }
        record.wallet = KrakenAssets.wallet(raw) ?? KrakenAssets.wallet(named: row.text(wallet))
        if !amount.isZero {
            record.legs.append(Leg(amount.isNegative ? .out : .in, name, amount.magnitude.description))
        }
        if !fee.isZero {
            let currency = row.text(feeCurrency)
            // Beside the amount. Some files show it negative; it comes back only where the movement itself does.
            record.legs.append(
                Leg(
                    words.isReversal(amount) ? .rebate : .fee, currency.isEmpty ? name : KrakenAssets.name(currency),
                    fee.magnitude.description))
        }
        record.raw = row.line..<(row.line + 1)
        sink.add(record)
    }
}

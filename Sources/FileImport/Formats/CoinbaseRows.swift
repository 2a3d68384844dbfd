import HistoryModel

/// Reads the rows of a Coinbase report. One record per row; the two rows of a move between own pots, or of a
/// migration, get one group.
struct CoinbaseRows: RowReading {
    private let columns: CoinbaseColumns
    /// Rows whose other half may follow.
    private var halves: [CoinbaseHalf] = []

    private let signedTypes: Set<String>

    init(_ columns: FileColumns, _ context: FileContext) {
        self.columns = CoinbaseColumns(columns)
        signedTypes = context.signedTypes
    }

    mutating func take(_ row: FileRow, into sink: inout RecordSink) throws {
        let time = try row.time(columns.time, zone: .utc)
        let type = try row.needed(columns.type, "the transaction type")
        let asset = try row.needed(columns.asset, "the asset")
        let quantity = try quantity(row, of: asset)
        let facts = CoinbaseFacts(
            type: type, asset: asset, quantity: quantity, notes: row.text(columns.notes),
            isSigned: columns.id != nil, isTypeSigned: signedTypes.contains(type), money: try money(row))
        let meaning: CoinbaseMeaning
        do { meaning = try facts.meaning() } catch let reason as CoinbaseFacts.Unclear {
            throw row.problem(reason.sentence)
        }
        if !meaning.isKnown { sink.meet(unknownWord: type) }

        var record = Record(
            meaning.kind, at: time.instant, key: row.text(columns.id), timeUnit: time.unit, market: meaning.market,
            label: type)
        record.legs = meaning.legs
        record.address = columns.addresses.lazy.map { row.text($0) }.first { !$0.isEmpty } ?? ""
        if record.key.isEmpty {
            record.key = FileIdentity.composed(
                ["\(time.instant)", type], meaning.legs.isEmpty ? [Leg(.in, asset, "\(quantity)")] : meaning.legs)
            record.flags = .composed
        } else if FileIdentity.isUsable(record.key) {
            record.ids = [TextPair("Coinbase report ID", record.key)]
        } else {
            throw row.problem(
                "the ID \"\(record.key)\" was ruined by a spreadsheet; import the file as it was downloaded")
        }
        if meaning.hasValue, let value = facts.money.total ?? facts.money.subtotal, !value.isZero {
            record.extra += [
                TextPair("value", value.magnitude.description), TextPair("value asset", facts.money.currency),
            ]
        }
        if !facts.notes.isEmpty { record.extra.append(TextPair("note", facts.notes)) }
        record.raw = row.line..<(row.line + 1)
        guard let reach = meaning.pairReach else {
            sink.add(record)
            return
        }
        pair(CoinbaseHalf(record: record, type: type, asset: asset, quantity: quantity, reach: reach), into: &sink)
    }

    mutating func finish(into sink: inout RecordSink) {
        for half in halves { sink.add(half.alone) }
        halves = []
    }

    private mutating func pair(_ half: CoinbaseHalf, into sink: inout RecordSink) {
        if let place = halves.firstIndex(where: { $0.fits(half) }) {
            let other = halves.remove(at: place)
            for record in CoinbaseHalf.joined(other, half) { sink.add(record) }
        } else {
            halves.append(half)
            // The other half stands near by, if there is one.
            if halves.count > 64 { sink.add(halves.removeFirst().alone) }
        }
    }

    private func quantity(_ row: FileRow, of asset: String) throws -> Amount {
        let text = try row.needed(columns.quantity, "the quantity")
        let decimals: FileAmount.Decimals = row.decimals == .spreadsheet ? .spreadsheet : .pointWithGroups
        guard let amount = FileAmount.read(text, decimals, currency: asset) else {
            throw row.problem("the quantity is \"\(text)\", which is no number in this format")
        }
        return amount
    }

    private func money(_ row: FileRow) throws -> CoinbaseMoney {
        let decimals: FileAmount.Decimals = row.decimals == .spreadsheet ? .spreadsheet : .pointWithGroups
        let written = row.text(columns.currency)
        let currency = written.isEmpty ? columns.namedCurrency : written
        return CoinbaseMoney(
            currency: currency,
            subtotal: try row.amount(columns.subtotal, "the subtotal", decimals, currency: currency),
            total: try row.amount(columns.total, "the total", decimals, currency: currency),
            fees: try row.amount(columns.fees, "the fees", decimals, currency: currency))
    }
}

/// One of two rows that belong together.
struct CoinbaseHalf {
    var record: Record
    var type: String
    var asset: String
    var quantity: Amount
    /// How far apart in time the two may be.
    var reach: Span

    /// Two moves of one quantity in opposite directions, or, where quantities have no sign, in directions nobody told.
    func fits(_ other: CoinbaseHalf) -> Bool {
        guard type == other.type, abs((record.time - other.record.time).nanoseconds) <= reach.nanoseconds else {
            return false
        }
        if record.legs.isEmpty || other.record.legs.isEmpty {
            return asset == other.asset && quantity.magnitude == other.quantity.magnitude
        }
        return record.legs[0].role != other.record.legs[0].role
            && (asset != other.asset || quantity.magnitude == other.quantity.magnitude)
    }

    static func joined(_ first: CoinbaseHalf, _ second: CoinbaseHalf) -> [Record] {
        var records = [first.record, second.record]
        // The same group in every export: by the half that went out.
        let out = first.record.legs.first?.role == .out ? first : second
        for index in records.indices {
            records[index].group = "pair:\(out.record.time):\(out.record.key)"
        }
        return records
    }

    /// Without its other half: where it moved within the account nothing is told of the holding.
    var alone: Record { record }
}

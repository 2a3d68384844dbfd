import HistoryModel

/// Koinly's universal template, and what other programs write in it.
///
///     Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,…,Label,Description,TxHash
///     2024-03-19 19:43:31 UTC,100.00,EUR,0.002,BTC,0.18,EUR,,,,,TA4RTP-4TUW5-G5DGTA
///
/// Times are UTC, amounts unsigned, the fee is additional to both sides.
extension FileFormat {
    package static let koinly = FileFormat(
        name: "koinly", title: "Koinly universal",
        required: ["Date", "Sent Amount", "Sent Currency", "Received Amount", "Received Currency"],
        known: [
            "Fee Amount", "Fee Currency", "Net Worth Amount", "Net Worth Currency", "Label", "Description", "TxHash",
        ],
        kinds: [
            .trade, .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .reward, .airdrop, .interest, .margin, .fee,
        ], tolerance: .seconds(60),
        isHeader: { Set($0).isSuperset(of: ["Date", "Sent Amount", "Received Amount", "TxHash"]) },
        open: { columns, context in KoinlyRows(columns, context) })
}

private struct KoinlyRows: RowReading {
    private let zone: FileZone
    private let date, label, description, hash: Int?
    private let sent, received, fee, worth: TwoSides.Place

    init(_ columns: FileColumns, _ context: FileContext) {
        zone = context.zone
        date = columns.place("Date")
        label = columns.place("Label")
        description = columns.place("Description")
        hash = columns.place("TxHash")
        func place(_ name: String) -> TwoSides.Place {
            .init(amount: columns.place("\(name) Amount"), asset: columns.place("\(name) Currency"))
        }
        sent = place("Sent")
        received = place("Received")
        fee = place("Fee")
        worth = place("Net Worth")
    }

    mutating func take(_ row: FileRow, into sink: inout RecordSink) throws {
        let time = try row.time(date, zone: zone)
        let sides = TwoSides(
            sent: try sent.read(row, "the sent amount"), received: try received.read(row, "the received amount"),
            fee: try fee.read(row, "the fee"))
        let word = row.text(label)
        guard let kind = sides.kind(label: KoinlyLabels.kind(word)) else {
            throw row.problem("nothing is sent, received or paid")
        }
        var record = Record(kind, at: time.instant, key: "", flags: .composed, timeUnit: time.unit, label: word)
        record.legs = sides.legs
        record.identify(by: row.text(hash), scheme: "TxHash")
        if let worth = try worth.read(row, "the net worth") {
            record.extra += [TextPair("value", worth.amount.description), TextPair("value asset", worth.asset)]
        }
        let note = row.text(description)
        if !note.isEmpty { record.extra.append(TextPair("note", note)) }
        record.raw = row.line..<(row.line + 1)
        sink.add(record)
    }
}

/// Koinly's labels, which are read in any spelling.
enum KoinlyLabels {
    private static let kinds: [String: RecordKind] = [
        "airdrop": .airdrop, "fork": .airdrop, "mining": .reward, "reward": .reward, "staking": .reward,
        "income": .reward, "other income": .reward, "lending interest": .interest, "cashback": .reward,
        "salary": .reward, "fee refund": .reward, "loan": .margin, "margin loan": .margin, "realized gain": .margin,
        "cost": .fee, "loan fee": .fee, "margin fee": .margin, "loan repayment": .margin, "margin repayment": .margin,
    ]
    static func kind(_ label: String) -> RecordKind? {
        kinds[String(label.lowercased().map { $0 == "_" ? " " : $0 })]
    }
}

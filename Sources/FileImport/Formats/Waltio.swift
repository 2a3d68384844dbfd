import HistoryModel

/// Waltio's own format, as its exports and partners write it: 14 columns (2021), 18 columns (since 2022), 15 columns.
///
///     Type,Date,Fuseau horaire,Montant reçu,Monnaie ou jeton reçu,Montant envoyé,…,Transaction hash,ID Externe
///     Échange,19/04/2021 23:46:24,GMT,0.00047971,BTC,0.03,BCH,0.000007,BTC,…
///
/// Times are GMT. Amounts are net of fees: what arrived, and what was sent beside the fee.
extension FileFormat {
    package static let waltio = FileFormat(
        name: "waltio", title: "Waltio",
        required: [
            "Type", "Date", "Montant reçu", "Monnaie ou jeton reçu", "Montant envoyé", "Monnaie ou jeton envoyé",
        ],
        known: [
            "Fuseau horaire", "Frais", "Monnaie ou jeton des frais", "Exchange / Plateforme", "Description", "Label",
            "Prix du jeton du montant envoyé", "Prix du jeton du montant recu", "Prix du jeton des frais", "Adresse",
            "Transaction hash", "ID Externe",
        ],
        kinds: [
            .trade, .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .reward,
        ], tolerance: .seconds(60),
        isHeader: { Set($0).isSuperset(of: ["Montant reçu", "Montant envoyé"]) },
        open: { columns, context in WaltioRows(columns, context) })
}

private struct WaltioRows: RowReading {
    private let platform: PlatformName?
    private let type, date, zone, exchange, description, label, address, hash, external: Int?
    private let sent, received, fee: TwoSides.Place
    /// The form without a column for the zone writes decimal commas.
    private let decimals: FileAmount.Decimals

    init(_ columns: FileColumns, _ context: FileContext) {
        platform = context.platform
        type = columns.place("Type")
        date = columns.place("Date")
        zone = columns.place("Fuseau horaire")
        exchange = columns.place("Exchange / Plateforme")
        description = columns.place("Description")
        label = columns.place("Label")
        address = columns.place("Adresse")
        hash = columns.place("Transaction hash")
        external = columns.place("ID Externe")
        sent = .init(amount: columns.place("Montant envoyé"), asset: columns.place("Monnaie ou jeton envoyé"))
        received = .init(amount: columns.place("Montant reçu"), asset: columns.place("Monnaie ou jeton reçu"))
        fee = .init(amount: columns.place("Frais"), asset: columns.place("Monnaie ou jeton des frais"))
        decimals = zone == nil ? .comma : .point
    }

    mutating func take(_ row: FileRow, into sink: inout RecordSink) throws {
        let name = row.text(exchange)
        if !name.isEmpty { sink.meet(platform: name) }
        if let platform, PlatformName(name) != platform {
            sink.ignore(line: row.line, "a row of another platform")
            return
        }
        let written = row.text(zone)
        guard let zone = FileZone(written) else {
            throw row.problem("the zone \"\(written)\" is not GMT and no offset from it")
        }
        let time = try row.time(date, .dayFirst, zone: zone)
        var sides = TwoSides(
            sent: try side(sent, row, "the sent amount"), received: try side(received, row, "the received amount"),
            fee: try side(fee, row, "the fee"))
        try check(row.text(type), sides, row)
        if let arrived = sides.received, let fee = sides.fee, fee.asset == arrived.asset {
            // What arrived is net; the leg is what came in before the fee was taken.
            guard let whole = try? arrived.amount.adding(fee.amount) else {
                throw row.problem("amount and fee together need more than 38 digits")
            }
            sides.received?.amount = whole
        }
        let word = row.text(label)
        // The one label that says where it came from; the others leave open what they mean here.
        guard let kind = sides.kind(label: word == "Parrainage" ? .reward : nil) else {
            throw row.problem("nothing is sent or received")
        }
        var record = Record(kind, at: time.instant, key: "", flags: .composed, timeUnit: time.unit, label: word)
        record.legs = sides.legs
        record.address = row.text(address)
        let chain = FileIdentity.isPlaceholder(row.text(hash)) ? "" : row.text(hash)
        let id = FileIdentity.isPlaceholder(row.text(external)) ? "" : row.text(external)
        record.identify(by: id.isEmpty ? chain : id, scheme: id.isEmpty ? "Transaction hash" : "ID Externe")
        if FileIdentity.isUsable(chain) { record.txHash = chain }
        for (title, text) in [("platform", name), ("note", row.text(description))] where !text.isEmpty {
            record.extra.append(TextPair(title, text))
        }
        record.raw = row.line..<(row.line + 1)
        sink.add(record)
    }

    private func side(_ place: TwoSides.Place, _ row: FileRow, _ what: String) throws -> TwoSides.Side? {
        try place.read(row, what, row.decimals == .spreadsheet ? .spreadsheet : decimals)
    }

    /// The type must say what the sides say.
    private func check(_ type: String, _ sides: TwoSides, _ row: FileRow) throws {
        let fits: Bool
        switch type.lowercased() {
        case "dépôt", "depôt", "dépot", "depot", "deposit": fits = sides.received != nil && sides.sent == nil
        case "retrait", "withdrawal": fits = sides.sent != nil && sides.received == nil
        case "échange", "echange", "exchange": fits = sides.sent != nil && sides.received != nil
        default: throw row.problem("the type \"\(type)\" is not Dépôt, Retrait or Échange")
        }
        if !fits { throw row.problem("it is called \(type), but the amounts say something else") }
    }
}

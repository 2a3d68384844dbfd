import HistoryModel

/// Coinbase's transaction report, all generations (2019 to 2026): with and without ids, with the currency in a column
/// or in the columns' names, quantities with and without sign, with sentences in front.
///
///     ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,…,Notes
///     623d6507925c200001fcb001,2022-03-25 06:45:27 UTC,Buy,BTC,0.00166779,EUR,€39999.33,€67.01,€70.00,€2.99,Bought …
extension FileFormat {
    package static let coinbase = FileFormat(
        name: "coinbase", title: "Coinbase transaction report",
        required: ["Timestamp", "Transaction Type", "Asset", "Quantity Transacted"],
        known: [
            "ID", "Notes", "Address", "Sender Address", "Recipient Address", "Spot Price Currency", "Price Currency",
            "Spot Price at Transaction", "Price at Transaction", "Subtotal", "Fees", "Fees and/or Spread",
            "Total (inclusive of fees)", "Total (inclusive of fees and/or spread)",
        ],
        isKnown: { CoinbaseColumns.currency(in: $0) != nil },
        kinds: [
            .trade, .conversion, .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .transfer, .reward, .interest,
            .cardSpend, .fee, .other,
        ], tolerance: .seconds(2), exchange: "coinbase",
        isHeader: { Set($0).isSuperset(of: ["Timestamp", "Transaction Type", "Quantity Transacted"]) },
        survey: { columns, row, context in
            let columns = CoinbaseColumns(columns)
            if row.text(columns.quantity).hasPrefix("-") { context.signedTypes.insert(row.text(columns.type)) }
        }, open: { columns, context in CoinbaseRows(columns, context) })
}

/// Where the report's columns are, in any generation.
struct CoinbaseColumns {
    let id, time, type, asset, quantity, notes, currency, subtotal, total, fees: Int?
    let addresses: [Int]
    /// From the names of the columns, where there is no column for it.
    let namedCurrency: String

    init(_ columns: FileColumns) {
        id = columns.place("ID")
        time = columns.place("Timestamp")
        type = columns.place("Transaction Type")
        asset = columns.place("Asset")
        quantity = columns.place("Quantity Transacted")
        notes = columns.place("Notes")
        currency = columns.place("Spot Price Currency", "Price Currency")
        func money(_ ends: String...) -> Int? {
            columns.place { name in
                ends.contains { name == $0 || (Self.currency(in: name) != nil && name.dropFirst(4) == $0) }
            }
        }
        subtotal = money("Subtotal")
        total = money(
            "Total (inclusive of fees and/or spread)", "Total (inclusive of fees)",
            "Amount Transacted (Inclusive of Coinbase Fees)")
        fees = money("Fees and/or Spread", "Fees")
        addresses = [columns.place("Recipient Address"), columns.place("Sender Address"), columns.place("Address")]
            .compactMap { $0 }
        namedCurrency = columns.names.lazy.compactMap { Self.currency(in: $0) }.first ?? ""
    }

    /// `EUR Subtotal` → EUR.
    static func currency(in name: String) -> String? {
        let ends = [
            "Spot Price at Transaction", "Subtotal", "Total (inclusive of fees)", "Fees",
            "Amount Transacted (Inclusive of Coinbase Fees)",
        ]
        guard name.count > 4, ends.contains(String(name.dropFirst(4))), name.dropFirst(3).first == " " else {
            return nil
        }
        let currency = name.prefix(3)
        return currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) ? String(currency) : nil
    }
}

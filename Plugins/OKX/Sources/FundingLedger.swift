import AdapterKit

/// The funding account's bills: everything that moved there since February 2021.
///
///     {"billId":"12344","ccy":"BTC","clientId":"","balChg":"2","bal":"12","type":"1","ts":"1597026383085","notes":""}
enum FundingLedger: OKXList {
    // With pagingType 2 pages go by id: several bills may share a time.
    static let list = ListSpec(
        "funding-ledger", "Funding ledger",
        [
            .unclassified, .conversion, .deposit, .withdrawal, .fiatDeposit, .fiatWithdrawal, .fiatPurchase, .transfer,
            .reward, .airdrop, .interest, .fee, .other,
        ], [HistoryBound(.since(OKX.ledgerStart))], .bill, "asset/bills-history",
        reads: "the bills of the funding account", 1, "funding-account-rest-api-asset-bills-history",
        query: [.fixed("pagingType", "2")])

    static let fiat: WordGroups<Bool> = ["AED AUD BRL CAD CHF CZK DKK EUR GBP JPY PLN RON SEK SGD TRY USD": true]
    /// Subscriptions, collateral and transfers go to another place of the same person and come back: transfer.
    static let kinds: WordGroups<RecordKind> = [
        "1 197": .deposit, "2 13 195 196": .withdrawal,
        """
        20 21 22 23 75 76 78 80 82 124 130 131 132 133 160 161 163 175 177 178 180 187 202 203 205 207 208 210 212 215 225
        226 228 240 241 243 249 250 252 270 284 285 286 287 288 289 303 304 305 306 311 339 340 341 342 348 349 361 372 373
        """: .transfer, "28 181 229": .airdrop,
        """
        48 49 68 77 83 139 150 151 152 162 172 173 185 189 204 209 227 233 242 251 265 271 299 300 328 333 350 354
        """: .reward, "89 232 307 308 309 343 344 346 400 408": .interest,
        "135 137 138 272 273 329 330 331 332": .conversion, "116 117 118 134 200": .fiatPurchase,
        "84 221 222 347": .fee,
        "47 72 73 74 146 174 176 179 198 199 217 218 220 223 263 266 313 314 315 345 351": .other,
    ]

    static func add(_ row: JSON, to page: Page) throws {
        let (type, asset, change) = (try row["type"].word, try row["ccy"].text, try row["balChg"].amount)
        var kind = kinds[type] ?? .unclassified
        if fiat[asset] ?? false {
            kind = kind == .deposit ? .fiatDeposit : kind == .withdrawal ? .fiatWithdrawal : kind
        }
        try page.add(kind, at: try row["ts"].milliseconds, key: try row["billId"].word, raw: row) { record in
            // Both sides of one are booked at one instant.
            if kind == .conversion { record.group(try page.text("bill:", try row["ts"].word)) }
            record.wallet("funding")
            record.label(try page.text("type ", type))
            if !change.isZero { try record.moved(asset, change) }
            try record.ids(row, "billId")
            if let notes = try row["notes"].ifPresent?.looseText, !notes.isEmpty { try record.extra("notes", notes) }
            try record.keep(row, ["bal", "clientId"])
        }
    }
}

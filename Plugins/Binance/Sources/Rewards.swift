import AdapterKit

extension Binance {
    // {"quoteId":"f3b9…","orderId":940708407462087200,"orderStatus":"SUCCESS","fromAsset":"USDT","fromAmount":"20",
    //  "toAsset":"BNB","toAmount":"0.06154036","ratio":"0.00307702","createTime":1624248872184}
    private static let conversion = RowShape(
        .conversion, at: "createTime", key: ["orderId"],
        [.sent("fromAsset", "fromAmount"), .received("toAsset", "toAmount")], state: "orderStatus", states,
        ids: ["orderId"], extras: ["quoteId", "ratio", "orderStatus"])

    static let conversions = [
        stream(
            "conversions", "Conversions", "/sapi/v1/convert/tradeFlow", .account(3000), .whole(1000, more: "moreData"),
            size: "limit", at: ["list"], [.conversion], [free], maxSpan: .days(30),
            note: "Windows of 30 days. One tax service speaks of 90 days of history; the reference does not.",
            [ListPart(conversion)]),
        stream(
            "dust", "Dust", "/sapi/v1/asset/dribblet", .address(1), .newest(100, time: "operateTime"), size: "",
            per: "accountType", at: ["userAssetDribblets"], [.conversion],
            [.since(Instant(year: 2020, month: 12, day: 1), reference), .lastRows(100, reference)],
            [ListPart(unit: "SPOT", "Spot", read: sweep), ListPart(unit: "MARGIN", "Margin", read: sweep)]),
    ]

    /// One record for each coin. Nothing says whether sweeps or their coins are counted to the hundred: coins are more.
    ///
    ///     {"operateTime":1615985535000,"transId":45178372831,"userAssetDribbletDetails":[{"transId":4359321,
    ///      "serviceChargeAmount":"0.000009","amount":"0.0009","operateTime":1615985535000,
    ///      "transferedAmount":"0.000441","fromAsset":"USDT","targetAsset":"BNB"}]}
    @Sendable private static func sweep(_ sweep: ListedRow) throws -> Int64 {
        var coins: Int64 = 0
        let id = try sweep["transId"].word
        for json in try sweep["userAssetDribbletDetails"].elements {
            let row = ListedRow(json: json, page: sweep.page, unit: sweep.unit)
            let target = try row.word("targetAsset") ?? "BNB"
            let key = try row.page.text(id, ":", try row["transId"].word)
            try row.page.add(.conversion, at: try row.time("operateTime"), key: key, raw: json) { record in
                record.group(try row.page.text("dust:", id))
                record.label("dust")
                record.wallet(row.unit?.key == "MARGIN" ? "margin" : .empty)
                try record.sent(try row["fromAsset"].text, try row["amount"].amount)
                // Net: the charge was taken off before.
                try record.received(target, try row["transferedAmount"].amount)
                let charge = try row["serviceChargeAmount"].amount
                if !charge.isZero { try record.fee(target, charge, inside: true) }
                try record.id("transId", try row["transId"].word)
            }
            coins += 1
        }
        return max(coins, 1)
    }

    // {"id":1637366104,"amount":"10.00000000","asset":"BHFT","divTime":1563189166000,"enInfo":"BHFT distribution",
    //  "tranId":2968885920,"direction":1}. What another direction means is not documented: it moves nothing here.
    private static func distribution(_ kind: RecordKind, _ legs: [LegShape]) -> RowShape {
        RowShape(
            kind, at: "divTime", key: ["id"], legs, label: "enInfo", ids: ["id"],
            extras: ["asset", "amount", "tranId", "direction"])
    }
    @Sendable private static func distributed(_ row: ListedRow) throws -> Int64 {
        guard try row.word("direction") ?? "1" == "1" else { return try distribution(.other, []).add(row) }
        let label = String(try row.word("enInfo") ?? .empty).lowercased()
        let kind: RecordKind = label.contains("airdrop") ? .airdrop : .reward
        return try distribution(kind, [.received("asset", "amount")]).add(row)
    }
    // {"orderType":"C2C","transactionId":"M_P_7170…","transactionTime":1610090460133,"amount":"23.72469206",
    //  "currency":"BNB","fundsDetail":[{"currency":"USDT","amount":"1.2"},{"currency":"ETH","amount":"0.0001"}]}
    @Sendable private static func payment(_ row: ListedRow) throws -> Int64 {
        let amount = try row["amount"].amount
        return try RowShape(
            amount.isNegative ? .withdrawal : .deposit, at: "transactionTime", key: ["transactionId"], [],
            wallet: "funding", label: "orderType", ids: ["transactionId"], extras: ["amount", "currency"]
        ) { row, record in
            var parts = 0
            // The coins it was made of; where they are told, the amount itself is only its price.
            if let funds = row["fundsDetail"].ifPresent {
                for fund in try funds.elements {
                    let size = try fund["amount"].amount.magnitude
                    let isOut = try row["amount"].amount.isNegative
                    try record.moved(try fund["currency"].text, isOut ? -size : size)
                    parts += 1
                }
            }
            if parts == 0 { try record.moved(try row["currency"].text, try row["amount"].amount) }
        }.add(row)
    }

    // Rebates: {"asset":"USDT","type":1,"amount":"0.0001126","updateTime":1637651320000}. No id.
    private static let rebate = RowShape(
        .reward, at: "updateTime", key: ["type", "asset", "amount"], [.received("asset", "amount")], extras: ["type"])

    static let rewards = [
        stream(
            "distributions", "Distributions", "/sapi/v1/asset/assetDividend", .address(10), .whole(500), size: "limit",
            [.airdrop, .reward, .other], [free], maxSpan: .days(180),
            note: "Whether rewards of Simple Earn show here a second time is not documented.",
            [ListPart(read: distributed)]),
        stream(
            "rebates", "Rebates and referrals", "/sapi/v1/rebate/taxQuery", .account(12_000), .pages("page", 200),
            size: "", at: ["data", "data"], [.reward], [.since(Instant(year: 2020, month: 6, day: 10), reference)],
            maxSpan: .days(30), defaultSpan: .days(7), note: "Windows of 30 days; an older text says 90.",
            [ListPart(rebate)]),
        stream(
            "pay", "Binance Pay", "/sapi/v1/pay/transactions", .account(3000), .whole(100), size: "limit", at: ["data"],
            [.deposit, .withdrawal], [.rolling(.calendarMonths(18), reference)], maxSpan: .days(90),
            defaultSpan: .days(90),
            note: "That a negative amount is money paid is read from examples; the reference does not say it.",
            [ListPart(read: payment)]),
    ]
}

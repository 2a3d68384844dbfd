import HistoryModel

/// One list, its limits and its shape, as the reference has them.
struct BinanceList: Sendable {
    enum Paging: Sendable {
        /// `offset` and `limit`.
        case offset
        /// Numbered pages: the names of number and size.
        case pages(String, String)
        case whole
    }
    enum Envelope: Sendable {
        case bare
        /// `{"rows":[…],"total":n}`
        case rows
        /// `{"code":"000000","data":[…],"total":n,"success":true}`
        case data
        case conversions, dust, rebates
    }
    var history: String
    /// Fixed, or the value of that parameter, which must be there.
    var unit = ""
    var parameter: String?
    var span = ("startTime", "endTime")
    /// Wider is refused with that code.
    var widest: Span?
    var tooWide = -1100
    /// What is served when no range is asked for.
    var usual = Span.days(30)
    /// Older is not served.
    var depth: @Sendable (Instant) -> Instant = { _ in .distantPast }
    var paging: Paging
    var envelope: Envelope
    /// Rows when nobody says, and at most.
    var size = (usual: 10, most: 100)
    var needsRange = false
    var cost: BinanceCost = .address(1)

    private static func months(_ count: Int) -> @Sendable (Instant) -> Instant {
        { $0.addingCalendarMonths(-count) }
    }
    private static func days(_ count: Int64) -> @Sendable (Instant) -> Instant { { $0 - .days(count) } }

    static let all: [String: BinanceList] = {
        let page = Paging.pages("page", "rows")
        let current = Paging.pages("current", "size")
        var all: [String: BinanceList] = [
            "/sapi/v1/capital/deposit/hisrec": BinanceList(
                history: "deposits", widest: .days(90) - .milliseconds(1), usual: .days(90), paging: .offset,
                envelope: .bare, size: (1000, 1000)),
            "/sapi/v1/capital/withdraw/history": BinanceList(
                history: "withdrawals", widest: .days(90) - .milliseconds(1), usual: .days(90), paging: .offset,
                envelope: .bare, size: (1000, 1000), cost: .accountSecond(18_000)),
            "/sapi/v1/fiat/orders": BinanceList(
                history: "fiat-orders", parameter: "transactionType", span: ("beginTime", "endTime"), paging: page,
                envelope: .data, size: (100, 500), cost: .account(45_000)),
            "/sapi/v1/fiat/payments": BinanceList(
                history: "fiat-payments", parameter: "transactionType", span: ("beginTime", "endTime"), paging: page,
                envelope: .data, size: (100, 500)),
            "/sapi/v1/c2c/orderMatch/listUserOrderHistory": BinanceList(
                history: "p2p", parameter: "tradeType", span: ("startTimestamp", "endTimestamp"), widest: .days(30),
                depth: months(6), paging: page, envelope: .data, size: (100, 100)),
            "/sapi/v1/convert/tradeFlow": BinanceList(
                history: "conversions", widest: .days(30), paging: .whole, envelope: .conversions, size: (100, 1000),
                needsRange: true, cost: .account(3000)),
            "/sapi/v1/asset/dribblet": BinanceList(
                history: "dust", parameter: "accountType", usual: .days(36_500),
                depth: { _ in Instant(year: 2020, month: 12, day: 1) }, paging: .whole, envelope: .dust,
                size: (100, 100)),
            "/sapi/v1/asset/assetDividend": BinanceList(
                history: "distributions", widest: .days(180), usual: .days(180), paging: .whole, envelope: .rows,
                size: (20, 500), cost: .address(10)),
            "/sapi/v1/asset/transfer": BinanceList(
                history: "transfers", parameter: "type", usual: .days(7), depth: months(6), paging: current,
                envelope: .rows),
            "/sapi/v1/pay/transactions": BinanceList(
                history: "pay", widest: .days(90), usual: .days(90), depth: months(18), paging: .whole, envelope: .data,
                size: (100, 100), cost: .account(3000)),
            "/sapi/v1/rebate/taxQuery": BinanceList(
                history: "rebates", widest: .days(30), usual: .days(7),
                depth: { _ in Instant(year: 2020, month: 6, day: 10) }, paging: .pages("page", "none"),
                envelope: .rebates, size: (200, 200), cost: .account(12_000)),
            "/sapi/v1/margin/transfer": BinanceList(
                history: "margin-transfers", widest: .days(30), usual: .days(7), paging: current, envelope: .rows),
            "/sapi/v1/margin/interestHistory": BinanceList(
                history: "margin-interest", widest: .days(30), usual: .days(7), depth: days(90), paging: current,
                envelope: .rows),
            "/sapi/v1/margin/capital-flow": BinanceList(
                history: "margin-flow", widest: .days(7), usual: .days(7), depth: days(90), paging: .whole,
                envelope: .bare, size: (500, 1000), cost: .address(100)),
        ]
        func product(_ history: String, _ unit: String, _ path: String, _ widest: Span, _ tooWide: Int, _ cost: Int) {
            all["/sapi/v1/" + path] = BinanceList(
                history: history, unit: unit, widest: widest, tooWide: tooWide, paging: current, envelope: .rows,
                cost: .address(cost))
        }
        for kind in ["flexible", "locked"] {
            for word in ["subscription", "redemption", "rewards"] {
                let unit = kind + "-" + (word == "rewards" ? word : word + "s")
                product("earn", unit, "simple-earn/\(kind)/history/\(word)Record", .days(30), -6021, 150)
            }
        }
        let staking = [
            ("eth-stake", "eth-staking/eth/history/stakingHistory", 150),
            ("eth-redeem", "eth-staking/eth/history/redemptionHistory", 150),
            ("wbeth-wrap", "eth-staking/wbeth/history/wrapHistory", 150),
            ("wbeth-unwrap", "eth-staking/wbeth/history/unwrapHistory", 150),
            ("sol-stake", "sol-staking/sol/history/stakingHistory", 150),
            ("sol-redeem", "sol-staking/sol/history/redemptionHistory", 150),
            ("sol-boost", "sol-staking/sol/history/boostRewardsHistory", 150),
            ("yields-subscriptions", "onchain-yields/locked/history/subscriptionRecord", 50),
            ("yields-redemptions", "onchain-yields/locked/history/redemptionRecord", 50),
            ("yields-rewards", "onchain-yields/locked/history/rewardsRecord", 50),
            ("soft-rewards", "soft-staking/history/rewardsRecord", 50),
        ]
        // Three and six months as they are at their shortest.
        for (unit, path, cost) in staking { product("staking", unit, path, .days(89), -1100, cost) }
        for token in ["bfusd", "rwusd"] {
            for word in ["subscription", "redemption", "rewards"] {
                product("yields", "\(token)-\(word)", "\(token)/history/\(word)History", .days(181), -1100, 150)
            }
        }
        return all
    }()
}

/// What a request takes out of which budget.
enum BinanceCost: Sendable {
    /// Of the budget below /api/v3, by address.
    case shared(Int)
    /// Of the endpoint's own budget, by address or by account, a minute or a second.
    case address(Int), account(Int), accountSecond(Int)

    var weight: Int {
        switch self {
        case .shared(let weight), .address(let weight), .account(let weight), .accountSecond(let weight): weight
        }
    }
    var window: RateWindow {
        switch self {
        case .shared: RateWindow(6000, per: .minutes(1), .onTheClock)
        case .address: RateWindow(12_000, per: .minutes(1), .onTheClock)
        case .account: RateWindow(180_000, per: .minutes(1), .onTheClock)
        case .accountSecond: RateWindow(180_000, per: .seconds(1), .onTheClock)
        }
    }
    var header: String {
        switch self {
        case .shared: "X-MBX-USED-WEIGHT-1M"
        case .address: "X-SAPI-USED-IP-WEIGHT-1M"
        case .account: "X-SAPI-USED-UID-WEIGHT-1M"
        case .accountSecond: "X-SAPI-USED-UID-WEIGHT-1S"
        }
    }
}

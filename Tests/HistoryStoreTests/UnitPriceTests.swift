import HistoryModel
import HistoryStore
import Testing

@Suite("Prices that were decided stay")
struct UnitPriceTests {
    private let store: HistoryStore
    private let now = Instant(year: 2026, month: 6, day: 1)
    init() throws { store = try HistoryStore.inMemory() }

    private func price(_ text: String, _ asset: String = "BTC", venue: String = "kraken", currency: String = "EUR")
        -> StoredUnitPrice
    {
        let isManual = venue == "*"
        let link = StoredUnitPrice.Link(
            source: isManual ? "manual" : "kraken-prices", base: asset, quote: currency, closeDay: 20_000, close: text,
            divides: false, fetchedAt: now)
        return StoredUnitPrice(
            key: .init(asset: asset, currency: currency, venue: venue, day: 20_000), price: text, isManual: isManual,
            setAt: now, links: [link])
    }

    @Test func aSetPriceIsNotOverwritten() throws {
        let first = price("50000")
        try store.setUnitPrices([first], missing: [], at: now)
        try store.setUnitPrices([price("1")], missing: [], at: now)
        #expect(try store.unitPrices(currency: "EUR") == [first])
        #expect(try store.unitPrices(currency: "USD").isEmpty)
    }

    @Test func aPriceTakesTheReasonForItsAbsenceAway() throws {
        let key = price("1").key
        try store.setUnitPrices(
            [], missing: [MissingUnitPrice(key: key, isPending: true, reason: "price-not-yet-served")], at: now)
        #expect(try store.missingUnitPrices(currency: "EUR").map(\.reason) == ["price-not-yet-served"])
        try store.setUnitPrices(
            [], missing: [MissingUnitPrice(key: key, isPending: false, reason: "no-market")], at: now)
        #expect(try store.missingUnitPrices(currency: "EUR").map(\.reason) == ["no-market"])
        try store.setUnitPrices([price("1")], missing: [], at: now)
        #expect(try store.missingUnitPrices(currency: "EUR").isEmpty)
    }

    @Test func onePriceByHandForAnAssetAndDay() throws {
        try store.setUnitPrices([price("50000")], missing: [], at: now)
        try store.setManualPrice(price("40000", venue: "*"))
        try store.setManualPrice(price("30000", venue: "*", currency: "USD"))
        #expect(try store.manualPrices().map(\.price) == ["30000"])
        #expect(try store.manualPrices(asset: "BTC", day: 20_000).count == 1)
        #expect(try store.manualPrices(asset: "BTC", day: 20_001).isEmpty)
        #expect(try store.unitPrices(currency: "EUR").map(\.price) == ["50000"], "the source's own stays beside it")
        try store.removeManualPrice(of: "BTC", day: 20_000)
        #expect(try store.manualPrices().isEmpty)
    }

    @Test func acceptedChangesMakePricesAnewAndLeaveThoseByHand() throws {
        let market = PriceMarket(source: "kraken-prices", market: "BTC/EUR")
        try store.keepPrices([(20_000, "50000")], of: market, asked: 20_000..<20_001, at: now, simulated: false)
        try store.setUnitPrices([price("50000"), price("2", "ETH")], missing: [], at: now)
        try store.setManualPrice(price("40000", venue: "*"))
        try store.keepPrices([(20_000, "51000")], of: market, asked: 20_000..<20_001, at: now, simulated: false)
        #expect(try store.unitPrices(currency: "EUR").count == 3)
        try store.acceptChangedCloses()
        #expect(try store.unitPrices(currency: "EUR").map(\.price) == ["40000", "2"])
        #expect(try store.prices(of: market).closes[20_000]?.close == "51000")
    }

    @Test func syntheticPricesAreKnownAsSuch() throws {
        #expect(try store.holdsSimulatedPrices() == nil)
        try store.keepPrices(
            [(1, "2")], of: PriceMarket(source: "a", market: "B/C"), asked: 0..<2, at: now, simulated: true)
        #expect(try store.holdsSimulatedPrices() == true)
        #expect(try store.prices(of: PriceMarket(source: "a", market: "B/C")).lastAsked(0) == now)
        #expect(try store.prices(of: PriceMarket(source: "a", market: "B/C")).lastAsked(2) == nil)
    }
}

import HistoryModel
import Testing

@testable import FileImport

@Suite("Sample files")
struct SampleTests {
    /// Staked ether is ether, as for the adapter: one row must be one record, whichever way it comes.
    private func asset(_ leg: Leg) -> Leg {
        var leg = leg
        if leg.asset == "ETH2", leg.role != .out { leg.asset = "ETH" }
        return leg
    }

    @Test(
        "give the events expected of them, in every header generation there is a sample of",
        arguments: Samples.all.map(\.file))
    func events(_ file: String) throws {
        let (records, summary, found) = try Samples.read(file)
        let expected = try Samples.expected(file)
        #expect(summary.problems.isEmpty, "\(summary.problems)")
        #expect(found.unknownColumns.isEmpty, "\(found.unknownColumns)")
        #expect(summary.unknownWords.isEmpty, "\(summary.unknownWords)")
        let isKraken = found.format.name == "kraken-ledgers"

        // Rows of one group are one event; a group may hold several of the expectation's, which then add up to it.
        let events = Dictionary(grouping: records) { $0.group.isEmpty ? "\($0.key) \($0.raw)" : $0.group }
        var explained: Set<Int> = []
        for (name, rows) in events {
            let lines = Set(rows.flatMap { Array($0.raw) })
            let parts = expected.filter { !lines.isDisjoint(with: $0.lines) }
            #expect(Set(parts.flatMap(\.lines)) == lines, "\(name)")
            explained.formUnion(lines)
            #expect(Set(rows.map(\.kind.name)) == Set(parts.map(\.kind)), "\(name), lines \(lines.sorted())")
            let wanted = parts.flatMap(\.legs).map { isKraken ? asset($0) : $0 }
            #expect(try Samples.sums(rows.flatMap(\.legs)) == Samples.sums(wanted), "\(name), lines \(lines.sorted())")
            let first = rows.map(\.time).min()?.roundedDown(to: .milliseconds(1))
            #expect(first == parts.map(\.time).min(), "\(name), lines \(lines.sorted())")
        }
        #expect(explained == Set(expected.flatMap(\.lines)))
    }

    @Test("give the same records each time they are read, with keys of their own", arguments: Samples.all.map(\.file))
    func stable(_ file: String) throws {
        let first = try Samples.read(file).records
        #expect(try Samples.read(file).records == first)
        let places = first.filter { !$0.flags.contains(.composed) }.map(\.key)
        #expect(Set(places).count == places.count)
    }

    @Test("a Kraken row has the ids and the group that the interface gives it")
    func krakenIdentity() throws {
        let (records, summary, _) = try Samples.read("kraken-ledgers-3")
        #expect(records[0].key == "LAAAAA-AAAAA-AAAAA1")
        #expect(records[0].ids == [TextPair("txid", "LAAAAA-AAAAA-AAAAA1"), TextPair("refid", "QAAAAA-BBBBB-CCCCC1")])
        #expect(records[0].group == "ref:QAAAAA-BBBBB-CCCCC1")
        // The request that was not booked yet gives no record, and is told of.
        #expect(summary.ignored.map(\.lines) == [[2]])
        let margins = try Samples.read("kraken-ledgers-2").records.filter { $0.kind == .margin }
        #expect(margins.map(\.group).contains("ref:TFX004-SYNTH-TRADES:margin"))
    }

    @Test("equal rows of a Binance file are both kept, and known by their place among equals")
    func equalRows() throws {
        let interest = try Samples.read("binance-transactions-2").records.filter { $0.kind == .interest }
        #expect(interest.count == 2)
        // The store numbers them.
        #expect(interest[0].key == interest[1].key)
        #expect(interest.allSatisfy { $0.flags.contains(.composed) })
        let order = try Samples.read("binance-transactions-2").records.first { $0.kind == .fiatPurchase }
        #expect(order?.ids == [TextPair("orderNumber", "22534567890123456789")])
    }
}

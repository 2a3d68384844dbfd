import HistoryModel
import HistoryStore

/// The order in which the units of a stream are read.
///
/// An exchange that serves trades market by market has thousands of markets, of which a person used a dozen. Markets
/// with records come first, then those of whose two assets both were seen, then those with one; what is found there
/// shows new assets, and moves their markets up. The rest comes last, and is not left out: a market nobody expected
/// trades in is a market nobody looked at. Wallets and other units are read in the order they were listed.
struct UnitSweep {
    private var waiting: [SweepUnit]
    private var seen: Set<String>
    let count: Int
    private(set) var taken = 0

    /// - Parameters:
    ///   - begun: units read up to there or later belong to the part of the sweep that is done.
    ///   - seen: assets the connection is known to have held.
    init(_ units: [SweepUnit], begun: Instant, seen: Set<String>) {
        count = units.count
        waiting = units.filter { ($0.readUntil ?? .distantPast) < begun }
        taken = count - waiting.count
        self.seen = seen
    }

    mutating func note(_ assets: Set<String>) { seen.formUnion(assets) }

    mutating func next() -> SweepUnit? {
        guard let place = waiting.indices.min(by: { rank(waiting[$0]) < rank(waiting[$1]) }) else { return nil }
        taken += 1
        return waiting.remove(at: place)
    }

    /// Smaller comes first; of equals the one listed first, which `min` keeps.
    private func rank(_ entry: SweepUnit) -> Int {
        guard entry.unit.kind == .market else { return 0 }
        if entry.records > 0 { return 0 }
        let isNew = entry.readUntil == nil
        switch (seen.contains(entry.unit.base), seen.contains(entry.unit.quote)) {
        case (true, true): return isNew ? 1 : 2
        case (true, false), (false, true): return isNew ? 3 : 4
        case (false, false): return isNew ? 5 : 6
        }
    }
}

import GRDB
import HistoryModel
import Testing

@testable import HistoryStore

/// The store's promises in the plainest form: a dictionary, looked through from end to end each time.
struct RecordModel {
    struct Place: Hashable, Comparable {
        var time: Int64
        var key: String
        static func < (left: Place, right: Place) -> Bool {
            (left.time, left.key) < (right.time, right.key)
        }
    }
    struct Row: Equatable {
        var record: Record
        var state: RecordState = []
        var history: [Record] = []
        var firstStep: Int64
    }
    var rows: [Place: Row] = [:]
    var met: Set<Place> = []

    mutating func write(_ page: [Record], step: Int64) -> RecordCounts {
        var counts = RecordCounts()
        counts.nothingNewToWalk = page.allSatisfy { met.contains(Self.place($0)) }
        for record in page {
            let place = Self.place(record)
            met.insert(place)
            if var row = rows[place] {
                if row.state.contains(.noLongerServed) {
                    row.state.remove(.noLongerServed)
                    row.state.insert(.reappeared)
                    counts.reappeared += 1
                }
                if row.record == record {
                    counts.unchanged += 1
                } else {
                    row.history.append(row.record)
                    row.record = record
                    row.state.insert(.revised)
                    counts.changed += 1
                }
                rows[place] = row
                continue
            }
            rows[place] = Row(record: record, firstStep: step)
            let gone = rows.keys.filter {
                $0.key == place.key && $0 != place && rows[$0]?.state.contains(.noLongerServed) == true
            }
            if gone.isEmpty {
                counts.added += 1
            } else {
                counts.changed += 1
                counts.reappeared += 1
                for old in gone.sorted() { merge(old, into: place) }
            }
        }
        return counts
    }

    mutating func finish(_ readAgain: IntervalSet) -> MissingCounts {
        var counts = MissingCounts()
        let isMet = met
        func wasMissed(_ place: Place) -> Bool {
            readAgain.contains(Instant(nanoseconds: place.time)) && !isMet.contains(place)
        }
        let missing = rows.keys.filter {
            wasMissed($0) && rows[$0]?.state.contains(.noLongerServed) == false
        }
        for place in missing.sorted() {
            let others = rows.keys.filter {
                $0.key == place.key && $0 != place && rows[$0]?.state.contains(.noLongerServed) == false
                    && !wasMissed($0)
            }
            if let other = others.min() {
                merge(place, into: other)
                counts.moved += 1
            } else if var row = rows[place] {
                row.state.insert(.noLongerServed)
                if row.record.flags.contains(.pending) {
                    row.history.append(row.record)
                    row.record.flags.remove(.pending)
                    row.record.flags.insert(.void)
                    row.state.insert(.revised)
                    counts.voided += 1
                } else {
                    counts.noLongerServed += 1
                }
                rows[place] = row
            }
        }
        met = []
        return counts
    }

    private mutating func merge(_ old: Place, into new: Place) {
        guard let from = rows.removeValue(forKey: old), var row = rows[new] else { return }
        row.history += from.history + [from.record]
        row.firstStep = min(row.firstStep, from.firstStep)
        row.state.formUnion(from.state.intersection([.reappeared, .deleted, .keptDeleted]))
        if from.state.contains(.noLongerServed) { row.state.insert(.reappeared) }
        row.state.insert(.revised)
        rows[new] = row
    }
    private static func place(_ record: Record) -> Place {
        Place(time: record.time.nanoseconds, key: record.key)
    }
}

/// An exchange whose rows appear, change, become final, vanish and get another time.
struct RestlessExchange {
    var random: SeededGenerator
    var truth: [Record] = []
    private var made = 0

    init(seed: UInt64) { random = SeededGenerator(state: seed) }

    mutating func change() {
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
            made += 1
            let flags: RecordFlags = Int.random(in: 0..<5, using: &random) == 0 ? .pending : []
            truth.append(trade("k\(made)", at: .random(in: 0..<300, using: &random), flags: flags))
        }
        for index in truth.indices.reversed() {
            switch Int.random(in: 0..<40, using: &random) {
            case 0: truth.remove(at: index)
            case 1: truth[index].legs[0].amount = "\(Int.random(in: 0..<9, using: &random))"
            case 2: truth[index].time = Instant(seconds: .random(in: 0..<300, using: &random))
            case 3: truth[index].flags = []
            default: break
            }
        }
    }

    /// The answers to one question, in one of the orders exchanges have, some rows twice.
    mutating func pages(_ interval: Interval) -> [[Record]] {
        var rows = truth.filter { interval.contains($0.time) }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: rows.sort { ($0.time, $0.key) < ($1.time, $1.key) }
        case 1: rows.sort { ($0.time, $0.key) > ($1.time, $1.key) }
        default: rows.shuffle(using: &random)
        }
        var pages: [[Record]] = []
        let size = Int.random(in: 1..<30, using: &random)
        let overlap = Int.random(in: 0..<2, using: &random)
        var start = 0
        while start < rows.count {
            var page = Array(rows[max(0, start - overlap)..<min(rows.count, start + size)])
            if Int.random(in: 0..<6, using: &random) == 0, let again = page.randomElement(using: &random) {
                page.append(again)
            }
            pages.append(page)
            start += size
        }
        return pages
    }
}

struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("The store does what a dictionary would")
struct RecordModelTests {
    @Test(
        "random histories, re-reads, kills and corrections end in the same books",
        arguments: 1...8 as ClosedRange<UInt64>)
    func model(seed: UInt64) throws {
        try RecordTestStore.run { store in
            var exchange = RestlessExchange(seed: seed)
            var model = RecordModel()
            var step: Int64 = 0
            store.writer.missingAtOnce = Int(seed * seed)
            for window in 1...40 as ClosedRange<Int64> {
                exchange.change()
                let from = Int64.random(in: 0..<200, using: &exchange.random)
                let isFull = window % 4 == 0
                let span = Interval(
                    Instant(seconds: isFull ? 0 : from),
                    Instant(seconds: isFull ? 300 : .random(in: (from + 1)...300, using: &exchange.random)))
                guard let interval = span else { continue }
                for page in exchange.pages(interval) {
                    step += 1
                    if Int.random(in: 0..<8, using: &exchange.random) == 0 {
                        // Killed before the commit: nothing of the page may stay.
                        try store.db.inTransaction {
                            try store.write(page, window: window, step: step)
                            return .rollback
                        }
                        step += 1
                    }
                    if Int.random(in: 0..<60, using: &exchange.random) == 0 {
                        try store.writer.forgetWalk(window: window)
                        model.met = []
                    }
                    let expected = model.write(
                        page.sorted { ($0.time, $0.key) < ($1.time, $1.key) }, step: step)
                    let counts = try store.write(page, window: window, step: step)
                    try #require(counts == expected)
                }
                if Int.random(in: 0..<10, using: &exchange.random) == 0 {
                    try store.writer.forgetWalk(window: window)
                    model.met = []
                } else {
                    let missing = try store.finish(
                        interval.from.nanoseconds / 1_000_000_000, interval.until.nanoseconds / 1_000_000_000,
                        window: window, step: step)
                    try #require(missing == model.finish(IntervalSet(interval)))
                }
                try compare(store, model)
            }
            #expect(try Int.fetchOne(store.db, sql: "SELECT count(*) FROM walkSeen") == 0)
        }
    }

    private func compare(_ store: RecordTestStore, _ model: RecordModel) throws {
        let stored = try store.all()
        let expected = model.rows.sorted { $0.key < $1.key }.map(\.value)
        try #require(stored.map(\.record) == expected.map(\.record))
        try #require(stored.map(\.state) == expected.map(\.state))
        try #require(stored.map(\.firstStep) == expected.map(\.firstStep))
        try #require(stored.map(\.revisions) == expected.map(\.history.count))
        try #require(try store.reader.summary(stream: 1).records == expected.count)
        for (row, model) in zip(stored, expected) where row.revisions > 0 {
            let history = try store.reader.revisions(of: row).map(\.record)
            try #require(Set(history) == Set(model.history))
        }
    }
}

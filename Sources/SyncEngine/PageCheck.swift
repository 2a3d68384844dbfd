import HistoryModel
import HistoryStore

/// Holds a page against what the walk has seen before: W8, W9 and W12.
struct PageCheck {
    enum Verdict {
        case good
        case restart(String)
        case fail(ExchangeError)
    }

    /// Fingerprints of the positions this walk has asked from.
    private var cursors: Set<UInt64> = []
    private var latestNotBefore = Instant.distantPast
    private var stepsWithoutNews = 0
    private var repeatedPages = 0

    /// W12: outside the window by more than the filter's resolution proves that the range was ignored.
    static func rangeFault(_ page: ParsedPage, window: WalkWindow, stream: StreamDeclaration) -> ExchangeError? {
        guard stream.walk == .byTime, stream.timeBasis == .unknown || stream.timeBasis == .executed else { return nil }
        let slack = max(stream.resolution ?? .seconds(1), .milliseconds(1))
        let from = window.from - slack
        let until = window.until + slack
        for entry in page.records.entries where entry.time < from || entry.time >= until {
            return ExchangeError(
                .range, retry: .restartWindow,
                message:
                    "The exchange answered with a row of \(entry.time), outside the range asked for (\(window.from) to \(window.until))."
            )
        }
        return nil
    }

    /// W9 for one page; updates what the window remembers of its last page.
    static func paging(_ page: ParsedPage, window: inout WalkWindow, stream: StreamDeclaration) -> Verdict {
        let keys = page.records.entries.map { fingerprint($0, page.records) }
        let known = Set(window.pageKeys)
        let shared = keys.count { known.contains($0) }
        if let total = page.total {
            if let before = window.total, before != total {
                return .restart("the exchange's count changed from \(before) to \(total) while paging")
            }
            window.total = total
        }
        if stream.paging == .offset, !window.cursor.isEmpty, !window.pageKeys.isEmpty, shared == 0 {
            return .restart("the pages shifted while paging")
        }
        window.rows += UInt64(keys.count - shared)
        window.pageKeys = keys
        return .good
    }

    /// How many rows at the page's start the page before it ended with.
    static func overlap(_ page: ParsedPage, window: WalkWindow) -> Int {
        let known = Set(window.pageKeys)
        return page.records.entries.prefix { known.contains(fingerprint($0, page.records)) }.count
    }

    /// W8: a walk must get on. A position may come back only to be asked later than the time before.
    mutating func progress(
        cursor: [UInt8], notBefore: Instant?, page: ParsedPage, previousKeys: Set<UInt64>
    ) -> ExchangeError? {
        let isNew = cursors.insert(Self.hash(cursor)).inserted
        let isLater = notBefore.map { $0 > latestNotBefore } ?? false
        latestNotBefore = max(latestNotBefore, notBefore ?? latestNotBefore)
        if !isNew, !isLater {
            return ExchangeError(
                .malformed,
                message:
                    "The walk came back to a position it had been at before: the exchange repeats its pages. It was stopped."
            )
        }
        let keys = page.records.entries.map { Self.fingerprint($0, page.records) }
        if keys.allSatisfy({ previousKeys.contains($0) }) {
            stepsWithoutNews += 1
            repeatedPages = keys.isEmpty ? repeatedPages : repeatedPages + 1
        } else {
            stepsWithoutNews = 0
            repeatedPages = 0
        }
        if stepsWithoutNews >= 1000 || repeatedPages >= 5 {
            return ExchangeError(
                .malformed,
                message: "The walk made no progress over \(max(stepsWithoutNews, repeatedPages)) pages. It was stopped."
            )
        }
        return nil
    }

    static func fingerprint(_ entry: RecordBatch.Entry, _ batch: RecordBatch) -> UInt64 {
        var hash = FNV()
        hash.add(UInt64(bitPattern: entry.time.nanoseconds))
        batch.bytes.withUnsafeBufferPointer { bytes in
            for index in entry.key.range { hash.add(bytes[index]) }
        }
        return hash.value
    }
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash = FNV()
        for byte in bytes { hash.add(byte) }
        return hash.value
    }
}

/// FNV-1a, 64 bits: the same in every process, for fingerprints that are stored.
private struct FNV {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    mutating func add(_ word: UInt64) {
        for shift in 0..<8 { add(UInt8(truncatingIfNeeded: word >> UInt64(shift * 8))) }
    }
}

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
    static func paging(
        _ page: ParsedPage, _ keys: PageKeys, window: inout WalkWindow, stream: StreamDeclaration
    ) -> Verdict {
        if let total = page.total {
            if let before = window.total, before != total {
                return .restart("the exchange's count changed from \(before) to \(total) while paging")
            }
            window.total = total
        }
        if stream.paging == .offset, !window.cursor.isEmpty, !window.pageKeys.isEmpty, keys.shared == 0 {
            return .restart("the pages shifted while paging")
        }
        window.rows += UInt64(keys.all.count - keys.shared)
        window.pageKeys = keys.all
        return .good
    }

    /// W8: a walk must get on. A position may come back only to be asked later than the time before.
    mutating func progress(
        cursor: [UInt8], notBefore: Instant?, _ keys: PageKeys
    ) -> ExchangeError? {
        var position = PageHash()
        cursor.withUnsafeBytes { position.add($0) }
        let isNew = cursors.insert(position.value).inserted
        let isLater = notBefore.map { $0 > latestNotBefore } ?? false
        latestNotBefore = max(latestNotBefore, notBefore ?? latestNotBefore)
        if !isNew, !isLater {
            return ExchangeError(
                .malformed,
                message:
                    "The walk came back to a position it had been at before: the exchange repeats its pages. It was stopped."
            )
        }
        if keys.bringsNothing {
            stepsWithoutNews += 1
            repeatedPages = keys.all.isEmpty ? repeatedPages : repeatedPages + 1
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
}

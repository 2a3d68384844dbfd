import HistoryModel
import Testing

@testable import SyncEngine

@Suite("What one page repeats of the one before")
struct PageKeysTests {
    private func keys(_ page: String, after before: String, repeatsOne: Bool) -> PageKeys {
        func batch(_ letters: String) -> RecordBatch {
            RecordBatch(
                letters.map { letter in
                    Record(.reward, at: Instant(seconds: 7), key: String(letter), flags: .composed)
                })
        }
        return PageKeys(
            batch(page), known: PageKeys.fingerprints(batch(before)), repeatsOne: repeatsOne)
    }

    @Test(
        "is the last row, of equal rows not more than must be, and what moved in between",
        arguments: [
            // page, the one before, rows repeated where pages repeat one, and where they repeat an instant
            ("cde", "abc", 1, 1), ("ccd", "acc", 1, 2), ("ccc", "ccc", 1, 3), ("bcd", "abc", 2, 2),
            ("cdcd", "cdcd", 2, 4),
            ("xyz", "abc", 0, 0), ("", "abc", 0, 0), ("abc", "", 0, 0),
            // Out of order: what leads and was there before.
            ("bad", "abc", 2, 2),
        ])
    func overlap(_ page: String, _ before: String, _ byOffset: Int, _ byTime: Int) {
        #expect(keys(page, after: before, repeatsOne: true).overlap == byOffset)
        #expect(keys(page, after: before, repeatsOne: false).overlap == byTime)
    }
}

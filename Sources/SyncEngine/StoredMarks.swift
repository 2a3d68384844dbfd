import ExchangeClient
import HistoryStore

/// Nonces and bucket levels in the store, on disk before a request leaves (W18).
package struct StoredMarks: MarkStore {
    private let store: HistoryStore
    package init(store: HistoryStore) { self.store = store }
    package func mark(_ name: String) -> Int64? { try? store.mark(name) }
    package func setMark(_ name: String, _ value: Int64) throws { try store.setMark(name, value) }
}

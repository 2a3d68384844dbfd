import HistoryStore

/// A record as the store gives it; `StoredRecord` is also what the reports call theirs.
typealias KeptRecord = StoredRecord

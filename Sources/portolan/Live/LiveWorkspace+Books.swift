import FileImport
import HistoryModel
import HistoryStore
import Reports

/// What a person writes beside records, and takes out of them.
extension LiveWorkspace {
    func transactionWithHistory(id: String) async throws -> Transaction? {
        try await Failures.translated {
            guard let store = try history() else { return nil }
            let reading = try TransactionReading(store: store, idOfOne: id)
            return Transaction(
                try reading.records(ofTransaction: id).map { kept in
                    var record = reading.record(kept)
                    record.history = try store.revisions(of: kept).map { RecordVersion($0) }
                    return record
                }, id: id)
        }
    }

    func label(transaction id: String, _ text: String) async throws -> Bool {
        try await Failures.translated {
            guard try history() != nil else { return false }
            let store = try HistoryStore.open(home: home, access: .write)
            let reading = try TransactionReading(store: store, idOfOne: id)
            let records = try reading.records(ofTransaction: id).map { reading.record($0) }
            guard let transaction = Transaction(records, id: id) else { return false }
            let now = clock.now()
            // Rows that were grouped otherwise before may carry an older label each.
            for record in records { try store.setNote("", of: RecordName(record), at: now) }
            try store.setNote(text, of: RecordName(transaction.anchor), at: now)
            return true
        }
    }

    func delete(transaction id: String, forGood: Bool) async throws -> DeletedRecords {
        try await Failures.translated {
            guard try history() != nil else { return DeletedRecords() }
            let store = try HistoryStore.open(home: home, access: .write)
            let reading = try TransactionReading(store: store, idOfOne: id)
            let records = try reading.records(ofTransaction: id)
            try store.delete(records.map(\.position), forGood: forGood)
            let ofFiles = records.count { FileFormat.isOfFiles(stream: reading.sources[$0.stream]?.stream ?? "") }
            return DeletedRecords(ofExchange: records.count - ofFiles, ofFiles: ofFiles)
        }
    }

    func restore(transaction id: String) async throws -> Int {
        try await Failures.translated {
            guard try history() != nil else { return 0 }
            let store = try HistoryStore.open(home: home, access: .write)
            let records = try TransactionReading(store: store, idOfOne: id).records(ofTransaction: id, deleted: true)
            try store.restore(records.map(\.position))
            return records.count
        }
    }
}

extension RecordVersion {
    init(_ revision: RecordRevision) {
        let reason: Reason =
            switch revision.reason {
            case .changed: .changed
            case .voided: .voided
            case .moved: .moved
            }
        self.init(record: revision.record, reason: reason, replacedAt: revision.at)
    }
}

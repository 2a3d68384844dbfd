import HistoryModel
import HistoryStore

/// Reads kept pages again with a newer adapter (W15): nothing is asked of the exchange.
///
/// Pages are taken newest first and each key counts once, so that what a row became is not written over by what it
/// was. Only records count: coverage, bookmarks, facts and units stay as they are.
package struct PageReplay {
    package struct Outcome: Sendable, Equatable {
        package var pages = 0
        /// Pages the adapter no longer understands, or whose row it no longer declares.
        package var unread = 0
        package var counts = StepCounts()
    }

    private let connection: StoredConnection
    private let world: ConnectionWorld
    private let store: HistoryStore

    package init(connection: StoredConnection, world: ConnectionWorld, store: HistoryStore) {
        self.connection = connection
        self.world = world
        self.store = store
    }

    package func run() async throws -> Outcome {
        var outcome = Outcome()
        for (id, name, _) in try store.streams(connection: connection.id) {
            guard let index = world.manifest.streams.firstIndex(where: { $0.name == name && $0.role == .history }),
                world.manifest.streams[index].refusal == nil
            else { continue }
            for unit in try store.unitsWithPages(stream: id) {
                try await replay(index, id, unit, &outcome)
            }
        }
        return outcome
    }

    private func replay(_ index: Int, _ stream: StreamID, _ unitID: UnitID, _ outcome: inout Outcome) async throws {
        let unit = try unit(unitID, of: world.manifest.streams[index])
        // Walks have positive numbers; one replay of a stream and unit at a time needs no other name.
        let walk = -(stream << 24 | unitID) - 1
        var met: Set<UInt64> = []
        var unread = 0
        for pageID in try store.pageIDs(stream: stream, unit: unitID) {
            try Task.checkCancellation()
            guard let kept = try store.replayPage(pageID) else { continue }
            outcome.pages += 1
            guard let all = try await parse(kept, index, unit) else {
                unread += 1
                continue
            }
            var records = all
            // Equal composed keys are told apart by their number only: all of them count.
            records.entries = zip(all.entries, PageKeys.fingerprints(all)).filter { entry, fingerprint in
                entry.flags.contains(.composed) || met.insert(fingerprint).inserted
            }.map { $0.0 }
            outcome.counts += try store.commitReplay(
                records, of: kept, stream: stream, unit: unitID, walk: walk, at: world.now())
        }
        outcome.unread += unread
        let sawEverything = try unread == 0 && !store.hasRecordsWithoutPage(stream: stream, unit: unitID)
        outcome.counts += try store.finishReplay(
            stream: stream, unit: unitID, walk: walk, marksMissing: sawEverything, at: world.now())
    }

    private func parse(_ kept: ReplayPage, _ index: Int, _ unit: HistoryUnit?) async throws -> RecordBatch? {
        guard let endpoint = world.manifest.endpoints.firstIndex(where: { $0.name == kept.page.endpoint }) else {
            return nil
        }
        var ask = Ask(
            stream: index, from: world.manifest.launched, until: kept.page.received, now: kept.page.received)
        ask.isReplay = true
        ask.cursorVersion = world.manifest.cursorVersion
        ask.unit = unit
        ask.settings = kept.settings
        ask.facts = kept.facts
        let answer = ExchangeAnswer(
            endpoint: endpoint, status: kept.page.status, received: kept.page.received, body: kept.page.body)
        do {
            let page = try await world.parse(ask, answer).page
            if case .fail = page.ending { return nil }
            return page.records
        } catch is ExchangeError {
            return nil
        }
    }

    private func unit(_ id: UnitID, of stream: StreamDeclaration) throws -> HistoryUnit? {
        guard id != 0 else { return nil }
        let lister = stream.unitStream.map { world.manifest.streams[$0].name } ?? stream.name
        return try store.units(connection: connection.id, lister: lister).first { $0.id == id }?.unit
    }
}

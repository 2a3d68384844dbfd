import HistoryModel

/// All histories of one account, by the names its exchange's adapter is expected to give the streams.
///
/// A request costs a search and a copy of the rows it may see: enough for some ten thousand rows.
package struct AccountBooks<Row: ServedRow>: Sendable {
    package struct History: Sendable {
        package var name: String
        /// Rows a page holds at most; where edges fall when settings ask for full pages or ties.
        package var page: Int
        /// Pages are counted from the newest row; else from the oldest.
        package var newestFirst: Bool
        /// Oldest first; rows of one instant in the order of their serials.
        package fileprivate(set) var rows: [Row] = []

        package init(_ name: String, page: Int, newestFirst: Bool = true, rows: [Row] = []) {
            self.name = name
            self.page = page
            self.newestFirst = newestFirst
            self.rows = rows
        }
    }

    package private(set) var histories: [History]
    /// What was done to the rows after they were made.
    package private(set) var changes: [(action: String, history: String, id: String, at: Instant)] = []
    private var faults = Faults()
    private var pages = 0

    package init(_ histories: [History], settings: AccountSettings) {
        self.histories = histories
        for index in self.histories.indices {
            self.histories[index].sort()
            if settings.fullPages { self.histories[index].fillPages(until: settings.start) }
            if settings.tiesAtPageEdges { self.histories[index].tieAtPageEdges(until: settings.start) }
        }
    }

    package mutating func apply(_ faults: Faults) {
        self.faults = faults
        pages = 0
    }

    /// The rows that can be seen at `now`, oldest first: `from` and `until` are half open.
    package func rows(
        _ name: String, unit: String? = nil, from: Instant = .distantPast, until: Instant = .distantFuture,
        at now: Instant
    ) -> [Row] {
        guard let history = histories.first(where: { $0.name == name }) else { return [] }
        let end = min(until.nanoseconds, now.nanoseconds + 1)
        let low = history.firstPlace(notBefore: from.nanoseconds)
        let high = max(low, history.firstPlace(notBefore: end))
        return history.rows[low..<high].filter { row in
            (unit == nil || row.unit == unit) && isVisible(row, at: now)
        }
    }

    private func isVisible(_ row: Row, at now: Instant) -> Bool {
        guard faults.lateEvery > 0, Int(row.serial) % faults.lateEvery == 0 else { return true }
        return row.instant + .seconds(Int64(faults.lateSeconds)) <= now
    }

    /// What each asset stands at, fees paid.
    package func balances(at now: Instant) -> [(asset: String, amount: Amount)] {
        var held: [String: Amount] = [:]
        for history in histories {
            for row in history.rows where !row.isDetail && row.instant <= now && row.state(at: now) == .final {
                for movement in row.movements {
                    let before = held[movement.asset] ?? .zero
                    let after =
                        movement.isFee
                        ? try? before.subtracting(movement.amount) : try? before.adding(movement.amount)
                    held[movement.asset] = after ?? before
                }
            }
        }
        return held.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    // MARK: Rows that move while they are read

    /// To be called for every page served, with its oldest row.
    package mutating func pageServed(_ name: String, oldest: Row?, at now: Instant) {
        pages += 1
        func due(_ every: Int) -> Bool { every > 0 && pages % every == 0 }
        if due(faults.insertEvery) {
            _ = insert(into: name, at: now - .seconds(Int64(faults.insertBackdateSeconds)), noted: now)
        }
        guard let oldest else { return }
        if due(faults.amendEvery) { _ = change("amend", oldest.id, in: name, noted: now) }
        if due(faults.removeEvery) { _ = change("remove", oldest.id, in: name, noted: now) }
    }

    /// The new row's id.
    private mutating func insert(into name: String, at time: Instant, noted now: Instant) -> String? {
        guard let index = histories.firstIndex(where: { $0.name == name }) else { return nil }
        let serial = (histories[index].rows.map(\.serial).max() ?? 0) + 1
        let row = Row.sudden(in: name, serial: serial, at: time.roundedDown(to: .seconds(1)))
        histories[index].rows.append(row)
        histories[index].sort()
        changes.append(("insert", name, row.id, now))
        return row.id
    }

    /// False when there is no such row.
    private mutating func change(_ action: String, _ id: String, in name: String, noted now: Instant) -> Bool {
        guard let index = histories.firstIndex(where: { $0.name == name }),
            let place = histories[index].rows.firstIndex(where: { $0.id == id })
        else { return false }
        if action == "remove" {
            histories[index].rows.remove(at: place)
        } else {
            histories[index].rows[place].amend()
        }
        changes.append((action, name, id, now))
        return true
    }

    /// The control command `{"action":"insert"|"remove"|"amend","history":…,"id":…,"backdateSeconds":…}`; without a
    /// history, the first.
    package mutating func change(_ command: JSONValue, at now: Instant) throws -> JSONValue {
        let name = command["history"]?.plainText ?? histories.first?.name ?? ""
        guard histories.contains(where: { $0.name == name }) else {
            throw Faults.Unknown(
                description: "There is no history \(name); known: \(histories.map(\.name).joined(separator: ", ")).")
        }
        let action = command["action"]?.plainText ?? ""
        switch action {
        case "insert":
            let backdate = Int64(command["backdateSeconds"]?.plainText ?? "0") ?? 0
            let id = insert(into: name, at: now - .seconds(backdate), noted: now) ?? ""
            return .object([("id", .string(id))])
        case "remove", "amend":
            let id = command["id"]?.plainText ?? ""
            guard change(action, id, in: name, noted: now) else {
                throw Faults.Unknown(description: "There is no row \"\(id)\" in \(name).")
            }
            return .object([("id", .string(id))])
        default:
            throw Faults.Unknown(description: "The action is insert, remove or amend, not \"\(action)\".")
        }
    }
}

extension AccountBooks.History {
    package func firstPlace(notBefore time: Int64) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].time >= time { high = middle } else { low = middle + 1 }
        }
        return low
    }

    fileprivate mutating func sort() { rows.sort { ($0.time, $0.serial) < ($1.time, $1.serial) } }

    /// Places of the rows of each unit that can be seen at the start, oldest first.
    private func placesByUnit(until start: Instant) -> [[Int]] {
        let visible = rows.indices.filter { rows[$0].instant <= start }
        return Dictionary(grouping: visible) { rows[$0].unit }.sorted { $0.key < $1.key }.map { $0.value.sorted() }
    }

    /// Takes away the oldest rows of each unit that has more than a page, until its pages are full.
    fileprivate mutating func fillPages(until start: Instant) {
        let gone = placesByUnit(until: start).filter { $0.count > page }.flatMap { $0.prefix($0.count % page) }
        let dropped = Set(gone)
        rows = rows.indices.filter { !dropped.contains($0) }.map { rows[$0] }
    }

    /// The rows on both sides of every page edge get the same instant.
    fileprivate mutating func tieAtPageEdges(until start: Instant) {
        for places in placesByUnit(until: start) {
            let edges =
                newestFirst
                ? Array(stride(from: places.count - page, to: 0, by: -page))
                : Array(stride(from: page, to: places.count, by: page))
            for edge in edges { rows[places[edge]].time = rows[places[edge - 1]].time }
        }
        sort()
    }
}

import HistoryModel
import HistoryStore
import SyncEngine
import Synchronization

/// Random numbers from a seed, the same on every run.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678 }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}

/// One row of a synthetic exchange. Times are whole hours since 1970.
struct ModelRow: Sendable {
    var id: Int
    var unit: Int
    var time: Int
    /// When the exchange first shows it.
    var visible: Int
    /// When it stops being pending; nil: never.
    var final: Int?
    /// When a cancelled row leaves the list.
    var gone: Int?
}

/// A synthetic exchange with late, pending and cancelled rows and a limit that rolls on.
struct ModelExchange: Sendable {
    /// How the exchange pages, and what walk its adapter declares.
    enum Mode: String, CaseIterable, Sendable {
        case offset, idWindow, cursor
    }
    static let pageSize = 5

    var mode: Mode
    var rows: [ModelRow]
    var depth: Int?

    init(mode: Mode, depth: Int?, hours: Int, lag: Int, units: Int, random: inout SeededRandom) {
        self.mode = mode
        self.depth = depth
        rows = []
        var time = 0
        while time < hours {
            time += random.pick([0, 0, 1, 2, 5, 30])
            let visible = time + (random.chance(15) ? random.below(lag) : 0)
            var row = ModelRow(
                id: rows.count + 1, unit: random.below(units), time: time, visible: visible, final: visible)
            let fate = random.below(100)
            if fate < 8 {
                row.final = time + lag + random.below(lag * 7)
            } else if fate < 16, mode == .offset {
                row.final = nil
                row.gone = time + 5 + random.below(lag * 4 - 5)
            }
            rows.append(row)
        }
    }

    func live(at now: Int, unit: Int) -> [ModelRow] {
        rows.filter { row in
            row.unit == unit && row.visible <= now && (row.gone.map { $0 > now } ?? true)
                && (depth.map { row.time >= now - $0 } ?? true)
        }
    }

    /// Newest first.
    func answer(
        at now: Int, unit: Int, from: Int, until: Int, offset: Int, before: Int?, overlap: Int
    ) -> [ModelRow] {
        var found = live(at: now, unit: unit)
        if mode == .cursor {
            found.sort { $0.id > $1.id }
        } else {
            found = found.filter { from <= $0.time && $0.time < until }
            found.sort { ($0.time, $0.id) > ($1.time, $1.id) }
        }
        if let before { found = found.filter { $0.id < before } }
        // An offset page overlaps the one before by a row, so it may hold one row more that is new.
        let overlap = offset > 0 ? overlap : 0
        return Array(found.dropFirst(offset - overlap).prefix(Self.pageSize + overlap))
    }
}

func hours(_ count: Int) -> Instant { Instant(seconds: Int64(count) * 3600) }
func hour(of instant: Instant) -> Int { Int(instant.nanoseconds / 3_600_000_000_000) }

/// Runs syncs of the real engine and store against a `ModelExchange`, with kills and pauses.
final class ModelRun: Sendable {
    struct Killed: Error {}
    struct Rules: Sendable {
        var settles = true
        var marksPending = true
        var guardsOffsets = true
    }
    struct Live: Sendable {
        var now: Int
        var budget = 0
        var dead = false
        var kills = true
        var random: SeededRandom
    }

    let exchange: ModelExchange
    let rules: Rules
    let store: HistoryStore
    let connection: StoredConnection
    let manifest: AdapterManifest
    let live: Mutex<Live>
    let units: Int

    init(seed: UInt64, mode: ModelExchange.Mode, depth: Int?, rules: Rules = Rules(), historyHours: Int) throws {
        var random = SeededRandom(seed: seed)
        let lag = 24
        units = mode == .idWindow ? 2 : 1
        exchange = ModelExchange(
            mode: mode, depth: depth, hours: historyHours, lag: lag, units: units, random: &random)
        self.rules = rules
        store = try HistoryStore.inMemory()
        manifest = Self.manifest(
            mode: mode, depth: depth, lag: rules.settles ? lag : 0, span: random.pick([50, 200, 700]), units: units,
            guardsOffsets: rules.guardsOffsets)
        let declaration = try store.keepDeclaration(
            manifest, frame: [], fileHash: "synthetic", securityDigest: "", at: hours(0))
        connection = try store.addConnection(
            NewConnection(
                name: "model", adapter: "model", declaration: declaration, site: "", settings: [], scheme: "",
                simulator: nil, key: nil), at: hours(0))
        live = Mutex(Live(now: 100 + random.below(historyHours / 4), random: random))
    }

    private static func manifest(
        mode: ModelExchange.Mode, depth: Int?, lag: Int, span: Int, units: Int, guardsOffsets: Bool
    ) -> AdapterManifest {
        var manifest = AdapterManifest()
        manifest.id = "model"
        manifest.cursorVersion = 1
        manifest.cursorVersionMin = 1
        manifest.endpoints = [EndpointRow(name: "rows", method: .get, path: "/rows", keepsRaw: false)]
        var stream = StreamDeclaration(
            name: "rows", label: "Rows", role: .history, walk: mode == .cursor ? .byCursor : .byTime,
            kinds: RecordKinds([.trade]))
        stream.bounds = [HistoryBound(depth.map { .rolling(.span(.hours(Int64($0)))) } ?? .unlimited)]
        stream.settle = .hours(Int64(lag))
        stream.resolution = .hours(1)
        stream.planSpan = .hours(Int64(span))
        stream.paging = mode == .offset && guardsOffsets ? .offset : .token
        if units > 1 {
            stream.units = (0..<units).map { HistoryUnit(kind: .market, key: String($0)) }
        }
        manifest.streams = [stream]
        return manifest
    }

    var world: ConnectionWorld {
        ConnectionWorld(
            manifest: manifest,
            request: { [self] in request($0) },
            send: { [self] in try send($0) },
            parse: { [self] in parse($0, $1) },
            now: { [self] in hours(live.withLock { $0.now }) },
            sleep: { [self] span in live.withLock { $0.now += Int(span.nanoseconds / 3_600_000_000_000) } })
    }

    // MARK: - The adapter

    private func request(_ ask: Ask) -> AdapterRequest {
        let cursor = String(decoding: ask.cursor, as: UTF8.self)
        return AdapterRequest(
            endpoint: 0,
            arguments: [
                TextPair("unit", ask.unit?.key ?? "0"), TextPair("from", String(hour(of: ask.from))),
                TextPair("until", String(hour(of: ask.until))), TextPair("cursor", cursor),
            ])
    }

    private func parse(_ ask: Ask, _ answer: ExchangeAnswer) -> ParsedStep {
        let rows = String(decoding: answer.body, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: ",").map { Int($0)! }
        }
        var page = ParsedPage(ending: .end(bookmark: []))
        page.records = RecordBatch(
            rows.map { row in
                Record(
                    .trade, at: hours(row[1]), key: String(row[0]),
                    flags: row[2] == 0 && rules.marksPending ? .pending : [], timeUnit: .hours(1),
                    label: row[2] == 0 ? "waiting" : "final",
                    legs: [Leg(.in, "BTC", "1")])
            })
        let full = rows.count >= ModelExchange.pageSize
        let cursor = String(decoding: ask.cursor, as: UTF8.self)
        switch exchange.mode {
        case .offset:
            let overlap = cursor.isEmpty || !rules.guardsOffsets ? 0 : 1
            let have = (Int(cursor) ?? 0) + rows.count - overlap
            let isFull = rows.count >= ModelExchange.pageSize + overlap
            if isFull { page.ending = .next(cursor: Array(String(have).utf8), notBefore: nil) }
        case .idWindow:
            if full { page.ending = .next(cursor: Array(String(rows.last![0]).utf8), notBefore: nil) }
        case .cursor:
            // Cursor: "head/last"; the bookmark is the head as it was on the first page.
            let parts = cursor.split(separator: "/").map { Int($0)! }
            let head = parts.first ?? rows.first?[0] ?? 0
            let stop = Int(String(decoding: ask.bookmark, as: UTF8.self))
            if full, stop.map({ rows.last![0] > $0 }) ?? true {
                page.ending = .next(cursor: Array("\(head)/\(rows.last![0])".utf8), notBefore: nil)
            } else {
                page.ending = .end(bookmark: Array(String(head).utf8))
            }
        }
        return ParsedStep(page: page)
    }

    // MARK: - The exchange

    private func send(_ request: AdapterRequest) throws -> ExchangeAnswer {
        let now = try live.withLock { live in
            guard live.budget > 0 else { throw Killed() }
            live.budget -= 1
            live.now += live.random.pick([0, 0, 0, 1])
            // Killed after the answer: it is read, but whatever is not on disk yet is lost.
            if live.kills, live.random.chance(5) { live.dead = true }
            return live.now
        }
        let value = Dictionary(uniqueKeysWithValues: request.arguments.map { ($0.name, $0.value) })
        let cursor = value["cursor"]!
        let rows = exchange.answer(
            at: now, unit: Int(value["unit"]!)!, from: Int(value["from"]!)!, until: Int(value["until"]!)!,
            offset: exchange.mode == .offset ? (Int(cursor) ?? 0) : 0,
            before: exchange.mode == .offset ? nil : cursor.split(separator: "/").last.flatMap { Int($0) },
            overlap: rules.guardsOffsets ? 1 : 0)
        let lines = rows.map { row in
            let isFinal = row.final.map { $0 <= now } ?? false
            return "\(row.id),\(row.time),\(isFinal ? 1 : 0)"
        }
        return ExchangeAnswer(
            endpoint: 0, status: 200, received: hours(now), body: Array(lines.joined(separator: "\n").utf8))
    }

    // MARK: - Syncing

    func sync(budget: Int) async throws {
        live.withLock {
            $0.budget = budget
            $0.dead = false
        }
        let queue = StepQueue(rowsPerTransaction: 1 + live.withLock { $0.random.below(40) }) { [self] steps in
            if live.withLock({ $0.dead }) { throw Killed() }
            return try store.commit(steps)
        }
        do {
            _ = try await ConnectionSync(connection: connection, world: world, store: store, queue: queue).run()
        } catch is Killed {}
    }

    struct Verdict: Equatable {
        var lost = 0
        var holes = 0
    }

    /// Rows inside what is called complete that are not stored as they should be.
    func lost(quiet: Bool) throws -> Int {
        let streamID = try store.streamID(connection: connection.id, name: "rows", identityVersion: 0)
        let unitIDs = units > 1 ? try store.units(connection: connection.id, lister: "rows").map(\.id) : [0]
        let now = live.withLock { $0.now }
        var lost = 0
        for (unit, unitID) in unitIDs.enumerated() {
            let complete = try store.coverage(stream: streamID, unit: unitID).complete
            let stored = try store.statesByKey(stream: streamID, unit: unitID)
            for row in exchange.rows where row.unit == unit && row.gone == nil && complete.contains(hours(row.time)) {
                let state = stored[String(row.id)]
                if quiet {
                    // Expired while still pending: a declared limit, not a loss.
                    if let depth = exchange.depth, state?.flags.contains(.pending) == true, row.time < now - depth {
                        continue
                    }
                    if state?.label != "final" { lost += 1 }
                } else if row.final == row.visible, state == nil {
                    lost += 1
                }
            }
        }
        return lost
    }

    /// A life of syncs at odd times, cut short and killed, then quiet ones.
    func life(historyHours: Int) async throws -> Verdict {
        var verdict = Verdict()
        while live.withLock({ $0.now }) < historyHours + 300 {
            try await sync(budget: live.withLock { $0.random.pick([3, 10, 40, 4000]) })
            verdict.lost = max(verdict.lost, try lost(quiet: false))
            live.withLock { $0.now += $0.random.pick([1, 24, 168, 400]) }
        }
        live.withLock { $0.kills = false }
        for _ in 0..<8 {
            live.withLock { $0.now += exchange.depth == nil ? 24 * 9 : 60 }
            try await sync(budget: 1_000_000)
        }
        verdict.lost = max(verdict.lost, try lost(quiet: true))
        if exchange.depth == nil {
            let streamID = try store.streamID(connection: connection.id, name: "rows", identityVersion: 0)
            let unitIDs = units > 1 ? try store.units(connection: connection.id, lister: "rows").map(\.id) : [0]
            for unitID in unitIDs {
                let complete = try store.coverage(stream: streamID, unit: unitID).complete
                verdict.holes += max(0, complete.intervals.count - 1)
            }
        }
        return verdict
    }
}

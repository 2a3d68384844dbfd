import HistoryModel

/// One settling of the matcher: what the file's events of a stretch of time are, given everything near them.
struct MatchRound {
    private(set) var findings: [MatchFinding] = []
    private let files: [MatchEvent]
    /// Events of the file whose turn comes later: they may want the same event of the exchange.
    let laterFiles: [MatchEvent]
    private let exchanges: [MatchEvent]
    let tolerance: Span
    private let decisions: MatchDecisions
    private var closedFiles: Set<String> = []
    private(set) var closedExchanges: Set<String> = []

    init(
        files: [MatchEvent], laterFiles: [MatchEvent], exchanges: [MatchEvent], tolerance: Span,
        decisions: MatchDecisions
    ) {
        self.files = files
        self.laterFiles = laterFiles
        self.exchanges = exchanges
        self.tolerance = tolerance
        self.decisions = decisions
    }

    mutating func run() {
        guard !files.isEmpty, !exchanges.isEmpty else { return }
        byDecision()
        byIdentity()
        byEvidence()
        bySums()
    }

    // MARK: - What is open

    var openFiles: [MatchEvent] { files.filter { !closedFiles.contains($0.id) } }
    var openExchanges: [MatchEvent] { exchanges.filter { !closedExchanges.contains($0.id) } }

    func isOpen(exchange: MatchEvent) -> Bool { !closedExchanges.contains(exchange.id) }

    func isRejected(_ file: MatchEvent, _ exchange: MatchEvent) -> Bool {
        decisions.rejected.contains(.init(file: file.id, exchange: exchange.id))
    }
    mutating func note(
        same file: MatchEvent, _ exchange: MatchEvent, _ basis: MatchFinding.Basis, rows: [MatchEvent.Row]? = nil
    ) {
        findings.append(.same(file: file, rows: rows ?? file.rows, exchange: exchange, basis: basis))
        closedFiles.insert(file.id)
        closedExchanges.insert(exchange.id)
    }
    /// Another event of the exchange that is part of what was found.
    mutating func close(exchange: MatchEvent) { closedExchanges.insert(exchange.id) }
    mutating func ask(_ file: MatchEvent, _ exchange: MatchEvent, _ reason: String) {
        findings.append(.question(file: file, exchange: exchange, reason: reason))
        closedFiles.insert(file.id)
    }

    // MARK: - What the user said

    private mutating func byDecision() {
        guard !decisions.accepted.isEmpty else { return }
        for file in files {
            let partner = openExchanges.first { decisions.accepted.contains(.init(file: file.id, exchange: $0.id)) }
            if let partner { note(same: file, partner, .decision) }
        }
    }

    // MARK: - Shared ids

    private mutating func byIdentity() {
        var byValue: [String: [Int]] = [:]
        for (place, exchange) in exchanges.enumerated() where !closedExchanges.contains(exchange.id) {
            for value in exchange.values { byValue[value, default: []].append(place) }
        }
        for file in openFiles {
            let places = Set(file.values.flatMap { byValue[$0] ?? [] }).sorted()
            let candidates = places.map { exchanges[$0] }.filter {
                !closedExchanges.contains($0.id) && !isRejected(file, $0)
            }
            if !candidates.isEmpty { settle(file, sharingIDsWith: candidates) }
        }
    }

    private mutating func settle(_ file: MatchEvent, sharingIDsWith candidates: [MatchEvent]) {
        let equal = candidates.filter { $0.change == file.change }
        if equal.count == 1 {
            note(same: file, equal[0], .identity)
        } else if let (partner, rows) = Self.sharedRows(file, candidates) {
            note(same: file, partner, .identity, rows: rows)
        } else if equal.isEmpty {
            for candidate in candidates { ask(file, candidate, "they share an id, but their amounts differ") }
        } else {
            for candidate in equal {
                ask(file, candidate, "they share an id, and \(equal.count) events of the exchange have it")
            }
        }
    }

    /// Where one side has more rows of an operation than the other, or other amounts: the rows of the file that
    /// carry the very id of a row, and not only that of the operation.
    private static func sharedRows(_ file: MatchEvent, _ candidates: [MatchEvent]) -> (MatchEvent, [MatchEvent.Row])? {
        let own = counts(file)
        for candidate in candidates {
            let theirs = counts(candidate)
            if file.rows.count == 1, candidate.rows.count == 1 {
                // One row on each side: nothing shows which id is the row's own, so all of them must agree.
                guard !own.isEmpty, own == theirs else { continue }
                return (candidate, file.rows)
            }
            let rows = file.rows.filter { row in row.ids.contains { own[$0] == 1 && theirs[$0] == 1 } }
            if !rows.isEmpty { return (candidate, rows) }
        }
        return nil
    }

    /// How many rows carry each id.
    private static func counts(_ event: MatchEvent) -> [TextPair: Int] {
        var counts: [TextPair: Int] = [:]
        for row in event.rows { for id in Set(row.ids) { counts[id, default: 0] += 1 } }
        return counts
    }
}

import HistoryModel

/// Events without a shared id.
extension MatchRound {
    /// Equal changes near in time make candidates. As many on one side as on the other, with something beside the
    /// amounts that agrees: the first is the first, the second the second. Everything else is asked.
    mutating func byEvidence() {
        let files = openFiles
        var groups: [Movement: (files: [MatchEvent], exchanges: [MatchEvent])] = [:]
        for file in files where !file.change.isEmpty { groups[Movement(file), default: ([], [])].files.append(file) }
        for exchange in openExchanges {
            let movement = Movement(exchange)
            if groups[movement] != nil { groups[movement]?.exchanges.append(exchange) }
        }
        for movement in groups.keys.sorted(by: { $0.text < $1.text }) {
            guard let group = groups[movement], !group.exchanges.isEmpty else { continue }
            for (files, exchanges) in neighbourhoods(group.files, group.exchanges) { settle(files, exchanges) }
        }
    }

    /// Cuts events of one change where so much time lies between two that nothing on one side can mean the other.
    private func neighbourhoods(
        _ files: [MatchEvent], _ exchanges: [MatchEvent]
    ) -> [(files: [MatchEvent], exchanges: [MatchEvent])] {
        let isBank = files.contains(where: \.isFiatMovement) && exchanges.contains(where: \.isFiatMovement)
        let reach = isBank ? HistoryMatcher.fiatTolerance : tolerance
        let all = (files.map { ($0, true) } + exchanges.map { ($0, false) }).sorted { $0.0.time < $1.0.time }
        var parts: [(files: [MatchEvent], exchanges: [MatchEvent])] = []
        var end = Instant.distantPast
        for (event, isFile) in all {
            if parts.isEmpty || event.time > end { parts.append(([], [])) }
            if isFile {
                parts[parts.count - 1].files.append(event)
            } else {
                parts[parts.count - 1].exchanges.append(event)
            }
            end = max(end, event.span.last + reach)
        }
        return parts.filter { !$0.files.isEmpty && !$0.exchanges.isEmpty }
    }

    /// Works through clusters: events of one change that are linked by being near each other.
    private mutating func settle(_ files: [MatchEvent], _ exchanges: [MatchEvent]) {
        var waiting = files
        let later = laterFiles.filter { later in
            later.change == files.first?.change
                && exchanges.contains { Self.distance(later, $0) <= HistoryMatcher.fiatTolerance }
        }
        while let first = waiting.first {
            var members: [MatchEvent] = [first]
            var partners: [MatchEvent] = []
            var grew = true
            while grew {
                let morePartners = exchanges.filter { exchange in
                    !partners.contains { $0.id == exchange.id } && members.contains { isCandidate($0, exchange) }
                }
                partners += morePartners
                let moreMembers = (waiting + later).filter { file in
                    !members.contains { $0.id == file.id } && partners.contains { isCandidate(file, $0) }
                }
                members += moreMembers
                grew = !morePartners.isEmpty || !moreMembers.isEmpty
            }
            waiting.removeAll { file in members.contains { $0.id == file.id } }
            if !partners.isEmpty { settleCluster(members, partners) }
        }
    }

    private mutating func settleCluster(_ members: [MatchEvent], _ partners: [MatchEvent]) {
        let members = members.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        let partners = partners.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        let pairs = Array(zip(members, partners))
        if members.count == partners.count, pairs.allSatisfy({ isCandidate($0, $1) && agreesInMore($0, $1) }) {
            for (file, exchange) in pairs { note(same: file, exchange, .evidence) }
            return
        }
        let reason =
            members.count == 1 && partners.count == 1
            ? "nothing but their amounts agrees"
            : "\(members.count) in files and \(partners.count) of the exchange have the same amounts"
        for file in members {
            for exchange in partners where isCandidate(file, exchange) { ask(file, exchange, reason) }
        }
    }

    // MARK: - Several of the exchange in one of the file

    /// A file without ids tells several fills of one second as one. They are the same when all fills of that second
    /// in these assets add up to it exactly, in more than one asset.
    mutating func bySums() {
        for file in openFiles where file.change.count > 1 {
            let parts = openExchanges.filter { part in
                !part.change.isEmpty && part.family.fits(file.family) && !file.contradicts(part)
                    && !isRejected(file, part) && Self.distance(file, part) <= .seconds(1)
                    && part.change.keys.allSatisfy { file.change[$0] != nil }
            }
            guard parts.count > 1, Self.sum(parts) == file.change else { continue }
            note(same: file, parts[0], .evidence)
            for part in parts { close(exchange: part) }
        }
    }

    private static func sum(_ events: [MatchEvent]) -> [String: Amount]? {
        var sum: [String: Amount] = [:]
        for (asset, amount) in events.flatMap({ Array($0.change) }) {
            guard let total = try? (sum[asset] ?? .zero).adding(amount) else { return nil }
            sum[asset] = total.isZero ? nil : total
        }
        return sum
    }

    // MARK: - Rules

    private func isCandidate(_ file: MatchEvent, _ exchange: MatchEvent) -> Bool {
        guard file.family.fits(exchange.family), !file.contradicts(exchange), !isRejected(file, exchange) else {
            return false
        }
        let isBank = file.isFiatMovement && exchange.isFiatMovement
        return Self.distance(file, exchange) <= (isBank ? HistoryMatcher.fiatTolerance : tolerance)
    }

    /// Something beside equal amounts: two assets that changed, or the very second.
    private func agreesInMore(_ file: MatchEvent, _ exchange: MatchEvent) -> Bool {
        file.change.count > 1 || Self.distance(file, exchange) <= .seconds(1)
    }

    static func distance(_ left: MatchEvent, _ right: MatchEvent) -> Span {
        let (a, b) = (left.span, right.span)
        if a.last < b.first { return b.first - a.last }
        if b.last < a.first { return a.first - b.last }
        return .zero
    }

    /// A change of the holding, as something to look up by.
    private struct Movement: Hashable {
        let text: String
        init(_ event: MatchEvent) {
            text = event.change.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        }
    }
}

import HistoryModel

/// Events without a shared id.
extension MatchRound {
    /// Equal changes near in time make candidates. As many on one side as on the other, with something beside the
    /// amounts that agrees: the first is the first, the second the second. Everything else is asked.
    mutating func byEvidence() {
        var groups: [Movement: (files: [MatchEvent], exchanges: [MatchEvent])] = [:]
        for exchange in openExchanges where !exchange.change.isEmpty {
            groups[Movement(exchange), default: ([], [])].exchanges.append(exchange)
        }
        for file in openFiles where !file.change.isEmpty {
            let movement = Movement(file)
            if groups[movement] != nil { groups[movement]?.files.append(file) }
        }
        groups = groups.filter { !$0.value.files.isEmpty }
        if groups.isEmpty { return }
        var later: [Movement: [MatchEvent]] = [:]
        for file in laterFiles where !file.change.isEmpty {
            let movement = Movement(file)
            if groups[movement] != nil { later[movement, default: []].append(file) }
        }
        for (movement, group) in groups.sorted(by: { $0.key.text < $1.key.text }) {
            for (files, exchanges) in neighbourhoods(group.files, group.exchanges) {
                settle(files, exchanges, later: later[movement] ?? [])
            }
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

    /// Works through clusters: events of one change that are linked by being near each other. Events whose turn comes
    /// later are in them, for they may want the same event of the exchange, but begin none.
    private mutating func settle(_ files: [MatchEvent], _ exchanges: [MatchEvent], later: [MatchEvent]) {
        let turn = Set(files.map(\.id))
        let isBank = exchanges.contains(where: \.isFiatMovement)
        let reach = isBank ? max(tolerance, HistoryMatcher.fiatTolerance) : tolerance
        var own = OpenEvents(files + later, reach: reach)
        var others = OpenEvents(exchanges, reach: reach)
        while let first = own.take(where: { turn.contains($0.id) }) {
            var members: [MatchEvent] = [first]
            var partners: [MatchEvent] = []
            var (looked, answered) = (0, 0)
            while looked < members.count || answered < partners.count {
                if looked < members.count {
                    let file = members[looked]
                    partners += others.take(near: file) { isCandidate(file, $0) }
                    looked += 1
                } else {
                    let exchange = partners[answered]
                    members += own.take(near: exchange) { isCandidate($0, exchange) }
                    answered += 1
                }
            }
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
        let files = openFiles.filter { $0.change.count > 1 }
        if files.isEmpty { return }
        // In order of time, so that each file's event looks at its own second only.
        let exchanges = openExchanges.filter { !$0.change.isEmpty }.sorted { $0.time < $1.time }
        let widest = OpenEvents.widest(exchanges)
        for file in files {
            let first = file.span.first - .seconds(1) - widest
            let last = file.span.last + .seconds(1)
            let parts = exchanges[OpenEvents.place(of: first, in: exchanges)...].prefix { $0.time <= last }.filter {
                part in
                isOpen(exchange: part) && Self.distance(file, part) <= .seconds(1) && part.family.fits(file.family)
                    && part.change.keys.allSatisfy { file.change[$0] != nil } && !file.contradicts(part)
                    && !isRejected(file, part)
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

extension StreamDeclaration {
    /// A sequence of records.
    ///
    /// - Parameters:
    ///   - bounds: how far back it reads; all hold at once. Without any, the depth counts as unknown.
    ///   - settle: how late a row may still appear or change.
    ///   - planSpan: the window to cut where the exchange has no maximum.
    ///   - resolution: finest step of the range filter; windows are rounded outward to it.
    public static func history(
        _ name: String, label: String, kinds: [RecordKind], walk: Walk, bounds: [HistoryBound],
        support: Support = .readable, order: Order, paging: Paging, pageMax: UInt32 = 0,
        overRange: OverRange = .unknown, align: Alignment = .none, timeBasis: TimeBasis = .executed,
        identity: Identity = .id, identityVersion: UInt32 = 0, parallelMax: UInt32 = 1,
        delisted: Delisted = .unknown, maxSpan: Span? = nil, planSpan: Span? = nil, defaultSpan: Span? = nil,
        settle: Span, resolution: Span? = nil, units: [HistoryUnit] = [], note: String = "",
        evidence: [Evidence] = []
    ) -> StreamDeclaration {
        var stream = StreamDeclaration(
            name: name, label: label, role: .history, walk: walk, support: support, kinds: RecordKinds(kinds),
            bounds: bounds, units: units)
        stream.order = order
        stream.paging = paging
        stream.pageMax = pageMax
        stream.overRange = overRange
        stream.alignment = align
        stream.timeBasis = timeBasis
        stream.identity = identity
        stream.identityVersion = identityVersion
        stream.parallelMax = parallelMax
        stream.delisted = delisted
        stream.maxSpan = maxSpan
        stream.planSpan = planSpan
        stream.defaultSpan = defaultSpan
        stream.settle = settle
        stream.resolution = resolution
        stream.note = note
        stream.evidence = evidence
        return stream
    }

    /// What the key may do and see. Where the exchange does not tell, it still shows that the key works: add `KeyFacts()`,
    /// whose rights are unknown, and say so in the note.
    public static func key(
        _ name: String = "key", label: String, paging: Paging = .none, note: String = "", evidence: [Evidence] = []
    ) -> StreamDeclaration {
        var stream = snapshot(name, label, .key, paging, evidence)
        stream.note = note
        return stream
    }
    /// Markets, wallets or accounts that other streams are walked for.
    public static func units(
        _ name: String, label: String, paging: Paging = .none, evidence: [Evidence] = []
    ) -> StreamDeclaration { snapshot(name, label, .units, paging, evidence) }
    /// What is held now.
    ///
    /// - Parameter note: what they leave out, in words that follow "what is held now, ": "without the vault". Where
    ///   history and balances do not add up, it is named.
    public static func balance(
        _ name: String = "balance", label: String, paging: Paging = .none, note: String = "", evidence: [Evidence] = []
    ) -> StreamDeclaration {
        var stream = snapshot(name, label, .balance, paging, evidence)
        stream.note = note
        return stream
    }

    private static func snapshot(
        _ name: String, _ label: String, _ role: Role, _ paging: Paging, _ evidence: [Evidence]
    ) -> StreamDeclaration {
        var stream = StreamDeclaration(name: name, label: label, role: role, walk: .snapshot)
        stream.order = .none
        stream.paging = paging
        stream.evidence = evidence
        return stream
    }
}

extension HistoryBound {
    public static func unlimited(_ evidence: Evidence..., reason: String = "") -> HistoryBound {
        HistoryBound(.unlimited, reason: reason, evidence: evidence)
    }
    public static func rolling(
        _ depth: Depth, _ evidence: Evidence..., reason: String = "", basis: Basis = .request
    ) -> HistoryBound { HistoryBound(.rolling(depth), basis: basis, reason: reason, evidence: evidence) }
    public static func since(_ instant: Instant, _ evidence: Evidence..., reason: String = "") -> HistoryBound {
        HistoryBound(.since(instant), reason: reason, evidence: evidence)
    }
    public static func until(_ instant: Instant, _ evidence: Evidence..., reason: String = "") -> HistoryBound {
        HistoryBound(.until(instant), reason: reason, evidence: evidence)
    }
    public static func lastRows(_ rows: Int64, _ evidence: Evidence..., reason: String = "") -> HistoryBound {
        HistoryBound(.lastRows(rows), reason: reason, evidence: evidence)
    }
    public static func delayed(_ depth: Depth, _ evidence: Evidence..., reason: String = "") -> HistoryBound {
        HistoryBound(.delayed(depth), reason: reason, evidence: evidence)
    }
    /// Nobody has established it. Never shown as unlimited.
    public static func unknown(_ evidence: Evidence..., reason: String) -> HistoryBound {
        HistoryBound(.unknown, reason: reason, evidence: evidence)
    }
}

extension HistoryUnit {
    public static func products(_ key: String, _ label: String) -> HistoryUnit {
        HistoryUnit(kind: .productClass, key: key, label: label)
    }
}

extension Evidence {
    /// The exchange's own page says so.
    public static func documented(_ url: String, readOn day: String, _ note: String = "") -> Evidence {
        Evidence(kind: .documented, url: url, readOn: day, note: note)
    }
    /// Somebody tried it against the exchange.
    public static func measured(_ url: String, on day: String, _ note: String = "") -> Evidence {
        Evidence(kind: .measured, url: url, readOn: day, note: note)
    }
    /// A third party says so.
    public static func reported(_ url: String, readOn day: String, _ note: String = "") -> Evidence {
        Evidence(kind: .reported, url: url, readOn: day, note: note)
    }
}

extension HistoryUnit {
    /// Classes of products: the exchange's word for each, and a label for people.
    public static func classes(_ labels: KeyValuePairs<String, String>) -> [HistoryUnit] {
        labels.map { products($0.key, $0.value) }
    }
}

extension Omission {
    /// One line of an adapter's table of what it does not read.
    public init(
        _ name: String, _ kinds: [RecordKind], _ remedy: Remedy, _ text: String, _ evidence: Evidence...
    ) { self.init(name, kinds, remedy, evidence: evidence, text: text) }
    public init(
        _ name: String, _ kinds: [RecordKind], _ remedy: Remedy, evidence: [Evidence] = [], text: String
    ) { self.init(name: name, kinds: RecordKinds(kinds), text: text, remedy: remedy, evidence: evidence) }
}

extension GuideLine {
    public static func step(_ text: String) -> GuideLine { GuideLine(kind: .step, text: text) }
    public static func rightOn(_ text: String) -> GuideLine { GuideLine(kind: .rightOn, text: text) }
    public static func rightOff(_ text: String) -> GuideLine { GuideLine(kind: .rightOff, text: text) }
    /// How long a new key takes to work. The longest time in it that is written as number and unit (`48 hours`) is what
    /// the host waits before it calls a refused new key wrong.
    public static func activation(_ text: String) -> GuideLine { GuideLine(kind: .activation, text: text) }
    public static func address(_ text: String) -> GuideLine { GuideLine(kind: .address, text: text) }
    public static func link(_ text: String, _ url: String) -> GuideLine { GuideLine(kind: .link, text: text, url: url) }
}

extension Omission {
    /// What an adapter does not read, as a table: each with its sentence for the person who misses it.
    public static func table(_ entries: KeyValuePairs<Omission, String>) -> [Omission] {
        entries.map { omission, text in
            var omission = omission
            omission.text = text
            return omission
        }
    }
}

extension CredentialField {
    public static func text(_ name: String, _ label: String) -> CredentialField {
        CredentialField(name: name, label: label, format: .text)
    }
    /// A key in a PEM block.
    public static func pem(_ name: String, _ label: String) -> CredentialField {
        CredentialField(name: name, label: label, format: .pem)
    }
}

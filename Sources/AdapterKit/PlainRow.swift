/// Where the parts of a plain row stand: most rows of most exchanges are an id, a time, a state and some coins.
///
///     static let row = PlainRow(
///         .withdrawal, id: "withdrawId", time: "createTime", ["success Success": [], "Fail": .void],
///         group: "withdrawal:", legs: [.sent("coin", "amount"), .fee("coin", "withdrawFee")], hash: "txID",
///         address: "toAddress", keep: ["chain", "tag"])
public struct PlainRow: Sendable {
    /// One movement: the members that hold coin and amount. Zero moves nothing; only a fee may be missing.
    public struct Movement: Sendable {
        enum Role { case received, sent, fee, feeInside }
        var role: Role
        var coin: StaticString
        var amount: StaticString
        public static func received(_ coin: StaticString, _ amount: StaticString) -> Movement {
            Movement(role: .received, coin: coin, amount: amount)
        }
        public static func sent(_ coin: StaticString, _ amount: StaticString) -> Movement {
            Movement(role: .sent, coin: coin, amount: amount)
        }
        /// Inside: another leg's amount already contains it.
        public static func fee(_ coin: StaticString, _ amount: StaticString, inside: Bool = false) -> Movement {
            Movement(role: inside ? .feeInside : .fee, coin: coin, amount: amount)
        }
    }
    public var kind: RecordKind
    public var id: StaticString
    public var time: StaticString
    public var state: StaticString
    /// What a state means; one that is not here is not final. A row without a state is final.
    public var states: WordGroups<RecordFlags>
    /// Put before the id.
    public var group: StaticString
    public var wallet: StaticString
    public var legs: [Movement]
    public var flags: RecordFlags
    public var hash: StaticString
    public var address: StaticString
    public var keep: [StaticString]

    public init(
        _ kind: RecordKind, id: StaticString, time: StaticString, state: StaticString = "status",
        _ states: WordGroups<RecordFlags>,
        group: StaticString, wallet: StaticString = "", legs: [Movement] = [], flags: RecordFlags = [],
        hash: StaticString = "",
        address: StaticString = "", keep: [StaticString] = []
    ) {
        self.kind = kind
        self.id = id
        self.time = time
        self.state = state
        self.states = states
        self.group = group
        self.wallet = wallet
        self.legs = legs
        self.flags = flags
        self.hash = hash
        self.address = address
        self.keep = keep
    }

    /// Adds each part of the row as a record of its own, told apart by its number.
    public func add(
        parts: StaticString, of row: JSON, wallet: Text? = nil, flags: RecordFlags = [], to page: Page
    ) throws {
        for (place, part) in try row[Text(stringLiteral: parts)].elements.enumerated() {
            try add(part, of: row, part: try page.text("#\(place)"), wallet: wallet, flags: flags, to: page)
        }
    }
    /// Adds the row as one record; times may be seconds or milliseconds.
    ///
    /// - Parameters:
    ///   - outer: where id and time stand, when not in the row itself.
    ///   - part: tells records apart that share an id.
    public func add(
        _ row: JSON, of outer: JSON? = nil, part: Text = .empty, wallet: Text? = nil, flags: RecordFlags = [],
        to page: Page
    ) throws {
        func word(_ name: StaticString) -> Text { Text(stringLiteral: name) }
        let outer = outer ?? row
        let id = try outer[word(self.id)].word
        let time = try outer[word(self.time)].secondsOrMilliseconds
        let state = try row[word(self.state)].ifSaid
        let flags = self.flags.union(flags).union(state.map { states[$0] ?? .pending } ?? [])
        try page.add(kind, at: time, key: try page.text(id, part), flags: flags, raw: row) { record in
            record.group(try page.text(word(group), id))
            record.wallet(wallet ?? word(self.wallet))
            if let state { record.label(state) }
            if let hash = try row[word(hash)].ifSaid { record.txHash(hash) }
            if let address = try row[word(address)].ifSaid { record.address(address) }
            for leg in legs {
                let held = row[word(leg.amount)]
                switch leg.role {
                case .received, .sent:
                    let amount = try held.amount
                    if amount.isZero { continue }
                    let coin = try row[word(leg.coin)].text
                    try leg.role == .received ? record.received(coin, amount) : record.sent(coin, amount)
                case .fee, .feeInside:
                    guard let amount = try held.ifMoved else { continue }
                    try record.fee(try row[word(leg.coin)].text, amount, inside: leg.role == .feeInside)
                }
            }
            try record.id(word(self.id), id)
            try record.keep(row, keep)
        }
    }
}

/// A history as a value: a list that pages by a word each page gives for the next, or by number from 1. For exchanges
/// whose lists all page alike; what differs is the rows.
///
///     PagedList(
///         .history("deposits", label: "Deposits", kinds: [.deposit], …), endpoint,
///         span: ("startTime", "endTime"), page: "cursor", next: "nextPageCursor", unit: "category", at: ["rows"],
///         open: { try Coinbox.open($0) }, read: { row, ask, page in … })
public struct PagedList: Sendable {
    public typealias Ask = StreamAsk<String>
    /// Hands over one row of an answer.
    public typealias Reader = @Sendable (JSON, Ask, Page) throws -> Void

    public var declaration: StreamDeclaration
    public var endpoint: Endpoint
    /// The parameters of the range's ends; nil: the list takes no range.
    public var span: (from: String, until: String)?
    public var scale: TimeScale
    /// The parameter that says which page.
    public var page: String
    /// The answer's member that says what to ask for next; nil: pages are numbered, and a short one is the last.
    public var next: StaticString?
    /// The parameter that takes the unit's key.
    public var unit: String
    /// Names of the member that holds the rows; the first there is counts.
    public var place: [StaticString]
    /// The fact and the value that say that an account has no such list, and the sentence for people.
    public var refused: (fact: String, value: String, sentence: String)?
    /// The object that holds the rows. Throws what the exchange calls an error.
    public var open: @Sendable (Answer) throws -> JSON
    public var read: Reader

    public init(
        _ declaration: StreamDeclaration, _ endpoint: Endpoint, span: (from: String, until: String)? = nil,
        scale: TimeScale = .milliseconds, page: String, next: StaticString?, unit: String = "",
        at place: [StaticString], refused: (fact: String, value: String, sentence: String)? = nil,
        open: @escaping @Sendable (Answer) throws -> JSON, _ read: @escaping Reader
    ) {
        (self.declaration, self.endpoint, self.span, self.scale) = (declaration, endpoint, span, scale)
        (self.page, self.next, self.unit, self.place) = (page, next, unit, place)
        (self.refused, self.open, self.read) = (refused, open, read)
    }

    /// Every request carries both ends of the range. Where the end belongs to the exchange's range, the window is asked
    /// for a step too wide; where it does not, nothing is missing.
    func request(_ ask: Ask) throws -> Request {
        if let refused, ask.fact(refused.fact) == refused.value {
            throw ExchangeError(.notOffered, message: refused.sentence)
        }
        var request = Request(endpoint)
        if let key = ask.unit?.key { request.add(unit, .text(key)) }
        if let span {
            request.add(span.from, .int(max(0, ask.from.units(scale, roundedUp: false))))
            request.add(span.until, .timeRoundedUp(ask.until, scale))
        }
        if let cursor = ask.cursor ?? (next == nil ? "1" : nil) { request.add(page, .text(cursor)) }
        return request
    }

    /// A page without a row is the last, whatever word it carries: some exchanges give one with every page.
    func parse(_ ask: Ask, _ answer: Answer, into page: Page) throws -> PageEnding<String> {
        let result = try open(answer)
        let names = place.map { Text(stringLiteral: $0) }
        let rows = result[names.first { result[$0].exists } ?? names.first ?? .empty]
        let count = try rows.eachRow { try read($0, ask, page) }
        guard let next else {
            return count < declaration.pageMax ? .end() : .next(String((Int64(ask.cursor ?? "1") ?? 1) &+ 1))
        }
        let word = try result[Text(stringLiteral: next)].ifPresent?.text ?? .empty
        return count == 0 || word.isEmpty ? .end() : .next(String(word))
    }
}

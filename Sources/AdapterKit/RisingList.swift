/// A list of one unit, such as a wallet, that is read oldest first: each page begins behind the last row of the one
/// before. Says how to ask and how pages end; the stream says what a row is.
///
/// How many rows a page holds proves nothing here: the exchange says whether more follow.
public protocol RisingList: AdapterStream where Cursor == RisingCursor {
    static var endpoint: Endpoint { get }
    static var names: RisingListNames { get }
    /// The rows of an answer, and whether more follow. Throws what the exchange calls an error.
    static func open(_ answer: Answer, at now: Instant) throws -> (rows: JSON, hasMore: Bool)
    /// Adds a row of the unit. Gives its id and its time.
    static func add(_ row: JSON, of unit: Text, to page: Page) throws -> (id: Text, moment: Moment)
}

public struct RisingListNames: Sendable {
    var exchange: String
    var unit: String
    var key: String
    var after: String
    /// - Parameters:
    ///   - exchange: for people, as is `unit`: what the lists are of.
    ///   - key: the parameter that takes the unit's key.
    ///   - after: the parameter that takes the id of the last row read.
    public init(exchange: String, unit: String, key: String, after: String) {
        (self.exchange, self.unit, self.key, self.after) = (exchange, unit, key, after)
    }
}

extension RisingList {
    public static func request(_ ask: StreamAsk<RisingCursor>) throws -> Request {
        guard let unit = ask.unit?.key, !unit.isEmpty else {
            throw ExchangeError(
                .badRequest, message: "\(endpoint.row.name) are read \(names.unit) by \(names.unit).")
        }
        let last = RisingCursor(ask).last
        var request = Request(endpoint)
        request.add(names.key, .text(unit))
        request.add(names.after, last.isEmpty ? .omitted : .text(last))
        return request
    }

    public static func parse(
        _ ask: StreamAsk<RisingCursor>, _ answer: Answer, into page: Page
    ) throws -> PageEnding<RisingCursor> {
        var place = RisingCursor(ask)
        if answer.status == 404 {
            // Nothing but the unit was named: it is the unit that is gone. Else it may be the row.
            let (kind, gone): (ExchangeError.Kind, String) =
                place.last.isEmpty
                ? (.noLongerServed, "this \(names.unit) any more")
                : (.badRequest, "the row any more where reading stopped")
            throw ExchangeError(kind, code: "HTTP 404", message: "\(names.exchange) does not know \(gone).")
        }
        let (rows, hasMore) = try open(answer, at: ask.now)
        let unit = try page.text(ask.unit?.key ?? "")
        for row in try rows.elements {
            let (id, moment) = try add(row, of: unit, to: page)
            place.pass(id, at: moment.instant, until: ask.until)
        }
        return hasMore ? .next(place) : .end(bookmark: place.bookmark)
    }
}

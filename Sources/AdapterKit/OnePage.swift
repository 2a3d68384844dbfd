/// A stream that one question answers.
public protocol OnePage: AdapterStream where Cursor == NoCursor {
    static var endpoint: Endpoint { get }
    static func read(_ answer: Answer, into page: Page) throws
}

extension OnePage {
    public static func request(_ ask: StreamAsk<NoCursor>) -> Request { Request(endpoint) }
    public static func parse(
        _ ask: StreamAsk<NoCursor>, _ answer: Answer, into page: Page
    ) throws -> PageEnding<NoCursor> {
        try read(answer, into: page)
        return .end()
    }
}

/// Pages of one site, read on one day.
///
///     static let docs = Pages("https://docs.example.com/", readOn: "2026-11-24")
///     … evidence: [docs("rest/ledger"), docs("rest/limits", "A hundred rows a page.")]
public struct Pages: Sendable {
    public var site: String
    public var readOn: String
    /// Who says it; the exchange itself, unless told otherwise.
    public var kind: Evidence.Kind
    public init(_ site: String, readOn day: String, _ kind: Evidence.Kind = .documented) {
        (self.site, readOn, self.kind) = (site, day, kind)
    }
    /// A page by what follows the site's address.
    public func callAsFunction(_ page: String, _ note: String = "") -> Evidence {
        Evidence(kind: kind, url: site + page, readOn: readOn, note: note)
    }
}

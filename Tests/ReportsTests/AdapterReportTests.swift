import Foundation
import HistoryModel
import Reports
import Testing

@Suite("Adapter reports")
struct AdapterReportTests {
    let adapter = SyntheticExchange.adapter

    @Test("A4 T1, A5 T1, A5 T2 the list, the words, the guide and the JSON are those checked in")
    func snapshots() throws {
        try expectSnapshot(AdapterReport.table([adapter]), "adapters-list.txt")
        try expectSnapshot(AdapterReport.show(adapter, at: SyntheticExchange.now), "adapters-show.txt")
        try expectSnapshot(AdapterReport.guide(adapter), "adapters-guide.txt")
        try expectSnapshot(AdapterReport.limits(adapter, at: SyntheticExchange.now), "connect-limits.txt")
        try expectSnapshot(
            AdapterReport.reach(adapter, site: adapter.manifest.sites[1]), "connect-reach.txt")
        try expectSnapshot(AdapterReport.json([adapter]).text(pretty: true), "adapters-list.json")
        try expectSnapshot(AdapterReport.guideJSON(adapter).text(pretty: true), "adapters-guide.json")
    }

    @Test("the tables of pages are those checked in, and hold no date of today")
    func markdown() throws {
        try expectSnapshot(AdapterReport.markdown([adapter]), "adapters-limits.md")
        try expectSnapshot(AdapterReport.markdown(adapter), "adapters-page.md")
    }

    @Test("nothing an adapter wrote ends a cell or begins a tag")
    func hostileMarkdown() {
        var hostile = adapter
        hostile.manifest.exchange = "A|B <script> `x` [y](z)\n| new"
        let rows = AdapterReport.markdown([hostile]).split(separator: "\n")
        #expect(rows.allSatisfy { $0.hasPrefix("|") || $0 == "**Never served**" })
        #expect(rows[2].hasPrefix(#"| A\|B &lt;script> \`x\` \[y\](z)\n\| new | "#))
    }

    @Test("the JSON of the list has exactly the members of the contract")
    func contract() throws {
        let text = AdapterReport.json([adapter]).text()
        let list = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(
            Set(list[0].keys) == [
                "id", "name", "version", "library", "abi", "origin", "conformance", "streams", "omissions",
            ])
        let streams = try #require(list[0]["streams"] as? [[String: Any]])
        #expect(
            Set(streams[0].keys) == [
                "name", "role", "kinds", "walk", "support", "bounds", "maxSpanDays", "pageMax", "evidence",
            ])
        let bounds = streams.flatMap { $0["bounds"] as? [[String: Any]] ?? [] }
        #expect(
            Set(bounds.compactMap { $0["kind"] as? String }) == ["rolling", "unlimited", "last_n", "since", "unknown"])
        let omissions = try #require(list[0]["omissions"] as? [[String: Any]])
        #expect(omissions.allSatisfy { Set($0.keys) == ["kinds", "text", "remedy"] })
    }

    @Test("what a stream beside the history is for, the adapter may say in its own words")
    func purposes() {
        var silent = adapter
        silent.manifest.streams = [StreamDeclaration(name: "key", label: "Key", role: .key, walk: .snapshot)]
        #expect(
            AdapterReport.show(silent, at: SyntheticExchange.now)
                .contains("  key: what the key may do, checked when connecting.\n"))
        silent.manifest.streams[0].note = "Whether the key works\u{1B}[2J"
        let shown = AdapterReport.show(silent, at: SyntheticExchange.now)
        #expect(shown.contains("  key: Whether the key works\\u{1B}[2J.\n") && !shown.contains("what the key may do"))
    }

    @Test("A4 T4 a stream without bounds is unknown, never full")
    func undeclared() throws {
        var bare = adapter
        bare.manifest.streams = [
            StreamDeclaration(name: "trades", label: "Trades", role: .history, walk: .byTime, kinds: [])
        ]
        #expect(AdapterReport.table([bare]).contains("unknown"))
        #expect(AdapterReport.json([bare]).text().contains(#""bounds":[{"kind":"unknown","evidence":[]}]"#))
        #expect(AdapterReport.show(bare, at: SyntheticExchange.now).contains("unknown: nobody has established it"))
        #expect(!AdapterReport.show(bare, at: SyntheticExchange.now).contains("everything"))
    }

    @Test("A4 T3 a changed declaration changes the text, and nothing else is needed")
    func declarationDrives() {
        var changed = adapter
        changed.manifest.streams[0].bounds = [HistoryBound(.rolling(.days(30)))]
        let text = AdapterReport.show(changed, at: SyntheticExchange.now)
        #expect(text.contains("only the last 30 days are served: today, nothing before 2025-01-30 can be read"))
        #expect(!text.contains("90 days"))
    }

    @Test("a hostile manifest cannot write to the terminal")
    func hostile() {
        var evil = adapter
        evil.manifest.name = "Evil\u{1B}[2J"
        evil.manifest.streams[0].label = "trades \u{202E}gpj"
        evil.manifest.omissions[0].text = "a\u{9B}31mb\u{7}"
        evil.manifest.guide[0].text = "step\r\nfake"
        for text in [
            AdapterReport.table([evil]), AdapterReport.show(evil, at: SyntheticExchange.now),
            AdapterReport.guide(evil), AdapterReport.limits(evil, at: SyntheticExchange.now),
        ] {
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
            #expect(!text.contains("\u{202E}") && !text.contains("\u{9B}"))
        }
    }

    @Test(
        "a span in days keeps its exact value",
        arguments: [(Span.days(7), "7"), (.hours(12), "0.5"), (.hours(1), "0.041666")])
    func spanInDays(_ span: Span, _ text: String) {
        var stream = SyntheticExchange.streams[0]
        stream.maxSpan = span
        var changed = adapter
        changed.manifest.streams = [stream]
        #expect(AdapterReport.json([changed]).text().contains("\"maxSpanDays\":\(text),"))
    }
}

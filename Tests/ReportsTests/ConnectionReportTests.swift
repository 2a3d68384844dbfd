import HistoryModel
import Reports
import Testing

@Suite("Connection reports")
struct ConnectionReportTests {
    private var connection: ConnectionSummary {
        ConnectionSummary(
            label: "main", adapter: "synthetic", site: "main", permissions: .readOnly, state: .disabled,
            created: SyntheticExchange.now, lastSync: SyntheticExchange.now, records: 1250)
    }

    @Test("what went wrong stands below the list, beside the connection, and in the JSON")
    func problem() {
        var refused = connection
        refused.problem = "The exchange refused the key\u{1B}[2J"
        let table = ConnectionReport.table([connection, refused])
        #expect(table.split(separator: "\n").count == 4)
        #expect(table.hasSuffix("main: The exchange refused the key\\u{1B}[2J.\n"))
        #expect(ConnectionReport.show(refused).contains("  Problem      The exchange refused the key"))
        #expect(ConnectionReport.json(refused).text().contains(#""problem":"The exchange refused"#))
        #expect(ConnectionReport.json(connection).text().contains(#""problem":null"#))
    }

    @Test("on a narrow terminal the permissions go before anything is broken")
    func narrow() {
        let lines = ConnectionReport.table([connection], style: Style(usesColor: false, columns: 66))
            .split(separator: "\n")
        #expect(
            lines == [
                "CONNECTION  ADAPTER    STATE     RECORDS  LAST SYNC (UTC)",
                "main        synthetic  disabled    1,250  2025-03-01 12:00",
            ])
    }

    @Test("rights nobody told are shown as not verifiable, and the owner is asked to look")
    func notVerifiable() throws {
        var unknown = connection
        unknown.permissions = .notVerifiable
        for text in [ConnectionReport.table([unknown]), ConnectionReport.show(unknown)] {
            #expect(text.contains("not verifiable") && !text.contains("verified"))
        }
        #expect(ConnectionReport.json(unknown).text().contains(#""permissions":"not_verifiable""#))
        let warning = try #require(ConnectionReport.warning(unknown, exchange: "Synthetic Exchange"))
        #expect(warning.contains("cannot say what this key may do") && warning.contains("adapters guide synthetic"))
        #expect(ConnectionReport.warning(connection, exchange: "Synthetic Exchange") == nil)
    }
}

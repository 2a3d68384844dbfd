import HistoryModel
import Reports
import Testing

@Suite("Coverage as a table and as a picture")
struct CoveragePictureTests {
    /// Every tag is closed by its own, every attribute quoted, and no character stands that markup needs.
    private func isWellFormed(_ text: String) -> Bool {
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            guard !rest[..<start].contains(">"), let end = rest[start...].firstIndex(of: ">") else { return false }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            guard tag.count(where: { $0 == "\"" }) % 2 == 0, !tag.contains("<") else { return false }
            let name = tag.drop(while: { $0 == "/" }).prefix(while: { $0.isLetter })
            if tag.hasPrefix("/") {
                guard open.popLast() == name else { return false }
            } else if !tag.hasSuffix("/") {
                open.append(name)
            }
        }
        return open.isEmpty && !rest.contains(">")
    }

    @Test func theTableSaysInDatesWhatWasReadAndWhatNot() throws {
        try expectSnapshot(CoverageTable.text([SyntheticExchange.coverage]), "coverage-table.txt")
    }

    @Test func thePictureIsWellFormedAndHasABarForEachState() throws {
        let text = CoverageSVG().text([SyntheticExchange.coverage])
        #expect(isWellFormed(text))
        for fill in ["#1f7a4d", "url(#hatch)", "#d9d9d9"] { #expect(text.contains("fill=\"\(fill)\""), "\(fill)") }
        #expect(text == CoverageSVG().text([SyntheticExchange.coverage]))
    }

    @Test func namesInThePictureStayText() throws {
        var coverage = SyntheticExchange.coverage
        coverage.connection = "<script>&\"'\u{1}\u{202E}"
        coverage.streams[0].intervals[0].reason = "</title>"
        let text = CoverageSVG().text([coverage])
        #expect(isWellFormed(text))
        #expect(!text.contains("<script") && !text.contains("\u{1}") && !text.contains("\u{202E}"))
    }

    @Test func aPictureOfNothingIsStillAPicture() {
        let empty = ConnectionCoverage(connection: "a", adapter: "b", exchange: "B", streams: [])
        #expect(isWellFormed(CoverageSVG().text([empty])))
    }
}

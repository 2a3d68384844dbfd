import AdapterKit
import Testing

@Suite("Texts are compared and cut without copies")
struct TextTests {
    @Test func textsCompareByTheirBytes() {
        #expect(Text("abc") == "abc" && Text("abc") != "abd" && Text("") == .empty && Text("a") != "")
    }

    @Test func cutsStayInside() {
        let text: Text = "DOT28.S"
        #expect(text.hasPrefix("DOT") && !text.hasPrefix("DOT28.SX") && text.hasSuffix(".S") && text.hasSuffix(""))
        #expect(text.dropLast(2) == "DOT28" && text.dropLast(99) == "" && text.dropLast(-1) == text)
        #expect(text.dropFirst(5) == ".S" && text.dropFirst(99) == "" && text.dropFirst(-1) == text)
        #expect(text.suffix(2) == ".S" && text.prefix(99) == text && text.prefix(-1) == "" && text.suffix(0) == "")
        #expect(text[0] == UInt8(ascii: "D") && text[7] == nil && text[-1] == nil)
        #expect(text.split(at: ".")?.before == "DOT28" && text.split(at: ".")?.after == "S")
        #expect(text.split(at: "!") == nil && Text("").split(at: ".") == nil && Text(".").split(at: ".")?.after == "")
    }

    @Test func wordsAreFoundWholeOrByTheLongestPrefix() {
        let words: Words<Int> = ["EService:": 1, "EService:Throttled": 2, "EAPI:Invalid key": 3]
        #expect(words["EAPI:Invalid key"] == 3 && words["EAPI:Invalid"] == nil && words[""] == nil)
        #expect(words.longestPrefix(of: "EService:Throttled: 17") == 2 && words.longestPrefix(of: "EService:Busy") == 1)
        #expect(
            words.longestPrefix(of: "EX") == Int?.none && words.longestPrefix(of: String("EService:Throttled")) == 2)
    }
}

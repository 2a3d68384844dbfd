import HistoryModel
import Testing

@testable import portolan

@Suite("A prompt that shows nothing")
struct HiddenLineTests {
    /// What stays of the keys, and whether the line was ended by them.
    private func type(_ keys: String) throws -> (text: String, isEnded: Bool) {
        var line = HiddenLine()
        var isEnded = false
        for byte in keys.utf8 where !isEnded { isEnded = try !line.take(byte) }
        return (line.secret.withBytes { String(decoding: $0, as: UTF8.self) }, isEnded)
    }

    @Test(
        "keys become a text as at any other prompt",
        arguments: [
            ("abc\r", "abc"), ("abc\n", "abc"), ("abx\u{7F}c\n", "abc"), ("é\u{8}ab\n", "ab"),
            ("wrong\u{15}abc\n", "abc"), ("  abc \t\n", "abc"), ("\n", ""), ("   \n", ""), ("abc\u{4}", "abc"),
            ("\u{7F}\u{7F}a\n", "a"),
        ])
    func keys(_ keys: String, _ text: String) throws {
        let typed = try type(keys)
        #expect(typed.text == text)
        #expect(typed.isEnded)
    }

    @Test("a pasted key in PEM is taken whole")
    func pem() throws {
        let pem = "-----BEGIN PRIVATE KEY-----\nMIIB\nAAAA\n-----END PRIVATE KEY-----"
        let typed = try type(pem + "\n" + "next prompt")
        #expect(typed.text == pem)
        #expect(typed.isEnded)
    }

    @Test("a key copied out of a JSON file is one line")
    func escapedPEM() throws {
        let pem = #"-----BEGIN EC PRIVATE KEY-----\nMIIB\nAAAA\n-----END EC PRIVATE KEY-----\n"#
        let typed = try type(pem + "\n" + "next prompt")
        #expect(typed.text == pem)
        #expect(typed.isEnded)
    }

    @Test("Ctrl-C gives up")
    func interrupted() {
        #expect(throws: CommandFailure.self) { try type("abc\u{3}") }
    }

    @Test("an endless paste is refused")
    func endless() {
        #expect(throws: CommandFailure.self) { try type(String(repeating: "x", count: 20_000)) }
    }
}

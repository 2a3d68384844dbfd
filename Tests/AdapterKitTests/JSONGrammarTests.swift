import AdapterKit
import Testing

@Suite("The JSON reader keeps to RFC 8259")
struct JSONGrammarTests {
    static let accepted = [
        "0", "-0", "-0.0", "1e5", "1E+5", "1e-5", "123456789012345678901234567890.5", "\"\"", "true", "false", "null",
        "[]", "{}", " [ ] ", "\t\n\r {\r} ", "[1,2,[3]]", "{\"\":0}", "{\"a\":{\"b\":[]}}", "\"\\u0000\"",
        "\"\\ud83d\\ude00\"", "\"\u{7f}\"", "\"\u{2028}\"", "[\"a\",\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
        "{\"a\":1,\"a\":2}",
        "\"\\uD800\"", "[-1.5e-10]",
    ]
    @Test(arguments: accepted) func acceptsWhatTheStandardAllows(_ text: String) throws {
        try JSON.read(text.utf8) { #expect($0.exists) }
    }

    static let refused = [
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "{\"a\"", "{\"a\":", "{\"a\":1",
        "{\"a\":1,", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\":1 \"b\":2}", "01", "-", "-a", "+1",
        ".5", "5.", "1e", "1e+", "1.e5", "1.5.5", "0x10", "NaN", "Infinity", "-Infinity", "tru", "truex", "TRUE", "nul",
        "nulll", "fals", "true false", "1 2", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u\"",
        "\"a\nb\"", "\"a\tb\"", "\"\u{1}\"", "\u{FEFF}1", "\u{A0}1", "// c\n1", "1//", "/**/1", "[1}", "{\"a\":1]",
        "\u{0}", "1\u{0}",
        "[\"a\"", "[true", "[1e1", "12345678\"", "\"12345678", "\"1234567\\", "\"1234567\\u000",
    ]
    @Test(arguments: refused) func refusesWhatTheStandardDoesNotAllow(_ text: String) {
        let error = #expect(throws: AdapterError.self) { try JSON.read(text.utf8) { _ in } }
        #expect(error?.kind == .malformed)
        #expect(error?.place.hasPrefix("byte ") == true)
    }

    @Test func readsFiveHundredTwelveLevelsAndNoMore() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        try JSON.read(nested(512).utf8) { #expect($0.kind == .array) }
        #expect(throws: AdapterError.self) { try JSON.read(nested(513).utf8) { _ in } }
        // A hundred thousand levels must not overflow the stack either.
        #expect(throws: AdapterError.self) { try JSON.read(nested(100_000).utf8) { _ in } }
        #expect(throws: AdapterError.self) {
            try JSON.read(String(repeating: "{\"a\":", count: 100_000).utf8) { _ in }
        }
    }

    @Test func refusesMoreValuesThanItCanHold() {
        let text = "[" + String(repeating: "0,", count: 4 << 20) + "0]"
        let error = #expect(throws: AdapterError.self) { try JSON.read(text.utf8) { _ in } }
        #expect(error?.message.contains("more values") == true)
    }

    @Test(arguments: 0..<20) func findsTheEndOfStringsOfEveryLength(_ length: Int) throws {
        let word = String(repeating: "x", count: length)
        for special in ["", "\\n", "é", "\\u00e9", "😀"] {
            for place in 0...length {
                let at = word.index(word.startIndex, offsetBy: place)
                let source = "[\"" + word[..<at] + special + word[at...] + "\",1]"
                let plain = special == "\\n" ? "\n" : special == "\\u00e9" ? "é" : special
                try JSON.read(source.utf8) { json in
                    let (text, number) = (String(try json[0].text), try json[1].int)
                    #expect(text == word[..<at] + plain + word[at...])
                    #expect(number == 1)
                }
            }
        }
    }
}

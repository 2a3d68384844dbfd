import AdapterKit
import Testing

@Suite("Values are read exactly, and errors name the place")
struct JSONReadingTests {
    func read<Value>(_ text: String, _ body: (JSON) throws -> Value) throws -> Value { try JSON.read(text.utf8, body) }
    func error(_ text: String, _ body: (JSON) throws -> Void) -> AdapterError? {
        #expect(throws: AdapterError.self) { try JSON.read(text.utf8, body) }
    }

    @Test func membersKeepTheirOrderAndEqualNames() throws {
        try read(#"{"b":1,"a":2,"b":3}"#) { json in
            let names = try json.members.map { String(try $0.name.text) }
            let values = try json.members.map { try $0.value.int }
            #expect(names == ["b", "a", "b"])
            #expect(values == [1, 2, 3])
            let first = try json["b"].int
            #expect(first == 1, "of equal names the first counts")
        }
    }

    @Test func aNameIsFoundHoweverItIsWritten() throws {
        let value = try read(#"{"\u0061b":1}"#) { try $0["ab"].int }
        #expect(value == 1)
    }

    @Test func bigNumbersKeepTheirText() throws {
        try read("[123456789012345678901234567890.123456789, 1E-30, -0]") { json in
            let values = try json.elements.map { String(try $0.number) }
            #expect(
                values == [
                    "123456789012345678901234567890.123456789", "1E-30", "-0",
                ])
        }
    }

    @Test func wholeNumbersReachTheEndsOfSixtyFourBits() throws {
        try read(#"[9223372036854775807, "-9223372036854775808", 0, "007"]"#) { json in
            let values = try json.elements.map { try $0.int }
            #expect(values == [.max, .min, 0, 7])
        }
        for text in [
            "9223372036854775808", "-9223372036854775809", "1.0", "1e3", "\"\"", "\"-\"", "\"+1\"", "true", "null",
            "\" 1\"",
        ] {
            #expect(error("[\(text)]") { _ = try $0[0].int }?.place == "[0]")
        }
    }

    @Test func amountsAreDecimalTextWithTheSignApart() throws {
        try read(#"["-24.5000", 0.00, "1e-8", -0]"#) { json in
            let amounts = try json.elements.map { try $0.amount }
            #expect(amounts.map { String($0.digits) } == ["24.5000", "0.00", "1e-8", "0"])
            #expect(amounts.map(\.isNegative) == [true, false, false, true])
            #expect(amounts.map(\.isZero) == [false, true, false, true])
        }
        for text in [
            #""+5""#, #"".5""#, #""5.""#, #""1,5""#, #""""#, #""-""#, #""1e""#, #""NaN""#, "true", "[]", "null",
            #"" 5""#,
        ] {
            #expect(error("[\(text)]") { _ = try $0[0].amount }?.kind == .malformed)
        }
    }

    @Test func timesAreExactToTheNanosecond() throws {
        func time(_ text: String, _ scale: TimeScale, _ precision: Span? = nil) throws -> Moment {
            try read("[\(text)]") { try $0[0].time(scale, precision: precision) }
        }
        let kraken = try time("1688464484.1787", .seconds, Span(nanoseconds: 100_000))
        #expect(kraken.instant.nanoseconds == 1_688_464_484_178_700_000)
        #expect(kraken.precision == Span(nanoseconds: 100_000))
        #expect(try time("1640493374.4", .seconds, Span(nanoseconds: 100_000)).precision.nanoseconds == 100_000)
        #expect(try time("1688464484", .seconds).precision == .seconds(1))
        #expect(try time(#""1499865549590""#, .milliseconds).instant.nanoseconds == 1_499_865_549_590_000_000)
        #expect(try time("-1.5", .seconds).instant.nanoseconds == -1_500_000_000)
        #expect(try time("1.1234567899", .seconds).instant.nanoseconds == 1_123_456_789)
        #expect(try time(#""2022-12-27T10:15:09.836Z""#, .iso8601).precision == .milliseconds(1))
        for (text, scale) in [
            ("9223372037", TimeScale.seconds), ("1e9", .seconds), (#""1.""#, .seconds), (#""soon""#, .iso8601),
            ("1", .iso8601),
        ] {
            #expect(throws: AdapterError.self) { try time(text, scale) }
        }
    }

    @Test func textsResolveEscapesOnlyWhenAsked() throws {
        try read(#"["a\"\\\/\b\f\n\r\t", "\u00e9\ud83d\ude00", "😀"]"#) { json in
            let texts = try json.elements.map { String(try $0.text) }
            #expect(texts == ["a\"\\/\u{8}\u{c}\n\r\t", "é😀", "😀"])
            #expect(String(json[1].source) == #""\u00e9\ud83d\ude00""#)
        }
    }

    @Test func halfASurrogateIsAnErrorUnlessTheTextIsForPeople() throws {
        for text in [#"["\ud800"]"#, #"["\udc00x"]"#, #"["\ud800\u0041"]"#, #"["\ud800\ud800"]"#] {
            #expect(error(text) { _ = try $0[0].text }?.place == "[0]")
            #expect(try read(text) { String(try $0[0].looseText).contains("\u{FFFD}") })
        }
    }

    @Test func bytesThatAreNotUTF8AreAnErrorUnlessTheTextIsForPeople() throws {
        for bytes: [UInt8] in [
            [0x80], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82],
        ] {
            let source = Array("[\"ab".utf8) + bytes + Array("c\"]".utf8)
            #expect(throws: AdapterError.self) { try JSON.read(source) { _ = try $0[0].text } }
            let loose = try JSON.read(source) { String(try $0[0].looseText) }
            #expect(loose.hasPrefix("ab\u{FFFD}") && loose.hasSuffix("c"))
        }
    }

    @Test func errorsNameTheWholePlace() {
        let text = #"{"result":{"ledger":{"LABC":{"amount":true,"x":[{"y":1},{"y":{}}]}},"":{"q":0}}}"#
        #expect(
            error(text) { _ = try $0["result"]["ledger"]["LABC"]["amount"].amount }?.place
                == "result.ledger.LABC.amount")
        #expect(error(text) { _ = try $0["result"]["ledger"]["LABC"]["fee"].amount }?.place == "result.ledger.LABC.fee")
        #expect(
            error(text) { _ = try $0["result"]["ledger"]["LABC"]["x"][1]["y"].int }?.place
                == "result.ledger.LABC.x[1].y")
        #expect(error(text) { _ = try $0["result"][""]["q"].text }?.place == "result.\"\".q")
        #expect(error(text) { _ = try $0["no"]["such"]["thing"].text }?.place == "no")
        #expect(error(text) { _ = try $0.elements }?.place == "")
        #expect(error("[1]") { _ = try $0[5].int }?.place == "[]")
        #expect(error("[1]") { _ = try $0["a"].int }?.message.contains("lacks") == true)
        #expect(error("[1]") { _ = try $0[0].bool }?.message == "The answer holds a number instead of true or false.")
    }

    @Test func aValueKnowsWhereItStands() throws {
        let text = #" {"a": [1, {"b": "ü"}] , "c":null}"#
        try read(text) { json in
            let bytes = Array(text.utf8)
            func piece(_ value: JSON) -> String { String(decoding: bytes[value.range], as: UTF8.self) }
            #expect(piece(json) == #"{"a": [1, {"b": "ü"}] , "c":null}"#)
            #expect(piece(json["a"]) == #"[1, {"b": "ü"}]"#)
            #expect(piece(json["a"][1]) == #"{"b": "ü"}"#)
            #expect(piece(json["a"][1]["b"]) == #""ü""#)
            #expect(json["missing"].range.isEmpty)
        }
    }

    @Test func missingAndNullAreNotTheSame() throws {
        try read(#"{"a":null,"b":0}"#) { json in
            #expect(json["a"].exists && json["a"].isNull && json["a"].ifPresent == nil)
            #expect(!json["x"].exists && !json["x"].isNull && json["x"].ifPresent == nil)
            #expect(json["b"].ifPresent != nil && json["b"].kind == .number)
        }
    }

    @Test func whatSaysNothingIsNotFilled() throws {
        try read(#"{"a":null,"b":"","c":"x","d":0,"e":[],"f":"\u0020"}"#) { json in
            for name: Text in ["a", "b", "missing"] { #expect(json[name].ifFilled == nil, "\(name)") }
            for name: Text in ["c", "d", "e", "f"] { #expect(json[name].ifFilled != nil, "\(name)") }
        }
    }

    @Test func aMissingWordIsAnError() {
        #expect(error(#"{"a":1}"#) { _ = try $0["b"].word }?.place == "b")
        #expect(error(#"{"a":null}"#) { _ = try $0["a"].word }?.place == "a")
    }
}

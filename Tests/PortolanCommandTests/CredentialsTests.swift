import HistoryModel
import Reports
import Testing

@testable import portolan

@Suite("Credentials from standard input")
struct CredentialsTests {
    private func value(_ secret: Secret?) -> String? {
        secret.map { $0.withBytes { String(decoding: $0, as: UTF8.self) } }
    }

    @Test("a JSON object gives its fields, escapes resolved")
    func object() throws {
        let text = #" { "key" : "abc\u00e9\ud83d\ude00\n\"" , "secret":"a+/=" } "#
        let fields = try SecretObject.parse(Array(text.utf8))
        #expect(value(fields["key"]) == "abcé😀\n\"")
        #expect(value(fields["secret"]) == "a+/=")
        #expect(try SecretObject.parse(Array("{}".utf8)).isEmpty)
    }

    @Test(
        "anything else is refused, and the sentence holds no content",
        arguments: [
            "", "[]", "{", #"{"key"}"#, #"{"key":1}"#, #"{"key":"hunter2"#, #"{"key":"hunter2",}"#,
            #"{"key":"hunter2"} x"#, #"{"key":"hunter2","key":"b"}"#, #"{"key":"hunter2\ud800"}"#,
            #"{"key":"hunter2\q"}"#, #"{"key":{"a":"hunter2"}}"#, "{\"key\":\"hunter2\u{1}\"}",
        ])
    func refused(_ text: String) throws {
        let error = #expect(throws: SecretObject.Malformed.self) { try SecretObject.parse(Array(text.utf8)) }
        #expect(try !#require(error).description.contains("hunter2"))
    }

    @Test("the scheme is the named one, else the one whose fields are given")
    func schemes() throws {
        var manifest = FakeWorkspace.adapter.manifest
        manifest.schemes.append(
            CredentialScheme(
                name: "rsa", label: "RSA key", fields: [CredentialField(name: "pem", label: "Key", format: .pem)],
                signings: []))
        func chosen(_ name: String?, _ fields: Set<String>) throws -> String {
            try CredentialsInput.scheme(named: name, fitting: fields, in: manifest).name
        }
        #expect(try chosen(nil, ["pem"]) == "rsa")
        #expect(try chosen(nil, ["key", "secret"]) == "hmac")
        #expect(try chosen("rsa", ["key"]) == "rsa")
        #expect(throws: CommandFailure.self) { try chosen("ecdsa", []) }
    }
}

@Suite("Home folder and clock")
struct SurroundingsTests {
    @Test(
        "the home is PORTOLAN_HOME, else the XDG data folder, else below HOME",
        arguments: [
            (["PORTOLAN_HOME": "/a/b", "HOME": "/h"], "/a/b"),
            (["XDG_DATA_HOME": "/data", "HOME": "/h"], "/data/portolan"),
            (["XDG_DATA_HOME": "relative", "HOME": "/h"], "/h/.local/share/portolan"),
            (["PORTOLAN_HOME": "", "HOME": "/h"], "/h/.local/share/portolan"),
        ])
    func home(_ environment: [String: String], _ path: String) throws {
        #expect(try HomeFolder { environment[$0] }.path == path)
    }

    @Test("without any of them there is a clear refusal")
    func nowhere() {
        #expect(throws: CommandFailure.self) { try HomeFolder { _ in nil } }
    }

    @Test("the clock goes on from where PORTOLAN_NOW puts it, and refuses nonsense")
    func clock() throws {
        let start = Instant(year: 2025, month: 3, day: 1, hour: 12)
        let clock = try HostClock(fixed: "2025-03-01T12:00:00Z")
        let first = clock.now()
        #expect(first >= start && first < start + .hours(1))
        #expect(clock.now() > first)
        #expect(throws: CommandFailure.self) { try HostClock(fixed: "noon") }
        for speed in ["9223372036854775807", "-9223372036854775808", "99999999999999999999", "x", ""] {
            #expect((1...1_000_000).contains(HostClock.simulatorSpeed(speed)))
        }
        #expect(try HostClock(fixed: nil).now() > Instant(year: 2024, month: 1, day: 1))
    }
}

import ExchangeSimulator
import Glibc
import HistoryModel
import Testing

/// A running `portolan-simulator`; it ends with the test, whatever happens to the test.
final class SimulatorProcess: Sendable {
    struct Account: Sendable {
        var exchange = "kraken"
        var size = 350
        var years = 2
        /// Long before today, so that a walk since the exchange's opening has few empty windows.
        var now = "2016-06-01T12:00:00Z"
        var seed = 7
        var options: [String] = []
        /// Its clock and that of the program run so many times as fast, so that no rate limit costs a test any time.
        var speed = 2000
        /// Moved on after the start, so that what was under way has settled and the truth stands still.
        var settledAfterSeconds = 172_800
    }

    let exchange: String
    let url: String
    let speed: Int
    /// What its owner types to connect.
    let credentials: String
    let key: String
    let secret: String
    private let port: UInt16
    private let child: Child
    private let lifeline: Int32

    init(_ account: Account, folder: String) async throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Child.NotStarted(description: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (output, errors) = ("\(folder)/simulator.out", "\(folder)/simulator.err")
        let arguments =
            [
                "--exchange", account.exchange, "--port", "0", "--exit-with-stdin", "--speed", "\(account.speed)",
                "--size", "\(account.size)", "--years", "\(account.years)", "--now", account.now,
                "--seed", "\(account.seed)",
            ] + account.options
        defer { close(ends[0]) }
        child = try Child(
            "\(Files.buildFolder)/portolan-simulator", arguments, environment: ["PATH": "/usr/bin:/bin"],
            input: ends[0], output: output, errors: errors)
        lifeline = ends[1]
        speed = account.speed
        var line = ""
        for _ in 0..<2000 where !line.contains("\n") {
            try? await Task.sleep(for: .milliseconds(5))
            line = Files.text(output)
        }
        guard line.contains("\n") else {
            throw Child.NotStarted(description: "the simulator did not start: \(Files.text(errors))")
        }
        let announcement = try JSONValue(parsing: line)
        exchange = account.exchange
        credentials = announcement["credentials"]?.text() ?? "{}"
        url = announcement.text("url")
        key = announcement.text("key")
        secret = announcement.text("secret")
        port = UInt16(announcement.text("port")) ?? 0
        if account.settledAfterSeconds > 0 { try advance(seconds: account.settledAfterSeconds) }
    }

    deinit {
        close(lifeline)
        child.send(SIGTERM)
    }

    /// Ends it and waits for that.
    func stop() async {
        child.send(SIGTERM)
        _ = try? await child.end(within: 10)
    }

    // MARK: - Control

    private func ask(_ method: String, _ path: String, _ body: JSONValue? = nil) throws -> JSONValue {
        let bytes = try LoopbackHTTP.ask(port: port, method, "/_simulator/\(path)", body: body?.text() ?? "")
        return try JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
    }

    func now() throws -> String { try ask("GET", "time").text("now") }
    /// As the simulator tells it, with what the exchange's export files would hold.
    func wholeTruth() throws -> JSONValue { try ask("GET", "truth") }
    func truth() throws -> Truth { try Truth(ask("GET", "truth")) }
    func accountTruth() throws -> AccountTruth { try AccountTruth(ask("GET", "truth")) }
    /// Every request with all of its arguments.
    func requests() throws -> [JSONValue] { try ask("GET", "log").list("entries") }
    func log() throws -> RequestList { RequestList(try ask("GET", "log")) }

    /// Switches faults on; what is not named is off, and counting begins anew.
    func set(_ faults: [String: String]) throws {
        let values = faults.sorted { $0.key < $1.key }.map { name, value in
            (name, Int(value) != nil ? JSONValue.number(value) : .string(value))
        }
        _ = try ask("POST", "faults", .object(values))
    }
    func advance(seconds: Int) throws { _ = try ask("POST", "advance", .object([("seconds", .int(seconds))])) }
    func insert(backdateSeconds: Int) throws -> String {
        let command: [(String, JSONValue)] = [
            ("action", .string("insert")), ("backdateSeconds", .int(backdateSeconds)),
        ]
        return try ask("POST", "records", .object(command)).text("id")
    }
    /// What one exchange alone understands.
    func command(_ members: [(String, JSONValue)]) throws { _ = try ask("POST", "records", .object(members)) }
    func change(_ action: String, _ id: String, in history: String? = nil) throws {
        var members: [(String, JSONValue)] = [("action", .string(action)), ("id", .string(id))]
        if let history { members.append(("history", .string(history))) }
        _ = try ask("POST", "records", .object(members))
    }

    /// Nobody asks any more.
    func expectQuiet() async throws {
        let before = try log().total
        try await Task.sleep(for: .milliseconds(50))
        #expect(try log().total == before)
    }

    /// Waits until so many requests have come in.
    func waitForRequests(_ count: Int, within seconds: Double = 20) async throws {
        let deadline = Files.monotonicSeconds() + seconds
        while try log().total < count {
            guard Files.monotonicSeconds() < deadline else {
                throw Child.TooSlow(description: "only \(try log().total) of \(count) requests came")
            }
            try await Task.sleep(for: .milliseconds(3))
        }
    }
}

/// What the exchange was asked.
struct RequestList: Sendable {
    struct Entry: Sendable, Equatable {
        /// The last part of the path.
        var name: String
        var path: String
        var method: String
        var arguments: [String: String]
        var start: String
        var end: String
        var offset: String
        var errors: [String]
        var fault: String
        var rows: Int
    }
    var total: Int
    var violations: Int
    var entries: [Entry]

    init(_ log: JSONValue) {
        total = log.int("requests")
        violations = log.int("violations")
        entries = log.list("entries").map { entry in
            let arguments = entry["arguments"] ?? .null
            let path = entry.text("path")
            return Entry(
                name: String(path.split(separator: "/").last ?? ""), path: path, method: entry.text("method"),
                arguments: Dictionary(
                    arguments.members.map { ($0.0, $0.1.plainText ?? "") }, uniquingKeysWith: { first, _ in first }),
                start: arguments.text("start"), end: arguments.text("end"), offset: arguments.text("ofs"),
                errors: entry.list("errors").compactMap(\.plainText), fault: entry.text("fault"),
                rows: entry.int("rows"))
        }
    }

    /// The ledger's requests after the first `skipped` ones of any kind.
    func ledger(after skipped: Int = 0) -> [Entry] { entries.dropFirst(skipped).filter { $0.name == "Ledgers" } }
}

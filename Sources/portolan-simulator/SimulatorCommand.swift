import ArgumentParser
import ExchangeSimulator
import Glibc
import HistoryModel

@main
struct SimulatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "portolan-simulator",
        abstract: "Plays an exchange on loopback, with a synthetic account whose truth is known.",
        discussion: """
            Prints one line of JSON with the address, key and secret when it is ready, and runs until it gets SIGTERM or \
            SIGINT. While it runs, /_simulator/ below its address shows the truth and the request log and sets faults.
            Faults: \(Faults.names.joined(separator: ", ")).
            """)

    @Option(help: "The exchange: \(exchanges.map { $0.id }.joined(separator: ", ")).")
    var exchange = "kraken"
    @Option(help: "The loopback address to listen on.")
    var host = "127.0.0.1"
    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 0
    @Option(help: "The same seed makes the same account.")
    var seed: UInt64 = 7
    @Option(help: "How many years the account has existed.")
    var years = 6
    @Option(help: "Rows of the main history up to the start.")
    var size = 2000
    @Option(help: "Further days of life, seen as the clock gets there.")
    var futureDays = 0
    @Flag(help: "Make the counts of the histories exact multiples of the page size.")
    var fullPages = false
    @Flag(help: "Put equal times on both sides of every page edge.")
    var tiesAtPageEdges = false
    @Option(help: "The key; a fixed one for tests when not given.")
    var key: String?
    @Option(help: "The secret that goes with it, as the exchange writes secrets (Kraken: base64).")
    var secret: String?
    @Option(help: "How generous the exchange is. Kraken: starter, intermediate, pro. All: off for no rate limit.")
    var tier = "starter"
    @Option(help: "So many rewards within one hour of the middle of the life, half of them in one instant.")
    var burst = 0
    @Option(help: "Something this exchange alone knows, as name=value; may be repeated.")
    var option: [String] = []
    @Option(help: "Serve deposits and withdrawals of so many last days only; 0 serves all.")
    var fundingDays = 0
    @Option(help: "The simulator's clock runs so many times as fast as real time.")
    var speed: Int64 = 1
    @Option(help: "The instant its clock starts at, like 2026-01-31T12:00:00Z; real time when not given.")
    var now: String?
    @Option(help: "Faults from the start: name=value,name=value.")
    var faults = ""
    @Option(help: "Write the truth to this file when ready and again at the end.")
    var truth: String?
    @Option(help: "Append each request to this file as a line of JSON.")
    var log: String?
    @Flag(help: "Print the port alone on a second line.")
    var printPort = false
    @Flag(name: .customLong("list"), help: "Print the exchanges it can play, one a line, and end.")
    var isList = false
    @Flag(help: "End when standard input ends, so that nothing stays behind when the caller dies.")
    var exitWithStdin = false

    func run() throws {
        if isList {
            for kind in exchanges { print(kind.id) }
            return
        }
        guard let kind = exchanges.first(where: { $0.id == exchange }) else {
            throw ValidationError("There is no simulation of \"\(exchange)\".")
        }
        guard speed > 0, speed <= 1_000_000, (0...65_535).contains(port), (1...40).contains(years), size > 0 else {
            throw ValidationError("Speed and size must be positive, years 1 to 40, the port a port.")
        }
        let start = try startInstant()
        var credentials = kind.defaultCredentials
        if let key { credentials["key"] = key }
        if let secret { credentials["secret"] = secret }
        var settings = AccountSettings(start: start, credentials: credentials)
        settings.seed = seed
        settings.size = size
        settings.years = years
        settings.futureDays = futureDays
        settings.fullPages = fullPages
        settings.tiesAtPageEdges = tiesAtPageEdges
        settings.tier = tier
        settings.fundingDays = fundingDays
        settings.burst = burst
        settings.speed = speed
        for pair in option {
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard halves.count == 2 else { throw ValidationError("Write --option as name=value, not \"\(pair)\".") }
            settings.options[halves[0]] = halves[1]
        }
        let ending = Ending(watchStandardInput: exitWithStdin)
        let simulator = try Simulator(
            exchange: kind, settings: settings, clock: SimulatorClock(start: start, speed: speed),
            faults: try Faults(list: faults), logFile: log)
        let server = try SimulatorServer.start(simulator, host: host, port: port)
        try writeTruth(of: simulator)
        announce(server, simulator)
        ending.wait()
        try writeTruth(of: simulator)
        try server.stop()
    }

    private func startInstant() throws -> Instant {
        guard let now else { return SimulatorClock.wallClock }
        guard let instant = Instant(iso8601: now) else {
            throw ValidationError("\"\(now)\" is not a date like 2026-01-31T12:00:00Z.")
        }
        return instant
    }

    private func announce(_ server: SimulatorServer, _ simulator: Simulator) {
        let line = JSONValue.object([
            ("port", .int(server.port)), ("url", .string(server.url)), ("key", .string(simulator.credentials.key)),
            ("secret", .string(simulator.credentials.secret)), ("exchange", .string(simulator.exchangeID)),
            ("credentials", simulator.credentials.json),
        ])
        print(line.text())
        if printPort { print(server.port) }
        fflush(nil)
    }

    private func writeTruth(of simulator: Simulator) throws {
        guard let truth else { return }
        guard let file = fopen(truth, "w") else {
            throw ValidationError("The truth cannot be written to \(truth).")
        }
        defer { fclose(file) }
        let next = simulator.truth()
        while let piece = next() {
            guard fwrite(piece, 1, piece.count, file) == piece.count else {
                throw ValidationError("The truth could not be written to \(truth) completely.")
            }
        }
    }
}

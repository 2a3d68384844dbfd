import ExchangeSimulator
import Foundation
import HistoryModel
import Testing

@Suite("portolan-simulator as a program", .timeLimit(.minutes(1)))
struct CommandTests {
    @Test("says where it is and with which key, and ends on SIGTERM with the truth written")
    func terminates() throws {
        let truth = NSTemporaryDirectory() + "synthetic-truth-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: truth) }
        let (process, line, _) = try start("--size", "300", "--now", "2026-06-01T12:00:00Z", "--truth", truth)
        #expect(line.text("url") == "http://127.0.0.1:\(line.text("port"))")
        #expect(line.text("key") == SimulatedKraken.defaultCredentials.key)
        #expect(line.text("secret") == SimulatedKraken.defaultCredentials.secret)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let written = try JSONReading.parse(Array(try Data(contentsOf: URL(fileURLWithPath: truth))))
        #expect(written["ledger"]?.elements.count == 303)
    }

    @Test("ends when its standard input ends")
    func endsWithInput() throws {
        let (process, _, input) = try start("--exit-with-stdin", "--size", "100")
        #expect(process.isRunning)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test(
        "refuses an address that is not loopback",
        arguments: [["--host", "0.0.0.0"], ["--faults", "x=1"], ["--tier", "x"]])
    func refuses(arguments: [String]) throws {
        let process = command(arguments)
        process.standardError = Pipe()
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus != 0)
    }

    private func command(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = Bundle.main.executableURL!.deletingLastPathComponent()
            .appendingPathComponent("portolan-simulator")
        process.arguments = arguments
        return process
    }

    private func start(_ arguments: String...) throws -> (Process, JSONValue, Pipe) {
        let process = command(arguments)
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 { line.append(byte) }
        return (process, try JSONReading.parse(line), input)
    }
}

import ArgumentParser
import Reports

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check the installation, and say what to do where something is wrong.")
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let findings = try await Session.current().workspace.diagnosis()
        try output.print(DoctorReport.json(findings), else: DoctorReport.text(findings, style: Terminal.output))
        if findings.contains(where: { $0.level == .problem }) { throw CommandFailure.said(.fault) }
    }
}

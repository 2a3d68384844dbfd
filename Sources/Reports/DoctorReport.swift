import HistoryModel

/// One thing `portolan doctor` looked at.
package struct DoctorFinding: Sendable, Hashable {
    package enum Level: String, Sendable { case ok, warning, problem }
    package var name: String
    package var level: Level
    /// What was found; for a problem also what to do.
    package var text: String
    package init(_ name: String, _ level: Level, _ text: String) {
        self.name = name
        self.level = level
        self.text = text
    }
}

package enum DoctorReport {
    package static func text(_ findings: [DoctorFinding], style: Style = .plain) -> String {
        let width = findings.map { TerminalText.width($0.name) }.max() ?? 0
        return findings.map { finding in
            let mark =
                switch finding.level {
                case .ok: style.green("ok      ")
                case .warning: style.yellow("warning ")
                case .problem: style.red("problem ")
                }
            return "\(mark) \(TerminalText.padded(finding.name, to: width))  \(TerminalText.escaped(finding.text))\n"
        }.joined()
    }

    /// The array of `portolan doctor --json`.
    package static func json(_ findings: [DoctorFinding]) -> JSONValue {
        .array(
            findings.map {
                .object([
                    ("name", .string($0.name)), ("level", .string($0.level.rawValue)), ("text", .string($0.text)),
                ])
            })
    }
}

import ConnectionLife
import HistoryModel

/// What stands below a failure: its code, the article about it, and the command that goes on.
package enum FailureHint {
    package static func line(_ code: FailureCode, next: String) -> String {
        "[\(code.rawValue)] Read: portolan guide \(code.topic.rawValue). Next: \(TerminalText.escaped(next))"
    }
    static func lines(_ condition: ConnectionCondition?, style: Style) -> [String] {
        guard let code = condition?.code, let next = condition?.next else { return [] }
        return [style.yellow("  " + line(code, next: next)) + "\n"]
    }

    /// The members a failure adds to the JSON of what failed.
    static func members(_ code: FailureCode?, connection: String, adapter: String) -> [(String, JSONValue)] {
        guard let code else { return [] }
        return [
            ("code", .string(code.rawValue)), ("topic", .string(code.topic.rawValue)),
            ("next", .string(code.nextCommand(connection: connection, adapter: adapter))),
        ]
    }
}

import Glibc
import HistoryModel

/// Everything that was asked, in order, without headers: no key and no signature.
package struct RequestLog: Sendable {
    package struct Entry: Sendable {
        package var number: Int
        package var at: Instant
        package var method: String
        package var path: String
        /// Form fields of query and body, the one-time password left out.
        package var arguments: [(name: String, value: String)] = []
        package var status = 200
        package var errors: [String] = []
        package var rows: Int?
        package var cost = 0
        package var fault: String?
        /// Why the request should never have been sent: it would write.
        package var violation: String?
        package var nanoseconds: Int64 = 0

        package var json: JSONValue {
            .object([
                ("number", .int(number)), ("at", .string(at.description)), ("method", .string(method)),
                ("path", .string(path)), ("arguments", .object(arguments.map { ($0.name, .string($0.value)) })),
                ("status", .int(status)), ("errors", .strings(errors)), ("rows", rows.map { .int($0) } ?? .null),
                ("cost", .int(cost)), ("fault", .optional(fault)), ("violation", .optional(violation)),
                ("nanoseconds", .int(nanoseconds)),
            ])
        }
    }

    package private(set) var entries: [Entry] = []
    package private(set) var total = 0
    private static let kept = 200_000
    private var file: Int32?

    /// With a path, each entry is also appended there as one line of JSON.
    package init(file path: String?) throws(Faults.Unknown) {
        guard let path else { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Faults.Unknown(description: "The log file \(path) cannot be written.") }
        file = descriptor
    }

    package mutating func append(_ entry: Entry) {
        var entry = entry
        total += 1
        entry.number = total
        if entries.count < Self.kept { entries.append(entry) }
        if let file {
            let line = Array((entry.json.text() + "\n").utf8)
            _ = write(file, line, line.count)
        }
    }

    package var violations: [Entry] { entries.filter { $0.violation != nil } }
    package var json: JSONValue {
        .object([
            ("requests", .int(total)), ("violations", .int(violations.count)), ("entries", .array(entries.map(\.json))),
        ])
    }
}

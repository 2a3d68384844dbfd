import ConnectionLife

/// Why a command ends without having done what it was asked for: a code for scripts, a sentence for people.
struct CommandFailure: Error, CustomStringConvertible {
    enum Code: Int32, Sendable {
        /// A fault of Portolan's own.
        case fault = 1
        /// The user must choose, or mistyped.
        case usage = 2
        /// Refused by policy: a key that can trade, a paused connection, a changed library.
        case refused = 3
        /// The exchange, or the key.
        case exchange = 4
        /// Something is left to read.
        case incomplete = 5
    }
    var code: Code
    var message: String
    /// Set when the sentence already stands on the terminal.
    var isSaid = false
    /// What kind of failure it is, where an article and a next command belong to it.
    var reason: FailureCode?
    var connection: String?
    var adapter: String?
    /// The command that goes on, where it is not the one the kind of failure asks for.
    var next: String?

    init(
        _ code: Code, _ message: String, reason: FailureCode? = nil, connection: String? = nil, adapter: String? = nil
    ) {
        self.code = code
        self.message = message
        self.reason = reason
        self.connection = connection
        self.adapter = adapter
    }
    /// The reason was printed as part of the output.
    static func said(_ code: Code) -> CommandFailure {
        var failure = CommandFailure(code, "")
        failure.isSaid = true
        return failure
    }
    var description: String { message }
    /// Code, article and command; nil where the sentence says all.
    var hint: (code: FailureCode, next: String)? {
        reason.map { ($0, next ?? $0.nextCommand(connection: connection, adapter: adapter)) }
    }
}

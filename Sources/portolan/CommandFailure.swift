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

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    /// The reason was printed as part of the output.
    static func said(_ code: Code) -> CommandFailure {
        var failure = CommandFailure(code, "")
        failure.isSaid = true
        return failure
    }
    var description: String { message }
}

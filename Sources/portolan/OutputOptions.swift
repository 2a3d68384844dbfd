import ArgumentParser
import HistoryModel
import Reports

/// `--json`, on every command that prints data.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON instead of text.")
    var isJSON = false

    /// Prints one of the two; text so that it fits the terminal.
    func print(_ json: @autoclosure () -> JSONValue, else text: @autoclosure () -> String) throws {
        try Output.data(isJSON ? json().text(pretty: true) + "\n" : Terminal.output.fitted(text()))
    }
}

extension Instant: ExpressibleByArgument {
    public init?(argument: String) { self.init(iso8601: argument) }
}

import ArgumentParser
import HistoryModel

/// `--json`, on every command that prints data.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON instead of text.")
    var isJSON = false

    /// Prints one of the two.
    func print(_ json: @autoclosure () -> JSONValue, else text: @autoclosure () -> String) throws {
        try Output.data(isJSON ? json().text(pretty: true) + "\n" : text())
    }
}

extension Instant: ExpressibleByArgument {
    public init?(argument: String) { self.init(iso8601: argument) }
}

import ArgumentParser
import Reports

/// Names of commands as they are typed.
enum CommandWords {
    /// Throws for a word where a command should stand, with the nearest command: the parser only counts the words
    /// that are left over.
    static func check(_ arguments: [String], of root: any ParsableCommand.Type) throws {
        var command: any ParsableCommand.Type = root
        for argument in arguments {
            let names = command.configuration.subcommands.map { ($0._commandName, $0) }
            guard !names.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return }
            if let known = names.first(where: { $0.0 == argument }) {
                command = known.1
                continue
            }
            let nearest = nearest(to: argument, among: names.map(\.0))
            // A command that does something by itself may take words of its own.
            if nearest == nil, command.configuration.defaultSubcommand != nil { return }
            let near = nearest.map { " Did you mean \($0)?" } ?? ""
            let place = command == root ? "portolan" : "portolan \(command._commandName)"
            throw CommandFailure(
                .usage, "There is no command \"\(argument)\".\(near) All of them: \(place) --help")
        }
    }

    /// The word that takes the fewest changed letters; nil where none is near.
    static func nearest(to word: String, among words: [String]) -> String? {
        let most = max(1, word.count / 2)
        return words.map { ($0, distance(word, $0)) }.filter { $0.1 <= most }.min { $0.1 < $1.1 }?.0
    }

    /// Letters to insert, drop or change.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.lowercased()), Array(right.lowercased()))
        var row = Array(0...right.count)
        for (place, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in right.indices {
                let change = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[right.count]
    }
}

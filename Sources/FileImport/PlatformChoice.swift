/// The name of a platform. `Crypto.com`, `CRYPTO_COM` and `crypto com` are one.
package struct PlatformName: Sendable, Hashable {
    private let letters: String
    package init(_ text: String) { letters = String(text.lowercased().filter { $0.isLetter || $0.isNumber }) }
}

/// Which rows of a file belong to the account, where rows name the platform they are of.
package struct PlatformChoice: Sendable, Hashable {
    /// What the user said: only rows of this one.
    let wanted: PlatformName?
    private let said: String
    /// The account's own names. Rows of another platform are asked about; with none, nothing is.
    private let own: Set<PlatformName>

    package init(_ said: String? = nil, own: [String] = []) {
        wanted = said.map { PlatformName($0) }
        self.said = said ?? ""
        self.own = Set(own.map { PlatformName($0) })
    }

    /// Throws where only the user can say which rows are meant.
    ///
    /// - Parameter platforms: the names in the rows, with how many rows have them.
    func check(_ platforms: [String: Int], in file: String) throws {
        let names = platforms.sorted { $0.key < $1.key }.map { name, rows in
            "\"\(name)\" (\(rows) \(rows == 1 ? "row" : "rows"))"
        }
        let known = Set(platforms.keys.map { PlatformName($0) })
        let listed = names.joined(separator: ", ")
        if let wanted {
            guard !platforms.isEmpty, !known.contains(wanted) else { return }
            throw needed(
                "No row of \(file) is of \"\(said)\": there is \(listed). Say --platform NAME with one of these.")
        }
        if known.count > 1 {
            throw needed(
                "\(file) holds rows of several platforms: \(listed). Say which of them belong to this account with --platform NAME."
            )
        }
        guard let only = platforms.keys.sorted().first, !own.isEmpty, own.isDisjoint(with: known) else { return }
        throw needed(
            "Every row of \(file) that names its platform is of another than this account: \(listed). Name another connection with --account, or say --platform \(Self.word(only)) when the rows belong to this one."
        )
    }

    private func needed(_ message: String) -> FileImportError { FileImportError(.platformNeeded, message) }

    /// As it is typed in a shell.
    private static func word(_ name: String) -> String {
        name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." } ? name : "'\(name)'"
    }
}

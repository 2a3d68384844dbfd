import HistoryModel

/// The adapters this installation knows, from the adapters.json of several folders; the first folder wins.
package struct AdapterRegistry: Sendable {
    /// Who put a folder there: decides whether a library must have been approved.
    package enum Origin: String, Sendable {
        /// Named by PORTOLAN_ADAPTERS.
        case environment
        /// The user's own, written by hand until there is a command for it.
        case user
        /// Part of the installation.
        case system
    }

    /// One place to look. Libraries named without a folder are sought in `libraries`.
    package struct Folder: Sendable, Hashable {
        package var list: String
        package var libraries: String
        package var origin: Origin
        package init(list: String, libraries: String, origin: Origin) {
            self.list = list
            self.libraries = libraries
            self.origin = origin
        }
        /// A folder that holds both.
        package init(_ path: String, origin: Origin) {
            self.init(list: "\(path)/adapters.json", libraries: path, origin: origin)
        }
    }

    package struct Entry: Sendable, Hashable {
        /// The manifest's id.
        package var id: String
        /// As written in adapters.json: a file name, or an absolute path.
        package var library: String
        /// The approved content of the library, hexadecimal.
        package var sha256: String?
        package var isEnabled: Bool
        /// Name of a sandbox profile, for languages that need a wider one.
        package var profile: String?
        /// Absolute path of the library.
        package var path: String
        package var origin: Origin
        package init(
            id: String, library: String, sha256: String? = nil, isEnabled: Bool = true, profile: String? = nil,
            path: String = "", origin: Origin = .user
        ) {
            self.id = id
            self.library = library
            self.sha256 = sha256
            self.isEnabled = isEnabled
            self.profile = profile
            self.path = path
            self.origin = origin
        }
    }

    package private(set) var entries: [Entry] = []

    /// Reads what is there; a folder without adapters.json holds nothing. Throws when a list cannot be read.
    package init(_ folders: [Folder]) throws(AdapterHostError) {
        var seen: Set<String> = []
        for folder in folders {
            for entry in try Self.read(folder) where seen.insert(entry.id).inserted { entries.append(entry) }
        }
    }

    /// The adapter of that id; throws a sentence when there is none or it is switched off.
    package func entry(_ id: String) throws(AdapterHostError) -> Entry {
        guard let entry = entries.first(where: { $0.id == id }) else {
            throw AdapterHostError(.unknownAdapter, "There is no adapter \(id). `portolan adapters list` shows all.")
        }
        guard entry.isEnabled else {
            throw AdapterHostError(.unknownAdapter, "The adapter \(id) is switched off in adapters.json.")
        }
        return entry
    }

    /// The path of a library that may be loaded: what the user added must be what the user approved.
    ///
    /// `sha256` gives the digest of bytes. A library of the installation needs no pin, but a pin is kept.
    package func libraryPath(
        of entry: Entry, sha256: ([UInt8]) throws -> [UInt8]
    ) throws -> String {
        guard HostFiles.exists(entry.path) else {
            throw AdapterHostError(.notLoadable, "The library \(entry.path) of adapter \(entry.id) is not there.")
        }
        if entry.origin == .system, entry.sha256 == nil { return entry.path }
        guard let found = try Self.digest(of: entry.path, sha256) else {
            throw AdapterHostError(.notLoadable, "The library \(entry.path) of adapter \(entry.id) cannot be read.")
        }
        try Self.checkPin(of: entry, fileHash: found)
        return entry.path
    }

    /// Throws a sentence unless a library with this hexadecimal digest may be loaded for the entry.
    package static func checkPin(of entry: Entry, fileHash: String) throws(AdapterHostError) {
        guard let pin = entry.sha256 else {
            if entry.origin == .system { return }
            throw AdapterHostError(
                .notApproved,
                "The library \(entry.library) of adapter \(entry.id) has not been approved: its entry in adapters.json "
                    + "has no sha256. If you trust \(entry.path), add: \"sha256\": \"\(fileHash)\"")
        }
        guard pin.lowercased() == fileHash else {
            throw AdapterHostError(
                .changed,
                "The library \(entry.library) of adapter \(entry.id) is not the file that was approved. If you replaced "
                    + "it yourself, put its new sha256 into adapters.json: \(fileHash)")
        }
    }

    /// The hexadecimal digest of a file, as adapters.json holds it; nil when the file cannot be read.
    package static func digest(of path: String, _ sha256: ([UInt8]) throws -> [UInt8]) throws -> String? {
        guard let bytes = HostFiles.read(path) else { return nil }
        return try sha256(bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

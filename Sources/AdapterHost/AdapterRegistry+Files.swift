import HistoryModel

extension AdapterRegistry {
    /// The folders in the order they are searched: PORTOLAN_ADAPTERS, the user's, the installation's.
    package static func standardFolders(
        executable: String = HostFiles.executable(), environment: (String) -> String?
    ) -> [Folder] {
        var folders: [Folder] = []
        for path in (environment("PORTOLAN_ADAPTERS") ?? "").split(separator: ":") {
            folders.append(Folder(String(path), origin: .environment))
        }
        if let user = userFolder(environment) { folders.append(Folder(user, origin: .user)) }
        let programs = HostFiles.folder(of: executable)
        folders.append(Folder("\(programs)/../lib/portolan/adapters", origin: .system))
        folders.append(Folder(programs, origin: .system))
        // While developing: the list at the root of the sources, the libraries in the build folder.
        let parts = executable.split(separator: "/", omittingEmptySubsequences: false)
        if let build = parts.firstIndex(of: ".build") {
            let root = parts[..<build].joined(separator: "/")
            folders.append(Folder(list: "\(root)/adapters.json", libraries: programs, origin: .system))
        }
        return folders
    }

    /// Where the user puts what the user approves; nil without a home.
    package static func userFolder(_ environment: (String) -> String?) -> String? {
        func named(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let home = named("PORTOLAN_HOME") { return "\(home)/adapters" }
        if let data = named("XDG_DATA_HOME") { return "\(data)/portolan/adapters" }
        return named("HOME").map { "\($0)/.local/share/portolan/adapters" }
    }

    /// The adapters of one folder; none when it has no list.
    package static func read(_ folder: Folder) throws(AdapterHostError) -> [Entry] {
        guard HostFiles.exists(folder.list) else { return [] }
        guard let bytes = HostFiles.read(folder.list, longest: 1 << 20) else {
            throw AdapterHostError(.badRegistry, "\(folder.list) cannot be read.")
        }
        let objects: [[String: RegistryFile.Value]]
        do throws(RegistryFile.Problem) { objects = try RegistryFile.parse(bytes) } catch {
            throw AdapterHostError(.badRegistry, "\(folder.list) cannot be read: \(error.reason).")
        }
        var entries: [Entry] = []
        for object in objects { entries.append(try entry(object, folder)) }
        return entries
    }

    private static func entry(
        _ object: [String: RegistryFile.Value], _ folder: Folder
    ) throws(AdapterHostError) -> Entry {
        func refuse(_ reason: String) -> AdapterHostError {
            AdapterHostError(.badRegistry, "\(folder.list) cannot be used: \(reason).")
        }
        func text(_ name: String) throws(AdapterHostError) -> String? {
            switch object[name] {
            case nil, .null?: return nil
            case .text(let text)?: return text
            case .flag?: throw refuse("\(name) is not a text")
            }
        }
        guard let id = try text("id"), ManifestGrammar.isID(id) else { throw refuse("an adapter has no id") }
        guard let library = try text("library"), isLibraryName(library) else {
            throw refuse("\(id) has no library: a file name or an absolute path")
        }
        let pin = try text("sha256")
        guard pin.map({ $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) }) ?? true else {
            throw refuse("the sha256 of \(id) is not 64 hexadecimal digits")
        }
        var isEnabled = true
        switch object["enabled"] {
        case nil, .null?: break
        case .flag(let flag)?: isEnabled = flag
        case .text?: throw refuse("enabled of \(id) is neither true nor false")
        }
        return Entry(
            id: id, library: library, sha256: pin, isEnabled: isEnabled, profile: try text("profile"),
            path: library.hasPrefix("/") ? library : "\(folder.libraries)/\(library)", origin: folder.origin)
    }
    private static func isLibraryName(_ name: String) -> Bool {
        guard !name.isEmpty, ManifestGrammar.isVisible(name) else { return false }
        return name.hasPrefix("/") || !name.contains("/")
    }

    /// Writes the list of a folder anew, as a whole or not at all; makes the folder when it is not there.
    package static func write(_ entries: [Entry], to folder: Folder) throws(AdapterHostError) {
        let list = JSONValue.array(
            entries.map { entry in
                var members: [(String, JSONValue)] = [("id", .string(entry.id)), ("library", .string(entry.library))]
                if let pin = entry.sha256 { members.append(("sha256", .string(pin))) }
                if let profile = entry.profile { members.append(("profile", .string(profile))) }
                if !entry.isEnabled { members.append(("enabled", .bool(false))) }
                return .object(members)
            })
        HostFiles.makeFolder(HostFiles.folder(of: folder.list))
        guard HostFiles.replace(folder.list, with: Array((list.text(pretty: true) + "\n").utf8)) else {
            throw AdapterHostError(.badRegistry, "\(folder.list) cannot be written.")
        }
    }
}

#if canImport(Glibc)
    import Glibc
#endif

/// The folder all state lives in.
struct HomeFolder: Sendable, Equatable {
    let path: String

    /// `$PORTOLAN_HOME`, else `portolan` in `$XDG_DATA_HOME`, else in `~/.local/share`. An empty variable counts
    /// as unset, and a relative `$XDG_DATA_HOME` is ignored, as the XDG specification asks for.
    init(environment: (String) -> String?) throws {
        func variable(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let home = variable("PORTOLAN_HOME") {
            path = home.hasPrefix("/") ? home : Self.absolute(home)
        } else if let data = variable("XDG_DATA_HOME"), data.hasPrefix("/") {
            path = data + "/portolan"
        } else if let home = variable("HOME"), home.hasPrefix("/") {
            path = home + "/.local/share/portolan"
        } else {
            throw CommandFailure(
                .usage, "Neither PORTOLAN_HOME nor HOME is set: Portolan does not know where to keep its state.")
        }
    }
    static func fromEnvironment() throws -> HomeFolder { try HomeFolder { Environment[$0] } }

    private static func absolute(_ path: String) -> String {
        guard let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return String(cString: current) + "/" + path
    }

    /// Makes the folder and those above it where they are missing; its own mode is 0700.
    func create() throws {
        var partial = ""
        for part in path.split(separator: "/") {
            partial += "/" + part
            if mkdir(partial, 0o700) != 0, errno != EEXIST, errno != EISDIR {
                let reason = String(cString: strerror(errno))
                if access(partial, F_OK) == 0 { continue }
                throw CommandFailure(
                    .refused,
                    "Cannot make the folder \(partial): \(reason). Set PORTOLAN_HOME to a folder you can write to.")
            }
        }
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(.refused, "\(path) is no folder. Set PORTOLAN_HOME to another one.")
        }
    }
}

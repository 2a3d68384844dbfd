import HistoryModel
import Reports

#if canImport(Glibc)
    import Glibc
#endif

/// Where secrets come from: a prompt that shows nothing, or standard input. Never the command line.
enum CredentialsInput {
    /// Asks for each field of the scheme.
    static func prompted(for scheme: CredentialScheme) throws -> Credentials {
        guard let prompt = Prompt() else {
            throw CommandFailure(
                .usage, "Nobody can be asked for the key here. Give it with --credentials-stdin, as a JSON object.")
        }
        var fields: [String: Secret] = [:]
        for field in scheme.fields {
            let label = field.isOptional ? field.label + " (empty if none)" : field.label
            let value = field.isSecret ? try prompt.secret(label) : Secret(try prompt.text(label))
            if !value.isEmpty { fields[field.name] = value }
        }
        return try checked(fields, for: scheme)
    }

    /// Reads a JSON object, field → value, from standard input to its end.
    static func standardInput(for manifest: AdapterManifest, scheme name: String?) throws -> Credentials {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        defer {
            bytes.wipe()
            chunk.wipe()
        }
        bytes.reserveCapacity(1 << 18)
        while true {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count < 1 << 18 else {
                throw CommandFailure(.usage, "The credentials are larger than 256 KiB.")
            }
        }
        let fields: [String: Secret]
        do {
            fields = try SecretObject.parse(bytes)
        } catch {
            throw CommandFailure(
                .usage, "Standard input must be one JSON object of texts, field → value: \(error).")
        }
        return try checked(fields, for: scheme(named: name, fitting: Set(fields.keys), in: manifest))
    }

    /// The scheme the user names; else the only one, or the first whose fields are the given ones.
    static func scheme(named name: String?, fitting names: Set<String>, in manifest: AdapterManifest) throws
        -> CredentialScheme
    {
        if let name {
            guard let scheme = manifest.schemes.first(where: { $0.name == name }) else {
                let known = Words.list(manifest.schemes.map(\.name))
                throw CommandFailure(.usage, "\(manifest.id) has no key scheme \"\(name)\"; it has \(known).")
            }
            return scheme
        }
        let fitting = manifest.schemes.first { scheme in
            scheme.fields.allSatisfy { $0.isOptional || names.contains($0.name) }
        }
        guard let scheme = fitting ?? manifest.schemes.first else {
            throw CommandFailure(.fault, "The adapter \(manifest.id) declares no key scheme.")
        }
        return scheme
    }

    private static func checked(_ fields: [String: Secret], for scheme: CredentialScheme) throws -> Credentials {
        let missing = scheme.fields.filter { !$0.isOptional && fields[$0.name]?.isEmpty ?? true }
        if !missing.isEmpty {
            throw CommandFailure(
                .usage, "Missing: \(Words.list(missing.map { "\($0.label) (field \"\($0.name)\")" })).")
        }
        let unknown = fields.keys.filter { name in !scheme.fields.contains { $0.name == name } }.sorted()
        if !unknown.isEmpty {
            let known = Words.list(scheme.fields.map(\.name))
            throw CommandFailure(
                .usage, "Unknown field \(Words.list(unknown.map { "\"\($0)\"" })): the fields are \(known).")
        }
        return Credentials(scheme: scheme.name, fields: fields)
    }
}

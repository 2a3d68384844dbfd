/// Where the worker program is.
package enum WorkerLocation {
    package static let programName = "portolan-adapter-worker"

    /// `PORTOLAN_WORKER`, else beside the running program, else in `../libexec/portolan`; throws when it is nowhere.
    package static func find(
        executable: String = HostFiles.executable(), environment: (String) -> String?
    ) throws(AdapterHostError) -> String {
        if let named = environment("PORTOLAN_WORKER"), !named.isEmpty {
            guard HostFiles.isExecutable(named) else {
                throw AdapterHostError(.workerMissing, "PORTOLAN_WORKER names \(named), which is no program.")
            }
            return named
        }
        let folder = HostFiles.folder(of: executable)
        let places = ["\(folder)/\(programName)", "\(folder)/../libexec/portolan/\(programName)"]
        guard let found = places.first(where: HostFiles.isExecutable) else {
            throw AdapterHostError(
                .workerMissing, "\(programName) is missing: it belongs beside \(executable). Install Portolan again.")
        }
        return found
    }
}

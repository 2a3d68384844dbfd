/// Why an adapter library, its manifest or the registry cannot be used.
package struct AdapterHostError: Error, Sendable, CustomStringConvertible {
    package var code: Code
    /// One sentence a person can act on.
    package var message: String
    package var description: String { message }

    package enum Code: String, Sendable {
        /// The file is not there or is not a shared library: the user gave the wrong path, or it was built badly.
        case notLoadable
        /// It exports no `portolan_adapter_v1`: not an adapter.
        case notAnAdapter
        /// It speaks another major version of the ABI: needs another Portolan, or a newer adapter.
        case wrongABI
        /// What it declares cannot be right: its author has to act.
        case badManifest
        /// It crashed, hung or misbehaved while being loaded: its author has to act.
        case fault
        /// Nobody has approved this library yet: the user has to.
        case notApproved
        /// The file is not the one that was approved: the user has to look.
        case changed
        /// Portolan's own worker program is missing or cannot start: the installation is damaged.
        case workerMissing
        /// adapters.json cannot be read or written.
        case badRegistry
        /// No such adapter.
        case unknownAdapter
    }

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

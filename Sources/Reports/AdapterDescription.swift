import HistoryModel

/// One adapter as the reports see it: its manifest, and how it got here.
package struct AdapterDescription: Sendable, Hashable {
    package var manifest: AdapterManifest
    /// Path of the library.
    package var library: String
    /// Where it is registered: `built-in`, `user`, `system`, `environment`.
    package var origin: String
    package var isEnabled: Bool
    package var conformance = Conformance.notChecked
    /// What the user should know beside the manifest: a missing sandbox, a waived promise with its reason.
    package var notes: [String]

    /// What is known of its promises beside what it declares.
    package enum Conformance: String, Sendable, Hashable {
        /// No run of the conformance suite on this file is known.
        case notChecked = "not_checked"
        package var words: String {
            switch self {
            case .notChecked: "not checked"
            }
        }
    }

    package init(
        manifest: AdapterManifest, library: String, origin: String, isEnabled: Bool = true, notes: [String] = []
    ) {
        self.manifest = manifest
        self.library = library
        self.origin = origin
        self.isEnabled = isEnabled
        self.notes = notes
    }
}

extension AdapterManifest {
    package var historyStreams: [StreamDeclaration] { streams.filter { $0.role == .history } }
    /// Streams with a past of their own: histories and prices.
    package var pastStreams: [StreamDeclaration] { streams.filter { $0.role == .history || $0.role == .price } }
    /// Whether it serves prices to everyone and no account to anyone: there is nothing to connect.
    package var servesPricesOnly: Bool { historyStreams.isEmpty && streams.contains { $0.role == .price } }
}

extension StreamDeclaration {
    /// What its rows are, in words.
    package var carries: String { role == .price ? "daily prices" : Words.kinds(kinds) }
    /// The bounds as shown: a stream that declares none is unknown, never full.
    package var declaredBounds: [HistoryBound] { bounds.isEmpty ? [HistoryBound(.unknown, basis: .unknown)] : bounds }
}

extension StreamDeclaration.Role {
    package var name: String {
        switch self {
        case .history: "history"
        case .key: "key"
        case .units: "units"
        case .balance: "balance"
        case .price: "price"
        }
    }
}

extension StreamDeclaration.Walk {
    package var name: String {
        switch self {
        case .byTime: "time"
        case .byCursor: "cursor"
        case .snapshot: "snapshot"
        }
    }
}

extension StreamDeclaration.Support {
    package var name: String {
        switch self {
        case .unknown: "unknown"
        case .readable: "readable"
        case .partial: "partial"
        }
    }
}

extension Evidence.Kind {
    package var name: String {
        switch self {
        case .unknown: "unknown"
        case .documented: "documented"
        case .measured: "measured"
        case .reported: "reported"
        }
    }
}

extension Omission.Remedy {
    package var name: String {
        switch self {
        case .unknown: "unknown"
        case .file: "file"
        case .manual: "manual"
        case .adapter: "adapter"
        case .support: "support"
        case .none: "none"
        }
    }

    /// What the user can do, as a sentence.
    package var advice: String {
        switch self {
        case .unknown: "Whether anything can be done about it is not known."
        case .file: "The exchange's export file has these."
        case .manual: "Only notes kept by hand have these."
        case .adapter: "Only another key, or another adapter, could read them."
        case .support: "Ask the exchange's support for them."
        case .none: "Nothing can be done about it."
        }
    }
}

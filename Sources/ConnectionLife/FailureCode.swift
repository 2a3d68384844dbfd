import HistoryModel

/// Why something did not go as hoped, as scripts branch on it: the exchange's errors and Portolan's own.
///
/// Each has an article and a command that goes on from there. The names never change their meaning.
package enum FailureCode: String, Sendable, CaseIterable {
    // What an exchange, or the way to it, answers.
    case auth, permission
    case rateLimited = "rate_limited"
    case clockSkew = "clock_skew"
    case badRequest = "bad_request"
    case range
    case exchangeUnavailable = "exchange_unavailable"
    case malformed, network
    case adapterFault = "adapter_fault"
    case notOffered = "not_offered"
    case noLongerServed = "no_longer_served"

    // A connection and its key.
    case excessRights = "excess_rights"
    case waitingActivation = "waiting_activation"
    case otherAccount = "other_account"
    case keyRemoved = "key_removed"
    case paused
    case neverSynced = "never_synced"
    case stale, incomplete, interrupted

    // The adapter.
    case unknownAdapter = "unknown_adapter"
    case adapterUnusable = "adapter_unusable"
    case adapterChanged = "adapter_changed"

    // What lies on this machine.
    case masterKey = "master_key"
    case credentialsDamaged = "credentials_damaged"
    case storeLocked = "store_locked"
    case diskFull = "disk_full"
    case notWritable = "not_writable"
    case storeDamaged = "store_damaged"
    case storeTooNew = "store_too_new"
    case configuration
    case fault

    package init(_ error: ExchangeError) {
        if error.isExcessRights {
            self = .excessRights
            return
        }
        switch error.kind {
        case .auth: self = .auth
        case .permission: self = .permission
        case .rateLimited: self = .rateLimited
        case .clockSkew: self = .clockSkew
        case .badRequest: self = .badRequest
        case .range: self = .range
        case .exchangeUnavailable: self = .exchangeUnavailable
        case .malformed: self = .malformed
        case .network: self = .network
        case .adapterFault: self = .adapterFault
        case .notOffered: self = .notOffered
        case .noLongerServed: self = .noLongerServed
        }
    }

    package var topic: GuideTopic {
        switch self {
        case .auth, .keyRemoved, .credentialsDamaged: .keyRefused
        case .permission, .excessRights: .keyRights
        case .waitingActivation: .keyActivation
        case .otherAccount: .otherAccount
        case .rateLimited, .exchangeUnavailable: .waiting
        case .network: .network
        case .clockSkew: .clock
        case .badRequest, .range, .malformed: .strangeAnswers
        case .notOffered, .noLongerServed: .limits
        case .paused: .pausing
        case .neverSynced, .stale: .schedule
        case .incomplete, .interrupted: .goingOn
        case .adapterFault, .unknownAdapter, .adapterUnusable, .adapterChanged: .adapters
        case .masterKey: .masterKey
        case .storeLocked, .diskFull, .notWritable, .storeDamaged, .storeTooNew: .storage
        case .configuration: .schedule
        case .fault: .faults
        }
    }

    /// What to run next. The connection is named where one is known.
    package func nextCommand(connection: String? = nil, adapter: String? = nil) -> String {
        let name = connection.map { " " + ShellWord.quoted($0) } ?? ""
        switch self {
        case .auth, .permission, .excessRights, .otherAccount, .keyRemoved, .credentialsDamaged:
            guard connection != nil else { return "portolan adapters guide \(adapter ?? "ID")" }
            return "portolan connections reconnect\(name)"
        case .paused: return "portolan connections resume\(name.isEmpty ? " CONNECTION" : name)"
        case .waitingActivation, .rateLimited, .exchangeUnavailable, .network, .neverSynced, .stale, .incomplete,
            .interrupted, .storeLocked, .diskFull:
            return "portolan sync\(name)"
        case .badRequest, .range, .malformed: return "portolan sync\(name)"
        case .notOffered, .noLongerServed: return "portolan coverage\(name)"
        case .unknownAdapter: return "portolan adapters list"
        case .adapterChanged:
            guard connection != nil else { return "portolan adapters show \(adapter ?? "ID")" }
            return "portolan connections reconnect\(name)"
        case .adapterFault, .adapterUnusable, .clockSkew, .masterKey, .notWritable, .storeDamaged, .storeTooNew, .fault:
            return "portolan doctor"
        case .configuration: return "portolan schedule"
        }
    }
}

/// A name as a shell takes it for one word.
package enum ShellWord {
    package static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x5F, 0x2E].contains(byte)
        }
        if isPlain, !text.isEmpty, !text.hasPrefix("-") { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}

/// Where a connection stands. The names are those of the store and of the command line's JSON.
public enum ConnectionState: String, Sendable, Hashable, CaseIterable {
    case neverSynced = "never_synced"
    case syncing, ok, partial, failed
    /// The exchange refuses the key. Only its owner can make another.
    case authRevoked = "auth_revoked"
    /// The key is so young that the exchange does not take it yet.
    case waitingActivation = "waiting_activation"
    /// Read well, but longer ago than the schedule allows.
    case stale
    /// Its owner wants nothing read.
    case paused
}

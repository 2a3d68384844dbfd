extension Session {
    /// The session of the installed program.
    static func live() async throws -> Session {
        throw CommandFailure(.fault, "This build has no engine.")
    }
}

extension Session {
    /// The session of the installed program.
    static func live() async throws -> Session {
        let clock = try HostClock.fromEnvironment()
        return Session(workspace: LiveWorkspace(home: try HomeFolder.fromEnvironment(), clock: clock), clock: clock)
    }
}

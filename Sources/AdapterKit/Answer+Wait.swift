extension Answer {
    /// From a moment of the answer to the one that a header of it names, in milliseconds since 1970: at least one
    /// millisecond, at most `longest`. Nil when there is none to read.
    public func wait(until header: String, atMost longest: Span) -> Span? {
        guard let header = self.header(header), let moment = Int64(header) else { return nil }
        let (wait, overflow) = moment.subtractingReportingOverflow(received.units(.milliseconds, roundedUp: false))
        return overflow ? nil : min(max(.milliseconds(wait), .milliseconds(1)), longest)
    }
}

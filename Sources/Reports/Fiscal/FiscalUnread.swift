import HistoryModel

/// The spans of one connection that could not be read, told once for all streams they have in common.
struct FiscalUnread {
    let connection: FiscalConnection
    /// The end of the report's year; what lies before it decides what was held.
    let end: Instant
    /// Shorter ones lie between the edges of two walks that read the same; nothing is in them.
    static let shortest = Span.minutes(1)
    /// More names than these are counted.
    static let mostNames = 4

    /// What is told once: the same loss, for the same reason, on the same days.
    private struct Loss: Hashable {
        var isGap: Bool
        var why: String
        var days: String
    }
    private struct Told {
        var loss: Loss
        var from: Instant
        var names: [String]
    }

    var warnings: [FiscalWarning] {
        var told: [Told] = []
        var places: [Loss: Int] = [:]
        for stream in connection.coverage.gathered().streams {
            for held in CoverageReport.joined(stream.intervals) {
                guard let span = lost(held) else { continue }
                let loss = Loss(
                    isGap: held.state == .gap, why: CoverageReport.why(held, stream), days: Self.days(span))
                let name = stream.title + CoverageReport.share(held, of: stream)
                if let place = places[loss] {
                    if !told[place].names.contains(name) { told[place].names.append(name) }
                } else {
                    places[loss] = told.count
                    told.append(Told(loss: loss, from: span.from, names: [name]))
                }
            }
        }
        return told.map(warning)
    }

    /// The part of an interval that the report must tell as lost; nil where there is none.
    private func lost(_ held: CoverageInterval) -> Interval? {
        let opened = connection.coverage.accountOpened ?? .distantPast
        guard held.state == .unreadable || held.state == .gap, held.interval.from < end,
            let span = Interval(max(held.interval.from, opened), held.interval.until)
        else { return nil }
        // Of rows that share an instant, and of the newest rows alone, a moment holds a real loss.
        let isMoment = [GapReason.ties.name, GapReason.lastRows.name].contains(held.reason)
        return span.until - span.from >= Self.shortest || isMoment ? span : nil
    }

    private static func days(_ span: Interval) -> String {
        let day = Interval(span.from.startOfUTCDay, span.until.startOfUTCDay)
        return day.map(CoverageReport.between) ?? "on \(span.from.date)"
    }

    private func warning(_ told: Told) -> FiscalWarning {
        let names = told.names.prefix(Self.mostNames) + Self.rest(told.names.count)
        let who = Words.list(Array(names))
        let text =
            told.loss.isGap
            ? "\(who): the exchange's answers left out what lies \(told.loss.days)\(told.loss.why)"
            : "\(who): nothing \(told.loss.days) can be read\(told.loss.why)"
        var warning = FiscalWarning(
            told.loss.isGap ? .leftOut : .unreadable, connection: connection.name, text: text + ".",
            remedy: "Import the exchange's own export file for that time, or keep notes of your own.")
        warning.streams = told.names
        return warning
    }

    private static func rest(_ count: Int) -> [String] {
        count > mostNames ? ["\(Words.grouped(count - mostNames)) more"] : []
    }
}

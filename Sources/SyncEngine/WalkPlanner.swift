import HistoryModel
import HistoryStore

/// Decides what to ask next. Pure: the same knowledge gives the same window.
package struct WalkPlanner: Sendable {
    package var stream: StreamDeclaration
    package var launched: Instant
    /// What key, account and unit leave readable; nil: no restriction.
    package var narrowed: Interval?
    package var cursorVersions: ClosedRange<UInt32>
    /// Nothing earlier is asked for: files hold it, or the user wants none of it. A limit it is not.
    package var notBefore: Instant?

    package init(
        stream: StreamDeclaration, launched: Instant, narrowed: Interval?, cursorVersions: ClosedRange<UInt32>
    ) {
        self.stream = stream
        self.launched = launched
        self.narrowed = narrowed
        self.cursorVersions = cursorVersions
    }

    /// What can be read at an instant: declared bounds, narrowed by key, account and unit (W16).
    package func readable(at now: Instant) -> Interval? {
        guard let declared = stream.readable(at: now, launched: launched) else { return nil }
        guard let narrowed else { return declared }
        return declared.intersection(narrowed)
    }

    /// The next window of a walk by time (W1): oldest first, out of what is readable, not complete and not asked
    /// in this sync already.
    ///
    /// - Parameter syncStart: the end of everything this sync asks for.
    package func nextTimeWindow(
        syncStart: Instant, now: Instant, complete: IntervalSet, asked: IntervalSet
    ) -> Interval? {
        guard let readable = readable(at: now),
            let wanted = Interval(begin(of: readable), min(readable.until, syncStart))
        else { return nil }
        let held = complete.union(asked)
        let span = [stream.maxSpan, stream.planSpan].compactMap { $0 }.min()
        var first = held.firstMissing(from: wanted.from)
        // More than one such stretch is the mark of a declaration that fits nothing: it is not searched to its end.
        for _ in 0..<100 where first < wanted.until {
            var until = wanted.until
            if let next = held.intervals.first(where: { $0.from > first }) { until = min(until, next.from) }
            if let span { until = min(until, first + span) }
            // What rounding leaves must hold something of what is open, or the same window would be asked for ever:
            // a stretch shorter than a step of the range filter, at a limit that must not be crossed, cannot be named.
            let open = Interval(first, until)
            if let window = rounded(open, within: wanted), open?.intersection(window) != nil { return window }
            first = held.firstMissing(from: until)
        }
        return nil
    }

    /// Outward to alignment and resolution, never wider than the exchange accepts, never behind a limit it punishes.
    private func rounded(_ window: Interval?, within readable: Interval) -> Interval? {
        guard let window else { return nil }
        var from = alignedDown(window.from)
        var until = alignedUp(window.until)
        if let resolution = stream.resolution {
            from = from.roundedDown(to: resolution)
            until = until.roundedUp(to: resolution)
        }
        if stream.overRange == .error, from < readable.from {
            from = stream.resolution.map { readable.from.roundedUp(to: $0) } ?? readable.from
        }
        if let widest = stream.maxSpan, until - from > widest {
            until = from + widest
            if let resolution = stream.resolution { until = until.roundedDown(to: resolution) }
        }
        return Interval(from, until)
    }

    private func alignedDown(_ instant: Instant) -> Instant {
        let day = CivilDate(
            daysSinceEpoch: Int((instant.startOfUTCDay - Instant(nanoseconds: 0)).nanoseconds / Span.nanosecondsPerDay))
        switch stream.alignment {
        case .none: return instant
        case .day: return instant.startOfUTCDay
        case .month: return Instant(year: day.year, month: day.month, day: 1)
        case .quarter: return Instant(year: day.year, month: (day.month - 1) / 3 * 3 + 1, day: 1)
        }
    }
    private func alignedUp(_ instant: Instant) -> Instant {
        let down = alignedDown(instant)
        if down == instant { return instant }
        switch stream.alignment {
        case .none: return instant
        case .day: return down + .days(1)
        case .month: return down.addingCalendarMonths(1)
        case .quarter: return down.addingCalendarMonths(3)
        }
    }

    /// The next walk of a cursor stream: from the newest usable bookmark (W5, W14), or over everything.
    package func nextCursorWalk(
        syncStart: Instant, now: Instant, complete: IntervalSet, bookmarks: [WalkBookmark], full: Bool
    ) -> (window: Interval, bookmark: WalkBookmark?)? {
        guard let readable = readable(at: now), begin(of: readable) < syncStart else { return nil }
        let floor = begin(of: readable)
        if !full, let bookmark = usableBookmark(complete: complete, bookmarks: bookmarks, floor: floor),
            let window = Interval(bookmark.walkStart, syncStart)
        {
            return (window, bookmark)
        }
        return Interval(floor, syncStart).map { ($0, nil) }
    }

    private func begin(of readable: Interval) -> Instant { max(readable.from, notBefore ?? .distantPast) }

    private func usableBookmark(complete: IntervalSet, bookmarks: [WalkBookmark], floor: Instant) -> WalkBookmark? {
        let firstOpen = complete.firstMissing(from: floor)
        // Strictly before: a row of the very instant the head was read may lie below it.
        return bookmarks.last {
            $0.walkStart < firstOpen && $0.walkStart > floor && cursorVersions.contains($0.cursorVersion)
        }
    }

    /// What a walk that answered its last page at `now` has seen of its window, and where it is settled (W4).
    package func end(
        of window: WalkWindow, bookmark: [UInt8], lastAnswer now: Instant
    ) -> WalkEnd {
        let floor = readable(at: now)?.from ?? now
        return WalkEnd(
            bookmark: bookmark, read: Interval(max(window.from, floor), window.until),
            settledUntil: window.walkStart - stream.settle,
            limitReason: stream.bindingBound(at: now, launched: launched)?.text
                ?? (narrowed == nil ? "unknown" : "narrowed"),
            meetsEverything: stream.walk == .byTime || window.bookmark.isEmpty,
            keepsBookmark: stream.walk == .byCursor && !bookmark.isEmpty)
    }

    /// Whether a window left open by an earlier run can go on (W2, W14).
    package func canResume(_ window: WalkWindow, now: Instant) -> Bool {
        let hasPosition = !window.cursor.isEmpty || !window.bookmark.isEmpty
        if hasPosition, !cursorVersions.contains(window.cursorVersion) { return false }
        guard let readable = readable(at: now), readable.from < window.until else { return false }
        if stream.overRange == .error, stream.walk == .byTime, window.from < readable.from { return false }
        return true
    }

    /// The two halves of a window that holds too much (W10); nil at the finest step of the range filter.
    package func halves(of window: Interval) -> (Interval, Interval)? {
        let step = stream.resolution ?? .seconds(1)
        let half = (window.until - window.from) / 2
        let middle = (window.from + half).roundedDown(to: step)
        guard window.until - window.from > step, let first = Interval(window.from, middle),
            let second = Interval(middle, window.until)
        else { return nil }
        return (first, second)
    }
}

import HistoryModel

extension RecordWriter {
    /// Ends a walk that re-read `readAgain` completely: settles the stored rows in it that the walk did not meet.
    ///
    /// Nothing is deleted. A row whose key now stands at another time is merged with that one; a PENDING row
    /// becomes VOID; any other is marked "no longer served". Rows marked earlier are not counted again. Of rows
    /// with equal composed keys the most ever met in one walk stand. What the walk has met is dropped.
    package func finishWalk(
        window: Int64, stream: Int64, unit: Int64, readAgain: IntervalSet, step: Int64, at now: Instant
    ) throws -> MissingCounts {
        rows.begin(stream: stream, unit: unit, step: step, page: nil, at: now)
        var counts = MissingCounts()
        for interval in readAgain.intervals {
            var position: RecordPlace? = RecordPlace(interval.from.nanoseconds, [])
            while let start = position {
                let (missing, next) = try finishing.missing(
                    in: interval, from: start, limit: missingAtOnce, window: window, stream: stream, unit: unit,
                    seen: seen)
                try settle(missing, window: window, readAgain: readAgain, &counts)
                position = next
            }
        }
        try seen.removeAll(window: window)
        return counts
    }

    private func settle(
        _ missing: [RecordFinishing.Missing], window: Int64, readAgain: IntervalSet, _ counts: inout MissingCounts
    ) throws {
        let moved = try merged(missing, window: window, readAgain: readAgain)
        for row in missing where !moved.contains(row.place) {
            if row.flags.contains(.composed), try isOneOfFewer(row.place, window: window) { continue }
            if row.flags.contains(.pending) {
                try rows.revise(row.place, as: row.place, reason: "voided")
                counts.voided += 1
            } else {
                counts.noLongerServed += 1
            }
            try finishing.mark(row, stream: rows.stream, unit: rows.unit)
        }
        counts.moved += moved.count
    }

    /// Merges the missing rows whose key is stored at another time that the walk did not find empty.
    private func merged(
        _ missing: [RecordFinishing.Missing], window: Int64, readAgain: IntervalSet
    ) throws -> Set<RecordPlace> {
        let places = missing.filter { !$0.flags.contains(.composed) }.map(\.place)
        var moved: Set<RecordPlace> = []
        for (old, new) in try finishing.otherPlaces(of: places, stream: rows.stream, unit: rows.unit)
        where !moved.contains(old) {
            if readAgain.contains(Instant(nanoseconds: new.time)),
                try seen.stretch(holding: new, window: window) == nil
            {
                continue
            }
            try rows.merge(old, into: new)
            moved.insert(old)
        }
        return moved
    }

    /// Whether the walk met an equal composed key with number 1 at the same time, only fewer of them.
    private func isOneOfFewer(_ place: RecordPlace, window: Int64) throws -> Bool {
        guard let first = ComposedKey.first(of: place.key), first != place.key else { return false }
        return try wasMet(RecordPlace(place.time, first), window: window, stream: rows.stream, unit: rows.unit)
    }
}

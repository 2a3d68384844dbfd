import HistoryModel

/// What is to be done with one entry of a page.
enum RecordVerdict {
    case new
    /// Stored, with the same contents.
    case same
    /// Stored, with the same contents, and marked "no longer served" or deleted.
    case reappeared
    case changed
    /// The page has the key once more; settled by a look at the table when its turn comes.
    case again
}

extension RecordRows {
    /// Compares a page with what is stored: a verdict per place in the page's order, and the runs of that order
    /// between which the table holds rows the page does not have.
    func compare(_ view: RecordPageView) throws -> ([RecordVerdict], [Range<Int>]) {
        try compareByScan(view) ?? compareOneByOne(view)
    }

    /// One scan from the first to the last entry. Nil when so many other rows lie between that looking up each
    /// entry is cheaper: pages in no order.
    private func compareByScan(_ view: RecordPageView) throws -> ([RecordVerdict], [Range<Int>])? {
        let count = view.order.count
        var verdicts: [RecordVerdict] = []
        verdicts.reserveCapacity(count)
        var runs: [Range<Int>] = []
        var runStart = 0
        var strangers = 0
        bindPlace(scan, view.order[0], view)
        defer { scan.reset() }
        while verdicts.count < count, try scan.step() {
            let time = scan.integer(0)
            let key = scan.text(1)
            var order = comparison(view, verdicts.count, time, key)
            while order < 0 {
                verdicts.append(.new)
                appendRepeats(&verdicts, view)
                if verdicts.count == count { break }
                order = comparison(view, verdicts.count, time, key)
            }
            if verdicts.count == count { break }
            if order == 0 {
                verdicts.append(verdict(view.order[verdicts.count], view, against: scan))
                appendRepeats(&verdicts, view)
                continue
            }
            if verdicts.count > runStart {
                runs.append(runStart..<verdicts.count)
                runStart = verdicts.count
            }
            strangers += 1
            if strangers > 4 * count + 64 { return nil }
        }
        while verdicts.count < count {
            verdicts.append(.new)
            appendRepeats(&verdicts, view)
        }
        runs.append(runStart..<count)
        return (verdicts, runs)
    }

    private func compareOneByOne(_ view: RecordPageView) throws -> ([RecordVerdict], [Range<Int>]) {
        var verdicts: [RecordVerdict] = []
        var runs: [Range<Int>] = []
        while verdicts.count < view.order.count {
            let start = verdicts.count
            verdicts.append(try verdict(view.order[start], view))
            appendRepeats(&verdicts, view)
            runs.append(start..<verdicts.count)
        }
        return (verdicts, runs)
    }

    /// Marks the entries that have the place of the one just judged.
    @inline(__always)
    private func appendRepeats(_ verdicts: inout [RecordVerdict], _ view: RecordPageView) {
        while verdicts.count < view.order.count,
            view.compare(view.order[verdicts.count - 1], view.order[verdicts.count]) == 0
        {
            verdicts.append(.again)
        }
    }

    @inline(__always)
    private func comparison(
        _ view: RecordPageView, _ position: Int, _ time: Int64, _ key: UnsafeRawBufferPointer
    ) -> Int {
        let entry = view.entries[view.order[position]]
        return comparePlaces(entry.time.nanoseconds, view.text(entry.key), time, key)
    }

    private func bindPlace(_ statement: RecordStatement, _ index: Int, _ view: RecordPageView) {
        statement.bind(3, view.entries[index].time.nanoseconds)
        statement.bind(4, text: view.text(view.entries[index].key))
    }

    private func verdict(_ index: Int, _ view: RecordPageView) throws -> RecordVerdict {
        bindPlace(lookup, index, view)
        defer { lookup.reset() }
        return try lookup.step() ? verdict(index, view, against: lookup) : .new
    }

    private func verdict(_ index: Int, _ view: RecordPageView, against stored: RecordStatement) -> RecordVerdict {
        guard holdsSame(view.entries[index], view, stored) else { return .changed }
        return Self.isAway(stored.integer(14)) ? .reappeared : .same
    }

    private func holdsSame(_ entry: RecordBatch.Entry, _ view: RecordPageView, _ stored: RecordStatement) -> Bool {
        guard stored.integer(2) == Int64(entry.kind.rawValue), stored.integer(3) == Int64(entry.flags.rawValue),
            stored.integer(4) == entry.timeUnit.nanoseconds,
            sameBytes(stored.text(5), view.text(entry.group)), sameBytes(stored.text(6), view.text(entry.market)),
            sameBytes(stored.text(7), view.text(entry.wallet)), sameBytes(stored.text(8), view.text(entry.label)),
            sameBytes(stored.text(9), view.text(entry.txHash)), sameBytes(stored.text(10), view.text(entry.address))
        else { return false }
        json.removeAll()
        let (legs, ids, extra) = lists(entry, view)
        return sameBytes(stored.text(11), json.text(legs)) && sameBytes(stored.text(12), json.text(ids))
            && sameBytes(stored.text(13), json.text(extra))
    }

    /// Carries the verdicts out: first the new rows, so that a repeated key finds its first occurrence stored.
    func apply(_ verdicts: [RecordVerdict], of view: RecordPageView) throws -> RecordCounts {
        var counts = RecordCounts()
        let news = verdicts.indices.filter { verdicts[$0] == .new }.map { view.order[$0] }
        try insert(news[...], of: view)
        try count(news.count)
        counts.added = news.count
        if !news.isEmpty, try hasGone() {
            for index in news where !view.entries[index].flags.contains(.composed) {
                guard try mergeGone(into: view.place(index)) else { continue }
                counts.added -= 1
                counts.changed += 1
                counts.reappeared += 1
            }
        }
        for position in verdicts.indices where verdicts[position] != .new {
            let index = view.order[position]
            var verdict = verdicts[position]
            if verdict == .again { verdict = try self.verdict(index, view) }
            switch verdict {
            case .changed:
                if try isGone(index, view) { counts.reappeared += 1 }
                try change(index, of: view)
                counts.changed += 1
            case .reappeared:
                try reappear(view.place(index))
                counts.unchanged += 1
                counts.reappeared += 1
            case .same, .again, .new:
                counts.unchanged += 1
            }
        }
        return counts
    }

    /// Merges every row of the same key that had been marked "no longer served"; false when there is none.
    private func mergeGone(into place: RecordPlace) throws -> Bool {
        var found = false
        while let old = try gonePlace(of: place) {
            try merge(old, into: place)
            found = true
        }
        return found
    }

    /// Marked "no longer served", or deleted and not for good.
    @inline(__always)
    private static func isAway(_ state: Int64) -> Bool { state & 1 != 0 || state & 20 == 4 }

    private func isGone(_ index: Int, _ view: RecordPageView) throws -> Bool {
        bindPlace(lookup, index, view)
        defer { lookup.reset() }
        return try lookup.step() && Self.isAway(lookup.integer(14))
    }
}

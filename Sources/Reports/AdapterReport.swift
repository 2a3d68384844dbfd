import HistoryModel

/// What adapters declare: the list, one adapter in words, and how to make a key for it.
package enum AdapterReport {
    /// One line per adapter.
    package static func table(_ adapters: [AdapterDescription], style: Style = .plain) -> String {
        var table = TextTable([
            .init("ID"), .init("EXCHANGE"), .init("VERSION"), .init("STREAMS", right: true, isExtra: true),
            .init("REACHES BACK", wraps: true), .init("OMISSIONS", right: true),
            .init("CONFORMANCE", isExtra: true), .init("ORIGIN", isExtra: true),
        ])
        for adapter in adapters {
            let manifest = adapter.manifest
            table.append([
                manifest.id, manifest.exchange, manifest.version, String(manifest.pastStreams.count),
                depths(manifest), String(manifest.omissions.count), adapter.conformance.words,
                adapter.origin + (adapter.isEnabled ? "" : ", disabled"),
            ])
        }
        var text = table.text(style: style)
        for adapter in adapters {
            for note in adapter.notes { text += "\(adapter.manifest.id): \(Words.sentence(note))\n" }
        }
        return text
    }

    /// The worst bound of each stream, the deepest first; streams that reach equally far share one mention.
    static func depths(_ manifest: AdapterManifest) -> String {
        let worst = manifest.pastStreams.compactMap { stream in
            stream.declaredBounds.min { BoundText.rank($0) < BoundText.rank($1) }.map { (stream.name, $0) }
        }
        guard !worst.isEmpty else { return "unknown" }
        let sorted = worst.sorted { BoundText.rank($0.1) > BoundText.rank($1.1) }
        var groups: [(depth: String, streams: [String])] = []
        for (stream, bound) in sorted {
            let depth = BoundText.short(bound)
            if groups.last?.depth == depth {
                groups[groups.count - 1].streams.append(stream)
            } else {
                groups.append((depth, [stream]))
            }
        }
        if groups.count == 1 { return groups[0].depth }
        return groups.map { "\($0.depth) (\($0.streams.joined(separator: ", ")))" }.joined(separator: "; ")
    }

    /// The adapter in words: every stream, every limit with today's date, every omission.
    package static func show(_ adapter: AdapterDescription, at now: Instant, style: Style = .plain) -> String {
        let manifest = adapter.manifest
        let safe = TerminalText.escaped
        var lines = [
            style.bold("\(safe(manifest.name)) \(safe(manifest.version))"),
            "  Exchange    \(safe(manifest.exchange)), opened \(manifest.launched.date)",
            "  Written by  \(safe(manifest.vendor)), \(safe(manifest.license))",
            "  Source      \(safe(manifest.sourceURL))",
            "  Library     \(safe(adapter.library)) (\(safe(adapter.origin)), ABI \(manifest.abiMajor).\(manifest.abiMinor))",
            "  Sites       "
                + manifest.sites.map { "\(safe($0.name)) (\(safe($0.hosts.joined(separator: ", "))))" }
                .joined(separator: ", "),
        ]
        lines += adapter.notes.map { "  Note        " + Words.sentence($0) }
        lines += ["", style.bold("What can be read (as of \(now.date))")]
        for stream in manifest.pastStreams { lines += describe(stream, at: now, style: style) }
        lines += ["", style.bold("What is never served")]
        for omission in manifest.omissions {
            lines.append("  - \(Words.sentence(omission.text)) \(omission.remedy.advice)")
            lines.append("      concerns \(Words.kinds(omission.kinds))")
            lines += omission.evidence.map { "      " + style.dim(BoundText.evidence($0)) }
        }
        if manifest.omissions.isEmpty { lines.append("  Nothing is declared as missing.") }
        let others = manifest.streams.filter { $0.role != .history && $0.role != .price }
        if !others.isEmpty {
            lines += ["", style.bold("What else is asked for")]
            lines += others.map { "  \(safe($0.name)): \(purpose($0))" }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func describe(_ stream: StreamDeclaration, at now: Instant, style: Style) -> [String] {
        let safe = TerminalText.escaped
        var lines = ["  \(style.bold(safe(stream.name))): \(safe(stream.label))"]
        if let refusal = stream.refusal { lines.append("    Not read: \(Words.sentence(refusal))") }
        lines.append("    Carries \(stream.carries).")
        lines += BoundText.sentences(stream.declaredBounds, at: now).map { "    Depth: " + $0 }
        if stream.support != .readable {
            lines.append(
                stream.support == .partial
                    ? "    Partial: some rows are missing." : "    Whether it can be read at all is unknown.")
        }
        if !stream.note.isEmpty { lines.append("    " + Words.sentence(stream.note)) }
        lines += mechanics(stream).map { "    " + $0 }
        // Often the same page says all of it: each is named once.
        var named: Set<Evidence> = []
        for evidence in stream.bounds.flatMap(\.evidence) + stream.evidence where named.insert(evidence).inserted {
            lines.append("    " + style.dim(BoundText.evidence(evidence)))
        }
        return lines
    }

    /// How the stream is walked, where it can matter to the user.
    private static func mechanics(_ stream: StreamDeclaration) -> [String] {
        var lines: [String] = []
        if let span = stream.maxSpan { lines.append("Read in windows of at most \(span).") }
        if stream.pageMax > 0 { lines.append("Up to \(Words.count(Int(stream.pageMax), "row")) a page.") }
        if stream.settle > .zero {
            lines.append(
                "What is younger than \(stream.settle) is read again each time: rows may still appear or change there.")
        }
        if stream.hasUnits { lines.append("Read for each market, wallet or class on its own.") }
        if stream.delisted == .notServed { lines.append("Rows of delisted markets are not served.") }
        return lines
    }

    /// In the adapter's own words, where it has some.
    private static func purpose(_ stream: StreamDeclaration) -> String {
        if stream.role == .balance {
            return stream.note.isEmpty
                ? "what is held now; stored beside the history."
                : Words.sentence("what is held now, \(stream.note)")
        }
        if !stream.note.isEmpty { return Words.sentence(stream.note) }
        return switch stream.role {
        case .history: "history."
        case .key: "what the key may do, checked when connecting."
        case .units: "the markets, wallets or accounts other streams are read for."
        case .balance: "what is held now."
        case .price: "daily prices."
        }
    }
}

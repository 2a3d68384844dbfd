import HistoryModel

extension AdapterReport {
    /// How to make a read-only key, as the adapter's author wrote it.
    package static func guide(_ adapter: AdapterDescription, style: Style = .plain) -> String {
        let manifest = adapter.manifest
        let exchange = TerminalText.escaped(manifest.exchange)
        guard !manifest.guide.isEmpty else {
            return "The adapter for \(exchange) says nothing about how to make a key.\n"
        }
        var lines = [
            style.bold(manifest.servesPricesOnly ? "Prices of \(exchange)" : "A read-only key for \(exchange)")
        ]
        for (number, step) in Self.lines(.step, of: manifest).enumerated() {
            lines.append("  \(number + 1). \(step)")
        }
        let sections: [(GuideLine.Kind, String, String)] = [
            (.rightOn, "Tick these rights", "[x]"), (.rightOff, "These must stay off", "[ ]"),
            (.activation, "When it works", "-"), (.address, "Address filter", "-"),
            (.link, "The exchange's own page", "-"),
        ]
        for (kind, title, mark) in sections {
            let entries = Self.lines(kind, of: manifest)
            if !entries.isEmpty { lines += ["", style.bold(title)] + entries.map { "  \(mark) \($0)" } }
        }
        let fields = manifest.schemes.flatMap { scheme in
            scheme.fields.map { field in
                let scheme = manifest.schemes.count > 1 ? " (\(TerminalText.escaped(scheme.label)))" : ""
                return "  - \(TerminalText.escaped(field.label))\(field.isOptional ? " (optional)" : "")\(scheme)"
            }
        }
        if !fields.isEmpty { lines += ["", style.bold("Portolan will ask for")] + fields }
        let next = manifest.servesPricesOnly ? "value" : "connect \(TerminalText.escaped(manifest.id))"
        lines += ["", "Then: portolan \(next)"]
        return lines.map { $0 + "\n" }.joined()
    }

    private static func lines(_ kind: GuideLine.Kind, of manifest: AdapterManifest) -> [String] {
        manifest.guide.filter { $0.kind == kind }.map { line in
            let text = TerminalText.escaped(line.text)
            let url = TerminalText.escaped(line.url)
            return url.isEmpty ? text : text.isEmpty ? url : "\(text) \(url)"
        }
    }

    /// What is shown before the first request of a connection: what will be missing whatever happens.
    package static func limits(_ adapter: AdapterDescription, at now: Instant, style: Style = .plain) -> String {
        let manifest = adapter.manifest
        var lines = [style.bold("What \(TerminalText.escaped(manifest.exchange)) lets Portolan read")]
        for stream in manifest.historyStreams {
            lines += BoundText.sentences(stream.declaredBounds, at: now)
                .map { "  \(TerminalText.escaped(stream.name)): \($0)" }
        }
        lines += omissions(manifest.omissions, style: style)
        return lines.map { $0 + "\n" }.joined()
    }

    /// What is never served, one line each, below a title; nothing when nothing is declared.
    static func omissions(_ omissions: [Omission], style: Style) -> [String] {
        guard !omissions.isEmpty else { return [] }
        return [style.bold("Never served, whatever the key")]
            + omissions.map { "  - \(Words.sentence($0.text)) \($0.remedy.advice)" }
    }

    /// The security-relevant part of a manifest, for the person who approves it.
    package static func reach(_ adapter: AdapterDescription, site: Site, style: Style = .plain) -> String {
        var lines = [style.bold("What the adapter may ask, and nothing else")]
        for row in adapter.manifest.endpoints {
            let host = site.hosts.indices.contains(row.host) ? site.hosts[row.host] : "?"
            let signed = row.signing == nil ? "without the key" : "with the key"
            lines.append(
                "  \(row.method.name) https://\(TerminalText.escaped(host + row.path)), \(signed): "
                    + Words.sentence(row.purpose))
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension AdapterReport {
    /// The object of `portolan adapters guide --json`.
    package static func guideJSON(_ adapter: AdapterDescription) -> JSONValue {
        let manifest = adapter.manifest
        func entries(_ kind: GuideLine.Kind) -> JSONValue {
            .array(
                manifest.guide.filter { $0.kind == kind }.map { line in
                    .object([("text", .string(line.text))] + (line.url.isEmpty ? [] : [("url", .string(line.url))]))
                })
        }
        return .object([
            ("id", .string(manifest.id)),
            ("exchange", .string(manifest.exchange)),
            ("steps", entries(.step)),
            ("rightsOn", entries(.rightOn)),
            ("rightsOff", entries(.rightOff)),
            ("activation", entries(.activation)),
            ("addressFilter", entries(.address)),
            ("links", entries(.link)),
        ])
    }
}

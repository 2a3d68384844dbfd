import HistoryModel

/// What adapters declare, as Markdown for pages that are kept: without today's date, so that the same declaration
/// always makes the same page.
extension AdapterReport {
    /// One table row for each history stream of each adapter, then what is never served.
    package static func markdown(_ adapters: [AdapterDescription]) -> String {
        let known = adapters.filter { !$0.manifest.streams.isEmpty }
        var lines = ["| Exchange | Stream | Carries | Reaches back | Evidence |", "|---|---|---|---|---|"]
        for adapter in known {
            for stream in adapter.manifest.pastStreams {
                lines.append(
                    row([
                        cell(adapter.manifest.exchange), "`\(cell(stream.name))`", cell(stream.carries),
                        reach(stream), evidence(stream),
                    ]))
            }
        }
        lines += ["", "**Never served**", "", "| Exchange | What | What you can do | Evidence |", "|---|---|---|---|"]
        for adapter in known {
            for omission in adapter.manifest.omissions {
                lines.append(
                    row([
                        cell(adapter.manifest.exchange), cell(Words.sentence(omission.text)),
                        omission.remedy.advice, links(omission.evidence),
                    ]))
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// All streams of one adapter with how they are walked, then what is never served.
    package static func markdown(_ adapter: AdapterDescription) -> String {
        let manifest = adapter.manifest
        var lines = ["| Stream | What | Reaches back | Walk | Page | Carries |", "|---|---|---|---|---|---|"]
        for stream in manifest.streams {
            let isPast = stream.role == .history || stream.role == .price
            lines.append(
                row([
                    "`\(cell(stream.name))`", cell(stream.label.isEmpty ? stream.role.name : stream.label),
                    isPast ? reach(stream) : "now", stream.walk.name,
                    stream.pageMax > 0 ? String(stream.pageMax) : "", isPast ? cell(stream.carries) : "",
                ]))
        }
        lines += ["", "Never served:", ""]
        lines += manifest.omissions.map { "- \(cell(Words.sentence($0.text))) \($0.remedy.advice)" }
        if manifest.omissions.isEmpty { lines.append("- Nothing is declared as missing.") }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func reach(_ stream: StreamDeclaration) -> String {
        stream.declaredBounds.map { bound in
            lasting(bound) + (bound.reason.isEmpty ? "" : ". " + cell(Words.sentence(bound.reason)))
        }.joined(separator: "<br>")
    }

    /// The bound without any date of today.
    private static func lasting(_ bound: HistoryBound) -> String {
        switch bound.kind {
        case .unlimited: "everything"
        case .rolling(let depth): "the last \(BoundText.words(depth))"
        case .delayed(let depth): "all but the newest \(BoundText.words(depth))"
        default: BoundText.short(bound)
        }
    }

    private static func evidence(_ stream: StreamDeclaration) -> String {
        links(stream.bounds.flatMap(\.evidence) + stream.evidence)
    }

    /// Each page once, with the day it was read.
    private static func links(_ evidence: [Evidence]) -> String {
        var seen: Set<String> = []
        return evidence.filter { !$0.url.isEmpty && seen.insert($0.url).inserted }
            .map { "[\($0.kind.name)](\(cell($0.url)))" + ($0.readOn.isEmpty ? "" : " \(cell($0.readOn))") }
            .joined(separator: "<br>")
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

    /// Nothing an adapter wrote may end a cell or begin a tag.
    private static func cell(_ text: String) -> String {
        var result = ""
        for character in TerminalText.escaped(text) {
            switch character {
            case "|": result += "\\|"
            case "<": result += "&lt;"
            case "`", "[", "]": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }
}

import ConnectionLife
import HistoryModel

/// The built-in articles, for people and as JSON.
package enum GuideReport {
    package static func list(style: Style = .plain) -> String {
        var table = TextTable([.init("TOPIC"), .init("ABOUT")])
        for topic in GuideTopic.allCases { table.append([topic.rawValue, topic.title]) }
        return table.text(style: style) + "Read one with: portolan guide TOPIC\n"
    }

    package static func article(_ topic: GuideTopic, style: Style = .plain) -> String {
        var text = style.bold(topic.title) + "\n"
        var wasCommand = false
        for line in topic.article {
            let isCommand = line.hasPrefix("portolan ") || line.hasPrefix("    ")
            // Commands that belong together stand together.
            if !(wasCommand && isCommand) { text += "\n" }
            text += (isCommand ? "    " + line.drop { $0 == " " } : style.fitted(line)) + "\n"
            wasCommand = isCommand
        }
        return text
    }

    package static func json(_ topic: GuideTopic) -> JSONValue {
        .object([
            ("topic", .string(topic.rawValue)), ("title", .string(topic.title)),
            ("article", .strings(topic.article.map { $0 })),
            ("codes", .strings(FailureCode.allCases.filter { $0.topic == topic }.map(\.rawValue))),
        ])
    }
    package static var json: JSONValue { .array(GuideTopic.allCases.map(json)) }
}

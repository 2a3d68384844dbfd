import ExchangeSimulator
import HistoryModel

/// Reading what the programs print. Numbers keep their text.
extension JSONValue {
    init(parsing text: String) throws { self = try JSONReading.parse(Array(text.utf8)) }

    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    var members: [(String, JSONValue)] { if case .object(let members) = self { members } else { [] } }
    func text(_ name: String) -> String { self[name]?.plainText ?? "" }
    func int(_ name: String) -> Int { Int(text(name)) ?? -1 }
    func list(_ name: String) -> [JSONValue] { self[name]?.elements ?? [] }
}

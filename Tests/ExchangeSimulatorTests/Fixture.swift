import ExchangeSimulator
import Foundation
import HistoryModel

/// A captured answer, without what identified its owner.
func fixture(_ name: String) throws -> JSONValue {
    let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures")!
    return try JSONReading.parse(Array(try Data(contentsOf: url)))
}

import Foundation
import HistoryModel
import Testing

@testable import FileImport

/// The sample files, and what is expected of them.
enum Samples {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Samples").path()

    /// File, and the name it was saved under where that tells something.
    static let all: [(file: String, name: String?)] = [
        ("kraken-ledgers-1", nil), ("kraken-ledgers-2", nil), ("kraken-ledgers-3", nil),
        ("binance-transactions-1", nil),
        ("binance-transactions-2", "Binance-Transaction-History-202309250203(UTC--6).csv"),
        ("binance-transactions-3", nil), ("coinbase-1", nil), ("coinbase-2", nil), ("coinbase-3", nil),
        ("koinly-universal-1", nil), ("waltio-1", nil), ("waltio-2", nil),
    ]

    static func path(_ file: String) -> String { "\(folder)/\(file).csv" }

    static func read(_ file: String) throws -> (records: [Record], summary: FileSummary, found: FileImport) {
        let found = try FileImport(path: path(file), name: all.first { $0.file == file }?.name)
        var records: [Record] = []
        let summary = try found.read { records += $0 }
        return (records, summary, found)
    }

    /// One event as the expectation has it.
    struct Event: Sendable {
        var kind: String
        var time: Instant
        var legs: [Leg]
        var lines: [Int]
        var id: String?
    }
    static func expected(_ file: String) throws -> [Event] {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file).expected.json"))
        let parsed = try JSONSerialization.jsonObject(with: data)
        let list = try #require(parsed as? [[String: Any]])
        return try list.map { item in
            let legs = try #require(item["legs"] as? [[String: String]]).map { leg in
                let role = try #require(LegRole.allCases.first { $0.name == leg["role"] })
                let (asset, amount) = (try #require(leg["asset"]), try #require(leg["amount"]))
                return Leg(role, asset, amount)
            }
            let written = try #require(item["time_utc"] as? String)
            return Event(
                kind: try #require(item["kind"] as? String), time: try #require(Instant(iso8601: written)), legs: legs,
                lines: try #require(item["lines"] as? [Int]), id: item["id"] as? String)
        }
    }

    /// What legs add up to, by role and asset, without trailing zeros.
    static func sums(_ legs: [Leg]) throws -> [String: Amount] {
        var sums: [String: Amount] = [:]
        for leg in legs {
            let place = "\(leg.role.name) \(leg.asset)"
            let amount = try #require(Amount(leg.amount))
            sums[place] = try (sums[place] ?? .zero).adding(amount)
        }
        return sums
    }
}

/// A file written for one test.
final class Scratch {
    let path: String
    init(_ bytes: [UInt8], name: String = "export.csv") throws {
        let folder = NSTemporaryDirectory() + "portolan-file-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        path = "\(folder)/\(name)"
        try Data(bytes).write(to: URL(filePath: path))
    }
    convenience init(_ text: String, name: String = "export.csv") throws { try self.init(Array(text.utf8), name: name) }
    deinit { try? FileManager.default.removeItem(atPath: String(path[..<path.lastIndex(of: "/")!])) }

    func records(zone: FileZone? = nil, platform: String? = nil, own: [String] = []) throws -> [Record] {
        var records: [Record] = []
        let choice = PlatformChoice(platform, own: own)
        _ = try FileImport(path: path, zone: zone, platform: choice).read { records += $0 }
        return records
    }
    func summary() throws -> FileSummary { try FileImport(path: path).read { _ in } }
}

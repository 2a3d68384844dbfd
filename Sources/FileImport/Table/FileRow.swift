import HistoryModel

/// Why one row of a file cannot be read, in words that finish "line 12: …".
package struct RowProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package var line: Int
    package var sentence: String
    package init(line: Int, _ sentence: String) {
        self.line = line
        self.sentence = sentence
    }
    package var description: String { "line \(line): \(sentence)" }
}

/// Where a format's columns stand in this file. Names are compared as Unicode compares them.
struct FileColumns: Sendable {
    private let places: [String: Int]
    let names: [String]

    init(_ names: [String]) {
        self.names = names
        places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
    /// The first of the names that the file has.
    func place(_ names: String...) -> Int? { names.lazy.compactMap { places[$0] }.first }
    /// The place of the first column whose name passes.
    func place(where passes: (String) -> Bool) -> Int? { names.firstIndex(where: passes) }
    func has(_ name: String) -> Bool { places[name] != nil }
}

/// One row, as its format reads it.
struct FileRow {
    let rows: TableRows
    let decimals: FileAmount.Decimals
    /// What lies later cannot have happened.
    var clock = FileClock()

    var line: Int { rows.line }
    func text(_ place: Int?) -> String { place.map { rows.text($0) } ?? "" }

    func problem(_ sentence: String) -> RowProblem { RowProblem(line: line, sentence) }

    /// Text that must be there.
    func needed(_ place: Int?, _ what: String) throws -> String {
        let text = text(place)
        if text.isEmpty { throw problem("\(what) is missing") }
        return text
    }

    /// Nil for "no value", which is spelt in several ways. `currency` is the code the row names for it.
    func amount(
        _ place: Int?, _ what: String, _ other: FileAmount.Decimals? = nil, currency: String = ""
    ) throws -> Amount? {
        let text = text(place)
        if text.isEmpty || text == "-" || text == "--" { return nil }
        guard let amount = FileAmount.read(text, other ?? decimals, currency: currency) else {
            throw problem("\(what) is \"\(text)\", which is no number in this format")
        }
        return amount
    }
    func neededAmount(_ place: Int?, _ what: String, currency: String) throws -> Amount {
        guard let amount = try amount(place, what, currency: currency) else { throw problem("\(what) is missing") }
        return amount
    }

    func time(_ place: Int?, _ order: FileTime.Order = .yearFirst, zone: FileZone) throws -> FileTime {
        let text = try needed(place, "the time")
        guard let time = FileTime(text, order, zone: zone) else {
            throw problem("the time \"\(text)\" cannot be read")
        }
        if !clock.isPossible(time.instant) {
            throw problem("the time \"\(text)\" lies in the future: it is \(clock.now.minuteText) UTC now")
        }
        return time
    }
}

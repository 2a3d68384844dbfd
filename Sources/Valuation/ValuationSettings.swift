/// What a person can choose about valuation: lines of `name = value` in a file of the home folder.
///
///     # valuation.conf
///     currency = EUR
///     sources = binance-prices, coinbase-prices, kraken-prices
///     rates = ecb
package struct ValuationSettings: Sendable, Hashable {
    package var currency = "EUR"
    package var sources = PriceSources.standard
    package init() {}

    package struct Malformed: Error, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// Reads the file's text; throws a sentence with the line's number.
    package init(parsing text: String) throws(Malformed) {
        var seen: Set<String> = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = Self.trimmed(line)
            if line.isEmpty || line.hasPrefix("#") { continue }
            func refuse(_ reason: String) -> Malformed { Malformed(description: "line \(number + 1): \(reason)") }
            guard let equals = line.firstIndex(of: "=") else { throw refuse("name = value expected") }
            let name = Self.trimmed(line[..<equals])
            let value = Self.trimmed(line[line.index(after: equals)...])
            guard seen.insert(name).inserted else { throw refuse("\(name) is there twice") }
            switch name {
            case "currency":
                guard Self.isReportable(value) else {
                    throw refuse("\(value) is no currency the European Central Bank publishes rates of")
                }
                currency = value
            case "sources":
                let names = value.split(separator: ",").map { Self.trimmed($0) }
                guard !names.isEmpty, names.allSatisfy(Self.isID), Set(names).count == names.count else {
                    throw refuse("sources are ids of price adapters with commas between them, each once")
                }
                sources.exchanges = names
            case "rates":
                guard Self.isID(value) else { throw refuse("rates is the id of a price adapter") }
                sources.rates = value
            default: throw refuse("there is no setting \(name): there are currency, sources and rates")
            }
        }
    }

    /// A report can be made in the euro and in what the euro has a rate for.
    package static func isReportable(_ currency: String) -> Bool { currency == "EUR" || Fiat.isQuoted(currency) }

    private static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
    }
    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

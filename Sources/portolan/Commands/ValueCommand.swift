import ArgumentParser
import HistoryModel
import Reports
import Valuation

struct ValueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "value", abstract: "Value what was read, with daily prices from public sources.",
        discussion: """
            Trades against fiat money go by their own fiat side; the rest by the close of its day (UTC). Exchanges of \
            your connections are not asked for anything.
            """,
        subcommands: [ValueRunCommand.self, ValueSetCommand.self, ValueUnsetCommand.self],
        defaultSubcommand: ValueRunCommand.self)
}

struct ValueRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Find the prices that are missing, and say what is still without.")
    @Option(help: "Only transactions of this year (UTC).") var year: Int?
    @Flag(name: .customLong("refresh"), help: "Ask again for closes in use; changes are told, not taken.")
    var refreshes = false
    @Flag(name: .customLong("accept"), help: "Take the changed closes that were told.") var accepts = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let year, !(1970...2261).contains(year) { throw ValidationError("--year is a year like 2025.") }
    }

    func run() async throws {
        let session = try await Session.current()
        let request = ValueRequest(year: year, refreshes: refreshes, acceptsChanges: accepts)
        let summary = try await Interrupts.cancelling { try await session.workspace.value(request) }
        try output.print(ValueReport.json(summary), else: ValueReport.text(summary, style: Terminal.output))
        if summary.isIncomplete { throw CommandFailure.said(.incomplete) }
    }
}

/// An asset and a day: shared by set and unset.
struct PricePlace: ParsableArguments {
    @Argument(help: "The asset, as transactions show it: BTC.") var asset: String
    @Argument(help: "The day (UTC), like 2025-04-17.") var day: UTCDay

    func validate() throws {
        guard (1...64).contains(asset.utf8.count), TerminalText.escaped(asset) == asset else {
            throw ValidationError("An asset is a name like BTC.")
        }
    }
}

struct ValueSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set what one unit of an asset was worth on a day.",
        discussion: "It holds for every exchange and comes before any source; trades against fiat keep their own price."
    )
    @OptionGroup var place: PricePlace
    @Argument(help: "The price of one unit, like 48000.50.") var price: Amount
    @Option(help: "The currency of the price. Default: the one values are in.") var currency: String?
    @Flag(name: .customLong("replace"), help: "Put it in the place of a price set earlier.") var replaces = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if price.isNegative || price.isZero { throw ValidationError("A price is above zero.") }
        guard price.scale <= Valuer.scale else {
            throw ValidationError("A price has at most \(Valuer.scale) digits behind the point, not \(price.scale).")
        }
    }

    func run() async throws {
        let session = try await Session.current()
        let outcome = try await session.workspace.setPrice(
            ManualPrice(
                asset: place.asset, day: place.day, price: price, currency: currency, replaces: replaces))
        try output.print(ManualPriceReport.json(outcome), else: ManualPriceReport.text(outcome))
    }
}

struct ValueUnsetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Remove a price you set; sources' prices hold again.")
    @OptionGroup var place: PricePlace
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = try await Session.current()
        let outcome = try await session.workspace.removePrice(of: place.asset, on: place.day)
        try output.print(ManualPriceReport.json(outcome), else: ManualPriceReport.text(outcome))
    }
}

enum ManualPriceReport {
    static func text(_ outcome: ManualPriceOutcome) -> String {
        let asset = TerminalText.escaped(outcome.asset)
        func said(_ held: ManualPriceOutcome.Held) -> String {
            "\(held.price.price) \(TerminalText.escaped(held.currency))"
                + (held.price.isManual ? ", set by hand" : ", from \(sources(held.price))")
        }
        let now = outcome.now.map { "is \(said($0))" } ?? "has no price now; portolan value looks for one"
        let before = outcome.before.map { " Before: \(said($0))." } ?? ""
        let next = outcome.awaits.map { " Run portolan value: it is converted to \(TerminalText.escaped($0))." } ?? ""
        return "\(asset) on \(outcome.day) \(now).\(before)\(next)\n"
    }

    static func json(_ outcome: ManualPriceOutcome) -> JSONValue {
        func one(_ held: ManualPriceOutcome.Held?) -> JSONValue {
            guard let held else { return .null }
            return .object([
                ("price", .string(held.price.price.description)), ("currency", .string(held.currency)),
                ("isManual", .bool(held.price.isManual)), ("source", .string(sources(held.price))),
            ])
        }
        return .object([
            ("asset", .string(outcome.asset)), ("day", .string(outcome.day.description)),
            ("now", one(outcome.now)), ("before", one(outcome.before)),
        ])
    }

    private static func sources(_ price: UnitPrice) -> String {
        TerminalText.escaped(price.links.map(\.source).joined(separator: "+"))
    }
}

extension UTCDay: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension Amount: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

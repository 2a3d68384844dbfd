import HistoryModel

/// Binance's transaction history (statement), all three generations of its header.
///
///     User ID,Time,Account,Operation,Coin,Change,Remark
///     281915315,23-09-20 18:20:55,Spot,Transaction Sold,ALGO,-103.00000000,""
///
/// A row is one movement of one coin, without any id: rows of one second and account make an event.
extension FileFormat {
    package static let binanceTransactions = FileFormat(
        name: "binance-transactions", title: "Binance transaction history",
        required: ["Account", "Operation", "Coin", "Change"],
        known: ["User_ID", "User ID", "UTC_Time", "Time", "Remark"],
        kinds: RecordKind.allCases.filter { $0 != .unclassified }, tolerance: .seconds(60), exchange: "binance",
        open: { columns, context in
            guard columns.place("UTC_Time", "Time") != nil else {
                throw FileImportError(.missingColumn, "The column Time is missing. Export it again with all columns.")
            }
            return BinanceRows(columns, context)
        })
}

/// The zone in the name of a Binance file: `…(UTC+7).csv`, `…(UTC--6)_abcd.csv` (minus six), `…(UTC)…`.
enum BinanceZone {
    static func inName(_ name: String) -> FileZone? {
        guard let found = name.firstMatch(of: /\(UTC(?:([+-])(-?)(\d{1,2})(?::?(\d{2}))?)?\)/) else { return nil }
        guard let sign = found.1 else { return .utc }
        let isWest = sign == "-" || found.2 == "-"
        return FileZone("\(isWest ? "-" : "+")\(found.3 ?? "0")\(found.4.map { ":\($0)" } ?? "")")
    }
}

/// One row of the statement.
struct BinanceMovement {
    var time: FileTime
    var account: String
    var operation: String
    var coin: String
    var change: Amount
    var remark: String
    var line: Int
    var leg: Leg { Leg(change.isNegative ? .out : .in, coin, change.magnitude.description) }
}

/// Collects rows by second and hands each second to `BinanceSecond`, which may borrow from the next one: the rows of
/// one conversion can lie a second apart. Rows of one second stand together in the file, whichever way it is sorted.
struct BinanceRows: RowReading {
    private let zone: FileZone
    private let time, account, operation, coin, change, remark: Int?
    private var current: [BinanceMovement] = []
    private var following: [BinanceMovement] = []

    init(_ columns: FileColumns, _ context: FileContext) {
        zone = context.zone
        time = columns.place("UTC_Time", "Time")
        account = columns.place("Account")
        operation = columns.place("Operation")
        coin = columns.place("Coin")
        change = columns.place("Change")
        remark = columns.place("Remark")
    }

    mutating func take(_ row: FileRow, into sink: inout RecordSink) throws {
        let movement = BinanceMovement(
            time: try row.time(time, zone: zone), account: try row.needed(account, "the account"),
            operation: try row.needed(operation, "the operation"), coin: try row.needed(coin, "the coin"),
            change: try row.neededAmount(change, "the change", currency: row.text(coin)), remark: row.text(remark),
            line: row.line)
        if BinanceWords.isWrittenTwice(movement) {
            sink.ignore(line: row.line, "a bonus reward that the statement has a second time, in the Spot account")
            return
        }
        guard let second = current.first?.time.instant else {
            current = [movement]
            return
        }
        if movement.time.instant == second {
            current.append(movement)
        } else if following.isEmpty || following[0].time.instant == movement.time.instant {
            following.append(movement)
        } else {
            build(into: &sink)
            following.append(movement)
            if current.isEmpty { swap(&current, &following) }
        }
    }

    mutating func finish(into sink: inout RecordSink) {
        while !current.isEmpty { build(into: &sink) }
    }

    /// Makes events of the current second; what is left of the next one becomes current.
    private mutating func build(into sink: inout RecordSink) {
        let isNear: Bool
        if let first = current.first?.time.instant, let next = following.first?.time.instant {
            isNear = abs((first - next).nanoseconds) <= Span.seconds(1).nanoseconds
        } else {
            isNear = false
        }
        var second = BinanceSecond(rows: current, neighbours: isNear ? following : [])
        for record in second.records(unknownWord: { sink.meet(unknownWord: $0) }) { sink.add(record) }
        current = isNear ? second.neighbours : following
        following = []
    }
}

/// One ledger row in 48 bytes; texts are written when it is served.
struct KrakenLedgerRow: TimelineRow, Sendable {
    var time: Int64
    var amount: Int64
    var fee: Int64
    var balance: Int64 = 0
    var serial: UInt32
    var reference: UInt32
    var referenceKind: KrakenID.Kind
    var type: KrakenRowType
    var subtype: KrakenRowSubtype
    var asset: UInt8
}

struct KrakenTradeRow: TimelineRow, Sendable {
    var time: Int64
    var price: Int64
    var cost: Int64
    var fee: Int64
    var volume: Int64
    var serial: UInt32
    var order: UInt32
    /// Serial of the first of its ledger rows; there are two, or three with fee credits.
    var firstLedger: UInt32
    var ledgerCount: UInt8
    var market: UInt8
    var buys: Bool
    var maker: Bool
}

/// One deposit or withdrawal as the funding endpoints know it.
struct KrakenFundingRow: TimelineRow, Sendable {
    var time: Int64
    var amount: Int64
    var fee: Int64
    /// Until then it is pending.
    var settled: Int64
    var serial: UInt32
    var asset: UInt8
    var isWithdrawal: Bool
    var fails: Bool
    /// On hold while pending.
    var onHold: Bool
}

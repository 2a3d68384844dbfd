import HistoryModel

/// What a row does to the holdings.
package struct Movement: Sendable, Equatable {
    package var asset: String
    /// Positive came in, negative went out. Of a fee: positive was charged, negative was given back.
    package var amount: Amount
    package var isFee = false

    package init(_ asset: String, _ amount: Amount, isFee: Bool = false) {
        self.asset = asset
        self.amount = amount
        self.isFee = isFee
    }
    /// `units` smallest units of something with so many decimals.
    package init(_ asset: String, units: Int64, decimals: Int, isFee: Bool = false) {
        // Digits and one point: never refused.
        self.init(asset, Amount(decimalText(units: units, decimals: decimals)) ?? .zero, isFee: isFee)
    }
}

package enum RowState: String, Sendable {
    /// It moves the balance.
    case final
    /// Under way: it may still come to nothing.
    case pending
    /// It came to nothing.
    case void
}

/// One row of one of an exchange's histories. The exchange's own type knows how it looks on the wire.
package protocol ServedRow: TimelineRow, Sendable {
    /// Its identity as served, within history and unit; empty where the exchange gives none.
    var id: String { get }
    /// Market, wallet or category it is asked by; empty where there is none.
    var unit: String { get }
    /// Another history's row moves the balance; this one tells more about it.
    var isDetail: Bool { get }
    func state(at now: Instant) -> RowState
    /// Of the whole row, whatever its state; fees by themselves.
    var movements: [Movement] { get }
    /// As the exchange writes it at that time.
    func body(at now: Instant) -> JSONValue

    /// A row that was not there before, for a history whose rows move while they are read.
    static func sudden(in history: String, serial: UInt32, at time: Instant) -> Self
    /// It changes: by a smallest unit, or in whatever else may change.
    mutating func amend()
}

extension ServedRow {
    package var instant: Instant { Instant(nanoseconds: time) }
}

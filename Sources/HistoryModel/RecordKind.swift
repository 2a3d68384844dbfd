/// What one record is. The numbers are those of the ABI and of the store.
public enum RecordKind: UInt8, CaseIterable, Sendable, Hashable {
    case unclassified = 0
    case trade, conversion, deposit, withdrawal
    case fiatDeposit, fiatWithdrawal, fiatPurchase, cardSpend
    case transfer, reward, airdrop, interest, margin, derivative, fee, other

    /// The name in the command line's JSON and in files.
    public var name: String {
        switch self {
        case .fiatDeposit: "fiat_deposit"
        case .fiatWithdrawal: "fiat_withdrawal"
        case .fiatPurchase: "fiat_purchase"
        case .cardSpend: "card_spend"
        default: String(describing: self)
        }
    }
    public init?(name: String) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}

/// A set of record kinds; bit n is the kind with number n.
public struct RecordKinds: OptionSet, Sendable, Hashable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(_ kinds: some Sequence<RecordKind>) { rawValue = kinds.reduce(0) { $0 | 1 << UInt64($1.rawValue) } }

    public func contains(_ kind: RecordKind) -> Bool { rawValue & (1 << UInt64(kind.rawValue)) != 0 }
    /// The kinds this program knows, in the order of their numbers.
    public var kinds: [RecordKind] { RecordKind.allCases.filter { contains($0) } }
}

/// What holds of a record beside its kind. The bits are those of the ABI.
public struct RecordFlags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// Adds to its group, never moves a balance.
    public static let detail = RecordFlags(rawValue: 1)
    /// Not final: moves no balance, holds its instant open.
    public static let pending = RecordFlags(rawValue: 2)
    /// Came to nothing: moves no balance.
    public static let void = RecordFlags(rawValue: 4)
    /// The key was joined from fields: the exchange gives no id.
    public static let composed = RecordFlags(rawValue: 8)

    public var names: [String] {
        [(Self.detail, "detail"), (.pending, "pending"), (.void, "void"), (.composed, "composed")]
            .filter { contains($0.0) }.map { $0.1 }
    }
}

/// What a leg does to the holding.
public enum LegRole: UInt8, Sendable, Hashable, CaseIterable {
    case `in` = 1
    case out, fee, rebate
    public var name: String { String(describing: self) }
}

public struct LegFlags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The asset is the base, or the quote, of the record's market.
    public static let base = LegFlags(rawValue: 1)
    public static let quote = LegFlags(rawValue: 2)
    /// A fee that the other leg's amount already contains.
    public static let inside = LegFlags(rawValue: 4)
}

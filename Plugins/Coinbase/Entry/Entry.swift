import AdapterKit
import CoinbaseAdapter

private let library = AdapterLibrary([Coinbase.adapter])

/// The one symbol Portolan looks for.
@c(portolan_adapter_v1) public func portolanAdapter(_ index: UInt32) -> AdapterTable? { library[index] }

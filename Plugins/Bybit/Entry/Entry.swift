import AdapterKit
import BybitAdapter

private let library = AdapterLibrary([Bybit.adapter])

/// The one symbol Portolan looks for.
@c(portolan_adapter_v1) public func portolanAdapter(_ index: UInt32) -> AdapterTable? { library[index] }

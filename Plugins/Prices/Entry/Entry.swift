import AdapterKit
import PricesAdapter

private let library = AdapterLibrary(Prices.adapters)

/// The one symbol Portolan looks for. One library, four adapters.
@c(portolan_adapter_v1) public func portolanAdapter(_ index: UInt32) -> AdapterTable? { library[index] }

import AdapterKit
import OKXAdapter

private let library = AdapterLibrary([OKX.adapter])

/// The one symbol Portolan looks for.
@c(portolan_adapter_v1) public func portolanAdapter(_ index: UInt32) -> AdapterTable? { library[index] }

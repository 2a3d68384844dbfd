extension [UInt8] {
    /// Overwrites bytes that held a secret.
    mutating func wipe() {
        withUnsafeMutableBytes { bytes in
            for index in bytes.indices { bytes[index] = 0 }
        }
    }
}

import Glibc

/// Captured answers beside an adapter's tests.
public enum Fixture {
    public struct Missing: Error {
        public var path: String
        public init(path: String) { self.path = path }
    }

    /// The file `Fixtures/NAME` of the adapter's folder, whole.
    ///
    /// - Parameter test: a file in the folder `Tests` beside it; the caller's own, where none is given.
    public static func bytes(_ name: String, beside test: String = #filePath) throws(Missing) -> [UInt8] {
        let folder = test.split(separator: "/").dropLast(2).joined(separator: "/")
        return try contents(of: "/\(folder)/Fixtures/\(name)")
    }

    static func contents(of path: String) throws(Missing) -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Missing(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}

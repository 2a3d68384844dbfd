import HistoryModel

#if canImport(Glibc)
    import Glibc
#endif

/// Why a file is not imported, in words that say what to do.
package struct FileImportError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case unreadable, unknownFormat, missingColumn
        /// The file does not tell its zone: the user must.
        case zoneNeeded
        /// The file holds rows of several platforms, or of another than the account's: the user must pick one.
        case platformNeeded
        /// The option contradicts the file.
        case contradiction
        /// Where a cell in quotes ends is not known, and so not which rows there are.
        case brokenQuote
    }
    package var code: Code
    package var message: String
    package var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    static func unreadable(_ path: String, _ reason: Int32) -> FileImportError {
        FileImportError(.unreadable, "\(path) cannot be read: \(String(cString: strerror(reason))).")
    }
}

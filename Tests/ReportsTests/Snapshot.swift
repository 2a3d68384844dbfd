import Foundation
import Testing

/// Compares text with the file of that name in `Snapshots`. With PORTOLAN_UPDATE_SNAPSHOTS=1 the file is written
/// instead; look at the difference before you commit it.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["PORTOLAN_UPDATE_SNAPSHOTS"] == "1" {
        try Data(text.utf8).write(to: file)
        return
    }
    let expected = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(text == expected, "differs from Snapshots/\(name)", sourceLocation: sourceLocation)
}

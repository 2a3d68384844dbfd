import HistoryModel

/// One adapter of a library: its manifest, or why it is refused.
package struct DeclaredAdapter: Sendable {
    /// The number the library gives it.
    package var index: Int
    /// The manifest as the worker sent it; may be kept and decoded later without a worker. Empty when the
    /// worker could not read it.
    package var frame: [UInt8]
    package var manifest: AdapterManifest?
    /// A sentence.
    package var refusal: String?

    /// Decodes a kept frame; a manifest that is not acceptable makes a refused adapter.
    package init(index: Int, frame: [UInt8]) {
        self.index = index
        self.frame = frame
        do throws(AdapterHostError) {
            manifest = try AdapterProcess.decodeManifest(frame)
        } catch {
            refusal = error.message
        }
    }
    package init(index: Int, refusal: String) {
        self.index = index
        frame = []
        self.refusal = refusal
    }
}

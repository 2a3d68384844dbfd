import CPortolan
import CWorkerProtocol
import HistoryModel

/// Reads a manifest frame. Every length, index, number and text is checked as hostile input; what is not
/// understood is refused where the host would have to obey it and `unknown` where it would only be shown.
struct ManifestDecoder {
    var reader: FrameReader
    var manifest = AdapterManifest()

    mutating func decode() throws(BrokenFrame) -> AdapterManifest {
        guard try reader.u32() == PW_VERSION else { throw BrokenFrame("it was kept by another version of Portolan") }
        _ = try reader.u32()
        manifest.abiMajor = Int(try reader.u32())
        manifest.abiMinor = Int(try reader.u32())
        guard manifest.abiMajor == Int(PTL_ABI_MAJOR) else {
            throw BrokenFrame("it speaks version \(manifest.abiMajor) of the adapter interface")
        }
        try identity()
        manifest.schemes = try list("schemes") { (decoder) throws(BrokenFrame) in try decoder.scheme() }
        manifest.settings = try list("settings") { (decoder) throws(BrokenFrame) in try decoder.setting() }
        manifest.sites = try list("sites") { (decoder) throws(BrokenFrame) in try decoder.site() }
        manifest.buckets = try list("buckets") { (decoder) throws(BrokenFrame) in try decoder.bucket() }
        manifest.endpoints = try list("endpoints") { (decoder) throws(BrokenFrame) in try decoder.endpoint() }
        manifest.streams = try list("streams") { (decoder) throws(BrokenFrame) in try decoder.stream() }
        manifest.omissions = try list("omissions") { (decoder) throws(BrokenFrame) in try decoder.omission() }
        manifest.guide = try list("guide") { (decoder) throws(BrokenFrame) in try decoder.guideLine() }
        try reader.finish()
        try ManifestRules.check(manifest)
        return manifest
    }

    private mutating func identity() throws(BrokenFrame) {
        try flags(known: 0, "the manifest")
        manifest.id = try text("id", ManifestGrammar.isID)
        manifest.version = try text("version", ManifestGrammar.isVersion)
        manifest.name = try label("name")
        manifest.vendor = try label("vendor")
        manifest.license = try label("license")
        manifest.sourceURL = try url("source_url")
        manifest.exchange = try label("exchange")
        manifest.cursorVersion = try reader.u32()
        manifest.cursorVersionMin = try reader.u32()
        guard manifest.cursorVersionMin <= manifest.cursorVersion else {
            throw BrokenFrame("cursor_version_min is above cursor_version")
        }
        manifest.launched = Instant(nanoseconds: try reader.i64())
        guard manifest.launched > .earliest, manifest.launched < .latest else {
            throw BrokenFrame("launched_ns does not say when the exchange opened")
        }
    }

    // MARK: - Pieces

    mutating func list<Element>(
        _ name: String, _ element: (inout ManifestDecoder) throws(BrokenFrame) -> Element
    ) throws(BrokenFrame) -> [Element] {
        let count = try reader.u32()
        guard count <= PTL_MAX_ITEMS else { throw BrokenFrame("\(name) has \(count) elements") }
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }

    /// Bits 0-15 that this host does not know refuse the adapter. With `peek` they are still to be read.
    @discardableResult
    mutating func flags(known: UInt32, _ name: String, peek: Bool = false) throws(BrokenFrame) -> UInt32 {
        var ahead = reader
        let flags = try ahead.u32()
        if !peek { reader = ahead }
        guard flags & 0xFFFF & ~known == 0 else {
            throw BrokenFrame("\(name) has flags that this Portolan does not know; a newer one may")
        }
        return flags
    }

    /// A number that must be one of an enumeration's.
    mutating func choice<Value: RawRepresentable<UInt32>>(_ name: String) throws(BrokenFrame) -> Value {
        let number = try reader.u32()
        guard let value = Value(rawValue: number) else {
            throw BrokenFrame("\(name) is \(number), which this Portolan does not know; a newer one may")
        }
        return value
    }
    /// A number that is only shown: unknown ones become the fallback.
    mutating func choice<Value: RawRepresentable<UInt32>>(orElse fallback: Value) throws(BrokenFrame) -> Value {
        Value(rawValue: try reader.u32()) ?? fallback
    }

    /// Any text, possibly empty, without control characters.
    mutating func plain(_ name: String) throws(BrokenFrame) -> String {
        let text = try reader.text(name)
        guard text.utf8.count <= Int(PTL_MAX_TEXT), ManifestGrammar.isVisible(text) else {
            throw BrokenFrame("\(name) holds control characters or is too long")
        }
        return text
    }
    /// A text for people that must not be missing.
    mutating func label(_ name: String) throws(BrokenFrame) -> String {
        let text = try plain(name)
        guard text.contains(where: { $0 != " " }) else { throw BrokenFrame("\(name) is missing") }
        return text
    }
    mutating func text(_ name: String, _ grammar: (String) -> Bool) throws(BrokenFrame) -> String {
        let text = try plain(name)
        guard grammar(text) else {
            throw BrokenFrame(text.isEmpty ? "\(name) is missing" : "\(name) may not be \"\(text.prefix(100))\"")
        }
        return text
    }
    /// https or empty.
    mutating func url(_ name: String) throws(BrokenFrame) -> String {
        try text(name) { $0.isEmpty || ManifestGrammar.isURL($0) }
    }
    mutating func header(_ name: String) throws(BrokenFrame) -> String {
        try text(name) { $0.isEmpty || ManifestGrammar.isHeaderName($0) }
    }
    /// A duration; nil for 0.
    mutating func span(_ name: String) throws(BrokenFrame) -> Span? {
        let nanoseconds = try reader.i64()
        guard nanoseconds >= 0, nanoseconds <= Span.days(36_525).nanoseconds else {
            throw BrokenFrame("\(name) is negative or longer than a century")
        }
        return nanoseconds == 0 ? nil : Span(nanoseconds: nanoseconds)
    }
    mutating func evidence() throws(BrokenFrame) -> [Evidence] {
        try list("evidence") { (decoder) throws(BrokenFrame) in
            try decoder.flags(known: 0, "evidence")
            let kind: Evidence.Kind = try decoder.choice(orElse: .unknown)
            let url = try decoder.url("the address of evidence")
            let day = try decoder.text("the day of evidence") { $0.isEmpty || ManifestGrammar.isDay($0) }
            return Evidence(kind: kind, url: url, readOn: day, note: try decoder.plain("the note of evidence"))
        }
    }
}

extension AdapterProcess {
    /// Reads a manifest as the worker sent it, now or in an earlier run; throws when anything in it is not right.
    package static func decodeManifest(_ frame: [UInt8]) throws(AdapterHostError) -> AdapterManifest {
        var result: Result<AdapterManifest, BrokenFrame> = .failure(BrokenFrame("it is empty"))
        var id = ""
        frame.withUnsafeBytes { bytes in
            var decoder = ManifestDecoder(reader: FrameReader(bytes))
            do throws(BrokenFrame) {
                result = .success(try decoder.decode())
            } catch {
                result = .failure(error)
            }
            id = decoder.manifest.id
        }
        switch result {
        case .success(let manifest): return manifest
        case .failure(let problem):
            let name = id.isEmpty ? "An adapter's manifest" : "The manifest of \(id)"
            throw AdapterHostError(.badManifest, "\(name) is refused: \(FrameText.oneLine(problem.reason)).")
        }
    }
}

import AdapterHost
import ExchangeClient
import Glibc
import HistoryModel
import HistoryStore

/// One adapter of the registry, ready to be used or with the reason why it cannot be.
package struct RegisteredAdapter: Sendable {
    package var entry: AdapterRegistry.Entry
    package var manifest: AdapterManifest?
    /// Number within its library.
    package var index: Int
    package var frame: [UInt8]
    package var fileHash: String
    package var refusal: String?
    /// Everything its library declared when it was looked at: a process that declares otherwise is refused.
    package var declared: [DeclaredAdapter] = []
}

/// The adapters this installation knows, and a worker process for each library in use.
///
/// What a library declares is kept in the store beside the file's stamp, so that listing starts no worker.
package actor AdapterLibraries {
    private let registry: AdapterRegistry
    private let worker: @Sendable () throws -> String
    private let home: String
    private var store: HistoryStore?
    private var processes: [String: (process: AdapterProcess, frames: [[UInt8]])] = [:]
    /// What libraries declared when they were looked at: one may serve several entries of the registry.
    private var looked: [String: (stamp: String, fileHash: String, declared: [DeclaredAdapter])] = [:]

    /// - Parameter store: where manifests are kept; nil opens the one in `home` for reading only while it helps.
    package init(
        registry: AdapterRegistry, worker: @escaping @Sendable () throws -> String, home: String,
        store: HistoryStore? = nil
    ) {
        self.registry = registry
        self.worker = worker
        self.home = home
        self.store = store
    }

    /// Every enabled adapter, those that cannot be used with the reason.
    package func all() async -> [RegisteredAdapter] {
        var result: [RegisteredAdapter] = []
        let reading = store ?? (try? HistoryStore.open(home: home, access: .read))
        for entry in registry.entries where entry.isEnabled { result.append(await load(entry, cache: reading)) }
        return result
    }

    /// The adapter with that id; throws why there is none or it cannot be used.
    package func adapter(_ id: String) async throws -> RegisteredAdapter {
        let entry = try registry.entry(id)
        let loaded = await load(entry, cache: store ?? (try? HistoryStore.open(home: home, access: .read)))
        if let refusal = loaded.refusal { throw AdapterHostError(.notLoadable, refusal) }
        return loaded
    }

    /// The running process of an adapter's library, started on its first call.
    ///
    /// It must declare what the adapter was approved with: indices of rows and streams are only good for that.
    package func process(of adapter: RegisteredAdapter) throws -> AdapterProcess {
        let path = adapter.entry.path
        let frames = adapter.declared.map(\.frame)
        if let running = processes[path], running.frames == frames { return running.process }
        let process = AdapterProcess(library: path, workerPath: try worker(), declared: adapter.declared)
        processes[path] = (process, frames)
        return process
    }

    package func stop() async {
        for (process, _) in processes.values { await process.stop() }
        processes = [:]
    }

    // MARK: - Loading

    private func load(_ entry: AdapterRegistry.Entry, cache: HistoryStore?) async -> RegisteredAdapter {
        var result = RegisteredAdapter(entry: entry, manifest: nil, index: 0, frame: [], fileHash: "", refusal: nil)
        do {
            let stamp = try Self.stamp(of: entry)
            let kept = (try? cache?.library(path: entry.path)).flatMap { $0 }
            let declared: [DeclaredAdapter]
            let known = kept.map { $0.stamp == stamp ? ManifestCache.decode($0.manifests) : [] } ?? []
            // What was kept by another version of Portolan, or is damaged, is read again.
            if let seen = looked[entry.path], seen.stamp == stamp {
                try AdapterRegistry.checkPin(of: entry, fileHash: seen.fileHash)
                result.fileHash = seen.fileHash
                declared = seen.declared
            } else if let kept, !known.isEmpty, known.allSatisfy({ $0.manifest != nil }) {
                try AdapterRegistry.checkPin(of: entry, fileHash: kept.fileHash)
                result.fileHash = kept.fileHash
                declared = known
            } else {
                result.fileHash = Self.hex(try sha256(file: entry.path))
                try AdapterRegistry.checkPin(of: entry, fileHash: result.fileHash)
                let process = try await AdapterProcess.start(library: entry.path, workerPath: try worker())
                declared = try await process.adapters()
                await process.stop()
                keep(
                    LibraryEntry(
                        path: entry.path, stamp: stamp, fileHash: result.fileHash,
                        manifests: ManifestCache.encode(declared)))
            }
            looked[entry.path] = (stamp, result.fileHash, declared)
            result.declared = declared
            guard let found = declared.first(where: { $0.manifest?.id == entry.id }) else {
                result.refusal =
                    declared.lazy.compactMap(\.refusal).first
                    ?? "The library \(entry.library) holds no adapter called \(entry.id)."
                return result
            }
            result.manifest = found.manifest
            result.index = found.index
            result.frame = found.frame
        } catch {
            result.refusal = "\(error)"
        }
        return result
    }

    /// A cache that cannot be written is only slower.
    private func keep(_ library: LibraryEntry) {
        let writable = store ?? (try? HistoryStore.open(home: home, access: .write))
        try? writable?.keepLibrary(library)
    }

    private static func stamp(of entry: AdapterRegistry.Entry) throws -> String {
        var info = stat()
        guard stat(entry.path, &info) == 0 else {
            throw AdapterHostError(.notLoadable, "The library \(entry.path) of adapter \(entry.id) is not there.")
        }
        return
            "\(info.st_dev)/\(info.st_ino)/\(info.st_size)/\(info.st_mtim.tv_sec).\(info.st_mtim.tv_nsec)/\(info.st_ctim.tv_sec).\(info.st_ctim.tv_nsec)"
    }

    package static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// The manifest frames of one library as one piece of bytes: count-prefixed, little end first.
enum ManifestCache {
    static func encode(_ adapters: [DeclaredAdapter]) -> [UInt8] {
        var out: [UInt8] = []
        func put(_ number: Int) { for shift in 0..<4 { out.append(UInt8(truncatingIfNeeded: number >> (shift * 8))) } }
        func put(_ bytes: [UInt8]) {
            put(bytes.count)
            out += bytes
        }
        put(adapters.count)
        for adapter in adapters {
            put(adapter.index)
            put(adapter.frame)
            put(Array((adapter.refusal ?? "").utf8))
        }
        return out
    }

    /// Bytes that do not fit together give no adapter: the library is then read again.
    static func decode(_ bytes: [UInt8]) -> [DeclaredAdapter] {
        var rest = bytes[...]
        func number() -> Int? {
            guard rest.count >= 4 else { return nil }
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).enumerated().reduce(0) { $0 | Int($1.element) << ($1.offset * 8) }
        }
        func piece() -> [UInt8]? {
            guard let count = number(), rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        guard let count = number() else { return [] }
        var result: [DeclaredAdapter] = []
        for _ in 0..<count {
            guard let index = number(), let frame = piece(), let refusal = piece() else { return [] }
            result.append(
                frame.isEmpty
                    ? DeclaredAdapter(index: index, refusal: String(decoding: refusal, as: UTF8.self))
                    : DeclaredAdapter(index: index, frame: frame))
        }
        return result
    }
}

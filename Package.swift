// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }

/// The adapters. Each is a folder of its name below Plugins, and becomes a dynamic library of its own.
let adapters = ["Kraken", "Binance", "Coinbase", "Bitstamp", "Bybit", "OKX", "Prices"]
func adapterTargets(_ name: String) -> [Target] {
    [
        .target(
            name: "\(name)Adapter", dependencies: ["AdapterKit"], path: "Plugins/\(name)/Sources",
            swiftSettings: strict),
        .target(
            name: "\(name)Entry", dependencies: ["AdapterKit", .target(name: "\(name)Adapter")],
            path: "Plugins/\(name)/Entry",
            swiftSettings: strict),
        .testTarget(
            name: "\(name)Tests",
            dependencies: ["AdapterKit", "AdapterTesting", "HistoryModel", .target(name: "\(name)Adapter")],
            path: "Plugins/\(name)/Tests", swiftSettings: strict),
    ]
}

let package = Package(
    name: "Portolan",
    products: [
        // What an adapter author compiles against.
        .library(name: "AdapterKit", targets: ["AdapterKit"]),
        .library(name: "AdapterTesting", targets: ["AdapterTesting"]),
        // Measurements: an adapter of an exchange that does not exist.
        .library(name: "PortolanBench", type: .dynamic, targets: ["BenchEntry"]),
        // The programs.
        .executable(name: "portolan", targets: ["portolan"]),
        .executable(name: "portolan-adapter-worker", targets: ["AdapterWorker"]),
        .executable(name: "portolan-simulator", targets: ["portolan-simulator"]),
    ] + adapters.map { Product.library(name: "Portolan\($0)", type: .dynamic, targets: ["\($0)Entry"]) },
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        // C libraries of the system. libcurl is loaded when it is first wanted: see ccurl.h.
        .target(name: "CCurl"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        // The boundary between host and adapter, and both of its sides.
        .target(name: "CPortolan"),
        .target(name: "CWorkerProtocol"),
        .executableTarget(name: "AdapterWorker", dependencies: ["CPortolan", "CWorkerProtocol"]),
        .target(name: "AdapterKit", dependencies: ["CPortolan", "HistoryModel"], swiftSettings: strict),
        .target(
            name: "AdapterTesting", dependencies: ["AdapterKit", "CPortolan", "HistoryModel"], swiftSettings: strict),
        .target(
            name: "AdapterHost", dependencies: ["CPortolan", "CWorkerProtocol", "HistoryModel"], swiftSettings: strict),

        // The rooms of the host.
        .target(name: "HistoryModel", swiftSettings: strict),
        .target(name: "ExchangeClient", dependencies: ["HistoryModel", "CCurl", "COpenSSL"], swiftSettings: strict),
        .target(name: "HistoryStore", dependencies: ["HistoryModel", "CZstd", grdb, sqlite], swiftSettings: strict),
        .target(name: "KeyVault", dependencies: ["HistoryModel", "COpenSSL"], swiftSettings: strict),
        .target(name: "ConnectionLife", dependencies: ["HistoryModel"], swiftSettings: strict),
        .target(
            name: "SyncEngine", dependencies: ["AdapterHost", "ExchangeClient", "HistoryModel", "HistoryStore"],
            swiftSettings: strict),
        .target(name: "FileImport", dependencies: ["HistoryModel"], swiftSettings: strict),
        .target(name: "HistoryMatching", dependencies: ["HistoryModel"], swiftSettings: strict),
        .target(name: "Valuation", dependencies: ["HistoryModel"], swiftSettings: strict),
        .target(
            name: "Reports", dependencies: ["ConnectionLife", "HistoryModel", "Valuation"], swiftSettings: strict),
        .executableTarget(
            name: "portolan",
            dependencies: [
                "AdapterHost", "ConnectionLife", "ExchangeClient", "FileImport", "HistoryMatching", "HistoryModel",
                "HistoryStore", "KeyVault", "Reports", "SyncEngine", "Valuation", arguments,
            ], swiftSettings: strict),

        // The independent check: exchanges on loopback.
        .target(
            name: "ExchangeSimulator",
            dependencies: ["COpenSSL", "HistoryModel", nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1")],
            swiftSettings: strict),
        .executableTarget(
            name: "portolan-simulator", dependencies: ["ExchangeSimulator", "HistoryModel", arguments],
            swiftSettings: strict),

        // Measurements.
        .executableTarget(
            name: "KitBench", dependencies: ["AdapterKit", "AdapterTesting", "CPortolan", "HistoryModel"],
            path: "Benchmarks/KitBench", swiftSettings: strict),
        .executableTarget(
            name: "StoreBench", dependencies: ["HistoryModel", "HistoryStore", grdb], path: "Benchmarks/StoreBench",
            swiftSettings: strict),
        .executableTarget(
            name: "WorkerBench", dependencies: ["AdapterHost", "HistoryModel"], path: "Benchmarks/WorkerBench",
            swiftSettings: strict),
        .target(
            name: "BenchAdapter", dependencies: ["AdapterKit"], path: "Benchmarks/BenchAdapter/Sources",
            swiftSettings: strict),
        .target(
            name: "BenchEntry", dependencies: ["AdapterKit", "BenchAdapter"], path: "Benchmarks/BenchAdapter/Entry",
            swiftSettings: strict),

        .testTarget(
            name: "AdapterHostTests", dependencies: ["AdapterHost", "CWorkerProtocol", "HistoryModel"],
            swiftSettings: strict),
        .testTarget(
            name: "AdapterKitTests", dependencies: ["AdapterKit", "AdapterTesting", "CPortolan", "HistoryModel"],
            swiftSettings: strict),
        .testTarget(
            name: "ConnectionLifeTests", dependencies: ["ConnectionLife", "HistoryModel"], swiftSettings: strict),
        // The programs together. They must have been built, which any build of the tests sees to.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "ExchangeSimulator", "HistoryModel", "HistoryStore", "portolan", "portolan-simulator", grdb,
            ], exclude: ["Adapters"], swiftSettings: strict),
        .testTarget(
            name: "ExchangeClientTests", dependencies: ["ExchangeClient", "HistoryModel", "COpenSSL"],
            swiftSettings: strict, linkerSettings: [.linkedLibrary("ssl")]),
        .testTarget(
            name: "ExchangeSimulatorTests", dependencies: ["ExchangeSimulator", "HistoryModel", "portolan-simulator"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "FileImportTests", dependencies: ["FileImport", "HistoryModel"], exclude: ["Samples"],
            swiftSettings: strict),
        .testTarget(
            name: "HistoryMatchingTests", dependencies: ["HistoryMatching", "HistoryModel"], swiftSettings: strict),
        .testTarget(
            name: "HistoryStoreTests", dependencies: ["HistoryModel", "HistoryStore", grdb], swiftSettings: strict),
        .testTarget(name: "HistoryModelTests", dependencies: ["HistoryModel"], swiftSettings: strict),
        .testTarget(
            name: "PortolanCommandTests",
            dependencies: ["ConnectionLife", "HistoryModel", "Reports", "Valuation", "portolan"],
            swiftSettings: strict),
        .testTarget(
            name: "KeyVaultTests", dependencies: ["HistoryModel", "KeyVault", "COpenSSL"], swiftSettings: strict),
        .testTarget(
            name: "ReportsTests", dependencies: ["ConnectionLife", "HistoryModel", "Reports", "Valuation"],
            exclude: ["Snapshots"],
            swiftSettings: strict),
        .testTarget(
            name: "SyncEngineTests", dependencies: ["ExchangeClient", "HistoryModel", "HistoryStore", "SyncEngine"],
            swiftSettings: strict
        ),
        .testTarget(name: "ValuationTests", dependencies: ["HistoryModel", "Valuation"], swiftSettings: strict),
    ] + adapters.flatMap(adapterTargets),
    cLanguageStandard: .c11
)

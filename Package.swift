// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "Portolan",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")
    ],
    targets: [
        .target(name: "CPortolan"),
        .target(name: "HistoryModel", swiftSettings: strict),
        .target(
            name: "HistoryStore", dependencies: ["HistoryModel", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(name: "SyncEngine", dependencies: ["HistoryModel", "HistoryStore"], swiftSettings: strict),
        .testTarget(name: "HistoryModelTests", dependencies: ["HistoryModel"], swiftSettings: strict),
        .testTarget(
            name: "SyncEngineTests", dependencies: ["HistoryModel", "HistoryStore", "SyncEngine"], swiftSettings: strict),
    ]
)

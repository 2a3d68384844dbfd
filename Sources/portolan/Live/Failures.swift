import AdapterHost
import ConnectionLife
import ExchangeClient
import FileImport
import HistoryModel
import HistoryStore
import KeyVault

/// Turns what the modules throw into a sentence and an exit code.
enum Failures {
    static func translated<Result>(_ work: () async throws -> Result) async throws -> Result {
        do { return try await work() } catch { throw translate(error) }
    }

    static func translate(_ error: any Error) -> any Error {
        switch error {
        case let error as StoreError:
            CommandFailure(code(error.code), error.message, reason: reason(error.code))
        case let error as AdapterHostError:
            CommandFailure(code(error.code), error.message, reason: reason(error.code))
        case let error as ExchangeError:
            CommandFailure(code(error), error.description, reason: FailureCode(error))
        case let error as VaultError:
            CommandFailure(.refused, error.message, reason: reason(error.code))
        case let error as FileImportError: CommandFailure(.usage, error.message)
        default: error
        }
    }

    static func reason(_ code: StoreError.Code) -> FailureCode? {
        switch code {
        case .locked: .storeLocked
        case .readOnly: .notWritable
        case .tooNew: .storeTooNew
        case .diskFull: .diskFull
        case .damaged: .storeDamaged
        case .other: .fault
        // The sentence names what there is: a mistyped name needs no article.
        case .notFound, .conflict: nil
        }
    }

    static func reason(_ code: AdapterHostError.Code) -> FailureCode {
        switch code {
        case .unknownAdapter: .unknownAdapter
        case .fault: .adapterFault
        case .changed: .adapterChanged
        case .notLoadable, .notAnAdapter, .wrongABI, .badManifest, .notApproved, .workerMissing, .badRegistry:
            .adapterUnusable
        }
    }

    static func reason(_ code: VaultError.Code) -> FailureCode {
        switch code {
        case .tampered: .credentialsDamaged
        case .keyUnavailable, .keyExposed, .otherProvider, .system: .masterKey
        }
    }

    private static func code(_ code: StoreError.Code) -> CommandFailure.Code {
        switch code {
        case .locked, .readOnly, .tooNew: .refused
        case .diskFull: .incomplete
        case .notFound, .conflict: .usage
        case .damaged, .other: .fault
        }
    }

    private static func code(_ code: AdapterHostError.Code) -> CommandFailure.Code {
        switch code {
        case .unknownAdapter: .usage
        case .workerMissing: .fault
        default: .refused
        }
    }

    private static func code(_ error: ExchangeError) -> CommandFailure.Code {
        switch error.kind {
        case .permission where error.retry == .newCredential && error.exchangeCode.isEmpty: .refused
        case .adapterFault: .refused
        default: .exchange
        }
    }
}

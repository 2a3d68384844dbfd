import AdapterHost
import ExchangeClient
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
        case let error as StoreError: CommandFailure(code(error.code), error.message)
        case let error as AdapterHostError: CommandFailure(code(error.code), error.message)
        case let error as ExchangeError: CommandFailure(code(error), error.description)
        case let error as VaultError: CommandFailure(.refused, error.message)
        default: error
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

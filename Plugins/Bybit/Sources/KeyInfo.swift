import AdapterKit

/// What the key may do, what kind of account it reads, and since when the account exists.
///
///     {"id":"2208369","note":"portolan","readOnly":1,"permissions":{"Spot":["SpotTrade"],"Wallet":["Withdraw"]},
///      "ips":["18.181.170.164"],"expiredAt":"2026-10-13T03:20:45Z","createdAt":"2025-10-13T03:20:45Z","userID":1448939}
///     {"unifiedMarginStatus":5,"updatedTime":"1697078946000"}
///     {"registerTime":"1612345678"}
enum KeyInfo: AdapterStream {
    static let keyInfo = Bybit.endpoint(
        "key-info", "/v5/user/query-api", "Reads the rights of the key itself.", "v5/user/apikey-info", rate: 10)
    static let accountInfo = Bybit.endpoint(
        "account-info", "/v5/account/info", "Reads whether the account is a unified one.", "v5/account/account-info",
        rate: 10)
    static let registered = Endpoint(
        "register-time", .post, "/fht/compliance/tax/v3/private/registertime",
        purpose: "Reads the day the account was opened.", body: .json, signing: "private", cost: [Bybit.address(1)],
        evidence: [Bybit.docs("v3/tax/register-time")])
    static let declaration = StreamDeclaration.key(label: "Key", paging: .pageNumber, evidence: keyInfo.row.evidence)

    /// Cursor: which of the three is asked.
    static func request(_ ask: StreamAsk<Int64>) -> Request {
        switch ask.cursor ?? 0 {
        case 1: Request(accountInfo)
        case 2: Request(registered)
        default: Request(keyInfo)
        }
    }

    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        switch answer.endpoint {
        case accountInfo.row.name:
            guard let info = try told(answer) else { return .next(2) }
            let status = try info["unifiedMarginStatus"].int
            try page.add(fact: "account", status == 1 ? "classic" : "unified")
            return .next(2)
        case registered.row.name:
            if let told = try told(answer)?["registerTime"].ifPresent { try narrow(told, page) }
            return .end()
        default:
            try page.add(key: try facts(try Bybit.open(answer)))
            return .next(1)
        }
    }

    /// With `readOnly` 1 a right is named like the writing one, and only reads.
    private static func facts(_ info: JSON) throws -> KeyFacts {
        var facts = KeyFacts(rights: .read)
        let isReadOnly = try info["readOnly"].int == 1
        for (domain, names) in try info["permissions"].members {
            if isReadOnly || names.isNull { continue }
            for name in try names.elements { facts.rights?.formUnion(writes(try domain.text, try name.text)) }
        }
        // A key that can write but was given nothing to write to may be given it tomorrow.
        if !isReadOnly, facts.rights == .read { facts.rights?.insert(.otherWrite) }
        let addresses = try info["ips"].ifPresent?.elements.contains { try $0.text != "*" } ?? false
        if addresses { facts.rights?.insert(.boundToAddress) }
        facts.created = try day(info["createdAt"])
        facts.expires = try day(info["expiredAt"])
        facts.account = String(try info["userID"].ifPresent?.word ?? .empty)
        facts.label = String(try info["note"].ifPresent?.looseText ?? .empty)
        return facts
    }

    private static func writes(_ domain: Text, _ right: Text) -> KeyFacts.Rights {
        switch right {
        case "Withdraw": .withdraw
        case "AccountTransfer", "SubMemberTransfer", "SubMemberTransferList", "Earn": .move
        default: domain == "Affiliate" ? .otherWrite : .trade
        }
    }

    /// 1970 is unset.
    private static func day(_ value: JSON) throws -> Instant? {
        guard try value.ifSaid != nil else { return nil }
        let instant = try value.time(.iso8601).instant
        return instant.nanoseconds == 0 ? nil : instant
    }

    private static func narrow(_ value: JSON, _ page: Page) throws {
        let opened = try value.secondsOrMilliseconds.instant
        guard opened > Bybit.adapter.launched, let since = Interval(opened, .distantFuture) else { return }
        try page.narrow(Narrowing(stream: nil, reason: .account, interval: since, note: "the account was opened later"))
    }

    /// Nil where Bybit will not say: the key need not have the right, and not every site has the call.
    private static func told(_ answer: Answer) throws -> JSON? {
        do { return try Bybit.open(answer) } catch let error as AdapterError {
            switch error.kind {
            case .auth, .permission, .badRequest, .notOffered, .range: return nil
            default: throw error
            }
        }
    }
}

import AdapterKit

/// What the key may do, what kind of account it reads, and since when the account exists.
enum KeyInfo: AdapterStream {
    static let endpoints = [
        Bybit.endpoint(
            "key-info", "user/query-api", "Reads the rights of the key itself.", "user/apikey-info", rate: 10),
        Bybit.endpoint(
            "account-info", "account/info", "Reads whether the account is a unified one.",
            "account/account-info", rate: 10),
        Endpoint(
            "register-time", .post, "/fht/compliance/tax/v3/private/registertime",
            purpose: "Reads the day the account was opened.", body: .json, signing: "private", cost: [Bybit.address(1)],
            evidence: [Bybit.docs("v3/tax/register-time")]),
    ]
    static let declaration = StreamDeclaration.key(
        label: "Key", paging: .pageNumber, evidence: endpoints[0].row.evidence)

    /// Cursor: which of the three is asked.
    static func request(_ ask: StreamAsk<Int64>) -> Request {
        Request(endpoints[ask.cursor == 1 ? 1 : ask.cursor == 2 ? 2 : 0])
    }

    static func parse(_ ask: StreamAsk<Int64>, _ answer: Answer, into page: Page) throws -> PageEnding<Int64> {
        switch answer.endpoint {
        case "account-info":
            if let status = try answer.ifAllowed(Bybit.open)?["unifiedMarginStatus"].int {
                try page.add(fact: "account", status == 1 ? "classic" : "unified")
            }
            return .next(2)
        case "register-time":
            if let told = try answer.ifAllowed(Bybit.open)?["registerTime"].ifPresent {
                try page.narrow(opened: told.secondsOrMilliseconds.instant, launched: Bybit.adapter.launched)
            }
            return .end()
        default:
            try page.add(key: try facts(try Bybit.open(answer)))
            return .next(1)
        }
    }

    /// With `readOnly` 1 a right is named like the writing one, and only reads.
    private static func facts(_ info: JSON) throws -> KeyFacts {
        var rights: KeyFacts.Rights = .read
        let isReadOnly = try info["readOnly"].int == 1
        for (domain, names) in try info["permissions"].members where !isReadOnly && !names.isNull {
            let other: KeyFacts.Rights = try domain.text == "Affiliate" ? .otherWrite : .trade
            for name in try names.elements { rights.formUnion(writing[try name.text] ?? other) }
        }
        // A key that can write but was given nothing to write to may be given it tomorrow.
        if !isReadOnly, rights == .read { rights.insert(.otherWrite) }
        if try info["ips"].ifPresent?.elements.contains(where: { try $0.text != "*" }) ?? false {
            rights.insert(.boundToAddress)
        }
        return KeyFacts(
            rights: rights, created: try info["createdAt"].ifDated, expires: try info["expiredAt"].ifDated,
            account: String(try info["userID"].ifPresent?.word ?? .empty),
            label: String(try info["note"].ifPresent?.looseText ?? .empty))
    }
    private static let writing: WordGroups<KeyFacts.Rights> = [
        "Withdraw": .withdraw, "AccountTransfer SubMemberTransfer SubMemberTransferList Earn": .move,
    ]
}

import AdapterKit

extension OKX {
    private static func failure(
        _ kind: AdapterError.Kind, _ message: String, _ retry: AdapterError.Retry = .newCredential
    ) -> AdapterError { AdapterError(kind, retry: retry, message: message) }
    private static let refused = failure(.auth, "OKX refused the key. Make a new one and connect again.")
    private static let elsewhere = failure(
        .auth,
        """
        OKX does not know the key on this site. A key of my.okx.com needs --site eea, one of app.okx.com --site us, one of \
        okx.com --site global; keys of demo trading cannot be read.
        """)
    private static let forbidden = failure(
        .permission, "The OKX key may not read this. Tick what `portolan adapters guide okx` lists and connect again.")
    private static let address = failure(
        .permission, "OKX refuses this network address. Link it to the key, or make a key without linked addresses.")
    private static let frozen = failure(
        .permission, "OKX has restricted this account. Log in on its site to see what it asks for.", .never)
    private static let wrong = failure(.badRequest, "OKX did not accept the request.", .never)

    private static let failures: WordGroups<AdapterError> = [
        "50103 50104 50106 50108 50111 50114": refused,
        "50113": failure(.auth, "OKX refused the signature. Are API key and secret key swapped?"),
        "50105": failure(.auth, "OKX refused the passphrase: the one chosen when the key was made."),
        "50101 50119": elsewhere, "50030 50120": forbidden, "50110 50035 50121": address,
        "50100 50007 50008 50009 50012 50029 50051 50059 50060": frozen,
        "50102 50107 50112": failure(.clockSkew, "OKX says that the clock of this computer is wrong.", .sameRequest),
        "50011 50013 50040 50061 58102": failure(.rateLimited, "OKX asks for a pause.", .after(.seconds(2))),
        "50001 50004 50005 50026 50046 50062": failure(
            .exchangeUnavailable, "OKX cannot answer at the moment.", .sameRequest),
        "50000 50002 50006 50014 50015 50016 50024 50025 50039 50115": wrong,
    ]

    /// Codes come with HTTP 200 as well as with others, and the status says nothing more.
    static func failure(_ code: Text) -> AdapterError {
        var error = failures[code] ?? wrong
        error.exchangeCode = String(code)
        return error
    }
}

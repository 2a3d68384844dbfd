import AdapterKit

extension OKX {
    private static let refused = Refusal(
        .auth, .newCredential, "OKX refused the key. Make a new one and connect again.")
    private static let elsewhere = Refusal(
        .auth, .newCredential,
        """
        OKX does not know the key on this site. A key of my.okx.com needs --site eea, one of app.okx.com --site us, one of \
        okx.com --site global; keys of demo trading cannot be read.
        """)
    private static let forbidden = Refusal(
        .permission, .newCredential,
        "The OKX key may not read this. Tick what `portolan adapters guide okx` lists and connect again.")
    private static let address = Refusal(
        .permission, .newCredential,
        "OKX refuses this network address. Link it to the key, or make a key without linked addresses.")
    private static let frozen = Refusal(
        .permission, .never, "OKX has restricted this account. Log in on its site to see what it asks for.")

    /// A code that is not here is a request that OKX did not like.
    static let refusals: WordGroups<Refusal> = [
        "50103 50104 50106 50108 50111 50114": refused,
        "50113": Refusal(.auth, .newCredential, "OKX refused the signature. Are API key and secret key swapped?"),
        "50105": Refusal(.auth, .newCredential, "OKX refused the passphrase: the one chosen when the key was made."),
        "50101 50119": elsewhere, "50030 50120": forbidden, "50110 50035 50121": address,
        "50100 50007 50008 50009 50012 50029 50051 50059 50060": frozen,
        "50102 50107 50112": Refusal(.clockSkew, .sameRequest, "OKX says that the clock of this computer is wrong."),
        "50011 50013 50040 50061 58102": .busy("OKX", pause: .seconds(2)),
        "50001 50004 50005 50026 50046 50062": .down("OKX"),
        "50000 50002 50006 50014 50015 50016 50024 50025 50039 50115": .wrong("OKX"),
    ]
}

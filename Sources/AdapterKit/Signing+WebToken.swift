extension SignatureAlgorithm {
    /// What a JSON web token calls it (RFC 7518, RFC 8037).
    public var tokenName: String {
        switch self {
        case .es256: "ES256"
        case .ed25519: "EdDSA"
        case .rsaSHA256: "RS256"
        }
    }
}

extension Signing {
    /// A JSON web token (RFC 7519) of its own for every request, sent as `Authorization: Bearer …`.
    ///
    ///     .webToken(
    ///         "token", .es256, key: "secret", header: [#"{"alg":"ES256","kid":""#, .field("key").json, #""}"#],
    ///         claims: [#"{"nbf":"#, .time(.seconds), ",\"path\":\"", .path.json, #""}"#])
    ///
    /// - Parameters:
    ///   - key: the credential field that signs.
    ///   - header: pieces of the first JSON object, which names the algorithm.
    ///   - claims: pieces of the second, which says what the token is good for.
    public static func webToken(
        _ name: String, _ algorithm: SignatureAlgorithm, key: String, header: [Part], claims: [Part]
    ) -> Signing {
        Signing(
            name,
            [
                Step(operation: .join, result: "header", parts: header),
                Step(operation: .join, result: "claims", parts: claims),
                .join(as: "input", .result("header").base64URL, ".", .result("claims").base64URL),
                .sign(algorithm, key: key, as: "signature", .result("input")),
                .header("Authorization", "Bearer ", .result("input"), ".", .result("signature").base64URL),
            ])
    }
}

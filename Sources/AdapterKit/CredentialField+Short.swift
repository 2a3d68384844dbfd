extension CredentialField {
    /// What may be shown: the name of a key.
    public static func open(_ name: String, _ label: String) -> CredentialField {
        CredentialField(name: name, label: label, format: .text, isSecret: false)
    }
    public static func secret(_ name: String, _ label: String, _ format: Format) -> CredentialField {
        CredentialField(name: name, label: label, format: format)
    }
}

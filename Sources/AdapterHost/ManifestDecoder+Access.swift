import CPortolan
import HistoryModel

/// Credentials, recipes, settings, sites.
extension ManifestDecoder {
    mutating func scheme() throws(BrokenFrame) -> CredentialScheme {
        try flags(known: 0, "a scheme")
        let name = try text("a scheme's name", ManifestGrammar.isIdentifier)
        let label = try label("the label of scheme \(name)")
        let fields = try list("fields") { (decoder) throws(BrokenFrame) in try decoder.field() }
        let signings = try list("signings") { (decoder) throws(BrokenFrame) in try decoder.signing(fields.count) }
        return CredentialScheme(name: name, label: label, fields: fields, signings: signings)
    }

    private mutating func field() throws(BrokenFrame) -> CredentialField {
        let flags = try flags(known: PTL_FIELD_OPTIONAL | PTL_FIELD_NOT_SECRET, "a credential field")
        let format: CredentialField.Format = try choice("the format of a credential field")
        let name = try text("a credential field's name", ManifestGrammar.isFieldName)
        return CredentialField(
            name: name, label: try label("the label of field \(name)"), format: format,
            isOptional: flags & PTL_FIELD_OPTIONAL != 0, isSecret: flags & PTL_FIELD_NOT_SECRET == 0)
    }

    private mutating func signing(_ fieldCount: Int) throws(BrokenFrame) -> SigningRecipe {
        try flags(known: 0, "a signing")
        let name = try text("a signing's name", ManifestGrammar.isIdentifier)
        let steps = try list("steps") { (decoder) throws(BrokenFrame) in try decoder.step(fieldCount) }
        return SigningRecipe(name: name, steps: steps)
    }

    private mutating func step(_ fieldCount: Int) throws(BrokenFrame) -> SigningStep {
        let flags = try flags(known: PTL_STEP_SKIP_IF_EMPTY, "a step of a recipe")
        let operation = try reader.u32()
        let algorithm = try reader.u32()
        let field = Int(try reader.u32())
        let name = try plain("the name in a step")
        let parts = try list("parts") { (decoder) throws(BrokenFrame) in try decoder.part() }
        let skips = flags & PTL_STEP_SKIP_IF_EMPTY != 0
        let usesField = operation == PTL_STEP_HMAC || operation == PTL_STEP_SIGN || skips
        guard !usesField || field < fieldCount else {
            throw BrokenFrame("a step names field \(field) of \(fieldCount)")
        }
        return SigningStep(
            try Self.operation(operation, algorithm, field, name), parts: parts, skippedWhenEmpty: skips ? field : nil)
    }

    private static func operation(
        _ operation: UInt32, _ algorithm: UInt32, _ field: Int, _ name: String
    ) throws(BrokenFrame) -> SigningStep.Operation {
        switch operation {
        case PTL_STEP_JOIN: return .join
        case PTL_STEP_DIGEST: return .digest(try known(HashAlgorithm(rawValue: algorithm)))
        case PTL_STEP_HMAC: return .hmac(try known(HashAlgorithm(rawValue: algorithm)), key: field)
        case PTL_STEP_SIGN: return .sign(try known(SignatureAlgorithm(rawValue: algorithm)), key: field)
        case PTL_STEP_HEADER:
            guard ManifestGrammar.isHeaderName(name), !ManifestGrammar.isReservedHeader(name) else {
                throw BrokenFrame("a recipe may not set the header \"\(name.prefix(100))\"")
            }
            return .header(name)
        case PTL_STEP_ADD_QUERY, PTL_STEP_ADD_FORM:
            guard ManifestGrammar.isParameterName(name) else {
                throw BrokenFrame("a recipe may not add \"\(name.prefix(100))\"")
            }
            return operation == PTL_STEP_ADD_QUERY ? .addQuery(name) : .addForm(name)
        case PTL_STEP_SET_BODY: return .setBody
        case PTL_STEP_SORT_QUERY: return .sortQuery
        default: throw BrokenFrame("a recipe has step \(operation), which this Portolan does not know; a newer one may")
        }
    }
    private static func known<Value>(_ value: Value?) throws(BrokenFrame) -> Value {
        guard let value else {
            throw BrokenFrame("a recipe uses something that this Portolan does not know; a newer one may")
        }
        return value
    }

    private mutating func part() throws(BrokenFrame) -> SigningPart {
        let flags = try flags(known: PTL_PART_DECODED, "a part of a recipe")
        let kind = try reader.u32()
        let encoding: SigningPart.Encoding = try choice("the encoding of a part")
        let index = Int(try reader.u32())
        let format = try reader.u32()
        let shift = Span(nanoseconds: try reader.i64())
        let text = try reader.text("the text of a part")
        // Some exchanges sign lines: a literal may hold line feeds, and nothing else that is invisible.
        guard text.split(separator: "\n").allSatisfy({ ManifestGrammar.isVisible(String($0)) }) else {
            throw BrokenFrame("the text of a part holds control characters")
        }
        let decoded = flags & PTL_PART_DECODED != 0
        let source: SigningPart.Source
        switch kind {
        case PTL_PART_LITERAL: source = .literal(text)
        case PTL_PART_METHOD: source = .method
        case PTL_PART_HOST: source = .host
        case PTL_PART_PATH: source = .path
        case PTL_PART_QUERY: source = .query(decoded: decoded)
        case PTL_PART_QUERY_MARK: source = .markedQuery(decoded: decoded)
        case PTL_PART_BODY: source = .body
        case PTL_PART_CONTENT_TYPE: source = .contentType
        case PTL_PART_TAG: source = .tag
        case PTL_PART_TIME:
            guard shift.nanoseconds.clampedMagnitude <= Span.days(1).nanoseconds else {
                throw BrokenFrame("a part shifts the time by more than a day")
            }
            source = .time(try Self.known(SigningPart.TimeFormat(rawValue: format)), shift: shift)
        case PTL_PART_NONCE: source = .nonce(try Self.known(SigningPart.TimeFormat(rawValue: format)))
        case PTL_PART_RANDOM: source = .random(try Self.known(SigningPart.RandomFormat(rawValue: format)))
        case PTL_PART_FIELD: source = .field(text)
        case PTL_PART_RESULT: source = .result(index)
        case PTL_PART_PARAMS_JSON: source = .parametersJSON
        case PTL_PART_PARAMS_TAIL: source = .parametersTail
        case PTL_PART_PARAMS_SORTED: source = .parametersSorted
        default: throw BrokenFrame("a recipe has part \(kind), which this Portolan does not know; a newer one may")
        }
        return SigningPart(source, encoding)
    }

    mutating func setting() throws(BrokenFrame) -> AdapterSetting {
        try flags(known: 0, "a setting")
        let kind: AdapterSetting.Kind = try choice("the kind of a setting")
        let name = try text("a setting's name", ManifestGrammar.isIdentifier)
        var setting = AdapterSetting(kind: kind, name: name, label: try label("the label of setting \(name)"))
        setting.initial = try plain("the initial value of setting \(name)")
        setting.choices = try list("choices") { (decoder) throws(BrokenFrame) in
            TextPair(try decoder.label("a choice of \(name)"), try decoder.plain("the label of a choice of \(name)"))
        }
        guard kind != .choice || !setting.choices.isEmpty else { throw BrokenFrame("setting \(name) offers no choice") }
        return setting
    }

    mutating func site() throws(BrokenFrame) -> Site {
        try flags(known: 0, "a site")
        let name = try text("a site's name", ManifestGrammar.isID)
        let label = try label("the label of site \(name)")
        let hosts = try list("hosts") { (decoder) throws(BrokenFrame) in
            try decoder.text("a host of site \(name)", ManifestGrammar.isHost)
        }
        return Site(name: name, label: label, hosts: hosts)
    }
}

extension Int64 {
    /// The magnitude, without the one value that has none.
    fileprivate var clampedMagnitude: Int64 { self == .min ? .max : (self < 0 ? -self : self) }
}

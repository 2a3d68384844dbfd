import HistoryModel

/// The part of a manifest that says where requests and secrets may go, as bytes for a digest.
///
/// Hosts, rows and recipes, and nothing else: a new label or limit does not ask the user again, a new host does.
/// The same manifest gives the same bytes in every release; every text is counted, so no two manifests share them.
package func securityDescription(of manifest: AdapterManifest) -> [UInt8] {
    var out = SecurityWriter()
    out.word("portolan-security-1")
    out.word(manifest.id)
    out.list("site", manifest.sites) { out, site in
        out.word(site.name)
        out.list("host", site.hosts) { $0.word($1) }
    }
    out.list("endpoint", manifest.endpoints) { $0.endpoint($1) }
    out.list("scheme", manifest.schemes) { out, scheme in
        out.word(scheme.name)
        out.list("field", scheme.fields) { out, field in
            out.word(field.name)
            out.number(field.format.rawValue)
            out.number((field.isOptional ? 1 : 0) + (field.isSecret ? 2 : 0))
        }
        out.list("signing", scheme.signings) { out, signing in
            out.word(signing.name)
            out.list("step", signing.steps) { $0.step($1) }
        }
    }
    return out.bytes
}

/// Decimal numbers and counted texts, a space behind each.
private struct SecurityWriter {
    var bytes: [UInt8] = []

    mutating func number(_ number: some BinaryInteger) { bytes.append(contentsOf: "\(number) ".utf8) }
    mutating func word(_ text: String) {
        number(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
        bytes.append(0x20)
    }
    mutating func list<Element>(
        _ name: String, _ elements: [Element], _ write: (inout SecurityWriter, Element) -> Void
    ) {
        word(name)
        number(elements.count)
        for element in elements {
            bytes.append(0x0A)
            write(&self, element)
        }
    }

    mutating func endpoint(_ row: EndpointRow) {
        word(row.name)
        number(row.method.rawValue)
        number(row.host)
        word(row.path)
        number(row.body.rawValue)
        number(row.signing.map { $0 + 1 } ?? 0)
        word(row.tag)
        number((row.startsJob ? 1 : 0) + (row.unzips ? 2 : 0))
        list("param", row.parameters) { out, parameter in
            out.word(parameter.name)
            out.number(parameter.place.rawValue)
            out.number(parameter.type.rawValue)
            out.number(
                (parameter.isRequired ? 1 : 0) + (parameter.isRepeatable ? 2 : 0) + (parameter.isRestOfPath ? 4 : 0)
                    + (parameter.fixedValue == nil ? 0 : 8))
            out.word(parameter.fixedValue ?? "")
        }
    }

    mutating func step(_ step: SigningStep) {
        let (code, algorithm, key, name): (Int, UInt32, Int, String) =
            switch step.operation {
            case .join: (1, 0, 0, "")
            case .digest(let algorithm): (2, algorithm.rawValue, 0, "")
            case .hmac(let algorithm, let key): (3, algorithm.rawValue, key, "")
            case .sign(let algorithm, let key): (4, algorithm.rawValue, key, "")
            case .header(let name): (16, 0, 0, name)
            case .addQuery(let name): (17, 0, 0, name)
            case .addForm(let name): (18, 0, 0, name)
            case .setBody: (19, 0, 0, "")
            case .sortQuery: (20, 0, 0, "")
            }
        number(code)
        number(algorithm)
        number(key)
        word(name)
        number(step.skippedWhenEmpty.map { $0 + 1 } ?? 0)
        list("part", step.parts) { out, part in
            out.number(part.encoding.rawValue)
            out.source(part.source)
        }
    }

    private mutating func source(_ source: SigningPart.Source) {
        let (code, number, text, shift): (Int, Int, String, Int64) =
            switch source {
            case .literal(let text): (1, 0, text, 0)
            case .method: (2, 0, "", 0)
            case .host: (3, 0, "", 0)
            case .path: (4, 0, "", 0)
            case .query(let decoded): (5, decoded ? 1 : 0, "", 0)
            case .markedQuery(let decoded): (6, decoded ? 1 : 0, "", 0)
            case .body: (7, 0, "", 0)
            case .contentType: (8, 0, "", 0)
            case .tag: (9, 0, "", 0)
            case .time(let format, let shift): (10, Int(format.rawValue), "", shift.nanoseconds)
            case .nonce(let format): (11, Int(format.rawValue), "", 0)
            case .random(let format): (12, Int(format.rawValue), "", 0)
            case .field(let name): (13, 0, name, 0)
            case .result(let index): (14, index, "", 0)
            case .parametersJSON: (15, 0, "", 0)
            case .parametersTail: (16, 0, "", 0)
            case .parametersSorted: (17, 0, "", 0)
            }
        self.number(code)
        self.number(number)
        word(text)
        self.number(shift)
    }
}

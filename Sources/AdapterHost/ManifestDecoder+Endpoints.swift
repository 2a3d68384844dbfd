import CPortolan
import HistoryModel

/// Rate limits and the allow-list.
extension ManifestDecoder {
    mutating func bucket() throws(BrokenFrame) -> RateBucket {
        let flags = try flags(known: 0, "a bucket")
        let kind: RateBucket.Kind = try choice("the kind of a bucket")
        let scope: RateBucket.Scope = try choice("the scope of a bucket")
        let capacity = try reader.u32()
        let period = try span("the period of a bucket")
        let name = try text("a bucket's name", ManifestGrammar.isIdentifier)
        guard capacity > 0, let period else { throw BrokenFrame("bucket \(name) holds nothing or never refills") }
        guard period <= .days(366) else { throw BrokenFrame("the period of bucket \(name) is longer than a year") }
        var bucket = RateBucket(name: name, kind: kind, scope: scope, capacity: capacity, period: period)
        bucket.usedHeader = try header("the used_header of \(name)").lowercased()
        bucket.remainingHeader = try header("the remaining_header of \(name)").lowercased()
        bucket.resetHeader = try header("the reset_header of \(name)").lowercased()
        bucket.reset = try Self.reset(flags, name, hasHeader: !bucket.resetHeader.isEmpty)
        return bucket
    }

    private static func reset(_ flags: UInt32, _ name: String, hasHeader: Bool) throws(BrokenFrame) -> RateBucket.Reset
    {
        guard hasHeader else { return .none }
        let relative = flags & PTL_BUCKET_RESET_RELATIVE != 0
        switch (flags & PTL_BUCKET_RESET_SECONDS != 0, flags & PTL_BUCKET_RESET_MILLISECONDS != 0) {
        case (true, false): return .seconds(relative: relative)
        case (false, true): return .milliseconds(relative: relative)
        default: throw BrokenFrame("bucket \(name) does not say what its reset header counts")
        }
    }

    mutating func endpoint() throws(BrokenFrame) -> EndpointRow {
        let known = PTL_ENDPOINT_STARTS_JOB | PTL_ENDPOINT_UNZIP
        let flags = try flags(known: known, "an endpoint")
        let method: EndpointRow.Method = try choice("the method of an endpoint")
        let host = Int(try reader.u32())
        let body: EndpointRow.Body = try choice("the body of an endpoint")
        let signing = Int(try reader.u32())
        let bodyMax = try reader.u64()
        let name = try text("an endpoint's name", ManifestGrammar.isIdentifier)
        guard bodyMax <= 1 << 30 else { throw BrokenFrame("endpoint \(name) wants answers of \(bodyMax) bytes") }
        let path = try text("the path of endpoint \(name)") { ManifestGrammar.placeholders(inPath: $0) != nil }
        var row = EndpointRow(name: name, method: method, host: host, path: path, body: body)
        row.signing = signing == 0 ? nil : signing - 1
        row.bodyMax = bodyMax == 0 ? EndpointRow.defaultBodyMax : Int(bodyMax)
        row.tag = try plain("the tag of endpoint \(name)")
        row.purpose = try label("the purpose of endpoint \(name)")
        row.parameters = try list("params") { (decoder) throws(BrokenFrame) in try decoder.parameter(name) }
        row.costs = try list("costs") { (decoder) throws(BrokenFrame) in
            BucketCost(bucket: Int(try decoder.reader.u32()), amount: try decoder.reader.u32())
        }
        row.evidence = try evidence()
        row.startsJob = flags & PTL_ENDPOINT_STARTS_JOB != 0
        row.unzips = flags & PTL_ENDPOINT_UNZIP != 0
        row.keepsRaw = flags & PTL_ENDPOINT_NO_RAW == 0
        return row
    }

    private mutating func parameter(_ endpoint: String) throws(BrokenFrame) -> EndpointParameter {
        let known = PTL_PARAM_REQUIRED | PTL_PARAM_FIXED | PTL_PARAM_REPEATABLE | PTL_PARAM_REST
        let flags = try flags(known: known, "a parameter of \(endpoint)")
        let place: EndpointParameter.Place = try choice("the place of a parameter of \(endpoint)")
        let type: EndpointParameter.ValueType = try choice("the type of a parameter of \(endpoint)")
        let name = try text("a parameter's name in \(endpoint)", ManifestGrammar.isParameterName)
        let value = try plain("the value of \(name) in \(endpoint)")
        if place == .header, !ManifestGrammar.isHeaderName(name) || ManifestGrammar.isReservedHeader(name) {
            throw BrokenFrame("endpoint \(endpoint) may not set the header \"\(name)\"")
        }
        return EndpointParameter(
            name: name, place: place, type: type, isRequired: flags & PTL_PARAM_REQUIRED != 0,
            isRepeatable: flags & PTL_PARAM_REPEATABLE != 0, isRestOfPath: flags & PTL_PARAM_REST != 0,
            fixedValue: flags & PTL_PARAM_FIXED != 0 ? value : nil)
    }

    mutating func omission() throws(BrokenFrame) -> Omission {
        try flags(known: 0, "an omission")
        let remedy: Omission.Remedy = try choice(orElse: .unknown)
        let kinds = RecordKinds(rawValue: try reader.u64())
        let name = try text("an omission's name", ManifestGrammar.isIdentifier)
        let text = try label("the text of omission \(name)")
        return Omission(name: name, kinds: kinds, text: text, remedy: remedy, evidence: try evidence())
    }

    mutating func guideLine() throws(BrokenFrame) -> GuideLine {
        try flags(known: 0, "a line of the guide")
        let kind: GuideLine.Kind = try choice(orElse: .step)
        return GuideLine(kind: kind, text: try label("a line of the guide"), url: try url("an address in the guide"))
    }
}

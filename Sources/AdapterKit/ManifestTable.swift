import CPortolan

extension ptl_manifest {
    /// The C form of a manifest. The memory is made once per adapter and never freed, as the ABI demands.
    init(_ manifest: AdapterManifest, in memory: inout Memory) {
        self.init()
        size = UInt32(MemoryLayout<ptl_manifest>.size)
        id = memory.text(manifest.id)
        version = memory.text(manifest.version)
        name = memory.text(manifest.name)
        vendor = memory.text(manifest.vendor)
        license = memory.text(manifest.license)
        source_url = memory.text(manifest.sourceURL)
        exchange = memory.text(manifest.exchange)
        cursor_version = manifest.cursorVersion
        cursor_version_min = manifest.cursorVersionMin
        launched_ns = manifest.launched.nanoseconds
        schemes = memory.array(manifest.schemes) { ptl_scheme($0, in: &$1) }
        settings = memory.array(manifest.settings) { ptl_setting($0, in: &$1) }
        sites = memory.array(manifest.sites) { site, memory in
            ptl_site(
                flags: 0, reserved: 0, name: memory.text(site.name), label: memory.text(site.label),
                hosts: memory.array(site.hosts) { $1.text($0) })
        }
        buckets = memory.array(manifest.buckets) { ptl_bucket($0, in: &$1) }
        endpoints = memory.array(manifest.endpoints) { ptl_endpoint($0, in: &$1) }
        streams = memory.array(manifest.streams) { ptl_stream($0, in: &$1) }
        omissions = memory.array(manifest.omissions) { omission, memory in
            ptl_omission(
                flags: 0, remedy: omission.remedy.rawValue, kinds: omission.kinds.rawValue,
                name: memory.text(omission.name), text: memory.text(omission.text),
                evidence: memory.evidence(omission.evidence))
        }
        guide = memory.array(manifest.guide) { line, memory in
            ptl_guide(flags: 0, kind: line.kind.rawValue, text: memory.text(line.text), url: memory.text(line.url))
        }
    }
}

extension Memory {
    fileprivate mutating func evidence(_ evidence: [Evidence]) -> ptl_array {
        array(evidence) { item, memory in
            ptl_evidence(
                flags: 0, kind: item.kind.rawValue, url: memory.text(item.url), read_on: memory.text(item.readOn),
                note: memory.text(item.note))
        }
    }
}

extension ptl_scheme {
    fileprivate init(_ scheme: CredentialScheme, in memory: inout Memory) {
        self.init(
            flags: 0, reserved: 0, name: memory.text(scheme.name), label: memory.text(scheme.label),
            fields: memory.array(scheme.fields) { field, memory in
                ptl_field(
                    flags: (field.isOptional ? PTL_FIELD_OPTIONAL : 0) | (field.isSecret ? 0 : PTL_FIELD_NOT_SECRET),
                    format: field.format.rawValue, name: memory.text(field.name), label: memory.text(field.label))
            },
            signings: memory.array(scheme.signings) { signing, memory in
                ptl_signing(
                    flags: 0, reserved: 0, name: memory.text(signing.name),
                    steps: memory.array(signing.steps) { ptl_step($0, in: &$1) })
            })
    }
}

extension ptl_step {
    fileprivate init(_ step: SigningStep, in memory: inout Memory) {
        self.init()
        switch step.operation {
        case .join: op = PTL_STEP_JOIN
        case .digest(let hash):
            op = PTL_STEP_DIGEST
            algorithm = hash.rawValue
        case .hmac(let hash, let key):
            op = PTL_STEP_HMAC
            algorithm = hash.rawValue
            field = UInt32(clamping: key)
        case .sign(let kind, let key):
            op = PTL_STEP_SIGN
            algorithm = kind.rawValue
            field = UInt32(clamping: key)
        case .header(let header):
            op = PTL_STEP_HEADER
            name = memory.text(header)
        case .addQuery(let member):
            op = PTL_STEP_ADD_QUERY
            name = memory.text(member)
        case .addForm(let member):
            op = PTL_STEP_ADD_FORM
            name = memory.text(member)
        case .setBody: op = PTL_STEP_SET_BODY
        case .sortQuery: op = PTL_STEP_SORT_QUERY
        }
        if let place = step.skippedWhenEmpty {
            flags = PTL_STEP_SKIP_IF_EMPTY
            field = UInt32(clamping: place)
        }
        parts = memory.array(step.parts) { ptl_part($0, in: &$1) }
    }
}

extension ptl_part {
    fileprivate init(_ part: SigningPart, in memory: inout Memory) {
        self.init()
        encoding = part.encoding.rawValue
        switch part.source {
        case .literal(let literal):
            kind = PTL_PART_LITERAL
            text = memory.text(literal)
        case .method: kind = PTL_PART_METHOD
        case .host: kind = PTL_PART_HOST
        case .path: kind = PTL_PART_PATH
        case .query(let decoded):
            kind = PTL_PART_QUERY
            flags = decoded ? PTL_PART_DECODED : 0
        case .markedQuery(let decoded):
            kind = PTL_PART_QUERY_MARK
            flags = decoded ? PTL_PART_DECODED : 0
        case .body: kind = PTL_PART_BODY
        case .contentType: kind = PTL_PART_CONTENT_TYPE
        case .tag: kind = PTL_PART_TAG
        case .time(let format, let shift):
            kind = PTL_PART_TIME
            self.format = format.rawValue
            shift_ns = shift.nanoseconds
        case .nonce(let format):
            kind = PTL_PART_NONCE
            self.format = format.rawValue
        case .random(let format):
            kind = PTL_PART_RANDOM
            self.format = format.rawValue
        case .field(let name):
            kind = PTL_PART_FIELD
            text = memory.text(name)
        case .result(let place):
            kind = PTL_PART_RESULT
            index = UInt32(clamping: place)
        case .parametersJSON: kind = PTL_PART_PARAMS_JSON
        case .parametersTail: kind = PTL_PART_PARAMS_TAIL
        case .parametersSorted: kind = PTL_PART_PARAMS_SORTED
        }
    }
}

extension ptl_setting {
    fileprivate init(_ setting: AdapterSetting, in memory: inout Memory) {
        self.init(
            flags: 0, kind: setting.kind.rawValue, name: memory.text(setting.name), label: memory.text(setting.label),
            initial: memory.text(setting.initial), choices: memory.pairs(setting.choices))
    }
}

extension ptl_bucket {
    fileprivate init(_ bucket: RateBucket, in memory: inout Memory) {
        self.init()
        kind = bucket.kind.rawValue
        scope = bucket.scope.rawValue
        capacity = bucket.capacity
        period_ns = bucket.period.nanoseconds
        name = memory.text(bucket.name)
        used_header = memory.text(bucket.usedHeader)
        remaining_header = memory.text(bucket.remainingHeader)
        reset_header = memory.text(bucket.resetHeader)
        switch bucket.reset {
        case .none: break
        case .seconds(let relative):
            flags = PTL_BUCKET_RESET_SECONDS | (relative ? PTL_BUCKET_RESET_RELATIVE : 0)
        case .milliseconds(let relative):
            flags = PTL_BUCKET_RESET_MILLISECONDS | (relative ? PTL_BUCKET_RESET_RELATIVE : 0)
        }
    }
}

extension ptl_endpoint {
    fileprivate init(_ row: EndpointRow, in memory: inout Memory) {
        self.init()
        flags =
            (row.startsJob ? PTL_ENDPOINT_STARTS_JOB : 0) | (row.unzips ? PTL_ENDPOINT_UNZIP : 0)
            | (row.keepsRaw ? 0 : PTL_ENDPOINT_NO_RAW)
        method = row.method.rawValue
        host = UInt32(clamping: row.host)
        body = row.body.rawValue
        signing = row.signing.map { UInt32(clamping: $0) &+ 1 } ?? 0
        body_max = row.bodyMax == EndpointRow.defaultBodyMax ? 0 : UInt64(clamping: row.bodyMax)
        name = memory.text(row.name)
        path = memory.text(row.path)
        tag = memory.text(row.tag)
        purpose = memory.text(row.purpose)
        params = memory.array(row.parameters) { parameter, memory in
            var flags: UInt32 = parameter.isRequired ? PTL_PARAM_REQUIRED : 0
            if parameter.fixedValue != nil { flags |= PTL_PARAM_FIXED }
            if parameter.isRepeatable { flags |= PTL_PARAM_REPEATABLE }
            if parameter.isRestOfPath { flags |= PTL_PARAM_REST }
            return ptl_param(
                flags: flags, where: parameter.place.rawValue, type: parameter.type.rawValue, reserved: 0,
                name: memory.text(parameter.name), value: memory.text(parameter.fixedValue ?? ""))
        }
        costs = memory.array(row.costs) { cost, _ in
            ptl_cost(bucket: UInt32(clamping: cost.bucket), amount: cost.amount)
        }
        evidence = memory.evidence(row.evidence)
    }
}

extension ptl_stream {
    fileprivate init(_ stream: StreamDeclaration, in memory: inout Memory) {
        self.init()
        role = stream.role.rawValue
        walk = stream.walk.rawValue
        support = stream.support.rawValue
        name = memory.text(stream.name)
        label = memory.text(stream.label)
        kinds = stream.kinds.rawValue
        bounds = memory.array(stream.bounds) { ptl_bound($0, in: &$1) }
        units = memory.array(stream.units) { unit, memory in
            var value = ptl_unit()
            value.size = UInt32(MemoryLayout<ptl_unit>.size)
            value.fill(unit, words: &memory)
            return value
        }
        unit_stream = stream.unitStream.map { UInt32(clamping: $0) &+ 1 } ?? 0
        order = stream.order.rawValue
        paging = stream.paging.rawValue
        over_range = stream.overRange.rawValue
        align = stream.alignment.rawValue
        time_basis = stream.timeBasis.rawValue
        identity = stream.identity.rawValue
        identity_version = stream.identityVersion
        page_max = stream.pageMax
        parallel_max = stream.parallelMax
        delisted = stream.delisted.rawValue
        max_span_ns = stream.maxSpan?.nanoseconds ?? 0
        plan_span_ns = stream.planSpan?.nanoseconds ?? 0
        default_span_ns = stream.defaultSpan?.nanoseconds ?? 0
        settle_ns = stream.settle.nanoseconds
        resolution_ns = stream.resolution?.nanoseconds ?? 0
        note = memory.text(stream.note)
        evidence = memory.evidence(stream.evidence)
    }
}

extension ptl_bound {
    fileprivate init(_ bound: HistoryBound, in memory: inout Memory) {
        self.init()
        basis = bound.basis.rawValue
        reason = memory.text(bound.reason)
        evidence = memory.evidence(bound.evidence)
        switch bound.kind {
        case .unlimited: kind = PTL_BOUND_UNLIMITED
        case .unknown: kind = PTL_BOUND_UNKNOWN
        case .rolling(let depth): set(PTL_BOUND_ROLLING, depth)
        case .delayed(let depth): set(PTL_BOUND_DELAYED, depth)
        case .since(let instant): set(PTL_BOUND_SINCE, PTL_UNIT_NS, instant.nanoseconds)
        case .until(let instant): set(PTL_BOUND_UNTIL, PTL_UNIT_NS, instant.nanoseconds)
        case .lastRows(let rows): set(PTL_BOUND_LAST_N, PTL_UNIT_ROWS, rows)
        }
    }
    private mutating func set(_ kind: UInt32, _ unit: UInt32, _ value: Int64) {
        self.kind = kind
        self.unit = unit
        self.value = value
    }
    private mutating func set(_ kind: UInt32, _ depth: HistoryBound.Depth) {
        switch depth {
        case .span(let span): set(kind, PTL_UNIT_NS, span.nanoseconds)
        case .days(let days): set(kind, PTL_UNIT_DAYS, days)
        case .calendarMonths(let months): set(kind, PTL_UNIT_CALENDAR_MONTHS, months)
        }
    }
}

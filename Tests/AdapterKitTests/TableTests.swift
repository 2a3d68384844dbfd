import AdapterKit
import AdapterTesting
import CPortolan
import HistoryModel
import Testing

@Suite("The C table says what the author wrote")
struct TableTests {
    let manifest: ptl_manifest
    init() throws { manifest = try #require(try AdapterProbe(Example.adapter).table.pointee.manifest).pointee }

    func items<Element>(_ array: ptl_array, _ type: Element.Type) -> [Element] {
        #expect(array.stride % 8 == 0 && Int(array.stride) == MemoryLayout<Element>.stride)
        return (0..<Int(array.count)).compactMap {
            array.items?.load(fromByteOffset: $0 * Int(array.stride), as: Element.self)
        }
    }
    func text(_ text: ptl_text) -> String {
        String(decoding: UnsafeRawBufferPointer(start: text.data, count: Int(text.count)), as: UTF8.self)
    }

    @Test func identity() {
        #expect(Int(manifest.size) == MemoryLayout<ptl_manifest>.size)
        #expect(text(manifest.id) == "example" && text(manifest.version) == "1.2.3")
        #expect(manifest.cursor_version == 3 && manifest.cursor_version_min == 2)
        #expect(manifest.launched_ns == Instant(year: 2015, month: 1, day: 1).nanoseconds)
        let sites = items(manifest.sites, ptl_site.self)
        #expect(sites.map { text($0.name) } == ["main", "eu"])
        #expect(items(sites[1].hosts, ptl_text.self).map(text) == ["api.example.eu", "files.example.eu"])
        let choices = items(items(manifest.settings, ptl_setting.self)[0].choices, ptl_pair.self)
        #expect(choices.map { text($0.value) } == ["Spot", "Margin"])
    }

    @Test func recipesCountWhatTheAuthorNamed() throws {
        let scheme = items(manifest.schemes, ptl_scheme.self)[0]
        let fields = items(scheme.fields, ptl_field.self)
        #expect(fields.map(\.flags) == [PTL_FIELD_NOT_SECRET, 0, PTL_FIELD_OPTIONAL])
        let steps = items(items(scheme.signings, ptl_signing.self)[0].steps, ptl_step.self)
        #expect(
            steps.map(\.op) == [
                PTL_STEP_ADD_QUERY, PTL_STEP_JOIN, PTL_STEP_DIGEST, PTL_STEP_HMAC, PTL_STEP_HEADER, PTL_STEP_HEADER,
            ])
        #expect(steps[3].field == 1 && steps[3].algorithm == PTL_SHA256)
        let parts = items(steps[3].parts, ptl_part.self)
        #expect(parts.map(\.index) == [1, 0], "result second is number 1, first number 0")
        #expect(parts.map(\.encoding) == [PTL_ENCODING_HEX, PTL_ENCODING_RAW])
        #expect(items(steps[4].parts, ptl_part.self)[0].encoding == PTL_ENCODING_BASE64URL)
        #expect(steps[5].flags == PTL_STEP_SKIP_IF_EMPTY && steps[5].field == 2)
        let time = items(steps[0].parts, ptl_part.self)[0]
        #expect(time.format == PTL_TIME_MILLISECONDS && time.shift_ns == 2_000_000_000)
        let joined = items(steps[1].parts, ptl_part.self)
        #expect(joined.map(\.kind) == [PTL_PART_METHOD, PTL_PART_LITERAL, PTL_PART_PATH, PTL_PART_QUERY_MARK])
        #expect(joined[3].flags == PTL_PART_DECODED && text(joined[1].text) == " ")
    }

    @Test func endpointsCarryTypesPlacesAndCosts() {
        let rows = items(manifest.endpoints, ptl_endpoint.self)
        let row = rows[0]
        #expect(text(row.path) == "/v1/{account}/everything" && text(row.tag) == "get-all")
        #expect(row.method == PTL_METHOD_POST && row.host == 1 && row.body == PTL_BODY_JSON && row.signing == 1)
        #expect(row.flags == PTL_ENDPOINT_STARTS_JOB | PTL_ENDPOINT_UNZIP | PTL_ENDPOINT_NO_RAW)
        #expect(row.body_max == 1 << 20 && rows[1].body_max == 0 && rows[1].signing == 0)
        let params = items(row.params, ptl_param.self)
        #expect(params.map { text($0.name) } == ["account", "from", "types", "kind"])
        #expect(params.map(\.where) == [PTL_IN_PATH, PTL_IN_JSON, PTL_IN_JSON, PTL_IN_JSON])
        #expect(params.map(\.type) == [PTL_TYPE_TEXT, PTL_TYPE_INTEGER, PTL_TYPE_LIST, PTL_TYPE_TEXT])
        #expect(params.map(\.flags) == [PTL_PARAM_REQUIRED, PTL_PARAM_REQUIRED, PTL_PARAM_REPEATABLE, PTL_PARAM_FIXED])
        #expect(text(params[3].value) == "all")
        let buckets = items(manifest.buckets, ptl_bucket.self)
        #expect(buckets.map { text($0.name) } == ["calls", "hour"], "each bucket once, in order of use")
        #expect(buckets[1].flags == PTL_BUCKET_RESET_SECONDS | PTL_BUCKET_RESET_RELATIVE)
        #expect(items(row.costs, ptl_cost.self).map(\.bucket) == [0, 1])
        #expect(items(rows[1].costs, ptl_cost.self).map(\.bucket) == [1])
    }

    @Test func streamsCarryTheirBounds() {
        let streams = items(manifest.streams, ptl_stream.self)
        #expect(streams.map(\.role) == [PTL_ROLE_UNITS, PTL_ROLE_HISTORY])
        let stream = streams[1]
        #expect(stream.unit_stream == 1)
        #expect(stream.kinds == 1 << 1 | 1 << 10)
        let bounds = items(stream.bounds, ptl_bound.self)
        #expect(
            bounds.map(\.kind) == [
                PTL_BOUND_ROLLING, PTL_BOUND_LAST_N, PTL_BOUND_SINCE, PTL_BOUND_UNKNOWN, PTL_BOUND_DELAYED,
                PTL_BOUND_UNTIL, PTL_BOUND_UNLIMITED,
            ])
        #expect(
            bounds.map(\.unit) == [
                PTL_UNIT_CALENDAR_MONTHS, PTL_UNIT_ROWS, PTL_UNIT_NS, 0, PTL_UNIT_DAYS, PTL_UNIT_NS, 0,
            ])
        #expect(bounds.map(\.value) == [6, 100, 5_000_000_000, 0, 2, 9_000_000_000, 0])
        #expect(text(items(bounds[0].evidence, ptl_evidence.self)[0].read_on) == "2026-11-24")
        #expect(
            [stream.order, stream.paging, stream.over_range, stream.align, stream.time_basis, stream.identity]
                == [
                    PTL_ORDER_DOWN, PTL_PAGING_OFFSET, PTL_OVER_CLAMP, PTL_ALIGN_DAY, PTL_BASED_ON_CREATED,
                    PTL_IDENTITY_COMPOSED,
                ])
        #expect(stream.max_span_ns == Span.days(30).nanoseconds && stream.settle_ns == Span.hours(1).nanoseconds)
        #expect(stream.page_max == 50 && stream.parallel_max == 3 && stream.identity_version == 2)
    }

    @Test func oneLibraryHoldsSeveralAdapters() throws {
        var sister = Example.adapter
        sister.id = "sister"
        let library = AdapterLibrary([Example.adapter, sister])
        let first = try #require(library[0])
        let second = try #require(library[1])
        #expect(library[0] == first && library[2] == nil && library[.max] == nil)
        #expect(text(try #require(first.pointee.manifest).pointee.id) == "example")
        #expect(text(try #require(second.pointee.manifest).pointee.id) == "sister")
        #expect(first.pointee.abi_major == 1 && Int(first.pointee.size) == MemoryLayout<ptl_adapter>.size)
    }

    @Test func whatDoesNotAddUpIsSaidAndNotOffered() {
        var adapter = Example.adapter
        adapter.endpoints[0].signing = "no such signing"
        adapter.endpoints.append(adapter.endpoints[0])
        adapter.schemes[0].signings[0].steps.append(.header("X", .result("nothing"), .field("nobody")))
        adapter.streams = [Example.Everything.self]
        adapter.sites = []
        let library = AdapterLibrary([adapter])
        #expect(library[0] == nil)
        for part in [
            "no such signing", "Two endpoints", "no earlier step gives nothing", "no field nobody", "lists its units",
            "no site",
        ] {
            #expect(library.problems.contains { $0.contains(part) }, "\(part)")
        }
        #expect(throws: ExchangeError.self) { try AdapterProbe(adapter) }
    }
}

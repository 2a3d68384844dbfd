import CWorkerProtocol
import HistoryModel

/// Why a page is not believed.
package enum PageRefusal: Error {
    /// The frame contradicts itself: the worker is not to be trusted any more.
    case garbage(String)
    /// The adapter broke its contract.
    case contract(String)
    /// The answer held something that cannot be kept as it is.
    case malformed(String)
}

/// Turns a worker's page into values. Every length, number and text is checked as hostile input.
package enum PageDecoder {
    /// What a page is checked against.
    package struct Context {
        var stream: StreamDeclaration
        /// How many streams the manifest has.
        var streamCount: Int
        package init(stream: StreamDeclaration, streamCount: Int) {
            self.stream = stream
            self.streamCount = streamCount
        }
    }
    /// Where the sections of a page begin.
    struct Sections {
        var page: pw_page
        var legs: Int
        var pairs: Int
        var text: Int
        var items: Int
        var tail: Int
        static let records = MemoryLayout<pw_page>.size

        init(_ bytes: UnsafeRawBufferPointer) throws(PageRefusal) {
            guard bytes.count >= Self.records else { throw .garbage("the page ends too early") }
            page = bytes.loadUnaligned(as: pw_page.self)
            guard page.record_count <= PW_MAX_RECORDS, page.text_count <= UInt64(bytes.count) else {
                throw .garbage("the page is larger than it may be")
            }
            legs = Self.records + Int(page.record_count) * MemoryLayout<pw_record>.size
            pairs = legs + Int(page.leg_count) * MemoryLayout<pw_leg>.size
            text = pairs + Int(page.pair_count) * MemoryLayout<pw_pair>.size
            items = text + Int(page.text_count)
            tail = items + Int(page.items_count)
            guard tail + Int(page.tail_count) == bytes.count else { throw .garbage("the page has another length") }
        }
    }

    package static func decode(
        _ payload: consuming [UInt8], _ context: Context, bodyCount: Int
    ) throws(PageRefusal) -> ParsedPage {
        var bytes = payload
        var result: Result<(ParsedPage, [UInt8]), PageRefusal> = .failure(.garbage("it is empty"))
        bytes.withUnsafeBytes { raw in
            do throws(PageRefusal) {
                result = .success(try decode(raw, context, bodyCount))
            } catch {
                result = .failure(error)
            }
        }
        var (page, repaired) = try result.get()
        if !page.records.isEmpty {
            bytes.append(contentsOf: repaired)
            page.records.bytes = bytes
        }
        return page
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer, _ context: Context, _ bodyCount: Int
    ) throws(PageRefusal) -> (ParsedPage, [UInt8]) {
        let sections = try Sections(bytes)
        var page: ParsedPage
        do throws(BrokenFrame) {
            let tail = UnsafeRawBufferPointer(rebasing: bytes[sections.tail...])
            page = ParsedPage(ending: try ItemDecoder.ending(sections.page.ending, tail))
        } catch {
            throw PageRefusal(error)
        }
        if sections.page.ending == PW_END_FAIL { return (page, []) }
        let items = UnsafeRawBufferPointer(rebasing: bytes[sections.items..<sections.tail])
        try ItemDecoder.items(items, into: &page, context)
        var records = RecordDecoder(bytes, sections, context.stream, bodyCount)
        page.records = try records.decode()
        return (page, records.repaired)
    }
}

extension PageRefusal {
    init(_ error: BrokenFrame) {
        self = error.isText ? .malformed(error.reason) : .garbage(error.reason)
    }
}

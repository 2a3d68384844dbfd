#include "ask.h"
#include "calls.h"
#include "contract.h"
#include "page.h"

/* The role of the asked stream, read with the adapter's own stride. */
static uint32_t role_of(const ptl_adapter *adapter, uint32_t stream) {
    ptl_array streams = adapter->manifest->streams;
    return ((const ptl_stream *)((const uint8_t *)streams.items + (size_t)stream * streams.stride))->role;
}

static void send_page(page *p, uint64_t sequence) {
    static buffer head;
    pw_page page = {.ending = p->contract.ending};
    if (p->contract.ending != PW_END_FAIL) {
        page.record_count = (uint32_t)(p->records.count / sizeof(pw_record));
        page.leg_count = (uint32_t)(p->legs.count / sizeof(pw_leg));
        page.pair_count = (uint32_t)(p->pairs.count / sizeof(pw_pair));
        page.text_count = p->text.count;
        page.items_count = (uint32_t)p->items.count;
    }
    page.tail_count = (uint32_t)p->tail.count;
    head.count = 0;
    buffer_append(&head, &page, sizeof page);
    /* A page that failed leaves nothing behind. */
    if (p->contract.ending == PW_END_FAIL)
        frame_send(PW_PAGE, sequence, (const buffer *[]){&head, &p->tail}, 2);
    else
        frame_send(PW_PAGE, sequence,
                   (const buffer *[]){&head, &p->records, &p->legs, &p->pairs, &p->text, &p->items, &p->tail}, 7);
}

ptl_bytes call_parse(const ptl_adapter *adapter, const question *q, uint64_t sequence) {
    static page p;
    const ptl_bytes nothing = {0};
    page_begin(&p, role_of(adapter, q->ask.ask.stream), q->response.response.body.count);
    if (adapter->parse == NULL) {
        send_fault(sequence, PW_FAULT_NOT_OFFERED, 0);
        return nothing;
    }
    ptl_status status = adapter->parse(adapter, &q->ask.ask, &q->response.response, page_sink(&p));
    check_return(&p.contract, status);
    if (p.contract.fault != 0) {
        send_fault(sequence, p.contract.fault, p.contract.detail);
        return nothing;
    }
    send_page(&p, sequence);
    if (p.contract.ending != PW_END_NEXT || p.not_before_ns > 0 || (q->parse_flags & PW_PARSE_AND_REQUEST) == 0)
        return nothing;
    uint32_t count;
    memcpy(&count, p.tail.data, sizeof count);
    return (ptl_bytes){.data = p.tail.data + sizeof count, .count = count};
}

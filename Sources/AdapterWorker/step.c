#include "step.h"

#include <unistd.h>

#include "calls.h"

void send_fault(uint64_t sequence, uint32_t fault, uint32_t detail) {
    static buffer out;
    out.count = 0;
    buffer_u32(&out, fault);
    buffer_u32(&out, detail);
    frame_send(PW_FAULT, sequence, (const buffer *[]){&out}, 1);
}

void check_return(contract *c, ptl_status status) {
    if (c->fault != 0)
        return;
    if (status != PTL_OK)
        broken(c, PW_FAULT_STATUS, (uint32_t)status);
    else if (c->ending == 0)
        broken(c, PW_FAULT_NO_ENDING, 0);
}

void answer(const library *loaded, pw_frame frame, const buffer *payload) {
    static question q;
    if (frame.op != PW_ASK_REQUEST && frame.op != PW_ASK_PARSE)
        _exit(PW_EXIT_PROTOCOL);
    question_read(&q, frame.op, payload);
    const ptl_adapter *adapter = q.adapter < loaded->count ? loaded->adapters[q.adapter] : NULL;
    if (adapter == NULL || q.ask.ask.stream >= adapter->manifest->streams.count) {
        send_fault(frame.sequence, PW_FAULT_NOT_OFFERED, q.ask.ask.stream);
        return;
    }
    if (frame.op == PW_ASK_REQUEST) {
        call_request(adapter, &q, frame.sequence);
        return;
    }
    ptl_bytes cursor = call_parse(adapter, &q, frame.sequence);
    if (cursor.data == NULL)
        return;
    q.ask.ask.cursor = cursor;
    if (q.ask.ask.now_ns < q.response.response.received_ns)
        q.ask.ask.now_ns = q.response.response.received_ns;
    call_request(adapter, &q, frame.sequence);
}

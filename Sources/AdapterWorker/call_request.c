#include "step.h"

#include "ask.h"
#include "calls.h"
#include "contract.h"

typedef struct {
    contract contract;
    buffer out;
} state;

static ptl_status on_request(void *ctx, const ptl_request *request) {
    state *s = ctx;
    if (!may_end(&s->contract) || !is_readable(&s->contract, request, sizeof *request, 0))
        return STOP;
    if (!array_is_sound(request->arguments, sizeof(ptl_pair)))
        return broken(&s->contract, PW_FAULT_STRUCTURE, request->arguments.stride);
    s->contract.ending = PW_ANSWER_REQUEST;
    buffer_u32(&s->out, PW_ANSWER_REQUEST);
    buffer_u32(&s->out, request->endpoint);
    buffer_u32(&s->out, request->arguments.count);
    char problem[256];
    for (uint32_t i = 0; i < request->arguments.count; i++) {
        const void *pair = (const uint8_t *)request->arguments.items + (size_t)i * request->arguments.stride;
        if (!describe(&s->out, &pair_shape, pair, sizeof(ptl_pair), problem))
            return broken(&s->contract, PW_FAULT_STRUCTURE, i);
    }
    return PTL_OK;
}

static ptl_status on_fail(void *ctx, const ptl_error *error) {
    state *s = ctx;
    if (!may_end(&s->contract) || !is_readable(&s->contract, error, sizeof *error, 0))
        return STOP;
    s->contract.ending = PW_ANSWER_FAIL;
    buffer_u32(&s->out, PW_ANSWER_FAIL);
    char problem[256];
    if (!describe(&s->out, &error_shape, error, error->size, problem))
        return broken(&s->contract, PW_FAULT_STRUCTURE, 0);
    return PTL_OK;
}

void call_request(const ptl_adapter *adapter, const question *q, uint64_t sequence) {
    static state s;
    static union {
        ptl_request_sink sink;
        uint8_t zeros[4096];
    } wide = {.sink = {.size = sizeof wide.sink, .ctx = &s, .request = on_request, .fail = on_fail}};
    s.contract = (contract){0};
    buffer_reset(&s.out, 1u << 20);
    if (adapter->request == NULL) {
        send_fault(sequence, PW_FAULT_NOT_OFFERED, 0);
        return;
    }
    ptl_status status = adapter->request(adapter, &q->ask.ask, &wide.sink);
    check_return(&s.contract, status);
    if (s.contract.fault != 0)
        send_fault(sequence, s.contract.fault, s.contract.detail);
    else
        frame_send(PW_REQUEST, sequence, (const buffer *[]){&s.out}, 1);
}

#include "ask.h"

#include <unistd.h>

typedef struct {
    const uint8_t *place, *end;
} reader;

static const uint8_t *take(reader *r, uint64_t count) {
    if ((uint64_t)(r->end - r->place) < count)
        _exit(PW_EXIT_PROTOCOL);
    const uint8_t *start = r->place;
    r->place += count;
    return start;
}
static uint32_t take_u32(reader *r) {
    uint32_t value;
    memcpy(&value, take(r, sizeof value), sizeof value);
    return value;
}
static int64_t take_i64(reader *r) {
    int64_t value;
    memcpy(&value, take(r, sizeof value), sizeof value);
    return value;
}
static ptl_text take_text(reader *r) {
    uint32_t count = take_u32(r);
    return (ptl_text){.data = (const char *)take(r, count), .count = count};
}
static ptl_bytes take_bytes(reader *r) {
    ptl_text text = take_text(r);
    return (ptl_bytes){.data = (const uint8_t *)text.data, .count = text.count};
}
static ptl_array take_pairs(reader *r, buffer *pairs) {
    uint32_t count = take_u32(r);
    pairs->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        ptl_pair pair = {.name = take_text(r)};
        pair.value = take_text(r);
        buffer_append(pairs, &pair, sizeof pair);
    }
    return (ptl_array){.items = count > 0 ? pairs->data : NULL, .count = count, .stride = sizeof(ptl_pair)};
}

static void read_unit(question *q, reader *r) {
    ptl_unit *unit = &q->unit.unit;
    unit->size = sizeof *unit;
    unit->flags = take_u32(r);
    unit->kind = take_u32(r);
    unit->key = take_text(r);
    unit->label = take_text(r);
    unit->base = take_text(r);
    unit->quote = take_text(r);
    unit->listed_from_ns = take_i64(r);
    unit->listed_until_ns = take_i64(r);
}

static void read_response(question *q, reader *r) {
    ptl_response *response = &q->response.response;
    response->size = sizeof *response;
    q->parse_flags = take_u32(r);
    response->endpoint = take_u32(r);
    response->http_status = take_u32(r);
    response->received_ns = take_i64(r);
    response->headers = take_pairs(r, &q->headers);
    response->body.count = (uint64_t)take_i64(r);
    response->body.data = take(r, response->body.count);
}

void question_read(question *q, uint32_t op, const buffer *payload) {
    reader r = {.place = payload->data, .end = payload->data + payload->count};
    memset(&q->ask, 0, sizeof q->ask);
    memset(&q->unit, 0, sizeof q->unit);
    memset(&q->response, 0, sizeof q->response);
    q->parse_flags = 0;
    ptl_ask *ask = &q->ask.ask;
    ask->size = sizeof *ask;
    q->adapter = take_u32(&r);
    ask->stream = take_u32(&r);
    ask->flags = take_u32(&r);
    ask->cursor_version = take_u32(&r);
    ask->from_ns = take_i64(&r);
    ask->until_ns = take_i64(&r);
    ask->now_ns = take_i64(&r);
    if (take_u32(&r) != 0) {
        read_unit(q, &r);
        ask->unit = &q->unit.unit;
    }
    ask->cursor = take_bytes(&r);
    ask->bookmark = take_bytes(&r);
    ask->settings = take_pairs(&r, &q->settings);
    ask->facts = take_pairs(&r, &q->facts);
    if (op == PW_ASK_PARSE)
        read_response(q, &r);
}

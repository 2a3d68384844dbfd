#include "page.h"

#include "describe.h"

#define ANY_ROLE 0xFFFFFFFFu
#define ROLE_BIT(role) (1u << (role))

/* Whether a call other than `record` is allowed now. */
static bool admit(page *p, uint32_t roles) {
    if (!is_open(&p->contract))
        return false;
    if (roles != ANY_ROLE && (p->role > 31 || (roles & ROLE_BIT(p->role)) == 0))
        broken(&p->contract, PW_FAULT_WRONG_ROLE, roles);
    else if (page_size(p) > PW_MAX_PAGE)
        broken(&p->contract, PW_FAULT_TOO_MUCH, 0);
    return p->contract.fault == 0;
}

static ptl_status item(page *p, uint32_t tag, const shape *s, const void *value, uint32_t size, uint32_t flags) {
    char problem[256];
    if (!is_readable(&p->contract, value, size, flags))
        return STOP;
    buffer_u32(&p->items, tag);
    if (!describe(&p->items, s, value, size, problem))
        return broken(&p->contract, page_size(p) > PW_MAX_MANIFEST ? PW_FAULT_TOO_MUCH : PW_FAULT_STRUCTURE, tag);
    return PTL_OK;
}

static ptl_status on_unit(void *ctx, const ptl_unit *unit) {
    page *p = ctx;
    if (!admit(p, ROLE_BIT(PTL_ROLE_UNITS)))
        return STOP;
    return item(p, PW_ITEM_UNIT, &unit_shape, unit, sizeof *unit,
                PTL_UNIT_LISTED_FROM_KNOWN | PTL_UNIT_LISTED_UNTIL_KNOWN);
}
static ptl_status on_key(void *ctx, const ptl_key *key) {
    page *p = ctx;
    return admit(p, ROLE_BIT(PTL_ROLE_KEY)) ? item(p, PW_ITEM_KEY, &key_shape, key, sizeof *key, 0) : STOP;
}
static ptl_status on_balance(void *ctx, const ptl_balance *balance) {
    page *p = ctx;
    if (!admit(p, ROLE_BIT(PTL_ROLE_BALANCE)))
        return STOP;
    return item(p, PW_ITEM_BALANCE, &balance_shape, balance, sizeof *balance, 0);
}
static ptl_status on_price(void *ctx, const ptl_price *price) {
    page *p = ctx;
    return admit(p, ROLE_BIT(PTL_ROLE_PRICE)) ? item(p, PW_ITEM_PRICE, &price_shape, price, sizeof *price, 0) : STOP;
}
static ptl_status on_fact(void *ctx, ptl_text name, ptl_text value) {
    page *p = ctx;
    const ptl_pair pair = {.name = name, .value = value};
    char problem[256];
    if (!admit(p, ANY_ROLE))
        return STOP;
    buffer_u32(&p->items, PW_ITEM_FACT);
    if (!describe(&p->items, &pair_shape, &pair, sizeof pair, problem))
        return broken(&p->contract, PW_FAULT_STRUCTURE, PW_ITEM_FACT);
    return PTL_OK;
}
static ptl_status on_narrow(void *ctx, const ptl_narrowing *narrowing) {
    page *p = ctx;
    if (!admit(p, ROLE_BIT(PTL_ROLE_KEY) | ROLE_BIT(PTL_ROLE_UNITS)))
        return STOP;
    return item(p, PW_ITEM_NARROWING, &narrowing_shape, narrowing, sizeof *narrowing, 0);
}
static ptl_status on_gap(void *ctx, int64_t from_ns, int64_t until_ns, uint32_t reason) {
    page *p = ctx;
    if (!admit(p, ANY_ROLE))
        return STOP;
    buffer_u32(&p->items, PW_ITEM_GAP);
    buffer_u64(&p->items, (uint64_t)from_ns);
    buffer_u64(&p->items, (uint64_t)until_ns);
    buffer_u32(&p->items, reason);
    return PTL_OK;
}
static ptl_status on_total(void *ctx, uint64_t rows) {
    page *p = ctx;
    if (!admit(p, ANY_ROLE))
        return STOP;
    buffer_u32(&p->items, PW_ITEM_TOTAL);
    buffer_u64(&p->items, rows);
    return PTL_OK;
}

/* ---- the four terminal calls ---- */

static ptl_status put_position(page *p, uint32_t ending, ptl_bytes bytes) {
    if (!may_end(&p->contract))
        return STOP;
    if (bytes.count > PTL_MAX_CURSOR || (bytes.count > 0 && bytes.data == NULL))
        return broken(&p->contract, PW_FAULT_CURSOR, 0);
    p->contract.ending = ending;
    buffer_u32(&p->tail, (uint32_t)bytes.count);
    buffer_append(&p->tail, bytes.data, bytes.count);
    return PTL_OK;
}
static ptl_status on_next(void *ctx, ptl_bytes cursor, int64_t not_before_ns) {
    page *p = ctx;
    if (put_position(p, PW_END_NEXT, cursor) != PTL_OK)
        return STOP;
    p->not_before_ns = not_before_ns;
    buffer_u64(&p->tail, (uint64_t)not_before_ns);
    return PTL_OK;
}
static ptl_status on_split(void *ctx) {
    page *p = ctx;
    if (!may_end(&p->contract))
        return STOP;
    p->contract.ending = PW_END_SPLIT;
    return PTL_OK;
}
static ptl_status on_end(void *ctx, ptl_bytes bookmark) { return put_position(ctx, PW_END_DONE, bookmark); }
static ptl_status on_fail(void *ctx, const ptl_error *error) {
    page *p = ctx;
    char problem[256];
    if (!may_end(&p->contract) || !is_readable(&p->contract, error, sizeof *error, 0))
        return STOP;
    p->contract.ending = PW_END_FAIL;
    if (!describe(&p->tail, &error_shape, error, sizeof *error, problem))
        return broken(&p->contract, PW_FAULT_STRUCTURE, 0);
    return PTL_OK;
}

void page_begin(page *p, uint32_t role, uint64_t body_count) {
    const size_t keep = 4u << 20;
    p->contract = (contract){0};
    p->role = role;
    p->body_count = body_count;
    p->not_before_ns = 0;
    buffer *sections[] = {&p->records, &p->legs, &p->pairs, &p->text, &p->items, &p->tail};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        buffer_reset(sections[i], keep);
}

const ptl_page_sink *page_sink(page *p) {
    static union {
        ptl_page_sink sink;
        uint8_t zeros[4096];
    } wide = {.sink = {.size = sizeof wide.sink,
                       .record = page_record,
                       .unit = on_unit,
                       .key = on_key,
                       .balance = on_balance,
                       .price = on_price,
                       .fact = on_fact,
                       .narrow = on_narrow,
                       .gap = on_gap,
                       .total = on_total,
                       .next = on_next,
                       .split = on_split,
                       .end = on_end,
                       .fail = on_fail}};
    wide.sink.ctx = p;
    return &wide.sink;
}

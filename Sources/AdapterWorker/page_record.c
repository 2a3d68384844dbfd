#include "page.h"

#define RECORD_FLAGS (PTL_RECORD_DETAIL | PTL_RECORD_PENDING | PTL_RECORD_VOID | PTL_RECORD_COMPOSED)
#define LEG_FLAGS (PTL_LEG_BASE | PTL_LEG_QUOTE | PTL_LEG_INSIDE)

/* Copies one text behind the others; false, with the fault noted, when it cannot be one. */
static inline bool put(page *p, ptl_text text, uint32_t *count) {
    if (text.count == 0) {
        *count = 0;
        return true;
    }
    if (text.data == NULL || text.count > PW_MAX_FIELD) {
        broken(&p->contract, PW_FAULT_STRUCTURE, 0);
        return false;
    }
    if (p->text.count > PW_MAX_PAGE) {
        broken(&p->contract, PW_FAULT_TOO_MUCH, 0);
        return false;
    }
    memcpy(buffer_extend(&p->text, text.count), text.data, text.count);
    *count = (uint32_t)text.count;
    return true;
}

static inline const void *element(ptl_array a, uint32_t index) {
    return (const uint8_t *)a.items + (size_t)index * a.stride;
}

static bool put_legs(page *p, ptl_array legs) {
    for (uint32_t i = 0; i < legs.count; i++) {
        const ptl_leg *leg = element(legs, i);
        if ((leg->flags & 0xFFFF & ~LEG_FLAGS) != 0) {
            broken(&p->contract, PW_FAULT_FLAGS, leg->flags);
            return false;
        }
        pw_leg out = {.role = (uint16_t)(leg->role > UINT16_MAX ? 0 : leg->role), .flags = (uint16_t)leg->flags};
        if (!put(p, leg->asset, &out.asset) || !put(p, leg->amount, &out.amount) || !put(p, leg->times, &out.times))
            return false;
        memcpy(buffer_extend(&p->legs, sizeof out), &out, sizeof out);
    }
    return true;
}

static bool put_pairs(page *p, ptl_array pairs) {
    for (uint32_t i = 0; i < pairs.count; i++) {
        const ptl_pair *pair = element(pairs, i);
        pw_pair out;
        if (!put(p, pair->name, &out.name) || !put(p, pair->value, &out.value))
            return false;
        memcpy(buffer_extend(&p->pairs, sizeof out), &out, sizeof out);
    }
    return true;
}

ptl_status page_record(void *ctx, const ptl_record *record) {
    page *p = ctx;
    contract *c = &p->contract;
    if (!is_open(c) || !is_readable(c, record, sizeof *record, RECORD_FLAGS))
        return STOP;
    if (p->role != PTL_ROLE_HISTORY)
        return broken(c, PW_FAULT_WRONG_ROLE, PTL_ROLE_HISTORY);
    if (p->records.count >= PW_MAX_RECORDS * sizeof(pw_record) || page_size(p) > PW_MAX_PAGE)
        return broken(c, PW_FAULT_TOO_MUCH, 0);
    if (record->raw_offset > p->body_count || record->raw_count > p->body_count - record->raw_offset)
        return broken(c, PW_FAULT_RAW_RANGE, 0);
    if (!array_is_sound(record->legs, sizeof(ptl_leg)) || !array_is_sound(record->ids, sizeof(ptl_pair)) ||
        !array_is_sound(record->extra, sizeof(ptl_pair)))
        return broken(c, PW_FAULT_STRUCTURE, 0);
    pw_record out = {
        .kind = record->kind,
        .flags = record->flags,
        .time_ns = record->time_ns,
        .time_unit_ns = record->time_unit_ns,
        .raw_offset = record->raw_offset,
        .raw_count = record->raw_count,
        .legs = record->legs.count,
        .ids = record->ids.count,
        .extra = record->extra.count,
    };
    if (!put(p, record->key, &out.key) || !put(p, record->group, &out.group) ||
        !put(p, record->market, &out.market) || !put(p, record->wallet, &out.wallet) ||
        !put(p, record->label, &out.label) || !put(p, record->tx_hash, &out.tx_hash) ||
        !put(p, record->address, &out.address) || !put_legs(p, record->legs) || !put_pairs(p, record->ids) ||
        !put_pairs(p, record->extra))
        return STOP;
    memcpy(buffer_extend(&p->records, sizeof out), &out, sizeof out);
    return PTL_OK;
}

/* What every call of a sink has in common: the contract is checked, and once it is broken nothing
 * more is taken. */
#ifndef CONTRACT_H
#define CONTRACT_H

#include "buffer.h"
#include "describe.h"

/* What a sink returns once the step is lost. */
#define STOP (-1)

typedef struct {
    uint32_t fault;  /* PW_FAULT_…, the first one */
    uint32_t detail;
    uint32_t ending; /* PW_END_… or PW_ANSWER_…; 0: no terminal call yet */
} contract;

static inline ptl_status broken(contract *c, uint32_t fault, uint32_t detail) {
    if (c->fault == 0) {
        c->fault = fault;
        c->detail = detail;
    }
    return STOP;
}

/* Whether another call is allowed at all. */
static inline bool is_open(contract *c) {
    if (c->fault == 0 && c->ending != 0)
        broken(c, PW_FAULT_AFTER_ENDING, 0);
    return c->fault == 0;
}

/* Whether this may be the terminal call. */
static inline bool may_end(contract *c) {
    if (c->fault == 0 && c->ending != 0)
        broken(c, PW_FAULT_TWO_ENDINGS, 0);
    return c->fault == 0;
}

/* Every struct of a sink begins with size and flags. Whether it can be read as version 1.0 says. */
static inline bool is_readable(contract *c, const void *value, uint32_t size, uint32_t known_flags) {
    uint32_t head[2];
    if (value == NULL || (uintptr_t)value % 8 != 0) {
        broken(c, PW_FAULT_STRUCTURE, 0);
        return false;
    }
    memcpy(head, value, sizeof head);
    if (head[0] < size)
        broken(c, PW_FAULT_STRUCTURE, head[0]);
    else if ((head[1] & 0xFFFF & ~known_flags) != 0)
        broken(c, PW_FAULT_FLAGS, head[1]);
    return c->fault == 0;
}

#endif

/* What `parse` says of one answer, gathered until it ends. */
#ifndef PAGE_H
#define PAGE_H

#include "buffer.h"
#include "contract.h"
#include "portolan/adapter.h"

typedef struct {
    contract contract;
    uint32_t role;       /* of the stream: says which calls are allowed */
    uint64_t body_count; /* where a record may say it stands */
    int64_t not_before_ns;
    buffer records, legs, pairs, text, items, tail; /* the sections of PW_PAGE */
} page;

/* Empties the page for a new answer. */
void page_begin(page *p, uint32_t role, uint64_t body_count);

/* The sink that fills it, followed by zeros up to 4096 bytes. */
const ptl_page_sink *page_sink(page *p);

/* In page_record.c: the one call that has to be fast. */
ptl_status page_record(void *ctx, const ptl_record *record);

static inline size_t page_size(const page *p) {
    return p->records.count + p->legs.count + p->pairs.count + p->text.count + p->items.count;
}

#endif

/* From the structs of the ABI to frames: one table per struct, one function that walks them. */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "buffer.h"
#include "portolan/adapter.h"

typedef struct shape shape;

extern const shape manifest_shape, unit_shape, key_shape, balance_shape, price_shape,
    narrowing_shape, error_shape, pair_shape;

/* Appends the fields of a struct of which `available` bytes may be read. On a size, stride, count or
 * pointer that cannot be right: false, and one line in `problem` that says which. */
bool describe(buffer *out, const shape *s, const void *value, size_t available, char problem[256]);

/* Whether an array can be walked: aligned, no more than PTL_MAX_ITEMS, elements no smaller than the
 * 1.0 element. An empty array always can. */
static inline bool array_is_sound(ptl_array a, size_t element) {
    return a.count == 0 || (a.items != NULL && (uintptr_t)a.items % 8 == 0 && a.count <= PTL_MAX_ITEMS &&
                            a.stride >= element && a.stride % 8 == 0);
}

static inline bool text_is_sound(ptl_text t, size_t longest) {
    return t.count == 0 || (t.data != NULL && t.count <= longest);
}

#endif

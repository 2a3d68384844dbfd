#include "base.h"
/* The body says how: a number of facts, or one with U+0000, or a long one. */
static char text[5000];
BREAKS {
    ptl_text name = {"a", 1};
    ptl_text value = {(const char *)response->body.data, response->body.count};
    if (response->body.count > 0 && response->body.data[0] == '#')
        value = (ptl_text){text, sizeof text};
    int facts = response->body.count == 0 ? 300 : 1;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = 'x';
    for (int n = 0; n < facts; n++) {
        ptl_status status = out->fact(out->ctx, name, value);
        if (status != PTL_OK)
            return status;
    }
    return out->end(out->ctx, BYTES(""));
}

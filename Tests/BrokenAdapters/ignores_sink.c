#include "base.h"
BREAKS {
    /* The first record cannot be read; the refusal is ignored, the page ended as if nothing were. */
    const ptl_record record = {.size = 8};
    out->record(out->ctx, &record);
    out->record(out->ctx, &base_record);
    return out->end(out->ctx, BYTES(""));
}

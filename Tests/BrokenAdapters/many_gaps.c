#include "base.h"
BREAKS {
    for (int64_t n = 0; n < 1000000; n++) {
        ptl_status status = out->gap(out->ctx, 2 * n, 2 * n + 1, PTL_GAP_CLAMPED);
        if (status != PTL_OK)
            return status;
    }
    return out->end(out->ctx, BYTES(""));
}

#include "base.h"
static char big[1 << 19];
BREAKS {
    memset(big, 'x', sizeof big);
    const ptl_pair extra[] = {{TEXT("big"), {big, sizeof big}}};
    const ptl_record record = {RECORD_FIELDS, .extra = LIST(extra)};
    for (int i = 0; i < 2048; i++) {
        ptl_status status = out->record(out->ctx, &record);
        if (status != PTL_OK)
            return status;
    }
    return out->split(out->ctx);
}

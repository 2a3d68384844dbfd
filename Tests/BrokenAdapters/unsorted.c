#include "base.h"
BREAKS {
    ptl_record record = base_record;
    for (record.time_ns = 5; record.time_ns > 3; record.time_ns--) {
        ptl_status status = out->record(out->ctx, &record);
        if (status != PTL_OK)
            return status;
    }
    return out->split(out->ctx);
}

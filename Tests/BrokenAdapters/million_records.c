#include "base.h"
BREAKS {
    for (int i = 0; i < 1000000; i++) {
        ptl_status status = out->record(out->ctx, &base_record);
        if (status != PTL_OK)
            return status;
    }
    return out->split(out->ctx);
}

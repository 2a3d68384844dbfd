#include "base.h"
BREAKS {
    ptl_record record = base_record;
    record.flags = PTL_RECORD_PENDING;
    record.time_unit_ns = INT64_MAX;
    ptl_status status = out->record(out->ctx, &record);
    return status != PTL_OK ? status : out->split(out->ctx);
}

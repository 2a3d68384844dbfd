#include "base.h"
BREAKS {
    const ptl_record record = {RECORD_FIELDS, .raw_offset = 2, .raw_count = UINT64_MAX};
    ptl_status status = out->record(out->ctx, &record);
    return status != PTL_OK ? status : out->split(out->ctx);
}

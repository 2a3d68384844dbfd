#include "base.h"
BREAKS {
    const ptl_record record = {RECORD_FIELDS, .flags = 1u << 9};
    ptl_status status = out->record(out->ctx, &record);
    return status != PTL_OK ? status : out->split(out->ctx);
}

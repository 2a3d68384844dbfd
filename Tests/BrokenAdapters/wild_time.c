#include "base.h"
BREAKS {
    const ptl_record record = {
        .size = sizeof record, .kind = PTL_KIND_TRADE, .time_ns = INT64_MIN, .key = TEXT("k"), .legs = LIST(base_legs)};
    ptl_status status = out->record(out->ctx, &record);
    return status != PTL_OK ? status : out->split(out->ctx);
}

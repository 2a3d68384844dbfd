#include "base.h"
BREAKS {
    const ptl_pair extra[] = {{TEXT("memo"), TEXT("caf\xe9")}};
    const ptl_record record = {RECORD_FIELDS, .label = TEXT("a\xff" "b"), .address = TEXT("\xc3"), .extra = LIST(extra)};
    ptl_status status = out->record(out->ctx, &record);
    return status != PTL_OK ? status : out->end(out->ctx, BYTES(""));
}

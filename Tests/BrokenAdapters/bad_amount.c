#include "base.h"
BREAKS {
    /* The answer says which text the amount is to be. */
    const ptl_leg legs[] = {{.role = PTL_LEG_IN,
                             .asset = TEXT("BTC"),
                             .amount = {(const char *)response->body.data, response->body.count}}};
    const ptl_record record = {.size = sizeof record, .kind = PTL_KIND_TRADE, .key = TEXT("k"), .legs = LIST(legs)};
    ptl_status status = out->record(out->ctx, &record);
    return status != PTL_OK ? status : out->split(out->ctx);
}

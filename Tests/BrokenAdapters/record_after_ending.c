#include "base.h"
BREAKS {
    out->split(out->ctx);
    out->record(out->ctx, &base_record);
    return PTL_OK;
}

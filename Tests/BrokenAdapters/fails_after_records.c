#include "base.h"
BREAKS {
    ptl_status status = out->record(out->ctx, &base_record);
    const ptl_error error = {.size = sizeof error,
                             .kind = PTL_ERROR_RATE_LIMITED,
                             .retry = PTL_RETRY_AFTER,
                             .delay_ns = INT64_C(5000000000),
                             .exchange_code = TEXT("EAPI:Rate limit exceeded"),
                             .message = TEXT("Too\nmany requests")};
    return status != PTL_OK ? status : out->fail(out->ctx, &error);
}

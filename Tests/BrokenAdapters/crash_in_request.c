#include "base.h"
static ptl_status crash(const ptl_adapter *self, const ptl_ask *ask, const ptl_request_sink *out) {
    if (is_asked(ask))
        *(volatile int *)8 = 1;
    return base_request(self, ask, out);
}
static const ptl_adapter adapter = {
    ADAPTER_FIELDS, .manifest = &base_manifest, .request = crash, .parse = base_parse};
EXPORT(adapter)
/* The page is sound; the request that follows it crashes. */
static ptl_status breaks(ARGUMENTS) { return out->next(out->ctx, BYTES("break"), 0); }

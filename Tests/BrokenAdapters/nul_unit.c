#include "base.h"
static const ptl_stream listing[] = {{.role = PTL_ROLE_UNITS,
                                      .walk = PTL_WALK_SNAPSHOT,
                                      .support = PTL_SUPPORT_READABLE,
                                      .name = TEXT("markets"),
                                      .label = TEXT("Markets")}};
static const ptl_manifest manifest = {MANIFEST_FIELDS, .streams = LIST(listing)};
static const ptl_adapter adapter = {
    ADAPTER_FIELDS, .manifest = &manifest, .request = base_request, .parse = base_parse};
EXPORT(adapter)
static ptl_status breaks(ARGUMENTS) {
    const ptl_unit unit = {.size = sizeof unit, .kind = PTL_UNIT_MARKET, .key = TEXT("BTC\0EUR")};
    ptl_status status = out->unit(out->ctx, &unit);
    return status != PTL_OK ? status : out->end(out->ctx, BYTES(""));
}

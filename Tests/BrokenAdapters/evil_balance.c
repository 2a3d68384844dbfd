#include "base.h"
static const ptl_stream held[] = {{.role = PTL_ROLE_BALANCE,
                                   .walk = PTL_WALK_SNAPSHOT,
                                   .support = PTL_SUPPORT_READABLE,
                                   .name = TEXT("balances"),
                                   .label = TEXT("Balances")}};
static const ptl_manifest manifest = {MANIFEST_FIELDS, .streams = LIST(held)};
static const ptl_adapter adapter = {
    ADAPTER_FIELDS, .manifest = &manifest, .request = base_request, .parse = base_parse};
EXPORT(adapter)
static char endless[60000];
static ptl_status breaks(ARGUMENTS) {
    memset(endless, '9', sizeof endless);
    memcpy(endless, "\x1b[2J\x1b]0;gone\x07", 12);
    const ptl_balance balance = {
        .size = sizeof balance, .asset = TEXT("BTC"), .amount = {endless, sizeof endless}};
    ptl_status status = out->balance(out->ctx, &balance);
    return status != PTL_OK ? status : out->end(out->ctx, BYTES(""));
}

#include "base.h"
BREAKS {
    const ptl_balance balance = {.size = sizeof balance, .asset = TEXT("BTC"), .amount = TEXT("1")};
    ptl_status status = out->balance(out->ctx, &balance);
    return status != PTL_OK ? status : out->split(out->ctx);
}

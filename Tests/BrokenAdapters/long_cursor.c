#include "base.h"
static uint8_t cursor[PTL_MAX_CURSOR + 1];
BREAKS { return out->next(out->ctx, (ptl_bytes){cursor, sizeof cursor}, 0); }

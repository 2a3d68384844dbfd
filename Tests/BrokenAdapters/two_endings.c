#include "base.h"
BREAKS {
    out->split(out->ctx);
    return out->end(out->ctx, BYTES(""));
}

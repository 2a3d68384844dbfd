#include "base.h"
BREAKS {
    out->split(out->ctx);
    return 7;
}

#include "base.h"
BREAKS {
    *(volatile int *)8 = 1;
    return out->split(out->ctx);
}

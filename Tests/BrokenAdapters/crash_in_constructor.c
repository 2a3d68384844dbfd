#include "base.h"
__attribute__((constructor)) static void crash(void) { *(volatile int *)8 = 1; }
BREAKS { return out->split(out->ctx); }

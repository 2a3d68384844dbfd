#include "base.h"
__attribute__((constructor)) static void hang(void) {
    for (volatile int i = 0;; i++) {
    }
}
BREAKS { return out->split(out->ctx); }

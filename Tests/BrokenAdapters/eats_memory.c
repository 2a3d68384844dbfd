#include "base.h"
#include <stdlib.h>
BREAKS {
    for (;;) {
        char *more = malloc(64 << 20);
        if (more == NULL)
            abort();
        more[0] = 1;
    }
    return out->split(out->ctx);
}

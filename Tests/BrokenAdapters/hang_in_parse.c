#include "base.h"
BREAKS {
    for (volatile int i = 0;; i++) {
    }
    return 0;
}

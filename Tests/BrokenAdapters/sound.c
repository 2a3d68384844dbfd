#include "base.h"
BREAKS { return out->split(out->ctx); }

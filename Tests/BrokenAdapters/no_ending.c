#include "base.h"
BREAKS { return out->record(out->ctx, &base_record); }

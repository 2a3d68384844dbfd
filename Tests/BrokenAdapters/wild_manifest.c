#include "base.h"
DECLARES((const ptl_manifest *)0x1000)

#include "base.h"
static const ptl_manifest manifest = {.size = sizeof manifest, .id = {"x", UINT64_C(1) << 40}};
DECLARES(&manifest)

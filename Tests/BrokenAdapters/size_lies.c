#include "base.h"
static const ptl_manifest manifest = {.size = 24, .id = TEXT("broken")};
DECLARES(&manifest)

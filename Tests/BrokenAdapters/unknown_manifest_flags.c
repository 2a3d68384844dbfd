#include "base.h"
static const ptl_manifest manifest = {MANIFEST_FIELDS, .flags = 1u << 3, .streams = LIST(streams)};
DECLARES(&manifest)

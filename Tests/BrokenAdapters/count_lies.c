#include "base.h"
static const ptl_manifest manifest = {MANIFEST_FIELDS, .streams = {streams, 5000, sizeof *streams}};
DECLARES(&manifest)

#include "base.h"
static const ptl_manifest manifest = {MANIFEST_FIELDS, .streams = {streams, 2, 20}};
DECLARES(&manifest)

#include "base.h"
static const ptl_adapter adapter = {.size = sizeof adapter, .abi_major = 2, .abi_minor = 3, .manifest = &base_manifest};
EXPORT(adapter)
static ptl_status breaks(ARGUMENTS) { return out->split(out->ctx); }
const void *unused[] = {(const void *)base_parse, (const void *)breaks};

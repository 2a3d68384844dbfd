#include <stddef.h>
const void *portolan_adapter_v1(unsigned index) { return index == 0 ? NULL : NULL; }

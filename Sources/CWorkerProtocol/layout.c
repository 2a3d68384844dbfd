#include "worker_protocol.h"

_Static_assert(sizeof(pw_frame) == 24, "three words");
_Static_assert(sizeof(pw_page) == 32, "no padding");
_Static_assert(sizeof(pw_record) == 80, "no padding");
_Static_assert(sizeof(pw_leg) == 16 && sizeof(pw_pair) == 8, "no padding");

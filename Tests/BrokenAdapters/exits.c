#include "base.h"
#include <stdlib.h>
BREAKS { exit(0); }

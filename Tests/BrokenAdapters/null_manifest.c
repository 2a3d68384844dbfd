#include "base.h"
DECLARES(NULL)

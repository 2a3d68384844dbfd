#include "portolan/adapter.h"

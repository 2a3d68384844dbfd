#include "base.h"
#include <unistd.h>
BREAKS {
    static const char garbage[] = "GET / HTTP/1.1\r\nHost: api.broken.example\r\n\r\n";
    return write(3, garbage, sizeof garbage) > 0 ? out->split(out->ctx) : 1;
}

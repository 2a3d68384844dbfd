/* Debian's libzstd: the compression of kept pages. */
#include <zstd.h>

/* Debian's libzstd: the compression of kept pages. */
/* The system's types keep belonging to Swift's own module for them. */
#ifdef __swift__
#pragma clang module import SwiftGlibc
#endif

#include <zstd.h>

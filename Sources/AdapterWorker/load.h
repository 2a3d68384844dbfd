/* The library and its adapters, checked before anything of them is read. */
#ifndef LOAD_H
#define LOAD_H

#include "buffer.h"
#include "portolan/adapter.h"

typedef struct {
    /* NULL: refused. */
    const ptl_adapter *adapters[PW_MAX_ADAPTERS];
    uint32_t count;
} library;

/* Opens the library and tells the host what it holds. False when nothing of it can be used. */
bool load(library *loaded, const char *path);

#endif

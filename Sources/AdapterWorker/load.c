#define _GNU_SOURCE
#include "load.h"

#include <dlfcn.h>
#include <stdio.h>

#include "describe.h"

typedef const ptl_adapter *(*entry)(uint32_t index);

static bool refuse(uint32_t index, uint32_t code, const char *detail) {
    buffer out = {0};
    buffer_u32(&out, index);
    buffer_u32(&out, code);
    buffer_u32(&out, (uint32_t)strlen(detail));
    buffer_append(&out, detail, strlen(detail));
    frame_send(PW_REFUSED, 0, (const buffer *[]){&out}, 1);
    buffer_reset(&out, 0);
    return false;
}

/* Sends the manifest of one adapter, or why it cannot be read. */
static bool introduce(uint32_t index, const ptl_adapter *adapter) {
    char problem[256];
    if ((uintptr_t)adapter % 8 != 0 || adapter->size < sizeof *adapter) {
        snprintf(problem, sizeof problem, "size of ptl_adapter: %u, at least %zu is needed",
                 (uintptr_t)adapter % 8 != 0 ? 0 : adapter->size, sizeof *adapter);
        return refuse(index, PW_REFUSED_STRUCTURE, problem);
    }
    if (adapter->abi_major != PTL_ABI_MAJOR) {
        snprintf(problem, sizeof problem, "%u.%u", adapter->abi_major, adapter->abi_minor);
        return refuse(index, PW_REFUSED_ABI, problem);
    }
    if ((adapter->flags & 0xFFFF) != 0)
        return refuse(index, PW_REFUSED_STRUCTURE, "flags of ptl_adapter: a bit this host does not know");
    const ptl_manifest *manifest = adapter->manifest;
    if (manifest == NULL || (uintptr_t)manifest % 8 != 0)
        return refuse(index, PW_REFUSED_STRUCTURE, "manifest of ptl_adapter: there is none");
    if (manifest->size < sizeof *manifest) {
        snprintf(problem, sizeof problem, "size of ptl_manifest: %u, at least %zu is needed", manifest->size,
                 sizeof *manifest);
        return refuse(index, PW_REFUSED_STRUCTURE, problem);
    }
    buffer out = {0};
    buffer_u32(&out, PW_VERSION);
    buffer_u32(&out, index);
    buffer_u32(&out, adapter->abi_major);
    buffer_u32(&out, adapter->abi_minor);
    bool sound = describe(&out, &manifest_shape, manifest, manifest->size, problem);
    if (sound)
        frame_send(PW_MANIFEST, 0, (const buffer *[]){&out}, 1);
    buffer_reset(&out, 0);
    return sound || refuse(index, PW_REFUSED_STRUCTURE, problem);
}

bool load(library *loaded, const char *path) {
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        return refuse(PW_LIBRARY, PW_REFUSED_NOT_LOADED, dlerror());
    entry find;
    *(void **)&find = dlsym(handle, "portolan_adapter_v1");
    if (find == NULL)
        return refuse(PW_LIBRARY, PW_REFUSED_NO_SYMBOL, "portolan_adapter_v1");
    for (uint32_t index = 0;; index++) {
        const ptl_adapter *adapter = find(index);
        if (adapter == NULL && index == 0)
            return refuse(PW_LIBRARY, PW_REFUSED_EMPTY, "portolan_adapter_v1(0)");
        if (adapter == NULL)
            break;
        if (index == PW_MAX_ADAPTERS)
            return refuse(PW_LIBRARY, PW_REFUSED_TOO_MANY, "portolan_adapter_v1");
        loaded->adapters[index] = introduce(index, adapter) ? adapter : NULL;
        loaded->count = index + 1;
    }
    buffer out = {0};
    buffer_u32(&out, loaded->count);
    frame_send(PW_READY, 0, (const buffer *[]){&out}, 1);
    buffer_reset(&out, 0);
    return true;
}

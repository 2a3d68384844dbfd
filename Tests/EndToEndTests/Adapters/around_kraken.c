/* The real Kraken adapter with one fault of its own. Compiled with -DREAL='"…/libPortolanKraken.so"' and -DFAULT=… */
#include "portolan/adapter.h"

#include <dlfcn.h>
#include <stdlib.h>

static const ptl_adapter *real;
static ptl_adapter around;
static int calls;

static ptl_status request(const ptl_adapter *self, const ptl_ask *ask, const ptl_request_sink *out) {
    (void)self;
    return real->request(real, ask, out);
}

static ptl_status parse(const ptl_adapter *self, const ptl_ask *ask, const ptl_response *response,
                        const ptl_page_sink *out) {
    (void)self;
    calls++;
    FAULT;
    return real->parse(real, ask, response, out);
}

#ifdef ACTIVATION
/* The same declaration, with one more line in its guide: how long a new key takes to work. */
static void declare_activation(void) {
    static ptl_manifest manifest;
    static ptl_guide lines[64];
    uint32_t count = real->manifest->guide.count;
    if (count > 63)
        abort();
    manifest = *real->manifest;
    for (uint32_t i = 0; i < count; i++)
        lines[i] = *(const ptl_guide *)((const char *)manifest.guide.items + i * manifest.guide.stride);
    lines[count] = lines[0];
    lines[count].kind = PTL_GUIDE_ACTIVATION;
    lines[count].text = (ptl_text){ACTIVATION, sizeof ACTIVATION - 1};
    lines[count].url = (ptl_text){NULL, 0};
    manifest.guide = (ptl_array){lines, count + 1, sizeof lines[0]};
    around.manifest = &manifest;
}
#endif

const ptl_adapter *portolan_adapter_v1(uint32_t index) {
    if (index != 0)
        return NULL;
    if (real == NULL) {
        void *library = dlopen(REAL, RTLD_NOW | RTLD_LOCAL);
        const ptl_adapter *(*entry)(uint32_t) =
            library ? (const ptl_adapter *(*)(uint32_t))dlsym(library, "portolan_adapter_v1") : NULL;
        if (entry == NULL)
            return NULL;
        real = entry(0);
        around = *real;
        around.request = request;
        around.parse = parse;
#ifdef ACTIVATION
        declare_activation();
#endif
    }
    return &around;
}

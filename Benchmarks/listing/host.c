/* The least a program can do to list adapters: loads each library and prints what its streams declare.
 *
 *     host LIBRARY...                                                              */
#include "portolan/adapter.h"

#include <dlfcn.h>
#include <stdio.h>

static void print(ptl_text text) { printf("%.*s", (int)text.count, (const char *)text.data); }

int main(int count, char **libraries) {
    for (int i = 1; i < count; i++) {
        void *library = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL);
        const ptl_adapter *(*get)(uint32_t) = NULL;
        if (library)
            *(void **)&get = dlsym(library, "portolan_adapter_v1");
        const ptl_adapter *adapter = get ? get(0) : NULL;
        if (!adapter) {
            fprintf(stderr, "%s: %s\n", libraries[i], dlerror());
            return 1;
        }
        print(adapter->manifest->id);
        for (uint64_t n = 0; n < adapter->manifest->streams.count; n++) {
            const ptl_stream *stream =
                (const ptl_stream *)((const char *)adapter->manifest->streams.items + n * adapter->manifest->streams.stride);
            printf(n ? ", " : ": ");
            print(stream->label);
        }
        printf("\n");
    }
    return 0;
}

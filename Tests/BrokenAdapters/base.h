/* A tiny sound adapter that each file beside this one breaks in one way. Synthetic. */
#ifndef BASE_H
#define BASE_H
#include "portolan/adapter.h"

#include <string.h>

#define TEXT(literal) {(literal), sizeof(literal) - 1}
#define LIST(array) {(array), sizeof(array) / sizeof *(array), sizeof *(array)}
#define UNUSED __attribute__((unused))
#define BYTES(literal) ((ptl_bytes){(const uint8_t *)(literal), sizeof(literal) - 1})

static const ptl_text hosts[] = {TEXT("api.broken.example")};
static const ptl_site sites[] = {{.name = TEXT("main"), .label = TEXT("Main"), .hosts = LIST(hosts)}};
static const ptl_endpoint endpoints[] = {{.method = PTL_METHOD_GET,
                                          .name = TEXT("rows"),
                                          .path = TEXT("/rows"),
                                          .purpose = TEXT("Reads rows.")}};
static const ptl_stream streams[] = {
    {.role = PTL_ROLE_HISTORY,
     .walk = PTL_WALK_TIME,
     .support = PTL_SUPPORT_READABLE,
     .name = TEXT("rows"),
     .label = TEXT("Rows"),
     .kinds = PTL_KIND_BIT(PTL_KIND_TRADE),
     .order = PTL_ORDER_UP,
     .time_basis = PTL_BASED_ON_EXECUTED},
    {.role = PTL_ROLE_KEY,
     .walk = PTL_WALK_SNAPSHOT,
     .support = PTL_SUPPORT_READABLE,
     .name = TEXT("key"),
     .label = TEXT("Key")},
};

#define MANIFEST_FIELDS                                                                            \
    .size = sizeof(ptl_manifest), .id = TEXT("broken"), .version = TEXT("1.0.0"), .name = TEXT("Broken"), \
    .vendor = TEXT("Portolan"), .license = TEXT("Apache-2.0"), .exchange = TEXT("Broken"),         \
    .launched_ns = INT64_C(1577836800000000000), .sites = LIST(sites), .endpoints = LIST(endpoints)

static const ptl_manifest base_manifest = {MANIFEST_FIELDS, .streams = LIST(streams)};

UNUSED static ptl_status base_request(const ptl_adapter *self, const ptl_ask *ask, const ptl_request_sink *out) {
    (void)self;
    (void)ask;
    const ptl_request request = {.size = sizeof request};
    return out->request(out->ctx, &request);
}

static const ptl_leg base_legs[] = {{.role = PTL_LEG_IN, .asset = TEXT("BTC"), .amount = TEXT("1.5")}};
#define RECORD_FIELDS                                                                              \
    .size = sizeof(ptl_record), .kind = PTL_KIND_TRADE, .time_ns = 1, .key = TEXT("k1"), .legs = LIST(base_legs)
UNUSED static const ptl_record base_record = {RECORD_FIELDS};

/* Whether the host asks for the broken behaviour: the cursor says "break". A good call has none. */
UNUSED static int is_asked(const ptl_ask *ask) {
    return ask->cursor.count == 5 && memcmp(ask->cursor.data, "break", 5) == 0;
}

#define ARGUMENTS                                                                                  \
    const ptl_adapter *self UNUSED, const ptl_ask *ask UNUSED, const ptl_response *response UNUSED, \
        const ptl_page_sink *out UNUSED

static ptl_status breaks(ARGUMENTS);

/* Sound unless asked to break. */
UNUSED static ptl_status base_parse(ARGUMENTS) {
    if (is_asked(ask))
        return breaks(self, ask, response, out);
    ptl_status status = out->record(out->ctx, &base_record);
    return status != PTL_OK ? status : out->end(out->ctx, BYTES("mark"));
}

#define ADAPTER_FIELDS .size = sizeof(ptl_adapter), .abi_major = PTL_ABI_MAJOR
#define EXPORT(adapter)                                                                            \
    const ptl_adapter *portolan_adapter_v1(uint32_t index) { return index == 0 ? &(adapter) : NULL; }

/* For the files that break a call: BREAKS { …what `parse` does when asked… } */
#define BREAKS                                                                                     \
    static const ptl_adapter adapter = {                                                           \
        ADAPTER_FIELDS, .manifest = &base_manifest, .request = base_request, .parse = base_parse}; \
    EXPORT(adapter)                                                                                \
    static ptl_status breaks(ARGUMENTS)
/* For the files that break a declaration. */
#define DECLARES(manifest_pointer)                                                                 \
    static const ptl_adapter adapter = {                                                           \
        ADAPTER_FIELDS, .manifest = manifest_pointer, .request = base_request, .parse = base_parse}; \
    EXPORT(adapter)                                                                                \
    static ptl_status breaks(ARGUMENTS) { return out->split(out->ctx); }
#endif

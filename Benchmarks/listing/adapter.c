/* A small adapter that declares as much as a real one and reads nothing, for measuring how long listing thirty of
 * them takes. Compiled thirty times with -DNUMBER="01" … "30". */
#include "portolan/adapter.h"

#define TEXT(literal) {(literal), sizeof(literal) - 1}
#define LIST(array) {(array), sizeof(array) / sizeof *(array), sizeof *(array)}

static const ptl_evidence evidence[] = {{.kind = PTL_EVIDENCE_DOCUMENTED,
                                         .url = TEXT("https://docs.example.com/history"),
                                         .read_on = TEXT("2026-11-24")}};
static const ptl_text hosts[] = {TEXT("api" NUMBER ".example.com")};
static const ptl_site sites[] = {{.name = TEXT("main"), .label = TEXT("Main"), .hosts = LIST(hosts)}};
static const ptl_endpoint endpoints[] = {{.method = PTL_METHOD_GET,
                                          .name = TEXT("rows"),
                                          .path = TEXT("/v1/rows"),
                                          .purpose = TEXT("Reads rows."),
                                          .evidence = LIST(evidence)}};
static const ptl_bound bounds[] = {{.kind = PTL_BOUND_UNLIMITED, .evidence = LIST(evidence)}};
#define HISTORY(stream_name, stream_label, kind)                                                   \
    {.role = PTL_ROLE_HISTORY, .walk = PTL_WALK_TIME, .support = PTL_SUPPORT_READABLE,             \
     .name = TEXT(stream_name), .label = TEXT(stream_label), .kinds = PTL_KIND_BIT(kind),          \
     .order = PTL_ORDER_UP, .time_basis = PTL_BASED_ON_EXECUTED, .bounds = LIST(bounds),           \
     .evidence = LIST(evidence)}
static const ptl_stream streams[] = {
    HISTORY("trades", "Trades", PTL_KIND_TRADE),
    HISTORY("deposits", "Deposits", PTL_KIND_DEPOSIT),
    HISTORY("withdrawals", "Withdrawals", PTL_KIND_WITHDRAWAL),
    {.role = PTL_ROLE_KEY, .walk = PTL_WALK_SNAPSHOT, .support = PTL_SUPPORT_READABLE,
     .name = TEXT("key"), .label = TEXT("Key")},
};
static const ptl_manifest manifest = {.size = sizeof(ptl_manifest),
                                      .id = TEXT("listed-" NUMBER),
                                      .version = TEXT("1.0.0"),
                                      .name = TEXT("Listed " NUMBER),
                                      .vendor = TEXT("Portolan"),
                                      .license = TEXT("Apache-2.0"),
                                      .exchange = TEXT("Listed " NUMBER),
                                      .launched_ns = INT64_C(1577836800000000000),
                                      .sites = LIST(sites),
                                      .endpoints = LIST(endpoints),
                                      .streams = LIST(streams)};

static ptl_status request(const ptl_adapter *self, const ptl_ask *ask, const ptl_request_sink *out) {
    (void)self;
    (void)ask;
    const ptl_request request = {.size = sizeof request};
    return out->request(out->ctx, &request);
}
static ptl_status parse(const ptl_adapter *self, const ptl_ask *ask, const ptl_response *response,
                        const ptl_page_sink *out) {
    (void)self;
    (void)ask;
    (void)response;
    return out->end(out->ctx, (ptl_bytes){0});
}
static const ptl_adapter adapter = {.size = sizeof(ptl_adapter),
                                    .abi_major = PTL_ABI_MAJOR,
                                    .manifest = &manifest,
                                    .request = request,
                                    .parse = parse};
const ptl_adapter *portolan_adapter_v1(uint32_t index) { return index == 0 ? &adapter : NULL; }

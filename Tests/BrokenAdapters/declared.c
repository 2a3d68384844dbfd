/* A sound declaration of which each named macro may be replaced when compiling: -DHOST='"x"'. Synthetic. */
#include "portolan/adapter.h"

#define TEXT(literal) {(literal), sizeof(literal) - 1}
#define LIST(array) {(array), sizeof(array) / sizeof *(array), sizeof *(array)}

#ifndef ID
#define ID "declared"
#endif
#ifndef VERSION
#define VERSION "1.0.0"
#endif
#ifndef NAME
#define NAME "Declared"
#endif
#ifndef SOURCE_URL
#define SOURCE_URL "https://declared.example/source"
#endif
#ifndef LAUNCHED
#define LAUNCHED INT64_C(1577836800000000000)
#endif
#ifndef HOST
#define HOST "api.declared.example"
#endif
#ifndef SECOND_SITE_HOSTS
#define SECOND_SITE_HOSTS 1
#endif
#ifndef ROW
#define ROW .method = PTL_METHOD_GET
#endif
#ifndef PATH
#define PATH "/v1/rows/{market}"
#endif
#ifndef PURPOSE
#define PURPOSE "Reads rows."
#endif
#ifndef PARAM
#define PARAM .where = PTL_IN_QUERY, .name = TEXT("limit")
#endif
#ifndef COST
#define COST {0, 1}
#endif
#ifndef BUCKET
#define BUCKET .kind = PTL_BUCKET_REFILL, .scope = PTL_SCOPE_KEY, .capacity = 10, .period_ns = 1000000000
#endif
#ifndef KEY_STEP
#define KEY_STEP .op = PTL_STEP_HMAC, .algorithm = PTL_SHA512, .field = 1
#endif
#ifndef KEY_PART
#define KEY_PART .kind = PTL_PART_LITERAL, .text = TEXT("POST\nline")
#endif
#ifndef PLACE_STEP
#define PLACE_STEP .op = PTL_STEP_HEADER, .name = TEXT("X-Sign")
#endif
#ifndef PLACE_PART
#define PLACE_PART .kind = PTL_PART_RESULT, .encoding = PTL_ENCODING_HEX
#endif
#ifndef SECOND_SIGNING
#define SECOND_SIGNING "hmac"
#endif
#ifndef STREAM
#define STREAM .role = PTL_ROLE_HISTORY, .walk = PTL_WALK_TIME, .paging = PTL_PAGING_OFFSET
#endif
#ifndef BOUND
#define BOUND .kind = PTL_BOUND_ROLLING, .unit = PTL_UNIT_CALENDAR_MONTHS, .value = 6
#endif
#ifndef EVIDENCE
#define EVIDENCE .kind = PTL_EVIDENCE_MEASURED, .url = TEXT("https://declared.example/doc"), .read_on = TEXT("2026-02-03")
#endif

static const ptl_field fields[] = {
    {.flags = PTL_FIELD_NOT_SECRET, .format = PTL_FORMAT_TEXT, .name = TEXT("api_key"), .label = TEXT("Key")},
    {.format = PTL_FORMAT_BASE64, .name = TEXT("api_secret"), .label = TEXT("Secret")},
    {.format = PTL_FORMAT_TEXT, .name = TEXT("passphrase"), .label = TEXT("Passphrase")},
};
static const ptl_part key_parts[] = {{KEY_PART}};
static const ptl_part place_parts[] = {{PLACE_PART}};
static const ptl_step steps[] = {{KEY_STEP, .parts = LIST(key_parts)}, {PLACE_STEP, .parts = LIST(place_parts)}};
static const ptl_signing signings[] = {{.name = TEXT("hmac"), .steps = LIST(steps)}};
static const ptl_signing second_signings[] = {{.name = TEXT(SECOND_SIGNING), .steps = LIST(steps)}};
static const ptl_scheme schemes[] = {
    {.name = TEXT("one"), .label = TEXT("One"), .fields = LIST(fields), .signings = LIST(signings)},
    {.name = TEXT("two"), .label = TEXT("Two"), .fields = LIST(fields), .signings = LIST(second_signings)},
};
static const ptl_text hosts[] = {TEXT(HOST), TEXT("files.declared.example")};
static const ptl_site sites[] = {
    {.name = TEXT("main"), .label = TEXT("Main"), .hosts = {hosts, 1, sizeof *hosts}},
    {.name = TEXT("eu"), .label = TEXT("Europe"), .hosts = {hosts, SECOND_SITE_HOSTS, sizeof *hosts}},
};
static const ptl_bucket buckets[] = {{.name = TEXT("calls"), BUCKET}};
static const ptl_cost costs[] = {COST};
static const ptl_param params[] = {
    {.flags = PTL_PARAM_REQUIRED, .where = PTL_IN_PATH, .type = PTL_TYPE_TEXT, .name = TEXT("market")},
    {.type = PTL_TYPE_INTEGER, PARAM},
};
static const ptl_evidence evidence[] = {{EVIDENCE}};
static const ptl_endpoint endpoints[] = {{.signing = 1,
                                          .name = TEXT("rows"),
                                          .path = TEXT(PATH),
                                          .purpose = TEXT(PURPOSE),
                                          .params = LIST(params),
                                          .costs = LIST(costs),
                                          .evidence = LIST(evidence),
                                          ROW}};
static const ptl_bound bounds[] = {{BOUND}};
static const ptl_stream streams[] = {
    {.name = TEXT("rows"), .label = TEXT("Rows"), .kinds = PTL_KIND_BIT(PTL_KIND_TRADE), .bounds = LIST(bounds), STREAM},
    {.name = TEXT("markets"), .label = TEXT("Markets"), .role = PTL_ROLE_UNITS, .walk = PTL_WALK_SNAPSHOT},
};
static const ptl_manifest manifest = {
    .size = sizeof manifest,
    .id = TEXT(ID),
    .version = TEXT(VERSION),
    .name = TEXT(NAME),
    .vendor = TEXT("Portolan"),
    .license = TEXT("Apache-2.0"),
    .source_url = TEXT(SOURCE_URL),
    .exchange = TEXT("Declared"),
    .launched_ns = LAUNCHED,
    .schemes = LIST(schemes),
    .sites = LIST(sites),
    .buckets = LIST(buckets),
    .endpoints = LIST(endpoints),
    .streams = LIST(streams),
};
static const ptl_adapter adapter = {.size = sizeof adapter, .abi_major = PTL_ABI_MAJOR, .manifest = &manifest};
const ptl_adapter *portolan_adapter_v1(uint32_t index) { return index == 0 ? &adapter : NULL; }

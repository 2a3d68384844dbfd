/* Not broken: built, as it were, against a later header. Its structs are longer, it serves two adapters, it knows
 * one more record kind, and it reads beyond the structs of this host, where only zeros may be. */
#include "base.h"

typedef struct {
    ptl_stream stream;
    uint64_t appended[3];
} long_stream;
typedef struct {
    ptl_manifest manifest;
    uint64_t appended[5];
} long_manifest;
typedef struct {
    ptl_leg leg;
    uint64_t appended;
} long_leg;

static const long_stream long_streams[] = {
    {.stream = {.role = PTL_ROLE_HISTORY, .walk = PTL_WALK_TIME, .name = TEXT("rows"), .label = TEXT("Rows")},
     .appended = {1, 2, 3}},
    {.stream = {.role = PTL_ROLE_UNITS, .walk = PTL_WALK_SNAPSHOT, .name = TEXT("markets"), .label = TEXT("Markets")},
     .appended = {4, 5, 6}},
};
static const long_manifest first = {
    .manifest = {MANIFEST_FIELDS, .streams = LIST(long_streams)}, .appended = {7}};
static const long_manifest second = {
    .manifest = {.size = sizeof second, .id = TEXT("sister"), .version = TEXT("1.0.0"), .name = TEXT("Sister"),
                 .vendor = TEXT("Portolan"), .license = TEXT("MIT"), .exchange = TEXT("Sister"),
                 .launched_ns = 1, .sites = LIST(sites), .streams = LIST(long_streams)}};

static int only_zeros(const void *start, size_t used) {
    const uint8_t *bytes = start;
    for (size_t i = used; i < 4096; i++)
        if (bytes[i] != 0)
            return 0;
    return 1;
}

static ptl_status breaks(ARGUMENTS) {
    if (!only_zeros(ask, sizeof *ask) || !only_zeros(response, sizeof *response) || !only_zeros(out, sizeof *out) ||
        (ask->unit != NULL && !only_zeros(ask->unit, sizeof *ask->unit)))
        return out->split(out->ctx);
    /* What the host asked with comes back as texts. */
    const long_leg legs[] = {{.leg = {.role = PTL_LEG_IN, .asset = ask->unit->base, .amount = TEXT("1")}},
                             {.leg = {.role = PTL_LEG_OUT, .asset = ask->unit->quote, .amount = TEXT("2")}}};
    const ptl_record record = {.size = sizeof record,
                               .kind = 17,
                               .flags = PTL_RECORD_DETAIL | 1u << 20,
                               .time_ns = ask->now_ns,
                               .key = ask->unit->key,
                               .legs = LIST(legs),
                               .ids = ask->facts,
                               .extra = response->headers};
    ptl_status status = out->record(out->ctx, &record);
    return status != PTL_OK ? status : out->end(out->ctx, ask->bookmark);
}

static const ptl_adapter adapters[] = {
    {ADAPTER_FIELDS, .manifest = &first.manifest, .request = base_request, .parse = base_parse},
    {ADAPTER_FIELDS, .manifest = &second.manifest, .request = base_request, .parse = base_parse},
};
const ptl_adapter *portolan_adapter_v1(uint32_t index) { return index < 2 ? &adapters[index] : NULL; }

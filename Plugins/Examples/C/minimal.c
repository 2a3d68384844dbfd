/* The smallest adapter that works: one exchange that exists only here, one endpoint, one stream.
 *
 *     cc -std=c11 -shared -fPIC -I <folder of portolan/adapter.h> minimal.c -o libMinimal.so
 *     portolan adapters check ./libMinimal.so
 *
 * The answers of this exchange are text, one row a line: `id,seconds,asset,amount`, newest last, at
 * most PAGE rows, from the row after `after` on. A real exchange answers JSON: use a reader that
 * keeps the text of numbers, never one that turns them into floating point. */
#include "portolan/adapter.h"

#include <string.h>

#define TEXT(literal) {(literal), sizeof(literal) - 1}
#define LIST(array) {(array), sizeof(array) / sizeof *(array), sizeof *(array)}
#define SECOND INT64_C(1000000000)
#define DAY (86400 * SECOND)
#define PAGE 100

/* ---- the manifest: what is true of the exchange, and why we believe it ---- */

static const ptl_evidence documented[] = {{
    .kind = PTL_EVIDENCE_DOCUMENTED,
    .url = TEXT("https://minimal.example/api"),
    .read_on = TEXT("2026-01-15"),
}};

/* What the user types. Whatever signs is a secret and appears in recipes as a key only. */
static const ptl_field fields[] = {
    {.flags = PTL_FIELD_NOT_SECRET, .format = PTL_FORMAT_TEXT, .name = TEXT("api_key"), .label = TEXT("API key")},
    {.format = PTL_FORMAT_TEXT, .name = TEXT("api_secret"), .label = TEXT("API secret")},
};

/* The recipe: HMAC-SHA256 over path and query, sent in a header beside the key. The host follows it;
 * this library never sees a secret. */
static const ptl_part signed_text[] = {{.kind = PTL_PART_PATH}, {.kind = PTL_PART_QUERY_MARK}};
static const ptl_part key_text[] = {{.kind = PTL_PART_FIELD, .text = TEXT("api_key")}};
static const ptl_part signature[] = {{.kind = PTL_PART_RESULT, .encoding = PTL_ENCODING_HEX, .index = 0}};
static const ptl_step steps[] = {
    {.op = PTL_STEP_HMAC, .algorithm = PTL_SHA256, .field = 1, .parts = LIST(signed_text)},
    {.op = PTL_STEP_HEADER, .name = TEXT("X-Key"), .parts = LIST(key_text)},
    {.op = PTL_STEP_HEADER, .name = TEXT("X-Signature"), .parts = LIST(signature)},
};
static const ptl_signing signings[] = {{.name = TEXT("hmac"), .steps = LIST(steps)}};
static const ptl_scheme schemes[] = {
    {.name = TEXT("hmac"), .label = TEXT("API key"), .fields = LIST(fields), .signings = LIST(signings)},
};

static const ptl_text hosts[] = {TEXT("api.minimal.example")};
static const ptl_site sites[] = {{.name = TEXT("main"), .label = TEXT("Minimal"), .hosts = LIST(hosts)}};

/* Ten requests a second, counted per key. */
static const ptl_bucket buckets[] = {{
    .kind = PTL_BUCKET_SLIDING,
    .scope = PTL_SCOPE_KEY,
    .capacity = 10,
    .period_ns = SECOND,
    .name = TEXT("requests"),
}};
static const ptl_cost one_request[] = {{.bucket = 0, .amount = 1}};

static const ptl_param rows_params[] = {
    {.flags = PTL_PARAM_REQUIRED, .where = PTL_IN_QUERY, .type = PTL_TYPE_INTEGER, .name = TEXT("from")},
    {.flags = PTL_PARAM_REQUIRED, .where = PTL_IN_QUERY, .type = PTL_TYPE_INTEGER, .name = TEXT("until")},
    {.where = PTL_IN_QUERY, .type = PTL_TYPE_TEXT, .name = TEXT("after")},
};
static const ptl_endpoint endpoints[] = {{
    .method = PTL_METHOD_GET,
    .signing = 1,
    .name = TEXT("rows"),
    .path = TEXT("/v1/rows"),
    .purpose = TEXT("Reads deposits."),
    .params = LIST(rows_params),
    .costs = LIST(one_request),
    .evidence = LIST(documented),
}};

static const ptl_bound a_year[] = {{
    .kind = PTL_BOUND_ROLLING,
    .unit = PTL_UNIT_DAYS,
    .basis = PTL_BASIS_REQUEST,
    .value = 365,
    .reason = TEXT("Rows are served for one year."),
    .evidence = LIST(documented),
}};
static const ptl_stream streams[] = {{
    .role = PTL_ROLE_HISTORY,
    .walk = PTL_WALK_TIME,
    .support = PTL_SUPPORT_READABLE,
    .name = TEXT("deposits"),
    .label = TEXT("Deposits"),
    .kinds = PTL_KIND_BIT(PTL_KIND_DEPOSIT),
    .bounds = LIST(a_year),
    .order = PTL_ORDER_UP,
    .paging = PTL_PAGING_TOKEN,
    .over_range = PTL_OVER_EMPTY,
    .time_basis = PTL_BASED_ON_EXECUTED,
    .identity = PTL_IDENTITY_ID,
    .page_max = PAGE,
    .max_span_ns = 30 * DAY,
    .settle_ns = DAY,
    .resolution_ns = SECOND,
    .evidence = LIST(documented),
}};

/* Silence is not an answer: every other kind is named as what is never served. */
static const ptl_omission omissions[] = {{
    .remedy = PTL_REMEDY_NONE,
    .kinds = ((PTL_KIND_BIT(PTL_KIND_OTHER) << 1) - 1) & ~PTL_KIND_BIT(PTL_KIND_DEPOSIT),
    .name = TEXT("everything-else"),
    .text = TEXT("The exchange takes deposits and does nothing else."),
    .evidence = LIST(documented),
}};
static const ptl_guide guide[] = {
    {.kind = PTL_GUIDE_STEP, .text = TEXT("Open Settings, then API, and create a key.")},
    {.kind = PTL_GUIDE_RIGHT_ON, .text = TEXT("Read")},
    {.kind = PTL_GUIDE_RIGHT_OFF, .text = TEXT("Withdraw")},
};

static const ptl_manifest manifest = {
    .size = sizeof manifest,
    .id = TEXT("minimal"),
    .version = TEXT("1.0.0"),
    .name = TEXT("Minimal"),
    .vendor = TEXT("Portolan"),
    .license = TEXT("Apache-2.0"),
    .source_url = TEXT("https://minimal.example/source"),
    .exchange = TEXT("Minimal"),
    .cursor_version = 1,
    .cursor_version_min = 1,
    .launched_ns = INT64_C(1577836800) * SECOND, /* 2020-01-01 */
    .schemes = LIST(schemes),
    .sites = LIST(sites),
    .buckets = LIST(buckets),
    .endpoints = LIST(endpoints),
    .streams = LIST(streams),
    .omissions = LIST(omissions),
    .guide = LIST(guide),
};

/* ---- request: from a position to one row of the table ---- */

/* Writes a number; returns its text inside `digits`. */
static ptl_text number(int64_t value, char digits[24]) {
    char *end = digits + 24, *place = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--place = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *--place = '-';
    return (ptl_text){place, (uint64_t)(end - place)};
}

static ptl_status request(const ptl_adapter *self, const ptl_ask *ask, const ptl_request_sink *out) {
    (void)self;
    char from[24], until[24];
    /* [from, until) in whole seconds: outward, so that nothing is left out. */
    const ptl_pair arguments[] = {
        {TEXT("from"), number(ask->from_ns / SECOND, from)},
        {TEXT("until"), number(ask->until_ns / SECOND + (ask->until_ns % SECOND != 0), until)},
        {TEXT("after"), {(const char *)ask->cursor.data, ask->cursor.count}},
    };
    /* Without a cursor this is the first page: `after` is left out. */
    const ptl_request ask_for = {
        .size = sizeof ask_for,
        .endpoint = 0,
        .arguments = {arguments, ask->cursor.count > 0 ? 3 : 2, sizeof *arguments},
    };
    return out->request(out->ctx, &ask_for);
}

/* ---- parse: from one whole answer to records and the next position ---- */

static ptl_status fail(const ptl_page_sink *out, uint32_t kind, uint32_t retry, const char *message) {
    const ptl_error error = {
        .size = sizeof error, .kind = kind, .retry = retry, .message = {message, strlen(message)}};
    return out->fail(out->ctx, &error);
}

/* Cuts the piece up to `stop` off the front of `rest`. 0 when `stop` is not there. */
static int cut(ptl_text *rest, char stop, ptl_text *piece) {
    const char *end = rest->count > 0 ? memchr(rest->data, stop, rest->count) : NULL;
    if (end == NULL)
        return 0;
    *piece = (ptl_text){rest->data, (uint64_t)(end - rest->data)};
    rest->data = end + 1;
    rest->count -= piece->count + 1;
    return 1;
}

static int seconds(ptl_text text, int64_t *value) {
    *value = 0;
    if (text.count == 0 || text.count > 10)
        return 0;
    for (uint64_t i = 0; i < text.count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return 0;
        *value = *value * 10 + (text.data[i] - '0');
    }
    return *value < INT64_MAX / SECOND;
}

static ptl_status parse(const ptl_adapter *self, const ptl_ask *ask, const ptl_response *response,
                        const ptl_page_sink *out) {
    (void)self;
    (void)ask;
    if (response->http_status == 401)
        return fail(out, PTL_ERROR_AUTH, PTL_RETRY_NEW_CREDENTIAL, "Minimal refused the key.");
    if (response->http_status != 200)
        return fail(out, PTL_ERROR_UNAVAILABLE, PTL_RETRY_SAME, "Minimal does not answer as it should.");

    ptl_text rest = {(const char *)response->body.data, response->body.count};
    ptl_text line, id = {NULL, 0};
    uint32_t rows = 0;
    while (cut(&rest, '\n', &line)) {
        const ptl_text row = line;
        ptl_text time, asset;
        int64_t at;
        if (!cut(&line, ',', &id) || !cut(&line, ',', &time) || !cut(&line, ',', &asset) || !seconds(time, &at))
            return fail(out, PTL_ERROR_MALFORMED, PTL_RETRY_NEVER, "A row is not id,seconds,asset,amount.");
        const ptl_leg legs[] = {{.role = PTL_LEG_IN, .asset = asset, .amount = line}};
        const ptl_pair ids[] = {{TEXT("row"), id}};
        const ptl_record record = {
            .size = sizeof record,
            .kind = PTL_KIND_DEPOSIT,
            .time_ns = at * SECOND,
            .time_unit_ns = SECOND,
            .key = id,
            .label = TEXT("deposit"),
            .legs = LIST(legs),
            .ids = LIST(ids),
            .raw_offset = (uint64_t)(row.data - (const char *)response->body.data),
            .raw_count = row.count,
        };
        const ptl_status status = out->record(out->ctx, &record);
        if (status != PTL_OK)
            return status; /* the host has had enough */
        rows++;
    }
    if (rest.count > 0)
        return fail(out, PTL_ERROR_MALFORMED, PTL_RETRY_NEVER, "The last row is cut off.");
    /* A full page may have a successor: the cursor is the id of the last row. */
    if (rows == PAGE)
        return out->next(out->ctx, (ptl_bytes){(const uint8_t *)id.data, id.count}, 0);
    return out->end(out->ctx, (ptl_bytes){NULL, 0});
}

static const ptl_adapter adapter = {
    .size = sizeof adapter,
    .abi_major = PTL_ABI_MAJOR,
    .abi_minor = PTL_ABI_MINOR,
    .manifest = &manifest,
    .request = request,
    .parse = parse,
};

const ptl_adapter *portolan_adapter_v1(uint32_t index) { return index == 0 ? &adapter : NULL; }

#include "describe.h"

#include <stdio.h>

enum type { END, U32, U64, TEXT, ARRAY };

typedef struct {
    const char *name;
    uint32_t offset;
    enum type type;
    const shape *element;
} field;

struct shape {
    const char *name;
    uint32_t size; /* in version 1.0: the least an adapter may have */
    const field *fields;
};

#define WORD(type, name) {#name, offsetof(type, name), U32, NULL}
#define LONG(type, name) {#name, offsetof(type, name), U64, NULL}
#define TEXT_OF(type, name) {#name, offsetof(type, name), TEXT, NULL}
#define LIST(type, name, shape) {#name, offsetof(type, name), ARRAY, &shape}
#define SHAPE(name, type, ...)                                                                     \
    const shape name = {#type, sizeof(type), (const field[]){__VA_ARGS__, {NULL, 0, END, NULL}}}

/* The order of these fields is the order in the frame; the host reads them in the same order. */
static SHAPE(text_shape, ptl_text, {"text", 0, TEXT, NULL});
SHAPE(pair_shape, ptl_pair, TEXT_OF(ptl_pair, name), TEXT_OF(ptl_pair, value));
static SHAPE(evidence_shape, ptl_evidence, WORD(ptl_evidence, flags), WORD(ptl_evidence, kind),
             TEXT_OF(ptl_evidence, url), TEXT_OF(ptl_evidence, read_on), TEXT_OF(ptl_evidence, note));
static SHAPE(field_shape, ptl_field, WORD(ptl_field, flags), WORD(ptl_field, format), TEXT_OF(ptl_field, name),
             TEXT_OF(ptl_field, label));
static SHAPE(setting_shape, ptl_setting, WORD(ptl_setting, flags), WORD(ptl_setting, kind),
             TEXT_OF(ptl_setting, name), TEXT_OF(ptl_setting, label), TEXT_OF(ptl_setting, initial),
             LIST(ptl_setting, choices, pair_shape));
static SHAPE(site_shape, ptl_site, WORD(ptl_site, flags), TEXT_OF(ptl_site, name), TEXT_OF(ptl_site, label),
             LIST(ptl_site, hosts, text_shape));
static SHAPE(bucket_shape, ptl_bucket, WORD(ptl_bucket, flags), WORD(ptl_bucket, kind), WORD(ptl_bucket, scope),
             WORD(ptl_bucket, capacity), LONG(ptl_bucket, period_ns), TEXT_OF(ptl_bucket, name),
             TEXT_OF(ptl_bucket, used_header), TEXT_OF(ptl_bucket, remaining_header),
             TEXT_OF(ptl_bucket, reset_header));
static SHAPE(cost_shape, ptl_cost, WORD(ptl_cost, bucket), WORD(ptl_cost, amount));
static SHAPE(param_shape, ptl_param, WORD(ptl_param, flags), WORD(ptl_param, where), WORD(ptl_param, type),
             TEXT_OF(ptl_param, name), TEXT_OF(ptl_param, value));
static SHAPE(endpoint_shape, ptl_endpoint, WORD(ptl_endpoint, flags), WORD(ptl_endpoint, method),
             WORD(ptl_endpoint, host), WORD(ptl_endpoint, body), WORD(ptl_endpoint, signing),
             LONG(ptl_endpoint, body_max), TEXT_OF(ptl_endpoint, name), TEXT_OF(ptl_endpoint, path),
             TEXT_OF(ptl_endpoint, tag), TEXT_OF(ptl_endpoint, purpose), LIST(ptl_endpoint, params, param_shape),
             LIST(ptl_endpoint, costs, cost_shape), LIST(ptl_endpoint, evidence, evidence_shape));
static SHAPE(part_shape, ptl_part, WORD(ptl_part, flags), WORD(ptl_part, kind), WORD(ptl_part, encoding),
             WORD(ptl_part, index), WORD(ptl_part, format), LONG(ptl_part, shift_ns), TEXT_OF(ptl_part, text));
static SHAPE(step_shape, ptl_step, WORD(ptl_step, flags), WORD(ptl_step, op), WORD(ptl_step, algorithm),
             WORD(ptl_step, field), TEXT_OF(ptl_step, name), LIST(ptl_step, parts, part_shape));
static SHAPE(signing_shape, ptl_signing, WORD(ptl_signing, flags), TEXT_OF(ptl_signing, name),
             LIST(ptl_signing, steps, step_shape));
static SHAPE(scheme_shape, ptl_scheme, WORD(ptl_scheme, flags), TEXT_OF(ptl_scheme, name),
             TEXT_OF(ptl_scheme, label), LIST(ptl_scheme, fields, field_shape),
             LIST(ptl_scheme, signings, signing_shape));
static SHAPE(bound_shape, ptl_bound, WORD(ptl_bound, flags), WORD(ptl_bound, kind), WORD(ptl_bound, unit),
             WORD(ptl_bound, basis), LONG(ptl_bound, value), TEXT_OF(ptl_bound, reason),
             LIST(ptl_bound, evidence, evidence_shape));
SHAPE(unit_shape, ptl_unit, WORD(ptl_unit, flags), WORD(ptl_unit, kind), TEXT_OF(ptl_unit, key),
      TEXT_OF(ptl_unit, label), TEXT_OF(ptl_unit, base), TEXT_OF(ptl_unit, quote),
      LONG(ptl_unit, listed_from_ns), LONG(ptl_unit, listed_until_ns));
static SHAPE(stream_shape, ptl_stream, WORD(ptl_stream, flags), WORD(ptl_stream, role), WORD(ptl_stream, walk),
             WORD(ptl_stream, support), TEXT_OF(ptl_stream, name), TEXT_OF(ptl_stream, label),
             LONG(ptl_stream, kinds), LIST(ptl_stream, bounds, bound_shape), LIST(ptl_stream, units, unit_shape),
             WORD(ptl_stream, unit_stream), WORD(ptl_stream, order), WORD(ptl_stream, paging),
             WORD(ptl_stream, over_range), WORD(ptl_stream, align), WORD(ptl_stream, time_basis),
             WORD(ptl_stream, identity), WORD(ptl_stream, identity_version), WORD(ptl_stream, page_max),
             WORD(ptl_stream, parallel_max), WORD(ptl_stream, delisted), LONG(ptl_stream, max_span_ns),
             LONG(ptl_stream, plan_span_ns), LONG(ptl_stream, default_span_ns), LONG(ptl_stream, settle_ns),
             LONG(ptl_stream, resolution_ns), TEXT_OF(ptl_stream, note),
             LIST(ptl_stream, evidence, evidence_shape));
static SHAPE(omission_shape, ptl_omission, WORD(ptl_omission, flags), WORD(ptl_omission, remedy),
             LONG(ptl_omission, kinds), TEXT_OF(ptl_omission, name), TEXT_OF(ptl_omission, text),
             LIST(ptl_omission, evidence, evidence_shape));
static SHAPE(guide_shape, ptl_guide, WORD(ptl_guide, flags), WORD(ptl_guide, kind), TEXT_OF(ptl_guide, text),
             TEXT_OF(ptl_guide, url));
SHAPE(manifest_shape, ptl_manifest, WORD(ptl_manifest, flags), TEXT_OF(ptl_manifest, id),
      TEXT_OF(ptl_manifest, version), TEXT_OF(ptl_manifest, name), TEXT_OF(ptl_manifest, vendor),
      TEXT_OF(ptl_manifest, license), TEXT_OF(ptl_manifest, source_url), TEXT_OF(ptl_manifest, exchange),
      WORD(ptl_manifest, cursor_version), WORD(ptl_manifest, cursor_version_min),
      LONG(ptl_manifest, launched_ns), LIST(ptl_manifest, schemes, scheme_shape),
      LIST(ptl_manifest, settings, setting_shape), LIST(ptl_manifest, sites, site_shape),
      LIST(ptl_manifest, buckets, bucket_shape), LIST(ptl_manifest, endpoints, endpoint_shape),
      LIST(ptl_manifest, streams, stream_shape), LIST(ptl_manifest, omissions, omission_shape),
      LIST(ptl_manifest, guide, guide_shape));

/* What a sink is given. */
SHAPE(key_shape, ptl_key, WORD(ptl_key, flags), LONG(ptl_key, rights), LONG(ptl_key, created_ns),
      LONG(ptl_key, expires_ns), LONG(ptl_key, account_created_ns), TEXT_OF(ptl_key, account),
      TEXT_OF(ptl_key, label));
SHAPE(balance_shape, ptl_balance, TEXT_OF(ptl_balance, wallet), TEXT_OF(ptl_balance, asset),
      TEXT_OF(ptl_balance, amount));
SHAPE(price_shape, ptl_price, LONG(ptl_price, day_ns), TEXT_OF(ptl_price, market), TEXT_OF(ptl_price, close));
SHAPE(narrowing_shape, ptl_narrowing, WORD(ptl_narrowing, stream), WORD(ptl_narrowing, reason),
      LONG(ptl_narrowing, from_ns), LONG(ptl_narrowing, until_ns), TEXT_OF(ptl_narrowing, note));
SHAPE(error_shape, ptl_error, WORD(ptl_error, kind), WORD(ptl_error, retry), LONG(ptl_error, delay_ns),
      TEXT_OF(ptl_error, exchange_code), TEXT_OF(ptl_error, message), TEXT_OF(ptl_error, where));

static bool say(char problem[256], const shape *s, const field *f, const char *what, uint64_t number) {
    snprintf(problem, 256, "%s of %s: %s %llu", f->name, s->name, what, (unsigned long long)number);
    return false;
}

static bool describe_array(buffer *out, const shape *s, const field *f, ptl_array a, char problem[256]) {
    if (a.count > PTL_MAX_ITEMS)
        return say(problem, s, f, "more than 4096 elements:", a.count);
    if (a.count > 0 && (a.stride % 8 != 0 || a.stride < f->element->size))
        return say(problem, s, f, "a stride that cannot be right:", a.stride);
    if (a.count > 0 && (a.items == NULL || (uintptr_t)a.items % 8 != 0))
        return say(problem, s, f, "no aligned elements for a count of", a.count);
    buffer_u32(out, a.count);
    for (uint32_t i = 0; i < a.count; i++)
        if (!describe(out, f->element, (const uint8_t *)a.items + (size_t)i * a.stride, a.stride, problem))
            return false;
    return true;
}

bool describe(buffer *out, const shape *s, const void *value, size_t available, char problem[256]) {
    static const uint8_t absent[16]; /* a field appended after the adapter was compiled */
    for (const field *f = s->fields; f->type != END; f++) {
        size_t size = f->type == U32 ? 4 : f->type == U64 ? 8 : 16;
        const uint8_t *place = f->offset + size <= available ? (const uint8_t *)value + f->offset : absent;
        ptl_text text;
        ptl_array array;
        switch (f->type) {
        case U32:
        case U64:
            buffer_append(out, place, size);
            break;
        case TEXT:
            memcpy(&text, place, sizeof text);
            if (!text_is_sound(text, PTL_MAX_TEXT))
                return say(problem, s, f, "no text, or one longer than 65536 bytes:", text.count);
            buffer_u32(out, (uint32_t)text.count);
            buffer_append(out, text.data, text.count);
            break;
        case ARRAY:
            memcpy(&array, place, sizeof array);
            if (!describe_array(out, s, f, array, problem))
                return false;
            break;
        case END:
            break;
        }
        if (out->count > PW_MAX_MANIFEST)
            return say(problem, s, f, "more than 16 MiB in all:", out->count);
    }
    return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * portolan/adapter.h: the C ABI between Portolan and an exchange adapter, version 1.0.
 *
 * This file is all a third party needs. It compiles alone as C11, C17 and C++17.
 *
 * ---------------------------------------------------------------------------------------------
 * WHAT AN ADAPTER IS
 *
 * A shared library that exports ONE function:
 *
 *     const ptl_adapter *portolan_adapter_v1(uint32_t index);
 *
 * The host calls it with index 0, 1, 2 … until it returns NULL, so one library may serve sister
 * exchanges. Each ptl_adapter holds a static *manifest* and two pure functions:
 *
 *     request(self, ask, sink)          where I am           -> what to ask the exchange
 *     parse(self, ask, response, sink)  what came back       -> records, and where to go next
 *
 * The host does everything else: it builds, signs, paces and sends each request, keeps what comes
 * back, and remembers the position. An adapter never sees a key, a secret or a signature.
 *
 * THE RULES
 *
 *  1. Pure. No sockets, files, clock, environment, threads, signals, standard streams, randomness,
 *     and no mutable global state. The same arguments give the same calls on the sink, always.
 *     The cursor IS the state: a step may be repeated, killed or replayed years later.
 *  2. Borrowed. Every pointer passed in either direction is borrowed for the duration of that one
 *     call, and read-only. Nobody frees the other side's memory. The manifest and everything it
 *     points to is static and lives until the process ends; the library is never unloaded.
 *  3. Text is UTF-8, counted, and not NUL-terminated. An absent text has count 0.
 *  4. Time is a signed 64-bit count of nanoseconds since 1970-01-01T00:00:00Z, leap seconds not
 *     counted. Spans are half open: [from, until). Durations are nanoseconds. No floating point.
 *  5. Amounts are decimal text, copied from the answer: optional '-', digits, optional '.' and
 *     digits, optional exponent. Never converted through a double.
 *  6. Sizes. A struct passed by pointer starts with `size`: sizeof(that struct) where its maker was
 *     compiled. Read a field only if it lies inside `size`; write a struct with your own sizeof.
 *     An array element has no `size`: the array's `stride` says it, a multiple of 8.
 *     Structs the host hands out are followed by zeros up to 4096 bytes, so a field a newer header
 *     appended reads as zero. In every appended field zero means "as before".
 *  7. Flags. Bits 0-15 must be understood by the reader, or the struct is refused. Bits 16-31 may
 *     be ignored by a reader that does not know them. Set no bit this file does not name.
 *  8. Sinks. A function of a sink returns 0 to go on; anything else means: stop at once and return
 *     that same value. A NULL function pointer means "this host does not offer it". Exactly one
 *     *terminal* call ends each request or parse, as the last call.
 *  9. Threads. The host may call request and parse of one adapter from any thread and from several
 *     at a time. A sink is used only by the call it was given to, on that thread.
 * 10. Nothing unwinds across the boundary: no C++ exception, Rust panic, longjmp. Nothing exits.
 * 11. 64-bit little-endian or big-endian, natural alignment, explicit padding; `reserved` is 0.
 * 12. In enumerations 0 means "unknown" or "none". `unknown` is an honest answer; a released
 *     number never changes its meaning, and a new minor version only appends.
 * ------------------------------------------------------------------------------------------- */
#ifndef PORTOLAN_ADAPTER_H
#define PORTOLAN_ADAPTER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PTL_ABI_MAJOR 1
#define PTL_ABI_MINOR 0

/* Put before the definition of portolan_adapter_v1 when compiling with -fvisibility=hidden. */
#if defined(__GNUC__) || defined(__clang__)
#define PTL_EXPORT __attribute__((visibility("default")))
#else
#define PTL_EXPORT
#endif

/* The largest array and the longest manifest text a host accepts. */
#define PTL_MAX_ITEMS 4096u
#define PTL_MAX_TEXT 65536u
/* The longest cursor or bookmark, in bytes. */
#define PTL_MAX_CURSOR 65536u

/* ============================================================================================
 * 1. Basic shapes. These four never change.
 * ========================================================================================== */

typedef struct {
    const char *data; /* UTF-8, not terminated; may be NULL when count is 0 */
    uint64_t count;   /* bytes */
} ptl_text;

typedef struct {
    const uint8_t *data; /* may be NULL when count is 0 */
    uint64_t count;      /* bytes */
} ptl_bytes;

typedef struct {
    const void *items; /* `count` elements, each `stride` bytes after the one before; aligned to 8 */
    uint32_t count;
    uint32_t stride; /* sizeof(element) where the array was compiled; a multiple of 8 */
} ptl_array;

typedef struct {
    ptl_text name;
    ptl_text value;
} ptl_pair;

/* What every function returns. 0: go on. Anything else comes from a sink: stop and return it. An
 * adapter has no codes of its own: what went wrong is said through the sink's `fail`. */
typedef int32_t ptl_status;
#define PTL_OK 0

/* ============================================================================================
 * 2. The manifest: what the adapter declares. Static data.
 * ========================================================================================== */

/* ---- why a statement is believed ---- */

#define PTL_EVIDENCE_UNKNOWN 0u
#define PTL_EVIDENCE_DOCUMENTED 1u /* the exchange's own documentation says so */
#define PTL_EVIDENCE_MEASURED 2u   /* somebody tried it against the exchange */
#define PTL_EVIDENCE_REPORTED 3u   /* a third party says so: users, another program */

typedef struct {
    uint32_t flags;
    uint32_t kind;    /* PTL_EVIDENCE_… */
    ptl_text url;     /* https address of the page */
    ptl_text read_on; /* the day it was read or measured: YYYY-MM-DD */
    ptl_text note;    /* optional, one sentence */
} ptl_evidence;

/* ---- credentials ---- */

#define PTL_FIELD_OPTIONAL (1u << 0)   /* may be left empty */
#define PTL_FIELD_NOT_SECRET (1u << 1) /* may be shown: a customer number, a key name */

#define PTL_FORMAT_TEXT 1u         /* as typed */
#define PTL_FORMAT_BASE64 2u       /* the key bytes are the decoded text */
#define PTL_FORMAT_HEX 3u          /* likewise */
#define PTL_FORMAT_PEM 4u          /* a private key in PEM */
#define PTL_FORMAT_ED25519_SEED 5u /* base64 of a 32-byte seed, or of seed and public key (64) */

/* One thing the user types when connecting. */
typedef struct {
    uint32_t flags;  /* PTL_FIELD_… */
    uint32_t format; /* PTL_FORMAT_… */
    ptl_text name;   /* identifier used by recipes: [a-z0-9_]+ */
    ptl_text label;  /* what the exchange calls it, for the prompt */
} ptl_field;

#define PTL_SETTING_TEXT 1u
#define PTL_SETTING_CHOICE 2u

/* A choice that is not a credential and that the exchange cannot tell us: an account name, … */
typedef struct {
    uint32_t flags;
    uint32_t kind; /* PTL_SETTING_… */
    ptl_text name;
    ptl_text label;
    ptl_text initial;  /* value when the user says nothing */
    ptl_array choices; /* of ptl_pair: value, label; for PTL_SETTING_CHOICE */
} ptl_setting;

/* One legal or regional face of the exchange. Endpoints name a host by its index in `hosts`;
 * every site lists the same hosts in the same order. The first site is the default. */
typedef struct {
    uint32_t flags;
    uint32_t reserved;
    ptl_text name;   /* [a-z0-9-]+ */
    ptl_text label;  /* for people */
    ptl_array hosts; /* of ptl_text: host names without scheme, port or path; always https */
} ptl_site;

/* ---- rate limits ---- */

#define PTL_BUCKET_SLIDING 1u /* at most `capacity` in any `period_ns` */
#define PTL_BUCKET_REFILL 2u  /* holds `capacity`, refilled evenly: `capacity` per `period_ns` */

#define PTL_SCOPE_KEY 1u     /* counted per API key */
#define PTL_SCOPE_ACCOUNT 2u /* counted per account at the exchange */
#define PTL_SCOPE_ADDRESS 3u /* counted per network address */

#define PTL_BUCKET_RESET_SECONDS (1u << 16)      /* reset_header counts seconds */
#define PTL_BUCKET_RESET_MILLISECONDS (1u << 17) /* reset_header counts milliseconds */
#define PTL_BUCKET_RESET_RELATIVE (1u << 18)     /* from now; otherwise since 1970 */

typedef struct {
    uint32_t flags; /* PTL_BUCKET_RESET_… */
    uint32_t kind;  /* PTL_BUCKET_SLIDING or _REFILL */
    uint32_t scope; /* PTL_SCOPE_… */
    uint32_t capacity;
    int64_t period_ns;
    ptl_text name;
    ptl_text used_header;      /* answer header that tells the amount used, or empty */
    ptl_text remaining_header; /* answer header that tells what remains, or empty */
    ptl_text reset_header;     /* answer header that tells when it is full again, or empty */
} ptl_bucket;

/* What one request of a row takes out of one bucket. */
typedef struct {
    uint32_t bucket; /* index into manifest.buckets */
    uint32_t amount;
} ptl_cost;

/* ---- the read-only allow-list ---- */

#define PTL_PARAM_REQUIRED (1u << 0)
#define PTL_PARAM_FIXED (1u << 1)      /* always sent with `value`; `request` may not name it */
#define PTL_PARAM_REPEATABLE (1u << 2) /* may be named several times */
#define PTL_PARAM_REST (1u << 3)       /* fills the rest of the path, '/' kept; unsigned GET only */

#define PTL_IN_PATH 1u /* replaces "{name}" in the row's path */
#define PTL_IN_QUERY 2u
#define PTL_IN_FORM 3u
#define PTL_IN_JSON 4u
#define PTL_IN_HEADER 5u

#define PTL_TYPE_TEXT 1u
#define PTL_TYPE_INTEGER 2u /* optional '-', digits; written without quotes in JSON */
#define PTL_TYPE_BOOLEAN 3u /* "true" or "false"; written without quotes in JSON */
#define PTL_TYPE_LIST 4u    /* a JSON array of texts; each naming adds one element */

typedef struct {
    uint32_t flags; /* PTL_PARAM_… */
    uint32_t where; /* PTL_IN_… */
    uint32_t type;  /* PTL_TYPE_… */
    uint32_t reserved;
    ptl_text name;
    ptl_text value; /* for PTL_PARAM_FIXED */
} ptl_param;

#define PTL_ENDPOINT_STARTS_JOB (1u << 0) /* not sent again when it is unclear whether it arrived */
#define PTL_ENDPOINT_UNZIP (1u << 1)      /* the answer is a zip with one file: unpack it */
#define PTL_ENDPOINT_NO_RAW (1u << 16)    /* do not keep the answer beside the records */

#define PTL_METHOD_GET 1u
#define PTL_METHOD_POST 2u

#define PTL_BODY_NONE 0u
#define PTL_BODY_FORM 1u
#define PTL_BODY_JSON 2u
#define PTL_BODY_RECIPE 3u /* written by a "set body" step of the recipe */

/* One row of the allow-list: the only way to reach the exchange. Every row must be a read. */
typedef struct {
    uint32_t flags;   /* PTL_ENDPOINT_… */
    uint32_t method;  /* PTL_METHOD_… */
    uint32_t host;    /* index into the site's hosts */
    uint32_t body;    /* PTL_BODY_… */
    uint32_t signing; /* 0: unsigned; else 1 + index into each scheme's signings */
    uint32_t reserved;
    uint64_t body_max;  /* largest answer accepted, bytes; 0: the host's default (64 MiB) */
    ptl_text name;      /* identifier, unique in the manifest; kept pages name it */
    ptl_text path;      /* begins with '/'; may hold {name} of PTL_IN_PATH parameters */
    ptl_text tag;       /* a name the recipe needs (a JSON-RPC method), or empty */
    ptl_text purpose;   /* one sentence for the person who approves the row */
    ptl_array params;   /* of ptl_param, in the order they are sent */
    ptl_array costs;    /* of ptl_cost */
    ptl_array evidence; /* of ptl_evidence */
} ptl_endpoint;

/* ---- signing recipes: ordered steps, evaluated by the host ---- */

#define PTL_PART_LITERAL 1u       /* `text` */
#define PTL_PART_METHOD 2u        /* GET or POST */
#define PTL_PART_HOST 3u          /* the declared host name */
#define PTL_PART_PATH 4u          /* the path as sent, without query */
#define PTL_PART_QUERY 5u         /* the query as it stands at this step, without '?' */
#define PTL_PART_QUERY_MARK 6u    /* '?' and the query, or nothing when the query is empty */
#define PTL_PART_BODY 7u          /* the body as it stands at this step */
#define PTL_PART_CONTENT_TYPE 8u  /* the body's content type, or nothing when there is no body */
#define PTL_PART_TAG 9u           /* the row's tag */
#define PTL_PART_TIME 10u         /* the corrected time, plus shift_ns, in `format` */
#define PTL_PART_NONCE 11u        /* one strictly increasing number per request, in `format` */
#define PTL_PART_RANDOM 12u       /* one random value per request, in `format` */
#define PTL_PART_FIELD 13u        /* the credential field named by `text` */
#define PTL_PART_RESULT 14u       /* the result of an earlier join, digest, HMAC or sign: `index` */
#define PTL_PART_PARAMS_JSON 15u  /* the row's arguments as one JSON object */
#define PTL_PART_PARAMS_TAIL 16u  /* the same as `,"name":value` members, for joining */
#define PTL_PART_PARAMS_SORTED 17u /* arguments sorted by name: name, value, name, value … */

#define PTL_PART_DECODED (1u << 0) /* QUERY, QUERY_MARK: values before percent-encoding */

#define PTL_ENCODING_RAW 0u
#define PTL_ENCODING_HEX 1u
#define PTL_ENCODING_BASE64 2u
#define PTL_ENCODING_BASE64URL 3u /* without padding */
#define PTL_ENCODING_PERCENT 4u
#define PTL_ENCODING_JSON 5u /* the inside of a JSON string */
#define PTL_ENCODING_HEX_UPPER 6u

#define PTL_TIME_SECONDS 1u
#define PTL_TIME_MILLISECONDS 2u
#define PTL_TIME_MICROSECONDS 3u
#define PTL_TIME_NANOSECONDS 4u
#define PTL_TIME_ISO_MILLISECONDS 5u /* 2022-12-27T10:15:09.836Z */
#define PTL_TIME_ISO_SECONDS 6u      /* 2019-11-21T10:00:00 */

#define PTL_RANDOM_HEX32 1u /* 32 hexadecimal digits */
#define PTL_RANDOM_UUID4 2u

typedef struct {
    uint32_t flags;    /* PTL_PART_DECODED */
    uint32_t kind;     /* PTL_PART_… */
    uint32_t encoding; /* PTL_ENCODING_…, applied last */
    uint32_t index;    /* for PTL_PART_RESULT */
    uint32_t format;   /* PTL_TIME_… or PTL_RANDOM_… */
    uint32_t reserved;
    int64_t shift_ns; /* for PTL_PART_TIME */
    ptl_text text;    /* for PTL_PART_LITERAL and PTL_PART_FIELD */
} ptl_part;

#define PTL_STEP_SKIP_IF_EMPTY (1u << 0) /* leave the step out when credential `field` is empty */

/* Steps 1-4 append a result; later parts name it by its number, from 0. */
#define PTL_STEP_JOIN 1u
#define PTL_STEP_DIGEST 2u
#define PTL_STEP_HMAC 3u
#define PTL_STEP_SIGN 4u
#define PTL_STEP_HEADER 16u     /* set header `name` */
#define PTL_STEP_ADD_QUERY 17u  /* append `name` to the query */
#define PTL_STEP_ADD_FORM 18u   /* put `name` in front of the form */
#define PTL_STEP_SET_BODY 19u   /* the body is the joined parts; row has PTL_BODY_RECIPE */
#define PTL_STEP_SORT_QUERY 20u /* sort the query by encoded name */

#define PTL_SHA256 1u
#define PTL_SHA384 2u
#define PTL_SHA512 3u
#define PTL_ES256 16u      /* ECDSA P-256, SHA-256; raw r and s, 64 bytes */
#define PTL_ED25519 17u    /* 64 bytes */
#define PTL_RSA_SHA256 18u /* PKCS#1 v1.5 */

/* One step. A credential field used as a key here may be placed nowhere by any recipe. */
typedef struct {
    uint32_t flags;     /* PTL_STEP_SKIP_IF_EMPTY */
    uint32_t op;        /* PTL_STEP_… */
    uint32_t algorithm; /* PTL_SHA… for DIGEST and HMAC; PTL_ES256 … for SIGN */
    uint32_t field;     /* HMAC, SIGN: index of the key in the scheme's fields.
                           With SKIP_IF_EMPTY: index of the field that must not be empty. */
    ptl_text name;      /* of the header, query or form member */
    ptl_array parts;    /* of ptl_part, joined without separator */
} ptl_step;

typedef struct {
    uint32_t flags;
    uint32_t reserved;
    ptl_text name;
    ptl_array steps; /* of ptl_step */
} ptl_signing;

/* One family of keys (HMAC, RSA, Ed25519 …). All schemes list their signings in the same order. */
typedef struct {
    uint32_t flags;
    uint32_t reserved;
    ptl_text name;
    ptl_text label;
    ptl_array fields;   /* of ptl_field */
    ptl_array signings; /* of ptl_signing */
} ptl_scheme;

/* ---- how far back a stream reads ---- */

#define PTL_BOUND_UNLIMITED 1u /* since the account exists */
#define PTL_BOUND_ROLLING 2u   /* the last `value` `unit`s */
#define PTL_BOUND_SINCE 3u     /* not before the instant `value` (unit: ns since 1970) */
#define PTL_BOUND_LAST_N 4u    /* the newest `value` rows (unit: rows) */
#define PTL_BOUND_UNKNOWN 5u   /* nobody has established it; never shown as unlimited */
#define PTL_BOUND_UNTIL 6u     /* not at or after the instant `value` (unit: ns since 1970) */
#define PTL_BOUND_DELAYED 7u   /* the newest `value` `unit`s are not served yet */

#define PTL_UNIT_NS 1u
#define PTL_UNIT_DAYS 2u
#define PTL_UNIT_CALENDAR_MONTHS 3u
#define PTL_UNIT_ROWS 4u

#define PTL_BASIS_REQUEST 1u /* counted back from the instant of the request */
#define PTL_BASIS_UTC_DAY 2u /* counted back from the start of the UTC day of the request */
#define PTL_BASIS_CREATED 3u /* compared with the row's creation */
#define PTL_BASIS_UPDATED 4u /* compared with the row's last change */

/* All bounds of a stream hold at once. A stream without bounds is `unknown`. */
typedef struct {
    uint32_t flags;
    uint32_t kind;  /* PTL_BOUND_… */
    uint32_t unit;  /* PTL_UNIT_… */
    uint32_t basis; /* PTL_BASIS_… */
    int64_t value;
    ptl_text reason;    /* one sentence for people, or empty */
    ptl_array evidence; /* of ptl_evidence */
} ptl_bound;

/* ---- units: what a stream must be walked for, one by one ---- */

#define PTL_UNIT_LISTED_FROM_KNOWN (1u << 0)
#define PTL_UNIT_LISTED_UNTIL_KNOWN (1u << 1)

#define PTL_UNIT_MARKET 1u
#define PTL_UNIT_WALLET 2u
#define PTL_UNIT_ASSET 3u
#define PTL_UNIT_CLASS 4u

typedef struct {
    uint32_t size;
    uint32_t flags; /* PTL_UNIT_LISTED_… */
    uint32_t kind;  /* PTL_UNIT_MARKET … */
    uint32_t reserved;
    ptl_text key;   /* as the exchange wants it in requests */
    ptl_text label; /* for people */
    ptl_text base;  /* markets: normal name of the base asset */
    ptl_text quote; /* markets: normal name of the quote asset */
    int64_t listed_from_ns;
    int64_t listed_until_ns;
} ptl_unit;

/* ---- record kinds ---- */

#define PTL_KIND_UNCLASSIFIED 0u
#define PTL_KIND_TRADE 1u
#define PTL_KIND_CONVERSION 2u
#define PTL_KIND_DEPOSIT 3u
#define PTL_KIND_WITHDRAWAL 4u
#define PTL_KIND_FIAT_DEPOSIT 5u
#define PTL_KIND_FIAT_WITHDRAWAL 6u
#define PTL_KIND_FIAT_PURCHASE 7u
#define PTL_KIND_CARD_SPEND 8u
#define PTL_KIND_TRANSFER 9u
#define PTL_KIND_REWARD 10u
#define PTL_KIND_AIRDROP 11u
#define PTL_KIND_INTEREST 12u
#define PTL_KIND_MARGIN 13u
#define PTL_KIND_DERIVATIVE 14u
#define PTL_KIND_FEE 15u
#define PTL_KIND_OTHER 16u
/* A set of kinds: bit n of a uint64_t is kind n. */
#define PTL_KIND_BIT(kind) (UINT64_C(1) << (kind))

/* ---- streams ---- */

#define PTL_ROLE_HISTORY 1u /* records */
#define PTL_ROLE_KEY 2u     /* what the key may do, what it can see */
#define PTL_ROLE_UNITS 3u   /* markets, wallets, accounts that other streams are walked for */
#define PTL_ROLE_BALANCE 4u /* what is held now */
/* Daily closes, by time: the ask's unit is the market (base and quote in the host's words, key to name the prices by),
 * its window whole UTC days that are over. A market the source does not have is PTL_ERROR_NOT_OFFERED. */
#define PTL_ROLE_PRICE 5u

#define PTL_WALK_TIME 1u     /* the host cuts time into windows [from, until) */
#define PTL_WALK_CURSOR 2u   /* one walk from the head back, or from a bookmark on */
#define PTL_WALK_SNAPSHOT 3u /* the answer is the present state */

#define PTL_SUPPORT_READABLE 1u
#define PTL_SUPPORT_PARTIAL 2u /* `note` says what is missing */

#define PTL_ORDER_UP 1u   /* oldest first */
#define PTL_ORDER_DOWN 2u /* newest first */
#define PTL_ORDER_NONE 3u

#define PTL_PAGING_TOKEN 1u  /* a token or id of the exchange's */
#define PTL_PAGING_OFFSET 2u /* rows to skip; pages overlap by one row */
#define PTL_PAGING_NUMBER 3u /* page number */
#define PTL_PAGING_TIME 4u   /* the next page starts at the last row's time */
#define PTL_PAGING_NONE 5u   /* one page holds everything */

#define PTL_OVER_ERROR 1u /* asked beyond its range, the exchange answers with an error */
#define PTL_OVER_CLAMP 2u /* it quietly answers a smaller range */
#define PTL_OVER_EMPTY 3u /* it quietly answers nothing */

#define PTL_ALIGN_DAY 1u /* windows begin and end on UTC days */
#define PTL_ALIGN_MONTH 2u
#define PTL_ALIGN_QUARTER 3u

#define PTL_BASED_ON_EXECUTED 1u /* the range filter looks at the time the records carry */
#define PTL_BASED_ON_CREATED 2u
#define PTL_BASED_ON_UPDATED 3u

#define PTL_IDENTITY_ID 1u       /* every row has an id of the exchange's */
#define PTL_IDENTITY_COMPOSED 2u /* the key is joined from stable fields */
#define PTL_IDENTITY_NONE 3u

#define PTL_DELISTED_SERVED 1u
#define PTL_DELISTED_NOT_SERVED 2u

/* One readable sequence of the exchange. 0 means unknown or none in every numeric field. */
typedef struct {
    uint32_t flags;
    uint32_t role;    /* PTL_ROLE_… */
    uint32_t walk;    /* PTL_WALK_… */
    uint32_t support; /* PTL_SUPPORT_… */
    ptl_text name;    /* identifier, unique in the manifest */
    ptl_text label;   /* for people */
    uint64_t kinds;   /* PTL_KIND_BIT of every kind it can carry */
    ptl_array bounds; /* of ptl_bound */
    ptl_array units;  /* of ptl_unit: a fixed list, or empty */
    uint32_t unit_stream; /* 1 + index of the PTL_ROLE_UNITS stream that lists the units, or 0 */
    uint32_t order;       /* PTL_ORDER_… */
    uint32_t paging;      /* PTL_PAGING_… */
    uint32_t over_range;  /* PTL_OVER_… */
    uint32_t align;       /* PTL_ALIGN_… */
    uint32_t time_basis;  /* PTL_BASED_ON_… */
    uint32_t identity;    /* PTL_IDENTITY_… */
    uint32_t identity_version; /* raised when the composition of record keys changes */
    uint32_t page_max;         /* rows in a full page */
    uint32_t parallel_max;     /* requests of this stream in flight at once; 0: 1 */
    uint32_t delisted;         /* PTL_DELISTED_… */
    uint32_t reserved;
    int64_t max_span_ns;     /* widest window the exchange accepts */
    int64_t plan_span_ns;    /* window to cut where there is no maximum */
    int64_t default_span_ns; /* what the exchange answers when no range is given */
    int64_t settle_ns;       /* how late a row may still appear or change */
    int64_t resolution_ns;   /* finest step of the range filter */
    ptl_text note;
    ptl_array evidence; /* of ptl_evidence */
} ptl_stream;

/* ---- what is never served, and how to make a key ---- */

#define PTL_REMEDY_FILE 1u    /* import the exchange's export file */
#define PTL_REMEDY_MANUAL 2u  /* add by hand */
#define PTL_REMEDY_ADAPTER 3u /* another adapter or another key reads it */
#define PTL_REMEDY_SUPPORT 4u /* ask the exchange's support */
#define PTL_REMEDY_NONE 5u    /* nothing can be done */

typedef struct {
    uint32_t flags;
    uint32_t remedy; /* PTL_REMEDY_… */
    uint64_t kinds;  /* PTL_KIND_BIT of the kinds that are missing, wholly or in part */
    ptl_text name;   /* identifier */
    ptl_text text;   /* one sentence for people */
    ptl_array evidence;
} ptl_omission;

#define PTL_GUIDE_STEP 1u       /* a step, in order */
#define PTL_GUIDE_RIGHT_ON 2u   /* a right to tick */
#define PTL_GUIDE_RIGHT_OFF 3u  /* a right that must stay off */
#define PTL_GUIDE_ACTIVATION 4u /* how long a new key takes to work; the host reads "48 hours" in it */
#define PTL_GUIDE_ADDRESS 5u    /* advice on network address filters */
#define PTL_GUIDE_LINK 6u       /* the exchange's own page */

typedef struct {
    uint32_t flags;
    uint32_t kind; /* PTL_GUIDE_… */
    ptl_text text;
    ptl_text url; /* https, or empty */
} ptl_guide;

typedef struct {
    uint32_t size;
    uint32_t flags;
    ptl_text id;         /* [a-z0-9-]+, stable for ever */
    ptl_text version;    /* semantic version of the adapter */
    ptl_text name;       /* of the adapter, for people */
    ptl_text vendor;     /* who wrote it */
    ptl_text license;    /* SPDX expression */
    ptl_text source_url; /* https */
    ptl_text exchange;   /* the exchange's name, for people */
    uint32_t cursor_version;     /* of the cursors and bookmarks this adapter writes */
    uint32_t cursor_version_min; /* oldest it still reads */
    int64_t launched_ns;         /* day the exchange opened: nothing can be older */
    ptl_array schemes;           /* of ptl_scheme */
    ptl_array settings;          /* of ptl_setting */
    ptl_array sites;             /* of ptl_site; at least one */
    ptl_array buckets;           /* of ptl_bucket */
    ptl_array endpoints;         /* of ptl_endpoint */
    ptl_array streams;           /* of ptl_stream */
    ptl_array omissions;         /* of ptl_omission */
    ptl_array guide;             /* of ptl_guide */
} ptl_manifest;

/* ============================================================================================
 * 3. What the host hands to the adapter.
 * ========================================================================================== */

#define PTL_ASK_FULL (1u << 0)   /* a full walk: everything is read again */
#define PTL_ASK_REPLAY (1u << 1) /* a kept page is read again; only records, gaps, totals count */

/* Where the host stands. `from`, `until`, `bookmark`, `settings`, `facts` stay the same for a whole
 * walk of one window; only `cursor` and `now` change from step to step. */
typedef struct {
    uint32_t size;
    uint32_t flags;          /* PTL_ASK_… */
    uint32_t stream;         /* index into manifest.streams */
    uint32_t cursor_version; /* of `cursor` and `bookmark` */
    int64_t from_ns;         /* first instant wanted */
    int64_t until_ns;        /* first instant no longer wanted */
    int64_t now_ns;          /* the exchange's time, as well as the host knows it */
    const ptl_unit *unit;    /* NULL for a stream without units */
    ptl_bytes cursor;        /* empty on the first step of a window */
    ptl_bytes bookmark;      /* what an earlier walk's `end` left, or empty */
    ptl_array settings;      /* of ptl_pair */
    ptl_array facts;         /* of ptl_pair: what `fact` told about the account */
} ptl_ask;

/* One whole HTTP answer, of whatever status. Credential values and signatures the exchange echoed
 * have been overwritten with '*', length unchanged. */
typedef struct {
    uint32_t size;
    uint32_t flags;
    uint32_t endpoint; /* index of the row that was asked */
    uint32_t http_status;
    int64_t received_ns;
    ptl_array headers; /* of ptl_pair; names in lower case */
    ptl_bytes body;    /* decompressed */
} ptl_response;

/* ============================================================================================
 * 4. What the adapter says.
 * ========================================================================================== */

/* One request: a row and its arguments. Values are data: the host encodes them for their place. */
typedef struct {
    uint32_t size;
    uint32_t flags;
    uint32_t endpoint; /* index into manifest.endpoints */
    uint32_t reserved;
    ptl_array arguments; /* of ptl_pair: declared names, plain values */
} ptl_request;

#define PTL_LEG_IN 1u
#define PTL_LEG_OUT 2u
#define PTL_LEG_FEE 3u
#define PTL_LEG_REBATE 4u

#define PTL_LEG_BASE (1u << 0)   /* the asset is the base of the record's market */
#define PTL_LEG_QUOTE (1u << 1)  /* the asset is the quote of the record's market */
#define PTL_LEG_INSIDE (1u << 2) /* a fee that the other leg's amount already contains */

/* One movement. The value is amount x times; times empty means 1. The amount is not negative:
 * the role says the direction. */
typedef struct {
    uint32_t flags;  /* PTL_LEG_BASE … */
    uint32_t role;   /* PTL_LEG_IN … */
    ptl_text asset;  /* normal name; with PTL_LEG_BASE or _QUOTE only a guess, or empty */
    ptl_text amount; /* decimal text */
    ptl_text times;  /* decimal text, or empty */
} ptl_leg;

#define PTL_RECORD_DETAIL (1u << 0)   /* adds to its group, never moves a balance */
#define PTL_RECORD_PENDING (1u << 1)  /* not final: moves no balance, holds its instant open */
#define PTL_RECORD_VOID (1u << 2)     /* came to nothing: moves no balance */
#define PTL_RECORD_COMPOSED (1u << 3) /* `key` was joined from fields: the exchange gives no id */

/* One upstream row. */
typedef struct {
    uint32_t size;
    uint32_t flags; /* PTL_RECORD_… */
    uint32_t kind;  /* PTL_KIND_… */
    uint32_t reserved;
    int64_t time_ns;
    int64_t time_unit_ns; /* precision of time_ns as the exchange gave it */
    ptl_text key;         /* identity within the stream (and unit); never changes */
    ptl_text group;       /* rows of one group are one transaction, across streams; prefixed */
    ptl_text market;      /* unit key of the market, or empty */
    ptl_text wallet;      /* or empty */
    ptl_text label;       /* the exchange's own word for the row */
    ptl_text tx_hash;     /* on the chain, or empty */
    ptl_text address;     /* or empty */
    ptl_array legs;       /* of ptl_leg */
    ptl_array ids;        /* of ptl_pair: scheme, id; as the exchange shows them, also in files */
    ptl_array extra;      /* of ptl_pair: anything else worth keeping */
    uint64_t raw_offset;  /* where the row stands in response.body */
    uint64_t raw_count;   /* bytes; 0: not told */
} ptl_record;

#define PTL_KEY_RIGHTS_KNOWN (1u << 16)
#define PTL_KEY_CREATED_KNOWN (1u << 17)
#define PTL_KEY_EXPIRES_KNOWN (1u << 18)
#define PTL_KEY_ACCOUNT_CREATED_KNOWN (1u << 19)

#define PTL_RIGHT_READ (UINT64_C(1) << 0)
#define PTL_RIGHT_TRADE (UINT64_C(1) << 1)
#define PTL_RIGHT_WITHDRAW (UINT64_C(1) << 2)
#define PTL_RIGHT_MOVE (UINT64_C(1) << 3) /* between own wallets, deposits, staking */
#define PTL_RIGHT_ADMINISTER (UINT64_C(1) << 4)
#define PTL_RIGHT_OTHER_WRITE (UINT64_C(1) << 5)
#define PTL_RIGHT_BOUND_TO_ADDRESS (UINT64_C(1) << 6) /* a restriction, not a right */

/* What the exchange says of the key. A fact that is not known has its flag clear. */
typedef struct {
    uint32_t size;
    uint32_t flags;  /* PTL_KEY_… */
    uint64_t rights; /* PTL_RIGHT_… */
    int64_t created_ns;
    int64_t expires_ns;
    int64_t account_created_ns;
    ptl_text account; /* stable identity of the account, or empty */
    ptl_text label;   /* the name the user gave the key */
} ptl_key;

typedef struct {
    uint32_t size;
    uint32_t flags;
    ptl_text wallet;
    ptl_text asset;
    ptl_text amount; /* decimal text; negative where the account owes */
} ptl_balance;

typedef struct {
    uint32_t size;
    uint32_t flags;
    int64_t day_ns; /* start of the UTC day */
    ptl_text market;
    ptl_text close; /* decimal text */
} ptl_price;

#define PTL_NARROW_KEY 1u     /* the key was restricted */
#define PTL_NARROW_ACCOUNT 2u /* the account was opened, upgraded or migrated then */
#define PTL_NARROW_MARKET 3u

/* Only [from, until) can be read with this key. Only ever shrinks what may be asked. */
typedef struct {
    uint32_t size;
    uint32_t flags;
    uint32_t stream; /* 1 + index, or 0: every history stream */
    uint32_t reason; /* PTL_NARROW_… */
    int64_t from_ns;
    int64_t until_ns; /* INT64_MAX: no end */
    ptl_text note;    /* one sentence for people */
} ptl_narrowing;

#define PTL_ERROR_AUTH 1u
#define PTL_ERROR_PERMISSION 2u
#define PTL_ERROR_RATE_LIMITED 3u
#define PTL_ERROR_CLOCK_SKEW 4u
#define PTL_ERROR_BAD_REQUEST 5u
#define PTL_ERROR_RANGE 6u
#define PTL_ERROR_UNAVAILABLE 7u
#define PTL_ERROR_MALFORMED 8u
/* 9 network and 10 adapter fault are the host's own: an adapter never says them. */
#define PTL_ERROR_NOT_OFFERED 11u      /* this account has no such thing */
#define PTL_ERROR_NO_LONGER_SERVED 12u /* a delisted market, a closed product */

#define PTL_RETRY_NEVER 1u
#define PTL_RETRY_SAME 2u           /* `request` is called again and signed anew */
#define PTL_RETRY_AFTER 3u          /* likewise, after delay_ns */
#define PTL_RETRY_NEW_CREDENTIAL 4u /* only the user can help */
#define PTL_RETRY_RESTART 5u        /* the window begins again */

typedef struct {
    uint32_t size;
    uint32_t flags;
    uint32_t kind;  /* PTL_ERROR_… */
    uint32_t retry; /* PTL_RETRY_… */
    int64_t delay_ns;
    ptl_text exchange_code; /* as the exchange wrote it, or empty */
    ptl_text message;       /* for people; no secrets, no bodies */
    ptl_text where;         /* place in the answer, e.g. "result.ledger.LABC.amount", or empty */
} ptl_error;

typedef struct {
    uint32_t size;
    uint32_t flags;
    void *ctx; /* pass it back, unread */
    /* Both terminal: exactly one of the two, once. */
    ptl_status (*request)(void *ctx, const ptl_request *request);
    ptl_status (*fail)(void *ctx, const ptl_error *error);
} ptl_request_sink;

#define PTL_GAP_CLAMPED 1u       /* the exchange answered a smaller range */
#define PTL_GAP_LAST_N 2u        /* only the newest N rows are served */
#define PTL_GAP_TIES 3u          /* more rows share an instant than a page holds */
#define PTL_GAP_NOT_YET_THERE 4u /* the exchange has not published it yet */

typedef struct {
    uint32_t size;
    uint32_t flags;
    void *ctx; /* pass it back, unread */
    ptl_status (*record)(void *ctx, const ptl_record *record);   /* history */
    ptl_status (*unit)(void *ctx, const ptl_unit *unit);         /* units */
    ptl_status (*key)(void *ctx, const ptl_key *key);            /* key */
    ptl_status (*balance)(void *ctx, const ptl_balance *balance); /* balance */
    ptl_status (*price)(void *ctx, const ptl_price *price);      /* price */
    /* Something about the account that later asks should carry; any role. */
    ptl_status (*fact)(void *ctx, ptl_text name, ptl_text value);
    ptl_status (*narrow)(void *ctx, const ptl_narrowing *narrowing); /* key and units */
    /* The answer says nothing about [from, until). Any number of times. */
    ptl_status (*gap)(void *ctx, int64_t from_ns, int64_t until_ns, uint32_t reason);
    /* Rows the exchange counts in this window, over all its pages. */
    ptl_status (*total)(void *ctx, uint64_t rows);
    /* The last four are terminal: exactly one, once, last. */
    /* There is more: ask again with this cursor, not before that instant (0: at once). */
    ptl_status (*next)(void *ctx, ptl_bytes cursor, int64_t not_before_ns);
    /* The window holds more than can be paged: halve it. */
    ptl_status (*split)(void *ctx);
    /* The window was read to its end. The bookmark is where a later walk may go on; may be empty. */
    ptl_status (*end)(void *ctx, ptl_bytes bookmark);
    /* The answer cannot be used; nothing of this page is kept. */
    ptl_status (*fail)(void *ctx, const ptl_error *error);
} ptl_page_sink;

/* ============================================================================================
 * 5. The adapter.
 * ========================================================================================== */

typedef struct ptl_adapter {
    uint32_t size;
    uint32_t flags;
    uint16_t abi_major; /* PTL_ABI_MAJOR of the header it was compiled with */
    uint16_t abi_minor; /* PTL_ABI_MINOR of the same */
    uint32_t reserved;
    const ptl_manifest *manifest;
    /* Turns a position into one request. */
    ptl_status (*request)(const struct ptl_adapter *self, const ptl_ask *ask,
                          const ptl_request_sink *out);
    /* Turns one whole answer into records and the next position. Called on answers only: what goes
     * wrong on the network is the host's business. */
    ptl_status (*parse)(const struct ptl_adapter *self, const ptl_ask *ask,
                        const ptl_response *response, const ptl_page_sink *out);
    /* Optional features by name and revision ("example/1"); NULL for any it does not know. The
     * pointer itself may be NULL. */
    const void *(*extension)(const struct ptl_adapter *self, ptl_text id);
} ptl_adapter;

/* The one exported symbol. Same pointer for the same index, always; NULL past the end. */
PTL_EXPORT const ptl_adapter *portolan_adapter_v1(uint32_t index);

#ifdef __cplusplus
}
#endif
#endif /* PORTOLAN_ADAPTER_H */

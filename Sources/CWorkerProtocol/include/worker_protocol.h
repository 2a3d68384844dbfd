/* SPDX-License-Identifier: Apache-2.0
 *
 * What crosses the socket between the host and an adapter worker. Private: host and worker are
 * always built together, so this may change in every release; only manifest frames are kept (in the
 * host's cache), and they carry PW_VERSION.
 *
 * A frame is a pw_frame and `length` bytes of payload, all numbers in the machine's byte order.
 * Payloads are sequences without padding: u32, u64, i64 as they stand; text and bytes as a u32 count
 * and the bytes; a list as a u32 count and its elements.
 *
 * After the start the worker sends one MANIFEST or REFUSED per adapter and then READY, or a single
 * REFUSED for the library. From then on it only answers: every answer repeats the sequence number of
 * the frame it answers.
 */
#ifndef PORTOLAN_WORKER_PROTOCOL_H
#define PORTOLAN_WORKER_PROTOCOL_H

#include <stdint.h>

#define PW_VERSION 1u
#define PW_MAGIC 0x57544C50u
#define PW_FD 3

typedef struct {
    uint32_t magic; /* PW_MAGIC */
    uint32_t op;
    uint64_t sequence; /* 0 for what is sent unasked at the start */
    uint64_t length;
} pw_frame;

/* ---- worker to host ---- */

/* u32 PW_VERSION, u32 index, u32 abi_major, u32 abi_minor, the manifest in the order of describe.c */
#define PW_MANIFEST 1u
/* u32 index or PW_LIBRARY, u32 PW_REFUSED_…, text detail */
#define PW_REFUSED 2u
/* u32 number of adapters in the library */
#define PW_READY 3u
/* u32 PW_ANSWER_…, then u32 endpoint and a list of (text name, text value), or an error */
#define PW_REQUEST 4u
/* pw_page and its sections */
#define PW_PAGE 5u
/* u32 PW_FAULT_…, u32 detail */
#define PW_FAULT 6u

/* ---- host to worker ---- */

/* an ask */
#define PW_ASK_REQUEST 16u
/* an ask, then u32 PW_PARSE_…, u32 endpoint, u32 status, i64 received, list of headers, u64 count
 * and the body */
#define PW_ASK_PARSE 17u
/* When the page ends in `next` without an instant to wait for, call request with the new cursor and
 * send a second frame, PW_REQUEST or PW_FAULT, with the same sequence number. */
#define PW_PARSE_AND_REQUEST (1u << 0)

/* An ask: u32 adapter, u32 stream, u32 flags, u32 cursor_version, i64 from, until, now, u32 has_unit,
 * [unit: u32 flags, u32 kind, text key, label, base, quote, i64 listed_from, listed_until],
 * bytes cursor, bytes bookmark, list settings, list facts. */

#define PW_LIBRARY UINT32_MAX

#define PW_REFUSED_NOT_LOADED 1u  /* not a shared library, or it cannot be loaded */
#define PW_REFUSED_NO_SYMBOL 2u   /* it exports no portolan_adapter_v1 */
#define PW_REFUSED_ABI 3u         /* another major version of the ABI */
#define PW_REFUSED_STRUCTURE 4u   /* sizes, strides, counts or pointers that cannot be right */
#define PW_REFUSED_EMPTY 5u       /* it serves no adapter at index 0 */
#define PW_REFUSED_TOO_MANY 6u    /* more than PW_MAX_ADAPTERS */

#define PW_ANSWER_REQUEST 1u
#define PW_ANSWER_FAIL 2u

#define PW_FAULT_NO_ENDING 1u     /* returned without a terminal call */
#define PW_FAULT_TWO_ENDINGS 2u   /* a second terminal call */
#define PW_FAULT_AFTER_ENDING 3u  /* another call after the terminal one */
#define PW_FAULT_WRONG_ROLE 4u    /* a call that the stream's role does not allow */
#define PW_FAULT_STRUCTURE 5u     /* a struct, array or text that cannot be right */
#define PW_FAULT_FLAGS 6u         /* a flag bit 0-15 that this host does not know */
#define PW_FAULT_TOO_MUCH 7u      /* more than PW_MAX_PAGE or PW_MAX_RECORDS */
#define PW_FAULT_STATUS 8u        /* returned a status that no sink gave it */
#define PW_FAULT_NOT_OFFERED 9u   /* request or parse is NULL, or no such stream */
#define PW_FAULT_CURSOR 10u       /* a cursor or bookmark longer than PTL_MAX_CURSOR */
#define PW_FAULT_RAW_RANGE 11u    /* raw_offset and raw_count lie outside the body */

/* How the worker ends by itself. */
#define PW_EXIT_HOST_GONE 0
#define PW_EXIT_USAGE 64
#define PW_EXIT_MEMORY 70
#define PW_EXIT_PROTOCOL 71

#define PW_MAX_ADAPTERS 64u
#define PW_MAX_MANIFEST (16u << 20)
#define PW_MAX_PAGE (64u << 20)   /* bytes that one page may produce */
#define PW_MAX_RECORDS 100000u
#define PW_MAX_FIELD (1u << 20)   /* bytes of one text of a record */

/* ---- a page ---- */

#define PW_END_NEXT 1u  /* tail: bytes cursor, i64 not_before */
#define PW_END_SPLIT 2u /* tail: nothing */
#define PW_END_DONE 3u  /* tail: bytes bookmark */
#define PW_END_FAIL 4u  /* tail: an error; every other section is empty */

#define PW_ITEM_UNIT 1u
#define PW_ITEM_KEY 2u
#define PW_ITEM_BALANCE 3u
#define PW_ITEM_PRICE 4u
#define PW_ITEM_FACT 5u
#define PW_ITEM_NARROWING 6u
#define PW_ITEM_GAP 7u   /* i64 from, i64 until, u32 reason */
#define PW_ITEM_TOTAL 8u /* u64 rows */

/* Head of PW_PAGE, followed by: records, legs, pairs, text, items, tail. Texts stand one behind the
 * other in the order in which records, legs and pairs name them, so a count says where a text is:
 * key … address of a record, then asset, amount, times of its legs, then its ids, then its extra. */
typedef struct {
    uint32_t ending;
    uint32_t record_count;
    uint32_t leg_count;
    uint32_t pair_count;
    uint64_t text_count; /* bytes */
    uint32_t items_count; /* bytes */
    uint32_t tail_count;  /* bytes */
} pw_page;

typedef struct {
    uint32_t kind;
    uint32_t flags;
    int64_t time_ns;
    int64_t time_unit_ns;
    uint64_t raw_offset;
    uint64_t raw_count;
    uint32_t key, group, market, wallet, label, tx_hash, address; /* bytes of each text */
    uint32_t legs, ids, extra;                                    /* how many */
} pw_record;

typedef struct {
    uint16_t role;
    uint16_t flags;
    uint32_t asset, amount, times; /* bytes */
} pw_leg;

typedef struct {
    uint32_t name, value; /* bytes */
} pw_pair;

#endif /* PORTOLAN_WORKER_PROTOCOL_H */

/* What the host sent, as the structs an adapter reads. */
#ifndef ASK_H
#define ASK_H

#include "buffer.h"
#include "portolan/adapter.h"

/* Structs handed to an adapter are followed by zeros up to 4096 bytes. */
typedef union {
    ptl_ask ask;
    uint8_t zeros[4096];
} wide_ask;
typedef union {
    ptl_unit unit;
    uint8_t zeros[4096];
} wide_unit;
typedef union {
    ptl_response response;
    uint8_t zeros[4096];
} wide_response;

typedef struct {
    uint32_t adapter;
    uint32_t parse_flags; /* PW_PARSE_… */
    wide_ask ask;
    wide_unit unit;
    wide_response response;
    buffer settings, facts, headers; /* of ptl_pair */
} question;

/* Reads a frame of the host; texts stay where they are in `payload`. Ends the process when the frame
 * is broken: host and worker are built together. */
void question_read(question *q, uint32_t op, const buffer *payload);

#endif

/* Growing memory and the socket. Everything here ends the process when memory or the host is gone:
 * a worker has nothing to save. */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "worker_protocol.h"

typedef struct {
    uint8_t *data;
    size_t count, capacity;
} buffer;

void buffer_grow(buffer *b, size_t extra);

/* Room for `extra` more bytes at the returned place; the caller fills them. */
static inline uint8_t *buffer_extend(buffer *b, size_t extra) {
    if (b->capacity - b->count < extra)
        buffer_grow(b, extra);
    uint8_t *place = b->data + b->count;
    b->count += extra;
    return place;
}
static inline void buffer_append(buffer *b, const void *data, size_t count) {
    if (count > 0)
        memcpy(buffer_extend(b, count), data, count);
}
static inline void buffer_u32(buffer *b, uint32_t value) { buffer_append(b, &value, sizeof value); }
static inline void buffer_u64(buffer *b, uint64_t value) { buffer_append(b, &value, sizeof value); }

/* Empties it; gives memory beyond `keep` bytes back. */
void buffer_reset(buffer *b, size_t keep);

/* Sends one frame made of up to eight sections. */
void frame_send(uint32_t op, uint64_t sequence, const buffer *const *sections, size_t count);

/* Waits for the next frame of the host; its payload replaces what `payload` held. */
pw_frame frame_receive(buffer *payload);

#endif

#define _GNU_SOURCE
#include "buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

void buffer_grow(buffer *b, size_t extra) {
    size_t wanted = b->capacity < 4096 ? 4096 : b->capacity * 2;
    if (wanted < b->count + extra)
        wanted = b->count + extra;
    uint8_t *data = realloc(b->data, wanted);
    if (data == NULL)
        _exit(PW_EXIT_MEMORY);
    b->data = data;
    b->capacity = wanted;
}

void buffer_reset(buffer *b, size_t keep) {
    b->count = 0;
    if (b->capacity > keep) {
        free(b->data);
        *b = (buffer){0};
    }
}

void frame_send(uint32_t op, uint64_t sequence, const buffer *const *sections, size_t count) {
    pw_frame frame = {.magic = PW_MAGIC, .op = op, .sequence = sequence};
    struct iovec parts[9] = {{.iov_base = &frame, .iov_len = sizeof frame}};
    size_t used = 1;
    for (size_t i = 0; i < count && used < 9; i++) {
        if (sections[i]->count == 0)
            continue;
        frame.length += sections[i]->count;
        parts[used++] = (struct iovec){.iov_base = sections[i]->data, .iov_len = sections[i]->count};
    }
    size_t first = 0;
    while (first < used) {
        ssize_t sent = writev(PW_FD, parts + first, (int)(used - first));
        if (sent < 0) {
            if (errno == EINTR)
                continue;
            _exit(PW_EXIT_HOST_GONE);
        }
        while (first < used && (size_t)sent >= parts[first].iov_len)
            sent -= (ssize_t)parts[first++].iov_len;
        if (first < used) {
            parts[first].iov_base = (uint8_t *)parts[first].iov_base + sent;
            parts[first].iov_len -= (size_t)sent;
        }
    }
}

static void read_exactly(void *into, size_t count) {
    uint8_t *place = into;
    while (count > 0) {
        ssize_t got = read(PW_FD, place, count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            _exit(PW_EXIT_HOST_GONE);
        place += got;
        count -= (size_t)got;
    }
}

pw_frame frame_receive(buffer *payload) {
    pw_frame frame;
    buffer_reset(payload, 16u << 20);
    read_exactly(&frame, sizeof frame);
    if (frame.magic != PW_MAGIC || frame.length > SIZE_MAX / 2)
        _exit(PW_EXIT_PROTOCOL);
    read_exactly(buffer_extend(payload, frame.length), frame.length);
    return frame;
}

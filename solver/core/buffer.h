/* Growable bytes with a reading position: what messages are packed into. Numbers are little-endian.
 * Reading past the end never touches foreign memory: it returns zeros and sets `overrun`. */
#ifndef WAIN_CORE_BUFFER_H
#define WAIN_CORE_BUFFER_H

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef struct wain_buffer {
    uint8_t *bytes;  /* owned */
    size_t size;     /* bytes written */
    size_t capacity; /* bytes allocated */
    size_t position; /* next byte to read */
    bool failed;     /* an append found no memory; the content is incomplete */
    bool overrun;    /* a read went past the end */
} wain_buffer;

/* Zero-initialise to start; release the memory with clear, which leaves an empty buffer. */
void wain_buffer_clear(wain_buffer *buffer);

/* Append; on lack of memory `failed` is set and nothing is added. */
void wain_buffer_put(wain_buffer *buffer, const void *bytes, size_t size);
void wain_buffer_put_u32(wain_buffer *buffer, uint32_t value);
void wain_buffer_put_i32(wain_buffer *buffer, int32_t value);
void wain_buffer_put_u64(wain_buffer *buffer, uint64_t value);
void wain_buffer_put_i64(wain_buffer *buffer, int64_t value);
void wain_buffer_put_f64(wain_buffer *buffer, double value);
void wain_buffer_put_text(wain_buffer *buffer, const char *text); /* its length, then its bytes */
void wain_buffer_put_i32s(wain_buffer *buffer, const int32_t *values, size_t count);

/* Read at `position` and advance; zeros and `overrun` when too few bytes are left. */
void wain_buffer_get(wain_buffer *buffer, void *bytes, size_t size);
uint32_t wain_buffer_get_u32(wain_buffer *buffer);
int32_t wain_buffer_get_i32(wain_buffer *buffer);
uint64_t wain_buffer_get_u64(wain_buffer *buffer);
int64_t wain_buffer_get_i64(wain_buffer *buffer);
double wain_buffer_get_f64(wain_buffer *buffer);
void wain_buffer_get_i32s(wain_buffer *buffer, int32_t *values, size_t count);

/* A count that precedes `count` items of at least `item_size` bytes: refused (overrun, 0) when the bytes left
 * could not hold them, so a damaged message can never ask for a huge allocation. */
size_t wain_buffer_get_count(wain_buffer *buffer, size_t item_size);

#endif

/* A digest of a set of records that does not depend on their order: two plans with the same routes have the
 * same digest, whoever planned them. Each record is hashed with XXH3 (Collet), the hashes are summed. */
#ifndef WAIN_CORE_DIGEST_H
#define WAIN_CORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "solver/core/error.h"

typedef struct wain_digest {
    uint64_t low, high, count;
} wain_digest;

#define WAIN_DIGEST_TEXT 33 /* bytes of the printed form, with its end */

/* Add one record of `size` bytes. The bytes must have no padding and no pointers. */
void wain_digest_add(wain_digest *digest, const void *bytes, size_t size);

/* 32 hexadecimal digits. */
void wain_digest_print(const wain_digest *digest, char text[WAIN_DIGEST_TEXT]);

/* Digest of one byte string, in which order counts (an input file). */
wain_digest wain_digest_of(const void *bytes, size_t size);

/* The same for bytes that come piece by piece. */
typedef struct wain_digest_stream wain_digest_stream;

wain_status wain_digest_stream_create(wain_digest_stream **out, wain_error *err);
void wain_digest_stream_free(wain_digest_stream *stream); /* accepts NULL */
void wain_digest_stream_update(wain_digest_stream *stream, const void *bytes, size_t size);

/* The text that wain_digest_print gives for wain_digest_of all bytes so far. */
void wain_digest_stream_print(const wain_digest_stream *stream, char text[WAIN_DIGEST_TEXT]);

#endif

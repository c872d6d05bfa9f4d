/* A digest of a set of records that does not depend on their order: two plans with the same routes have the
 * same digest, whoever planned them. Each record is hashed with XXH3 (Collet), the hashes are summed. */
#ifndef WAIN_CORE_DIGEST_H
#define WAIN_CORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

typedef struct wain_digest {
    uint64_t low, high, count;
} wain_digest;

#define WAIN_DIGEST_TEXT 33 /* bytes of the printed form, with its end */

/* Add one record of `size` bytes. The bytes must have no padding and no pointers. */
void wain_digest_add(wain_digest *digest, const void *bytes, size_t size);

/* Add all records of `other`. */
void wain_digest_merge(wain_digest *digest, const wain_digest *other);

/* 32 hexadecimal digits. */
void wain_digest_print(const wain_digest *digest, char text[WAIN_DIGEST_TEXT]);

/* Digest of one byte string, in which order counts (an input file). */
wain_digest wain_digest_of(const void *bytes, size_t size);

#endif

#include "solver/core/digest.h"

#define XXH_INLINE_ALL
#include <inttypes.h>
#include <stdio.h>
#include <xxhash.h>

void wain_digest_add(wain_digest *digest, const void *bytes, size_t size)
{
    const XXH128_hash_t hash = XXH3_128bits(bytes, size);

    digest->low += hash.low64;
    digest->high += hash.high64;
    digest->count++;
}

void wain_digest_merge(wain_digest *digest, const wain_digest *other)
{
    digest->low += other->low;
    digest->high += other->high;
    digest->count += other->count;
}

void wain_digest_print(const wain_digest *digest, char text[WAIN_DIGEST_TEXT])
{
    snprintf(text, WAIN_DIGEST_TEXT, "%016" PRIx64 "%016" PRIx64, digest->high ^ digest->count, digest->low);
}

wain_digest wain_digest_of(const void *bytes, size_t size)
{
    wain_digest digest = {0, 0, 0};

    wain_digest_add(&digest, bytes, size);
    return digest;
}

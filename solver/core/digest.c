#include "solver/core/digest.h"

#define XXH_INLINE_ALL
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "solver/core/memory.h"

void wain_digest_add(wain_digest *digest, const void *bytes, size_t size)
{
    const XXH128_hash_t hash = XXH3_128bits(bytes, size);

    digest->low += hash.low64;
    digest->high += hash.high64;
    digest->count++;
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

struct wain_digest_stream {
    XXH3_state_t state;
};

wain_status wain_digest_stream_create(wain_digest_stream **out, wain_error *err)
{
    wain_status status;
    wain_digest_stream *stream = NULL;

    WAIN_TRY(wain_allocate_aligned(&stream, 1, sizeof *stream, "digest", err)); /* XXH3 wants 64 bytes */
    XXH3_128bits_reset(&stream->state);
    *out = stream;
done:
    return status;
}

void wain_digest_stream_free(wain_digest_stream *stream)
{
    free(stream);
}

void wain_digest_stream_update(wain_digest_stream *stream, const void *bytes, size_t size)
{
    XXH3_128bits_update(&stream->state, bytes, size);
}

void wain_digest_stream_print(const wain_digest_stream *stream, char text[WAIN_DIGEST_TEXT])
{
    const XXH128_hash_t hash = XXH3_128bits_digest(&stream->state);
    const wain_digest digest = {hash.low64, hash.high64, 1};

    wain_digest_print(&digest, text);
}

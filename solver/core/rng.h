/* Counter-free random streams: xoroshiro128++ (Blackman and Vigna, 2021), seeded by hashing.
 * A stream belongs to one (seed, purpose, unit, island, epoch), never to a rank or a thread. */
#ifndef WAIN_CORE_RNG_H
#define WAIN_CORE_RNG_H

#include <stdint.h>

typedef struct wain_rng {
    uint64_t s[2];
} wain_rng;

/* What a stream is for; two purposes never share one. */
typedef enum wain_purpose {
    WAIN_PURPOSE_SEARCH = 1,
    WAIN_PURPOSE_EXCHANGE,
    WAIN_PURPOSE_PARTITION,
    WAIN_PURPOSE_GENERATE,
    WAIN_PURPOSE_TEST,
    WAIN_PURPOSE_CLUSTER,
    WAIN_PURPOSE_CLUSTER_CHOICE,
    WAIN_PURPOSE_MATING,
    WAIN_PURPOSE_OFFSPRING,
    WAIN_PURPOSE_SET_PARTITIONING,
    WAIN_PURPOSE_POLISH
} wain_purpose;

/* The stream of this (seed, purpose, unit, island, epoch). O(1). */
wain_rng wain_rng_stream(uint64_t seed, wain_purpose purpose, uint64_t unit, uint64_t island, uint64_t epoch);

static inline uint64_t wain_rng_next(wain_rng *rng)
{
    const uint64_t s0 = rng->s[0];
    uint64_t s1 = rng->s[1];
    const uint64_t sum = s0 + s1;
    const uint64_t result = ((sum << 17) | (sum >> 47)) + s0;

    s1 ^= s0;
    rng->s[0] = ((s0 << 49) | (s0 >> 15)) ^ s1 ^ (s1 << 21);
    rng->s[1] = (s1 << 28) | (s1 >> 36);
    return result;
}

/* Uniform in 0..bound-1, bound > 0 (Lemire's multiply; the bias of at most bound / 2^32 is accepted). */
static inline uint32_t wain_rng_below(wain_rng *rng, uint32_t bound)
{
    return (uint32_t)(((wain_rng_next(rng) >> 32) * bound) >> 32);
}

/* Uniform in [0, 1). */
static inline double wain_rng_uniform(wain_rng *rng)
{
    return (double)(wain_rng_next(rng) >> 11) * 0x1.0p-53;
}

#endif

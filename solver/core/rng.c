#include "solver/core/rng.h"

/* SplitMix64's finaliser (Steele, Lea and Flood, 2014). */
static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

wain_rng wain_rng_stream(uint64_t seed, wain_purpose purpose, uint64_t unit, uint64_t island, uint64_t epoch)
{
    const uint64_t key[] = {seed, (uint64_t)purpose, unit, island, epoch};
    uint64_t h = 0x9e3779b97f4a7c15u;
    wain_rng rng;

    for (unsigned i = 0; i < sizeof key / sizeof *key; i++)
        h = mix(h + key[i] + 0x9e3779b97f4a7c15u * (i + 1));
    rng.s[0] = mix(h + 0x9e3779b97f4a7c15u);
    rng.s[1] = mix(h + 2 * 0x9e3779b97f4a7c15u) | 1u; /* never the all-zero state */
    return rng;
}

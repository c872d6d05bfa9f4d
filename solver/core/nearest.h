/* The known word nearest to one that is not known: what a message suggests after a slip of the pen. Reentrant. */
#ifndef WAIN_CORE_NEAREST_H
#define WAIN_CORE_NEAREST_H

#include <stddef.h>

/* Insertions, deletions, replacements and swaps of neighbours that turn a into b, letter case ignored (optimal string
 * alignment; Damerau, 1964). Only the first 64 bytes count. O(|a| |b|). */
size_t wain_nearest_distance(const char *a, const char *b);

/* Whether a distance is small enough, for a word of that length, to suggest the other one. */
int wain_nearest_is_near(size_t distance, const char *word);

/* The nearest of `count` candidates, the first among equals; NULL when none is near. */
const char *wain_nearest(const char *word, const char *const *candidates, size_t count);

#endif

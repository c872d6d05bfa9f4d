#include "solver/core/nearest.h"

#include <ctype.h>
#include <string.h>

enum { MAX_WORD = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int letter(char c)
{
    return tolower((unsigned char)c);
}

size_t wain_nearest_distance(const char *a, const char *b)
{
    size_t rows[3][MAX_WORD + 1]; /* the row in work and the two before it */
    const size_t m = strnlen(a, MAX_WORD), n = strnlen(b, MAX_WORD);

    for (size_t j = 0; j <= n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            const size_t cost = letter(a[i - 1]) != letter(b[j - 1]);

            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + cost);
            if (i > 1 && j > 1 && letter(a[i - 1]) == letter(b[j - 2]) && letter(a[i - 2]) == letter(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

int wain_nearest_is_near(size_t distance, const char *word)
{
    const size_t length = strlen(word);

    return distance <= (length < 6 ? 2 : length / 3) && distance < length;
}

const char *wain_nearest(const char *word, const char *const *candidates, size_t count)
{
    const char *nearest = NULL;
    size_t best = 0;

    for (size_t i = 0; i < count; i++) {
        const size_t distance = wain_nearest_distance(word, candidates[i]);

        if (!nearest || distance < best) {
            nearest = candidates[i];
            best = distance;
        }
    }
    return nearest && wain_nearest_is_near(best, word) ? nearest : NULL;
}

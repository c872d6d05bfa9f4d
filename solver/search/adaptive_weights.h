/* Which operator next: a roulette wheel whose weights follow the operators' success (Ropke and Pisinger, 2006). Success
 * is counted per order removed, a measure of work that is the same on every machine, so the choice stays repeatable. */
#ifndef WAIN_SEARCH_ADAPTIVE_WEIGHTS_H
#define WAIN_SEARCH_ADAPTIVE_WEIGHTS_H

#include "solver/core/rng.h"
#include "solver/core/types.h"

enum { WAIN_MAX_OPERATORS = 8 };

/* What an iteration achieved. */
typedef enum wain_verdict { WAIN_REJECTED, WAIN_ACCEPTED, WAIN_IMPROVED, WAIN_NEW_BEST } wain_verdict;

typedef struct wain_adaptive_weights {
    int32_t count;
    bool learns;
    double share[WAIN_MAX_OPERATORS];  /* probability of each operator; sums to 1 */
    double prior[WAIN_MAX_OPERATORS];  /* where it started: a share never falls below a tenth of it */
    double reward[WAIN_MAX_OPERATORS]; /* since the last update */
    double work[WAIN_MAX_OPERATORS];
    int32_t uses; /* since the last update */
} wain_adaptive_weights;

/* Start with shares in proportion to `prior` (>= 0, at least one > 0). */
void wain_adaptive_weights_init(wain_adaptive_weights *weights, int32_t count, const double *prior, bool learns);

/* Draw an operator. O(count). */
int32_t wain_adaptive_weights_select(const wain_adaptive_weights *weights, wain_rng *rng);

/* Tell what operator `which` achieved with that much work; now and then the shares are updated. */
void wain_adaptive_weights_update(wain_adaptive_weights *weights, int32_t which, wain_verdict outcome, int32_t work);

#endif

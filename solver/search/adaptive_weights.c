#include "solver/search/adaptive_weights.h"

#include <string.h>

enum { SEGMENT = 10000 };              /* uses between two updates */
static const double memory = 0.8;      /* share of the old weight that stays at an update */
static const double floor_share = 0.1; /* of the prior */

void wain_adaptive_weights_init(wain_adaptive_weights *weights, int32_t count, const double *prior, bool learns)
{
    double sum = 0;

    memset(weights, 0, sizeof *weights);
    weights->count = count;
    weights->learns = learns && count > 1;
    for (int32_t i = 0; i < count; i++)
        sum += prior[i];
    for (int32_t i = 0; i < count; i++)
        weights->share[i] = weights->prior[i] = prior[i] / sum;
}

int32_t wain_adaptive_weights_select(const wain_adaptive_weights *weights, wain_rng *rng)
{
    double at = wain_rng_uniform(rng);

    for (int32_t i = 0; i < weights->count - 1; i++) {
        at -= weights->share[i];
        if (at < 0)
            return i;
    }
    return weights->count - 1;
}

static void learn(wain_adaptive_weights *weights)
{
    double rate[WAIN_MAX_OPERATORS], sum = 0, total = 0;

    for (int32_t i = 0; i < weights->count; i++) {
        rate[i] = weights->work[i] > 0 ? weights->prior[i] * weights->reward[i] / weights->work[i] : 0;
        sum += rate[i];
    }
    for (int32_t i = 0; i < weights->count; i++) {
        const double least = floor_share * weights->prior[i];
        double share = weights->share[i];

        if (sum > 0)
            share = memory * share + (1 - memory) * rate[i] / sum;
        weights->share[i] = share > least ? share : least;
        total += weights->share[i];
        weights->reward[i] = weights->work[i] = 0;
    }
    for (int32_t i = 0; i < weights->count; i++)
        weights->share[i] /= total;
    weights->uses = 0;
}

void wain_adaptive_weights_update(wain_adaptive_weights *weights, int32_t which, wain_verdict outcome, int32_t work)
{
    static const double reward[] = {
        [WAIN_REJECTED] = 0, [WAIN_ACCEPTED] = 1, [WAIN_IMPROVED] = 4, [WAIN_NEW_BEST] = 10};

    if (!weights->learns)
        return;
    weights->reward[which] += reward[outcome];
    weights->work[which] += work;
    if (++weights->uses == SEGMENT)
        learn(weights);
}

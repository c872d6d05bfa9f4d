/* Elites: the whole problem annealed once for each, several at a time. */
#include "solver/search/islands_internal.h"

/* The dearest chain goes on from an immigrant. */
static void adopt_immigrant(wain_islands *all, int32_t count)
{
    int32_t dearest = 0;

    if (!wain_islands_take_immigrant(all))
        return;
    for (int32_t i = 1; i < count; i++) {
        if (all->kernel->best_cost(all->items[i].chain) > all->kernel->best_cost(all->items[dearest].chain))
            dearest = i;
    }
    all->kernel->adopt(all->items[dearest].chain, all->best);
}

/* Where the cheapest of the chains stands. */
static void read_cheapest_current(wain_islands *all, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        wain_solution *read = i == 0 ? all->current : all->children[0];

        all->kernel->read_current(all->items[i].chain, read);
        if (read->cost < all->current->cost)
            wain_solution_copy(all->current, read);
    }
}

/* Anneal elites first .. first + count - 1, one per island. */
static wain_status anneal(wain_islands *all, int32_t first, int32_t count, const wain_phase *part, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(wain_islands_create_chains(all, first, count, err));
    for (int64_t epoch = 0; epoch < all->epochs; epoch++) {
        if (all->recombination.share <= 0 &&
            wain_islands_is_cold(all, epoch, all->epochs)) /* else it is to be a mate */
            adopt_immigrant(all, count);
        wain_islands_run_epochs(all, count, part, epoch);
    }
    for (int32_t i = 0; i < count; i++) {
        const wain_chain_statistics of = all->kernel->statistics(all->items[i].chain);

        wain_islands_add_statistics(&all->statistics, &of);
        all->kernel->read_best(all->items[i].chain, all->elites[first + i]);
        wain_islands_harvest(all, all->elites[first + i]);
        wain_islands_keep_best(all, all->elites[first + i]);
    }
    if (wain_islands_ends_hot(all))
        read_cheapest_current(all, count);
    for (int32_t i = 0; i < count; i++) {
        all->kernel->free(all->items[i].chain);
        all->items[i].chain = NULL;
    }
done:
    return status;
}

wain_status wain_elites_anneal(wain_islands *all, const wain_phase *part, wain_error *err)
{
    const int32_t batches = (all->num_elites + all->count - 1) / all->count;
    const double length = (part->end - part->start) / batches;
    wain_status status = WAIN_OK;

    for (int32_t b = 0; b < batches; b++) {
        const int32_t first = b * all->count, left = all->num_elites - first;
        const wain_phase batch = {
            .start = part->start + length * b,
            .end = part->start + length * (b + 1),
            .iterations = part->iterations == INT64_MAX ? INT64_MAX : part->iterations / all->num_elites,
        };

        if (b > 0 && atomic_load(&all->stop)) {
            all->num_elites = first;
            break;
        }
        WAIN_TRY(anneal(all, first, left < all->count ? left : all->count, &batch, err));
    }
done:
    return status;
}

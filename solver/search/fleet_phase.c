/* The fleet phase: where vehicles cost, every island looks for a solution with few of them, before ways count. The best
 * is where all annealings begin. */
#include "solver/search/islands_internal.h"

/* The first that is through has reached what no other can beat, or the share of the budget that all have. */
static bool all_search(const wain_islands *all)
{
    for (int32_t i = 0; i < all->count; i++) {
        if (!all->kernel->reduces_fleet(all->items[i].chain))
            return false;
    }
    return !atomic_load(&all->stop);
}

/* The best solution of all islands begins the annealing. */
static void gather(wain_islands *all)
{
    for (int32_t i = 0; i < all->count; i++) {
        wain_island *it = &all->items[i];
        const wain_chain_statistics of = all->kernel->statistics(it->chain);

        wain_islands_add_statistics(&all->statistics, &of);
        all->kernel->read_best(it->chain, all->current);
        wain_islands_keep_best(all, all->current);
        all->kernel->free(it->chain);
        it->chain = NULL;
    }
    wain_solution_copy(all->initial, all->best);
    all->has_initial = true;
    wain_islands_report(all, all->statistics.iterations);
}

wain_status wain_fleet_reduce(wain_islands *all, const wain_phase *whole, wain_error *err)
{
    wain_phase each = *whole;
    wain_status status = WAIN_OK;

    each.iterations = whole->iterations / all->count;
    if (all->timed) /* the phase ends by the clock, but must leave iterations for the others */
        each.iterations /= 3;
    WAIN_TRY(wain_islands_create_chains(all, 0, all->count, err));
    all->fleet_only = true;
    for (int64_t epoch = 0; all_search(all) && epoch < all->epochs; epoch++)
        wain_islands_run_epochs(all, all->count, &each, epoch);
    all->fleet_only = false;
    gather(all);
done:
    return status;
}

/* Clusters of the best solution annealed again from a low temperature, place by place; what gets cheaper is kept. */
#include <math.h>

#include "solver/core/clock.h"
#include "solver/search/islands_internal.h"

typedef struct round_of {
    const wain_phase *part;
    int64_t round;
} round_of;

/* Iterations for a cluster of that many orders, `most` at most; in a timed search no more than the time left is good
 * for. */
static int64_t cluster_iterations(const wain_islands *all, const wain_phase *part, int32_t orders, int64_t most)
{
    const double now = wain_clock_seconds();
    const int64_t effort = all->options->cluster_effort * orders;
    int64_t iterations = effort < most ? effort : most;

    if (all->timed) {
        const double rate = (double)all->statistics.iterations / fmax(now - all->start, 1e-6) / all->threads;

        iterations = (int64_t)fmin((double)iterations, rate * (part->end - now));
    }
    return iterations;
}

static void cluster_task(wain_islands *all, int32_t i, int32_t thread, const void *argument)
{
    const round_of *at = argument;
    const wain_rng rng = wain_rng_stream((uint64_t)all->options->seed, WAIN_PURPOSE_CLUSTER,
                                         (uint64_t)all->input->problem->unit, (uint64_t)i, (uint64_t)at->round);
    wain_island *it = &all->items[i];
    wain_slice slice = wain_islands_slice(all, thread);

    slice.hot = all->options->cluster_start_temperature;
    slice.cold = all->options->cluster_end_temperature;
    slice.last_iteration = slice.total_iterations = it->iterations;
    slice.slice_end = all->timed ? at->part->end : 0;
    it->status =
        wain_clusters_search(all->clusters, i, rng, slice, true, WAIN_CLUSTER_BEST, &it->statistics, &it->error);
}

/* Some clusters of routes of the best solution side by side. */
static wain_status search_round(wain_islands *all, int64_t round, const wain_phase *part, int64_t before, bool *over,
                                wain_error *err)
{
    wain_rng rng = wain_rng_stream((uint64_t)all->options->seed, WAIN_PURPOSE_CLUSTER_CHOICE,
                                   (uint64_t)all->input->problem->unit, (uint64_t)round, 0);
    const round_of at = {part, round};
    wain_status status = WAIN_OK;
    int64_t most;
    int32_t count;

    if (wain_islands_take_immigrant(all))
        wain_solution_copy(all->current, all->best);
    WAIN_TRY(wain_clusters_choose(all->clusters, (int32_t)all->options->cluster_size, &rng, &count, err));
    most = wain_islands_share(all, part, before, count > 0 ? count : 1);
    *over = count == 0;
    for (int32_t i = 0; i < count; i++) {
        all->items[i].iterations = cluster_iterations(all, part, wain_clusters_orders(all->clusters, i), most);
        *over |= all->items[i].iterations <= 0;
    }
    if (*over)
        return WAIN_OK;
    wain_islands_for_each(all, count, cluster_task, &at);
    WAIN_TRY(wain_islands_first_error(all, count, err));
    for (int32_t i = 0; i < count; i++)
        wain_islands_add_statistics(&all->statistics, &all->items[i].statistics);
    wain_clusters_merge(all->clusters, false);
    wain_islands_keep_best(all, all->current);
    wain_islands_report(all, all->statistics.iterations);
    wain_islands_keep(all, wain_islands_cooled(all));
done:
    return status;
}

wain_status wain_clusters_reanneal(wain_islands *all, const wain_phase *part, wain_error *err)
{
    const int64_t before = all->statistics.iterations;
    wain_status status = WAIN_OK;
    bool over = false;

    wain_solution_copy(all->current, all->best);
    WAIN_TRY(wain_clusters_create(all->kernel, all->input, all->count, all->current, &all->clusters, err));
    for (int64_t round = 0; !over && !wain_islands_is_over(all, part, before); round++)
        WAIN_TRY(search_round(all, round, part, before, &over, err));
done:
    return status;
}

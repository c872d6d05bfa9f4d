/* Parts: one annealing of a whole problem, divided over clusters of routes that are drawn anew every round. What the
 * threads do adds up to one chain, and a part stays in the caches. */
#include <math.h>

#include "solver/search/islands_internal.h"

enum { FEWEST_ROUNDS = 5 };

typedef struct round_of {
    const wain_phase *part;
    int64_t round, rounds;
    int32_t count; /* of the parts; less than were wanted where routes are few */
} round_of;

/* Iterations a part of so many orders does until the end of a round. */
static int64_t iterations_until(const wain_phase *part, int64_t orders, int64_t all_orders, int64_t round,
                                int64_t rounds)
{
    return (int64_t)((double)part->iterations * (double)orders / (double)all_orders * (double)round / (double)rounds);
}

/* Iterations a part of so many orders does in a round: of all together never more than the round has. */
static int64_t iterations_of(const wain_phase *part, int64_t orders, int64_t all_orders, const round_of *at)
{
    const int64_t before = iterations_until(part, 1, 1, at->round, at->rounds);

    return (iterations_until(part, 1, 1, at->round + 1, at->rounds) - before) * orders / all_orders;
}

/* The slice of the whole annealing that part i gets in a round. */
static wain_slice slice_of(wain_islands *all, int32_t i, int32_t thread, const round_of *at)
{
    const wain_phase *part = at->part;
    const int64_t n = all->input->problem->num_orders, orders = wain_clusters_orders(all->clusters, i);
    const int64_t waves = (at->count + all->threads - 1) / all->threads;
    const double done = (double)at->round + (double)(i / all->threads + 1) / (double)waves;
    wain_slice slice = wain_islands_slice(all, thread);

    slice.hot = all->hot;
    slice.cold = all->cold;
    if (all->timed) {
        slice.last_iteration = INT64_MAX;
        slice.start = part->start;
        slice.end = part->end;
        slice.slice_end = part->start + (part->end - part->start) * done / (double)at->rounds;
    } else {
        slice.first_iteration = iterations_until(part, orders, n, at->round, at->rounds);
        slice.last_iteration = slice.first_iteration + iterations_of(part, orders, n, at);
        slice.total_iterations = iterations_until(part, orders, n, at->rounds, at->rounds);
    }
    return slice;
}

/* A part goes on from where it stood, since that is what annealing does; in the cold end from the best it saw. */
static void part_task(wain_islands *all, int32_t i, int32_t thread, const void *argument)
{
    const round_of *at = argument;
    const bool cold = wain_islands_is_cold(all, at->round, at->rounds);
    const wain_rng rng = wain_rng_stream((uint64_t)all->options->seed, WAIN_PURPOSE_CLUSTER,
                                         (uint64_t)all->input->problem->unit, (uint64_t)i, (uint64_t)at->round);
    wain_island *it = &all->items[i];

    it->status = wain_clusters_search(all->clusters, i, rng, slice_of(all, i, thread, at), false,
                                      cold ? WAIN_CLUSTER_BEST : WAIN_CLUSTER_CURRENT, &it->statistics, &it->error);
}

/* A round that was stopped half-way is none: who goes on does it again. */
static void keep_round(wain_islands *all, const round_of *at)
{
    const wain_search_state state = {
        .cooled = wain_islands_share_cooled(all, (double)(at->round + 1) / (double)at->rounds),
        .round = at->round + 1,
        .budget = at->part->iterations,
        .hot = all->hot,
        .cold = all->cold,
        .iterations = all->statistics.iterations,
        .removed = all->statistics.removed,
        .insertions_tested = all->statistics.insertions_tested,
        .best = all->best,
        .current = all->current,
    };

    if (all->control->keep && !atomic_load(&all->stop))
        all->control->keep(all->control->context, &state);
}

/* Divide anew, anneal every part at the temperature of the time, put them together again. */
static wain_status anneal_round(wain_islands *all, round_of *at, wain_error *err)
{
    wain_rng rng = wain_rng_stream((uint64_t)all->options->seed, WAIN_PURPOSE_CLUSTER_CHOICE,
                                   (uint64_t)all->input->problem->unit, (uint64_t)at->round, 0);
    wain_status status = WAIN_OK;
    int32_t count = all->num_parts;

    if (wain_islands_is_cold(all, at->round, at->rounds) && wain_islands_take_immigrant(all))
        wain_solution_copy(all->current, all->best);
    WAIN_TRY(wain_clusters_divide(all->clusters, &count, &rng, err));
    at->count = count;
    wain_islands_for_each(all, count, part_task, at);
    WAIN_TRY(wain_islands_first_error(all, count, err));
    for (int32_t i = 0; i < count; i++)
        wain_islands_add_statistics(&all->statistics, &all->items[i].statistics);
    wain_clusters_merge(all->clusters, true);
    wain_islands_keep_best(all, all->current);
    wain_islands_report(all, all->statistics.iterations);
    keep_round(all, at);
done:
    return status;
}

/* Whether the search on the whole goes on: for places while it has none for all. */
static bool begins_still(const wain_islands *all, int64_t round, int64_t rounds)
{
    return 2 * round < rounds && all->kernel == &wain_kernel_vrptw &&
           all->kernel->best_cost(all->items[0].chain) == WAIN_COST_MAX;
}

/* The first solution, on the whole, with the search for places for all, which takes the rounds before *round. */
static wain_status begin(wain_islands *all, const wain_phase *part, int64_t rounds, int64_t *round, wain_error *err)
{
    wain_chain_statistics of;
    wain_status status = WAIN_OK;

    wain_islands_create_chain(all, 0, 0);
    WAIN_TRY(wain_islands_first_error(all, 1, err));
    wain_islands_find_temperatures(all, all->items[0].chain, &all->hot, &all->cold);
    for (*round = 0; begins_still(all, *round, rounds) && !atomic_load(&all->stop); (*round)++)
        wain_islands_run_epoch(all, 0, 0, part, *round, rounds);
    all->kernel->read_current(all->items[0].chain, all->current);
    all->kernel->read_best(all->items[0].chain, all->best);
    of = all->kernel->statistics(all->items[0].chain);
    wain_islands_add_statistics(&all->statistics, &of);
    all->kernel->free(all->items[0].chain);
    all->items[0].chain = NULL;
done:
    return status;
}

/* Where the rounds before *round of an interrupted search ended. */
static void go_on(wain_islands *all, int64_t *round)
{
    const wain_search_state *from = all->control->from;

    *round = from->round;
    all->hot = from->hot;
    all->cold = from->cold;
    all->statistics = (wain_chain_statistics){from->iterations, from->removed, from->insertions_tested};
    wain_solution_copy(all->best, from->best);
    wain_solution_copy(all->current, from->current);
    all->constructed = all->start;
}

/* As many rounds as epochs, a share of them for a part of the annealing, but none so short that making the parts'
 * problems would show: for the rich kernel that is a table of distances. */
static int64_t count_rounds(const wain_islands *all, const wain_phase *part)
{
    const double width = all->span.to - all->span.from;
    const bool rich = all->kernel == &wain_kernel_rich;
    const int64_t waves = (all->num_parts + all->threads - 1) / all->threads;
    const double shortest = (rich ? 3.0 : 0.3) * (double)waves, least = rich ? 15 : 80;
    const double most = all->timed ? (part->end - part->start) / shortest
                                   : (double)part->iterations / (least * all->input->problem->num_orders);

    return (int64_t)fmax(1, fmin(fmax(most, FEWEST_ROUNDS * width), (double)all->epochs * width));
}

wain_status wain_parts_anneal(wain_islands *all, const wain_phase *part, wain_error *err)
{
    wain_phase whole = *part;
    wain_status status = WAIN_OK;
    int64_t first = 0, rounds;

    if (wain_islands_go_on_exactly(all))
        whole.iterations = all->control->from->budget;
    rounds = count_rounds(all, &whole);
    if (wain_islands_go_on_exactly(all))
        go_on(all, &first);
    else
        WAIN_TRY(begin(all, &whole, rounds, &first, err));
    WAIN_TRY(wain_clusters_create(all->kernel, all->input, all->num_parts, all->current, &all->clusters, err));
    for (int64_t round = first; round < rounds && !atomic_load(&all->stop); round++) {
        round_of at = {&whole, round, rounds, 0};

        WAIN_TRY(anneal_round(all, &at, err));
    }
done:
    return status;
}

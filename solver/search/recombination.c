/* Recombination: generation after generation, every elite gets a child with a mate; a child that is cheaper than its
 * parent takes its place, so that the elites stay as different as they can be (as in Nagata and Braysy, 2009). */
#include <assert.h>

#include "solver/search/islands_internal.h"

enum { MOST_ELITES = 256, IDLE_GENERATIONS = 10 };

typedef struct generation_of {
    const wain_phase *part;
    int64_t generation;
    int64_t most;               /* iterations of a child: an equal share of what is left when the generation begins */
    int32_t mates[MOST_ELITES]; /* elites in a random order: each one's mate is the next */
} generation_of;

static void shuffle(int32_t *order, int32_t count, wain_rng *rng)
{
    for (int32_t i = 0; i < count; i++)
        order[i] = i;
    for (int32_t i = count - 1; i > 0; i--) {
        const int32_t k = (int32_t)wain_rng_below(rng, (uint32_t)i + 1), kept = order[i];

        order[i] = order[k];
        order[k] = kept;
    }
}

static void child_task(wain_islands *all, int32_t i, int32_t thread, const void *argument)
{
    const generation_of *at = argument;
    const int32_t a = at->mates[i], b = at->mates[(i + 1) % all->num_elites];
    const wain_rng rng = wain_rng_stream((uint64_t)all->options->seed, WAIN_PURPOSE_OFFSPRING,
                                         (uint64_t)all->input->problem->unit, (uint64_t)i, (uint64_t)at->generation);
    wain_island *it = &all->items[thread];
    wain_slice slice = wain_islands_slice(all, thread);
    wain_chain_statistics statistics = {0};

    slice.hot = all->recombination.hot;
    slice.cold = all->recombination.cold;
    slice.last_iteration = at->most;
    slice.slice_end = all->timed ? at->part->end : 0;
    if (it->status != WAIN_OK)
        return;
    it->status = wain_offspring_search(all->kernel, all->input, it->srex, all->elites[a], all->elites[b], rng,
                                       all->recombination.effort, slice, all->children[a], &all->better[a], &statistics,
                                       &it->error);
    wain_islands_add_statistics(&it->statistics, &statistics);
}

/* Children that are cheaper than their parents take their places. True when there are any. */
static bool replace_parents(wain_islands *all)
{
    bool any = false;

    for (int32_t i = 0; i < all->num_elites; i++) {
        wain_solution *parent = all->elites[i];

        if (all->children[i]->cost < WAIN_COST_MAX)
            wain_islands_harvest(all, all->children[i]);
        if (!all->better[i])
            continue;
        any = true;
        all->elites[i] = all->children[i];
        all->children[i] = parent;
        wain_islands_keep_best(all, all->elites[i]);
    }
    return any;
}

/* The dearest elite makes room for an immigrant. */
static void let_immigrate(wain_islands *all)
{
    int32_t dearest = 0;

    if (!wain_islands_take_immigrant(all))
        return;
    for (int32_t i = 1; i < all->num_elites; i++) {
        if (all->elites[i]->cost > all->elites[dearest]->cost)
            dearest = i;
    }
    wain_solution_copy(all->elites[dearest], all->best);
    wain_islands_harvest(all, all->best);
}

static wain_status breed(wain_islands *all, int64_t generation, const wain_phase *part, int64_t most, bool *better,
                         wain_error *err)
{
    wain_rng rng = wain_rng_stream((uint64_t)all->options->seed, WAIN_PURPOSE_MATING,
                                   (uint64_t)all->input->problem->unit, (uint64_t)generation, 0);
    generation_of at = {.part = part, .generation = generation, .most = most};
    wain_status status = WAIN_OK;

    assert(all->num_elites <= MOST_ELITES);
    shuffle(at.mates, all->num_elites, &rng);
    for (int32_t i = 0; i < all->threads; i++)
        all->items[i].statistics = (wain_chain_statistics){0};
    wain_islands_for_each(all, all->num_elites, child_task, &at);
    WAIN_TRY(wain_islands_first_error(all, all->threads, err));
    for (int32_t i = 0; i < all->threads; i++)
        wain_islands_add_statistics(&all->statistics, &all->items[i].statistics);
    *better = replace_parents(all);
    wain_islands_report(all, all->statistics.iterations);
    wain_islands_keep(all, wain_islands_cooled(all));
done:
    return status;
}

wain_status wain_elites_recombine(wain_islands *all, const wain_phase *part, wain_error *err)
{
    const int64_t before = all->statistics.iterations;
    wain_status status = WAIN_OK;

    for (int64_t generation = 0, idle = 0; !wain_islands_is_over(all, part, before) && idle < IDLE_GENERATIONS;
         generation++) {
        const int64_t most = wain_islands_share(all, part, before, all->num_elites);
        bool better = false;

        if (most == 0)
            break;
        let_immigrate(all);
        WAIN_TRY(breed(all, generation, part, most, &better, err));
        idle = better ? 0 : idle + 1;
    }
done:
    return status;
}

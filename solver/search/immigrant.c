/* Immigrants: what searches of the same problem elsewhere have found. They never cut off an annealing that is still
 * hot, since that would make all searches one; they are where it goes on from in its cold end, a mate in recombination,
 * and the plan whose places are annealed again. */
#include "solver/eval/solution_check.h"
#include "solver/search/islands_internal.h"

bool wain_islands_is_cold(const wain_islands *all, int64_t round, int64_t rounds)
{
    return wain_islands_share_cooled(all, (double)round / (double)rounds) >= WAIN_ANNEALING_COLD;
}

bool wain_islands_ends_hot(const wain_islands *all)
{
    return wain_islands_share_cooled(all, 1) < WAIN_ANNEALING_COLD;
}

/* A chain counts what it is made of anew, and puts orders left out back where they fit. */
static bool become_best(wain_islands *all, const wain_solution *immigrant)
{
    const wain_rng rng = wain_rng_stream((uint64_t)all->options->seed, WAIN_PURPOSE_IMMIGRANT,
                                         (uint64_t)all->input->problem->unit, 0, 0);
    wain_chain *chain = NULL;
    bool better;

    if (wain_solution_check(all->input->problem, immigrant, NULL) != WAIN_OK ||
        all->kernel->create(all->input, rng, immigrant, &chain, NULL) != WAIN_OK)
        return false;
    better = all->kernel->best_cost(chain) < all->best->cost;
    if (better)
        all->kernel->read_best(chain, all->best);
    all->kernel->free(chain);
    return better;
}

bool wain_islands_take_immigrant(wain_islands *all)
{
    const wain_solution *immigrant;

    if (!all->control->immigrant || atomic_load(&all->stop))
        return false;
    immigrant = all->control->immigrant(all->control->context);
    if (!immigrant || immigrant->cost >= all->best->cost || immigrant->cost >= all->met)
        return false;
    all->met = immigrant->cost;
    return become_best(all, immigrant);
}

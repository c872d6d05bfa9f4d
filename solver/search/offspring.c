#include "solver/search/offspring.h"

#include <stdlib.h>

#include "solver/core/memory.h"

static int64_t vehicles_of(const wain_problem *problem)
{
    int64_t sum = 0;

    for (int32_t t = 0; t < problem->num_types; t++)
        sum += problem->types[t].count;
    return sum;
}

wain_status wain_offspring_search(const wain_kernel *kernel, const wain_kernel_input *input, wain_srex *srex,
                                  const wain_solution *a, const wain_solution *b, wain_rng rng, int64_t effort,
                                  wain_slice slice, wain_solution *child, bool *better,
                                  wain_chain_statistics *statistics, wain_error *err)
{
    const int32_t n = input->problem->num_orders;
    const int32_t size = n / 20 + 1 + (int32_t)wain_rng_below(&rng, (uint32_t)(n / 2 + 1));
    wain_status status = WAIN_OK;
    wain_chain *chain = NULL;
    int32_t *orders = NULL, num;

    *better = false;
    child->cost = WAIN_COST_MAX;
    *statistics = (wain_chain_statistics){0};
    if (!wain_crossover_srex(srex, input->neighbours, a, b, size, &rng, child) ||
        child->num_routes > vehicles_of(input->problem) || wain_srex_differing(srex, a, child, NULL) == 0)
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(orders, n, err));
    WAIN_TRY(kernel->create(input, rng, child, &chain, err));
    if (!kernel->is_consistent(chain)) /* an order less made a route late: no triangle inequality */
        goto done;
    kernel->read_best(chain, child);
    num = wain_srex_differing(srex, a, child, orders);
    if (num > 0) {
        slice.last_iteration = slice.total_iterations =
            effort * num < slice.last_iteration ? effort * num : slice.last_iteration;
        slice.hot *= kernel->mean_arc(chain);
        slice.cold *= kernel->mean_arc(chain);
        kernel->focus(chain, orders, num);
        kernel->run(chain, &slice);
    }
    *statistics = kernel->statistics(chain);
    *better = kernel->best_cost(chain) < a->cost;
    kernel->read_best(chain, child);
done:
    kernel->free(chain);
    free(orders);
    return status;
}

#include "tests/unit/search_fixture.h"

#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "solver/eval/schedule.h"
#include "solver/search/servable.h"

wain_search_options default_search_options(void)
{
    size_t count;
    const wain_option *list = wain_search_option_list(&count);
    wain_option_registry registry = {0};
    wain_search_options options;

    CU_ASSERT_EQUAL(wain_option_registry_add(&registry, list, count, &options, NULL), WAIN_OK);
    wain_option_registry_clear(&registry);
    return options;
}

void search_fixture_set_up(search_fixture *f, wain_problem *problem)
{
    memset(f, 0, sizeof *f);
    f->problem = problem;
    f->options = default_search_options();
    f->kernel = wain_kernel_choose(problem);
    f->excluded = calloc((size_t)problem->num_orders + 1, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(f->excluded);
    for (int32_t v = 0; v < problem->num_orders; v++) {
        wain_unserved proof;

        wain_servable_prove(problem, v, &proof);
        f->excluded[v] = proof.reason != WAIN_REASON_NONE;
    }
    CU_ASSERT_EQUAL_FATAL(wain_kernel_input_init(f->kernel, problem, &f->options, f->excluded, &f->input, NULL),
                          WAIN_OK);
}

void search_fixture_tear_down(search_fixture *f)
{
    wain_kernel_input_clear(&f->input);
    wain_problem_free(f->problem);
    free(f->excluded);
}

wain_solution *search_fixture_solution(const search_fixture *f, uint64_t seed, int64_t iterations)
{
    wain_solution *solution = NULL;
    wain_chain *chain = NULL;
    atomic_bool stop;
    wain_slice slice = {.last_iteration = iterations, .total_iterations = iterations, .stop = &stop};

    atomic_init(&stop, false);
    CU_ASSERT_EQUAL_FATAL(
        f->kernel->create(&f->input, wain_rng_stream(seed, WAIN_PURPOSE_TEST, 1, 0, 0), NULL, &chain, NULL), WAIN_OK);
    slice.hot = 0.4 * f->kernel->mean_arc(chain);
    slice.cold = 0.005 * f->kernel->mean_arc(chain);
    f->kernel->run(chain, &slice);
    CU_ASSERT_EQUAL_FATAL(wain_solution_create(f->problem->num_orders, &solution, NULL), WAIN_OK);
    f->kernel->read_best(chain, solution);
    f->kernel->free(chain);
    return solution;
}

wain_cost search_fixture_cost(const search_fixture *f, const wain_solution *solution)
{
    wain_cost cost = 0;

    for (int32_t r = 0; r < solution->num_routes; r++) {
        const wain_route *route = &solution->routes[r];
        const wain_route_schedule s =
            wain_schedule_route(f->problem, route->type, solution->stops + route->first, route->num_stops, NULL);

        if (!s.feasible)
            return -1;
        cost += s.fixed_cost + s.distance_cost + s.time_cost;
    }
    for (int32_t k = 0; k < solution->num_unserved; k++) {
        const int32_t v = solution->unserved[k].order;

        cost += f->excluded[v] ? 0 : f->problem->orders[v].price;
    }
    return cost;
}

bool is_complete(const wain_solution *solution, int32_t num_orders)
{
    int32_t *seen = calloc((size_t)num_orders + 1, sizeof *seen), stops = 0;
    bool complete = solution->num_stops + solution->num_unserved == num_orders;

    CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
    for (int32_t r = 0; r < solution->num_routes; r++) {
        complete &= solution->routes[r].first == stops && solution->routes[r].num_stops > 0;
        stops += solution->routes[r].num_stops;
    }
    complete &= stops == solution->num_stops;
    for (int32_t k = 0; complete && k < solution->num_stops; k++)
        seen[solution->stops[k]]++;
    for (int32_t k = 0; complete && k < solution->num_unserved; k++)
        seen[solution->unserved[k].order]++;
    for (int32_t v = 0; v < num_orders; v++)
        complete &= seen[v] == 1;
    free(seen);
    return complete;
}

bool has_vehicles(const wain_problem *problem, const wain_solution *solution)
{
    bool enough = true;

    for (int32_t t = 0; t < problem->num_types; t++) {
        int32_t used = 0;

        for (int32_t r = 0; r < solution->num_routes; r++)
            used += solution->routes[r].type == t;
        enough &= used <= problem->types[t].count;
    }
    return enough;
}

bool is_same_solution(const wain_solution *a, const wain_solution *b)
{
    bool same = a->cost == b->cost && a->num_routes == b->num_routes && a->num_stops == b->num_stops &&
                a->num_unserved == b->num_unserved;

    for (int32_t r = 0; same && r < a->num_routes; r++)
        same = a->routes[r].type == b->routes[r].type && a->routes[r].first == b->routes[r].first &&
               a->routes[r].num_stops == b->routes[r].num_stops;
    for (int32_t k = 0; same && k < a->num_stops; k++)
        same = a->stops[k] == b->stops[k];
    for (int32_t k = 0; same && k < a->num_unserved; k++)
        same = a->unserved[k].order == b->unserved[k].order;
    return same;
}

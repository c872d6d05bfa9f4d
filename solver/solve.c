#include "solver/solve.h"

#include <stdlib.h>

#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/eval/schedule.h"
#include "solver/eval/solution_check.h"
#include "solver/search/islands.h"
#include "solver/search/kernel_input.h"
#include "solver/search/left_out.h"
#include "solver/search/servable.h"

static wain_status prove_unservable(const wain_problem *problem, uint8_t **out, int32_t *servable, wain_error *err)
{
    wain_status status = WAIN_OK;
    uint8_t *excluded = NULL;

    WAIN_TRY(WAIN_NEW(excluded, problem->num_orders, err));
    *servable = 0;
    for (int32_t i = 0; i < problem->num_orders; i++) {
        wain_unserved proof;

        wain_servable_prove(problem, i, &proof);
        excluded[i] = proof.reason != WAIN_REASON_NONE;
        *servable += !excluded[i];
    }
    *out = excluded;
done:
    return status;
}

static void leave_all_out(const wain_problem *problem, wain_solution *solution)
{
    for (int32_t i = 0; i < problem->num_orders; i++)
        solution->unserved[i] = (wain_unserved){.order = i, .detail = -1};
    solution->num_unserved = problem->num_orders;
}

/* No more than what a search begins with by itself. */
static bool is_first_solution(const wain_search_state *from)
{
    return from && from->round == 0 && from->cooled <= 0;
}

wain_status wain_solve(const wain_problem *problem, const wain_search_options *options,
                       const wain_search_control *control, wain_solution **out, wain_search_statistics *statistics,
                       wain_error *err)
{
    const double start = wain_clock_seconds();
    const wain_kernel *kernel = wain_kernel_choose(problem);
    wain_status status = WAIN_OK;
    wain_kernel_input input = {0};
    wain_solution *solution = NULL;
    wain_search_control begun = *control;
    uint8_t *excluded = NULL;
    int32_t servable;
    double seconds;

    if (kernel != &wain_kernel_rich && is_first_solution(control->from)) {
        begun.from = NULL; /* from nothing it has phases that it would not have: few vehicles first, recombination */
        control = &begun;
    }
    *statistics = (wain_search_statistics){0};
    if (control->iterations <= 0 && control->time_limit <= 0)
        return wain_error_set(err, WAIN_EUSAGE, "a search needs a budget: iterations or a time limit above 0");
    if (control->from)
        WAIN_TRY(wain_solution_check(problem, control->from->best, err));
    if (control->from && control->from->round > 0)
        WAIN_TRY(wain_solution_check(problem, control->from->current, err));
    WAIN_TRY(wain_solution_create(problem->num_orders, &solution, err));
    WAIN_TRY(prove_unservable(problem, &excluded, &servable, err));
    if (servable > 0) {
        WAIN_TRY(wain_kernel_input_init(kernel, problem, options, excluded, &input, err));
        WAIN_TRY(wain_islands_run(kernel, &input, control, start, solution, statistics, err));
    } else {
        leave_all_out(problem, solution);
    }
    WAIN_TRY(wain_left_out_settle(problem, input.neighbours, excluded, solution, err));
    seconds = wain_clock_seconds() - start;
    statistics->construction += seconds - statistics->seconds; /* what came after the search */
    statistics->seconds = seconds;
    *out = solution;
    solution = NULL;
done:
    wain_solution_free(solution);
    wain_kernel_input_clear(&input);
    free(excluded);
    return status;
}

void wain_solve_explain(const wain_problem *problem, wain_solution *solution)
{
    solution->cost = 0;
    for (int32_t r = 0; r < solution->num_routes; r++) {
        const wain_route *route = &solution->routes[r];
        const wain_route_schedule of =
            wain_schedule_route(problem, route->type, solution->stops + route->first, route->num_stops, NULL);

        solution->cost += of.fixed_cost + of.distance_cost + of.time_cost;
    }
    for (int32_t i = 0; i < solution->num_unserved; i++) {
        wain_unserved *unserved = &solution->unserved[i];
        const int32_t order = unserved->order;

        wain_servable_prove(problem, order, unserved);
        if (unserved->reason == WAIN_REASON_NONE)
            wain_servable_explain(problem, order, WAIN_COST_MAX, unserved);
        unserved->order = order;
        solution->cost += problem->orders[order].price;
    }
}

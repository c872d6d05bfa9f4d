#include "tests/unit/tiny_problem.h"

#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/core/rng.h"

/* Field by field, so that the padding stays zero and tests may compare bytes. */
static void fill_orders(wain_problem *problem)
{
    for (int32_t i = 0; i < problem->num_orders; i++) {
        wain_problem_order *order = &problem->orders[i];

        order->row = 100 + i;
        order->first_window = i;
        order->num_windows = 1;
        order->service = 60 + i;
        for (int32_t d = 0; d < WAIN_MAX_LOADS; d++)
            order->load[d] = 1 + d + i;
        order->price = 1000 + i;
        order->skills = (uint64_t)i << 60;
        order->kind = (uint8_t)(i % 2);
        order->required = (uint8_t)(i % 3 != 0);
        problem->windows[i] = (wain_window){3600 * (i % 8), 3600 * (i % 8 + 4)};
    }
}

static void fill_fleet(wain_problem *problem)
{
    problem->depots[0] = (wain_problem_depot){.row = 7, .open = 100, .close = 80000};
    for (int32_t t = 0; t < 2; t++) {
        wain_problem_type *type = &problem->types[t];

        type->row = 3 + t;
        type->depot = 0;
        type->count = 5 + t;
        type->max_stops = 30;
        type->profile = t;
        type->start = 200;
        type->end = 70000;
        for (int32_t d = 0; d < WAIN_MAX_LOADS; d++)
            type->capacity[d] = 1000 * (d + 1);
        type->fixed_cost = 11;
        type->cost_per_distance = 12;
        type->cost_per_hour = 13;
        type->max_distance = 1000000;
        type->skills = UINT64_MAX;
    }
}

static wain_status fill_travel(wain_problem *problem, wain_metric metric)
{
    const int32_t size = problem->num_depots + problem->num_orders;
    wain_travel *travel = &problem->travel;
    wain_status status = WAIN_OK;

    *travel = (wain_travel){.metric = metric, .rounding = WAIN_ROUND_UP, .scale = 10, .detour = 1.25};
    WAIN_TRY(WAIN_NEW(travel->profiles, 2, NULL));
    travel->num_profiles = 2;
    travel->profiles[0] = wain_speed_profile_constant(9000);
    travel->profiles[1].num_bands = 24;
    travel->profiles[1].band_seconds = 3600;
    for (int32_t b = 0; b < 24; b++)
        travel->profiles[1].speed[b] = 8000 + b;
    wain_speed_profile_prepare(&travel->profiles[1]);
    if (metric == WAIN_METRIC_MATRIX) {
        WAIN_TRY(WAIN_NEW(travel->matrix, size * size, NULL));
        travel->matrix_size = size;
        for (int32_t i = 0; i < size * size; i++)
            travel->matrix[i] = i;
    }
done:
    return status;
}

wain_problem *tiny_problem(int64_t unit, int32_t num_orders, wain_metric metric)
{
    wain_problem *problem = NULL;

    if (wain_problem_create(num_orders, 1, 2, num_orders, &problem, NULL) != WAIN_OK)
        return NULL;
    problem->unit = unit;
    problem->num_loads = 2;
    fill_orders(problem);
    fill_fleet(problem);
    for (int32_t i = 0; i <= num_orders; i++) {
        problem->x[i] = -46.5 + 0.001 * i;
        problem->y[i] = -23.5;
    }
    if (fill_travel(problem, metric) != WAIN_OK || wain_problem_prepare(problem, NULL) != WAIN_OK) {
        wain_problem_free(problem);
        return NULL;
    }
    return problem;
}

wain_solution *tiny_solution(const wain_problem *problem, int64_t seed)
{
    wain_rng rng = wain_rng_stream((uint64_t)seed, WAIN_PURPOSE_TEST, (uint64_t)problem->unit, 0, 0);
    const int32_t served = problem->num_orders - (problem->num_orders > 3);
    wain_solution *solution = NULL;

    if (wain_solution_create(problem->num_orders, &solution, NULL) != WAIN_OK)
        return NULL;
    for (int32_t i = 0; i < served; i++) { /* shuffle while filling */
        const uint32_t j = wain_rng_below(&rng, (uint32_t)i + 1);

        solution->stops[i] = solution->stops[j];
        solution->stops[j] = i;
    }
    solution->num_stops = served;
    for (int32_t first = 0; first < served; first += 3)
        solution->routes[solution->num_routes++] =
            (wain_route){.type = first % 2, .first = first, .num_stops = served - first < 3 ? served - first : 3};
    if (served < problem->num_orders)
        solution->unserved[solution->num_unserved++] = (wain_unserved){
            .order = served, .reason = WAIN_REASON_TOO_LARGE, .relaxation = WAIN_RELAX_LOAD, .detail = 1, .amount = 99};
    solution->cost = 1000 + (int64_t)wain_rng_below(&rng, 1000);
    return solution;
}

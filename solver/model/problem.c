#include "solver/model/problem.h"

#include <stdlib.h>

#include "solver/core/memory.h"

wain_status wain_problem_create(int32_t num_orders, int32_t num_depots, int32_t num_types, int32_t num_windows,
                                wain_problem **out, wain_error *err)
{
    const int64_t num_locations = (int64_t)num_orders + num_depots;
    wain_status status = WAIN_OK;
    wain_problem *problem = NULL;

    WAIN_TRY(WAIN_NEW(problem, 1, err));
    problem->num_orders = num_orders;
    problem->num_depots = num_depots;
    problem->num_types = num_types;
    problem->num_windows = num_windows;
    problem->num_loads = 1;
    WAIN_TRY(WAIN_NEW(problem->orders, num_orders, err));
    WAIN_TRY(WAIN_NEW(problem->depots, num_depots, err));
    WAIN_TRY(WAIN_NEW(problem->types, num_types, err));
    WAIN_TRY(WAIN_NEW(problem->windows, num_windows, err));
    WAIN_TRY(WAIN_NEW(problem->x, num_locations, err));
    WAIN_TRY(WAIN_NEW(problem->y, num_locations, err));
    *out = problem;
    problem = NULL;
done:
    wain_problem_free(problem);
    return status;
}

void wain_problem_free(wain_problem *problem)
{
    if (!problem)
        return;
    free(problem->orders);
    free(problem->depots);
    free(problem->types);
    free(problem->windows);
    free(problem->x);
    free(problem->y);
    free(problem->direction);
    wain_travel_clear(&problem->travel);
    free(problem);
}

wain_status wain_problem_prepare(wain_problem *problem, wain_error *err)
{
    const int32_t num_locations = problem->num_depots + problem->num_orders;
    wain_status status = WAIN_OK;

    free(problem->direction);
    problem->direction = NULL;
    if (problem->travel.metric != WAIN_METRIC_GREAT_CIRCLE)
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(problem->direction, num_locations, err));
    for (int32_t i = 0; i < num_locations; i++)
        wain_travel_direction(problem->x[i], problem->y[i], problem->direction[i]);
done:
    return status;
}

wain_dist wain_problem_distance(const wain_problem *problem, int32_t a, int32_t b)
{
    const wain_travel *travel = &problem->travel;

    if (a == b) /* GEO puts two points of one place a kilometre apart, but no location from itself */
        return 0;
    if (travel->metric == WAIN_METRIC_GREAT_CIRCLE)
        return wain_travel_great_circle(travel, problem->direction[a], problem->direction[b]);
    if (travel->metric == WAIN_METRIC_MATRIX)
        return travel->matrix[(size_t)a * (size_t)travel->matrix_size + (size_t)b];
    return wain_travel_distance(travel, problem->x[a], problem->y[a], problem->x[b], problem->y[b]);
}

wain_cost wain_problem_time_cost(const wain_problem_type *type, int64_t seconds)
{
    return (type->cost_per_hour * seconds + 1800) / 3600;
}

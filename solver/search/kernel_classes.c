#include "solver/search/kernel_classes.h"

#include <math.h>

enum { SMALL_SQUARE = 2000000, SMALL_COUNT = 30000, SMALL_LOAD = 1 << 28 };

static bool has_one_kind(const wain_problem *problem)
{
    for (int32_t i = 1; i < problem->num_orders; i++) {
        if (problem->orders[i].kind != problem->orders[0].kind)
            return false;
    }
    return true;
}

/* Every order must be served, needs no skill, and its load is small enough for 32 bits. */
static bool has_plain_orders(const wain_problem *problem)
{
    for (int32_t i = 0; i < problem->num_orders; i++) {
        const wain_problem_order *order = &problem->orders[i];

        if (!order->required || order->skills || order->load[0] > SMALL_LOAD || order->num_windows != 1)
            return false;
    }
    return true;
}

static bool has_plain_fleet(const wain_problem *problem)
{
    const wain_problem_type *type = problem->types;

    return problem->num_depots == 1 && problem->num_types == 1 && problem->num_loads == 1 &&
           type->max_stops >= problem->num_orders && type->max_distance >= WAIN_DIST_MAX &&
           type->cost_per_distance == 1 && type->cost_per_hour == 0 && type->capacity[0] <= SMALL_LOAD;
}

static bool is_plain(const wain_problem *problem)
{
    return problem->travel.metric == WAIN_METRIC_EUCLID && has_plain_fleet(problem) && has_one_kind(problem) &&
           has_plain_orders(problem);
}

bool wain_is_capacitated(const wain_problem *problem)
{
    if (!is_plain(problem) || problem->types[0].count < problem->num_orders || problem->types[0].end < WAIN_TIME_MAX)
        return false;
    for (int32_t i = 0; i < problem->num_orders; i++) {
        const wain_window *window = &problem->windows[problem->orders[i].first_window];

        if (window->open > problem->types[0].start || window->close < WAIN_TIME_MAX)
            return false;
    }
    return true;
}

bool wain_is_windowed(const wain_problem *problem)
{
    const wain_speed_profile *profile;

    if (!is_plain(problem))
        return false;
    profile = &problem->travel.profiles[problem->types[0].profile];
    return profile->num_bands == 1 && profile->speed[0] == 1000;
}

bool wain_is_small_grid(const wain_problem *problem)
{
    double min_x = INFINITY, max_x = -INFINITY, min_y = INFINITY, max_y = -INFINITY;

    if (problem->travel.scale != 1.0 || problem->travel.rounding != WAIN_ROUND_NEAREST ||
        problem->num_orders > SMALL_COUNT)
        return false;
    for (int32_t i = 0; i < problem->num_depots + problem->num_orders; i++) {
        if (problem->x[i] != floor(problem->x[i]) || problem->y[i] != floor(problem->y[i]) ||
            fabs(problem->x[i]) > 1e6 || fabs(problem->y[i]) > 1e6)
            return false;
        min_x = fmin(min_x, problem->x[i]);
        max_x = fmax(max_x, problem->x[i]);
        min_y = fmin(min_y, problem->y[i]);
        max_y = fmax(max_y, problem->y[i]);
    }
    return (max_x - min_x) * (max_x - min_x) + (max_y - min_y) * (max_y - min_y) <= SMALL_SQUARE;
}

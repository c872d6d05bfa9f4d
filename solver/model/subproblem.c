#include "solver/model/subproblem.h"

#include <string.h>

#include "solver/core/memory.h"

static int32_t count_windows(const wain_problem *problem, const int32_t *orders, int32_t num_orders)
{
    int32_t sum = 0;

    for (int32_t i = 0; i < num_orders; i++)
        sum += problem->orders[orders[i]].num_windows;
    return sum;
}

static void copy_orders(const wain_problem *problem, const int32_t *orders, wain_problem *sub)
{
    int32_t windows = 0;

    for (int32_t i = 0; i < sub->num_orders; i++) {
        const wain_problem_order *from = &problem->orders[orders[i]];

        sub->orders[i] = *from;
        sub->orders[i].first_window = windows;
        memcpy(&sub->windows[windows], &problem->windows[from->first_window],
               sizeof *sub->windows * (size_t)from->num_windows);
        windows += from->num_windows;
    }
}

static int32_t location_in(const wain_problem *problem, const int32_t *orders, int32_t location)
{
    return location < problem->num_depots ? location : problem->num_depots + orders[location - problem->num_depots];
}

static void copy_places(const wain_problem *problem, const int32_t *orders, wain_problem *sub)
{
    for (int32_t i = 0; i < sub->num_depots + sub->num_orders; i++) {
        const int32_t from = location_in(problem, orders, i);

        sub->x[i] = problem->x[from];
        sub->y[i] = problem->y[from];
        if (problem->direction)
            memcpy(sub->direction[i], problem->direction[from], sizeof sub->direction[i]);
    }
}

static wain_status copy_travel(const wain_problem *problem, const int32_t *orders, wain_problem *sub, wain_error *err)
{
    const int32_t size = sub->num_depots + sub->num_orders;
    wain_status status = WAIN_OK;
    wain_travel without_matrix = problem->travel;

    without_matrix.matrix = NULL;
    without_matrix.matrix_size = 0;
    WAIN_TRY(wain_travel_copy(&without_matrix, &sub->travel, err));
    if (problem->travel.metric != WAIN_METRIC_MATRIX)
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(sub->travel.matrix, (size_t)size * (size_t)size, err));
    sub->travel.matrix_size = size;
    for (int32_t a = 0; a < size; a++) {
        for (int32_t b = 0; b < size; b++)
            sub->travel.matrix[(size_t)a * (size_t)size + (size_t)b] =
                wain_problem_distance(problem, location_in(problem, orders, a), location_in(problem, orders, b));
    }
done:
    return status;
}

wain_status wain_subproblem_create(const wain_problem *problem, const int32_t *orders, int32_t num_orders,
                                   const int32_t *vehicles, wain_problem **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_problem *sub = NULL;

    WAIN_TRY(wain_problem_create(num_orders, problem->num_depots, problem->num_types,
                                 count_windows(problem, orders, num_orders), &sub, err));
    sub->unit = problem->unit;
    sub->num_loads = problem->num_loads;
    if (problem->direction)
        WAIN_TRY(WAIN_NEW(sub->direction, num_orders + problem->num_depots, err));
    copy_orders(problem, orders, sub);
    copy_places(problem, orders, sub);
    memcpy(sub->depots, problem->depots, sizeof *sub->depots * (size_t)sub->num_depots);
    memcpy(sub->types, problem->types, sizeof *sub->types * (size_t)sub->num_types);
    for (int32_t t = 0; t < sub->num_types; t++)
        sub->types[t].count = vehicles[t];
    WAIN_TRY(copy_travel(problem, orders, sub, err));
    *out = sub;
    sub = NULL;
done:
    wain_problem_free(sub);
    return status;
}

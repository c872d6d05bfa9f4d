#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/eval/schedule.h"
#include "solver/set_partitioning/cover_internal.h"

static wain_status allocate(wain_cover *cover, size_t columns, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(cover->columns, columns, err));
    WAIN_TRY(WAIN_NEW(cover->reduced, columns, err));
    WAIN_TRY(WAIN_NEW(cover->price, cover->problem->num_orders, err));
    WAIN_TRY(WAIN_NEW(cover->dual, cover->problem->num_orders, err));
    WAIN_TRY(WAIN_NEW(cover->vehicle_dual, cover->problem->num_types, err));
done:
    return status;
}

static wain_status add_incumbent(wain_cover *cover, const wain_solution *solution, wain_cost *cost, wain_error *err)
{
    *cost = 0;
    for (int32_t r = 0; r < solution->num_routes; r++) {
        const wain_route *route = &solution->routes[r];
        const int32_t *stops = solution->stops + route->first;
        const wain_route_schedule s = wain_schedule_route(cover->problem, route->type, stops, route->num_stops, NULL);
        const wain_cost of = s.fixed_cost + s.distance_cost + s.time_cost;

        if (!s.feasible)
            return wain_error_set(err, WAIN_EINTERNAL, "the search returned an infeasible route (%d of unit %lld)", r,
                                  (long long)cover->problem->unit);
        cover->columns[cover->num_columns++] = (wain_pool_route){stops, route->num_stops, route->type, of};
        *cost += of;
    }
    cover->num_incumbent = cover->num_columns;
    return WAIN_OK;
}

static void add_pool(wain_cover *cover, const wain_route_pool *pool)
{
    for (int32_t i = 0; i < wain_route_pool_count(pool); i++) {
        const wain_pool_route route = wain_route_pool_get(pool, i);
        bool usable = true;

        for (int32_t k = 0; k < route.num_stops; k++)
            usable &= !cover->excluded[route.stops[k]];
        if (usable)
            cover->columns[cover->num_columns++] = route;
    }
}

/* The prices of orders. Those of required orders are out of all proportion to routes, more than the floating point of
 * a solver bears, so none counts more than twice the routes of the incumbent together. Where it leaves no required
 * order out, none needs to be. */
static void set_prices(wain_cover *cover, const wain_solution *solution, wain_cost routes_cost)
{
    const wain_problem *problem = cover->problem;
    double limit = 2 * (double)routes_cost;
    bool optional_only = true;

    for (int32_t j = 0; j < cover->num_columns; j++)
        limit = fmax(limit, 4 * (double)cover->columns[j].cost);
    for (int32_t i = 0; i < solution->num_unserved; i++) {
        const int32_t v = solution->unserved[i].order;

        optional_only &= cover->excluded[v] || !problem->orders[v].required;
    }
    for (int32_t v = 0; v < problem->num_orders; v++) {
        const wain_problem_order *order = &problem->orders[v];

        cover->price[v] = cover->excluded[v]                 ? 0
                          : order->required && optional_only ? WAIN_COVER_MUST
                                                             : fmin((double)order->price, limit + 1);
    }
    cover->incumbent = (double)routes_cost;
    for (int32_t i = 0; i < solution->num_unserved; i++)
        cover->incumbent += cover->price[solution->unserved[i].order];
}

wain_status wain_cover_create(const wain_problem *problem, const uint8_t *excluded, const wain_route_pool *pool,
                              const wain_solution *solution, wain_cover **out, wain_cost *incumbent_cost,
                              wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_cover *cover = NULL;

    WAIN_TRY(WAIN_NEW(cover, 1, err));
    cover->problem = problem;
    cover->excluded = excluded;
    WAIN_TRY(allocate(cover, (size_t)solution->num_routes + (size_t)wain_route_pool_count(pool), err));
    WAIN_TRY(add_incumbent(cover, solution, incumbent_cost, err));
    add_pool(cover, pool);
    set_prices(cover, solution, *incumbent_cost);
    for (int32_t i = 0; i < solution->num_unserved; i++)
        *incumbent_cost += problem->orders[solution->unserved[i].order].price;
    *out = cover;
    cover = NULL;
done:
    wain_cover_free(cover);
    return status;
}

void wain_cover_free(wain_cover *cover)
{
    if (!cover)
        return;
    free(cover->columns);
    free(cover->reduced);
    free(cover->price);
    free(cover->dual);
    free(cover->vehicle_dual);
    free(cover);
}

/* Sorting key of a column: by reduced cost, equal ones as they come. */
typedef struct rank {
    double reduced;
    int32_t column;
} rank;

static int by_reduced_cost(const void *a, const void *b)
{
    const rank *x = a, *y = b;

    if (x->reduced != y->reduced)
        return x->reduced < y->reduced ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

wain_status wain_cover_reduce(wain_cover *cover, int64_t most, wain_error *err)
{
    const double gap = cover->incumbent - cover->bound; /* a column that costs as much more is in no better solution */
    wain_status status = WAIN_OK;
    rank *ranks = NULL;
    uint8_t *keep = NULL;
    int32_t count = 0, kept = 0;

    WAIN_TRY(WAIN_NEW(ranks, cover->num_columns, err));
    WAIN_TRY(WAIN_NEW(keep, cover->num_columns, err));
    for (int32_t j = cover->num_incumbent; j < cover->num_columns; j++) {
        if (cover->reduced[j] < gap)
            ranks[count++] = (rank){cover->reduced[j], j};
    }
    qsort(ranks, (size_t)count, sizeof *ranks, by_reduced_cost);
    for (int32_t i = 0; i < count && i < most; i++)
        keep[ranks[i].column] = 1;
    for (int32_t j = 0; j < cover->num_columns; j++) {
        if (j >= cover->num_incumbent && !keep[j])
            continue;
        cover->columns[kept] = cover->columns[j];
        cover->reduced[kept++] = cover->reduced[j];
    }
    cover->num_columns = kept;
done:
    free(ranks);
    free(keep);
    return status;
}

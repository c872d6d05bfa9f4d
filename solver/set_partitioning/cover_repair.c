#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/eval/schedule.h"
#include "solver/set_partitioning/cover_internal.h"

/* The chosen routes while orders are taken out of them. */
typedef struct desk {
    const wain_problem *problem;
    wain_pool_route *routes;
    int32_t num_routes;
    int32_t *stops;  /* of all routes; each route keeps its room */
    int32_t *trial;  /* room for one route */
    int32_t *served; /* per order: by how many routes */
} desk;

/* Cost of the route without stop k; WAIN_COST_MAX when it is infeasible, 0 when nothing is left. */
static wain_cost cost_without(const desk *d, const wain_pool_route *route, int32_t k)
{
    const size_t behind = (size_t)(route->num_stops - k - 1);
    wain_route_schedule s;

    if (route->num_stops == 1)
        return 0;
    memcpy(d->trial, route->stops, sizeof *d->trial * (size_t)k);
    memcpy(d->trial + k, route->stops + k + 1, sizeof *d->trial * behind);
    s = wain_schedule_route(d->problem, route->type, d->trial, route->num_stops - 1, NULL);
    return s.feasible ? s.fixed_cost + s.distance_cost + s.time_cost : WAIN_COST_MAX;
}

static void take_out(desk *d, int32_t r, int32_t k, wain_cost cost)
{
    wain_pool_route *route = &d->routes[r];
    int32_t *stops = d->stops + (route->stops - d->stops);

    d->served[stops[k]]--;
    memmove(stops + k, stops + k + 1, sizeof *stops * (size_t)(route->num_stops - k - 1));
    route->num_stops--;
    route->cost = cost;
}

/* Take one order served twice out of the route where that saves most. `over` says whether there was one, the result
 * whether it could go out. */
static bool take_out_one(desk *d, bool *over)
{
    wain_cost most = -WAIN_COST_MAX, cost = 0;
    int32_t route = -1, stop = -1;

    *over = false;
    for (int32_t r = 0; r < d->num_routes; r++) {
        for (int32_t k = 0; k < d->routes[r].num_stops; k++) {
            wain_cost without;

            if (d->served[d->routes[r].stops[k]] < 2)
                continue;
            *over = true;
            without = cost_without(d, &d->routes[r], k);
            if (without < WAIN_COST_MAX && d->routes[r].cost - without > most) {
                most = d->routes[r].cost - without;
                cost = without;
                route = r;
                stop = k;
            }
        }
    }
    if (route >= 0)
        take_out(d, route, stop, cost);
    return route >= 0 || !*over;
}

static wain_status open_desk(desk *d, const wain_cover *cover, const int32_t *chosen, int32_t num_chosen,
                             wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t total = 0;
    int32_t *end;

    for (int32_t i = 0; i < num_chosen; i++)
        total += (size_t)cover->columns[chosen[i]].num_stops;
    WAIN_TRY(WAIN_NEW(d->routes, num_chosen, err));
    WAIN_TRY(WAIN_NEW(d->stops, total, err));
    WAIN_TRY(WAIN_NEW(d->trial, d->problem->num_orders, err));
    WAIN_TRY(WAIN_NEW(d->served, d->problem->num_orders, err));
    end = d->stops;
    for (int32_t i = 0; i < num_chosen; i++) {
        const wain_pool_route *column = &cover->columns[chosen[i]];

        memcpy(end, column->stops, sizeof *end * (size_t)column->num_stops);
        d->routes[d->num_routes] = *column;
        d->routes[d->num_routes++].stops = end;
        for (int32_t k = 0; k < column->num_stops; k++)
            d->served[column->stops[k]]++;
        end += column->num_stops;
    }
done:
    return status;
}

/* False when a route is not feasible or a type has too few vehicles. */
static bool write_solution(const desk *d, wain_solution *solution)
{
    const wain_problem *problem = d->problem;
    bool good = true;

    solution->num_routes = solution->num_stops = solution->num_unserved = 0;
    solution->cost = 0;
    for (int32_t r = 0; r < d->num_routes; r++) {
        const wain_pool_route *route = &d->routes[r];
        wain_route_schedule s;
        int32_t same = 0;

        if (route->num_stops == 0)
            continue;
        s = wain_schedule_route(problem, route->type, route->stops, route->num_stops, NULL);
        solution->routes[solution->num_routes++] =
            (wain_route){.type = route->type, .first = solution->num_stops, .num_stops = route->num_stops};
        memcpy(solution->stops + solution->num_stops, route->stops, sizeof *route->stops * (size_t)route->num_stops);
        solution->num_stops += route->num_stops;
        solution->cost += s.fixed_cost + s.distance_cost + s.time_cost;
        for (int32_t i = 0; i < solution->num_routes; i++)
            same += solution->routes[i].type == route->type;
        good &= s.feasible && same <= problem->types[route->type].count;
    }
    for (int32_t v = 0; v < problem->num_orders; v++) {
        if (d->served[v])
            continue;
        solution->unserved[solution->num_unserved++] = (wain_unserved){.order = v, .detail = -1};
        solution->cost += problem->orders[v].price;
    }
    return good;
}

wain_status wain_cover_to_solution(const wain_cover *cover, const int32_t *chosen, int32_t num_chosen,
                                   wain_solution *solution, bool *made, wain_error *err)
{
    desk d = {.problem = cover->problem};
    wain_status status = WAIN_OK;
    bool over = true;

    *made = true;
    WAIN_TRY(open_desk(&d, cover, chosen, num_chosen, err));
    while (*made && over)
        *made = take_out_one(&d, &over);
    *made = *made && write_solution(&d, solution);
done:
    free(d.routes);
    free(d.stops);
    free(d.trial);
    free(d.served);
    return status;
}

#include "solver/eval/plan_solution.h"

#include "solver/core/memory.h"
#include "solver/eval/schedule.h"

static wain_status add_route(wain_plan *plan, wain_plan_route row, const wain_problem *problem, const wain_route *route,
                             const int32_t *orders, wain_error *err)
{
    const wain_route_schedule schedule = wain_schedule_route(problem, route->type, orders, route->num_stops,
                                                             plan->stops + (plan->num_stops - plan->released));

    if (!schedule.feasible)
        return wain_error_set(err, WAIN_EINTERNAL,
                              "unit %d: the search returned an infeasible route of %d stops for vehicle type %d",
                              row.unit, route->num_stops, row.type);
    row.first_stop = (int64_t)plan->num_stops;
    row.num_stops = route->num_stops;
    row.departure = schedule.departure;
    row.end = schedule.end;
    row.last_distance = schedule.last_distance;
    row.distance = schedule.distance;
    row.fixed_cost = schedule.fixed_cost;
    row.distance_cost = schedule.distance_cost;
    row.time_cost = schedule.time_cost;
    plan->routes[plan->num_routes++] = row;
    plan->num_stops += (size_t)route->num_stops;
    return WAIN_OK;
}

/* A solution names orders and vehicle types by their index in the problem, a plan by their row in the book. */
wain_unserved wain_plan_unserved(const wain_problem *problem, wain_unserved unserved)
{
    const wain_relaxation relaxation = unserved.relaxation;
    const bool names_type = relaxation == WAIN_RELAX_SKILL || relaxation == WAIN_RELAX_SHIFT ||
                            relaxation == WAIN_RELAX_DISTANCE || relaxation == WAIN_RELAX_VEHICLE;

    unserved.order = problem->orders[unserved.order].row;
    if (names_type && unserved.detail >= 0 && unserved.detail < problem->num_types)
        unserved.detail = problem->types[unserved.detail].row;
    return unserved;
}

wain_status wain_plan_add_solution(wain_plan *plan, int32_t unit, wain_day day, int32_t *next_vehicle,
                                   const wain_problem *problem, const wain_solution *solution, wain_error *err)
{
    wain_status status = WAIN_OK;
    const size_t routes = plan->num_routes, stops = plan->num_stops;
    int32_t planned = 0;

    WAIN_TRY(WAIN_RESERVE(plan->routes, plan->routes_capacity, routes + (size_t)solution->num_routes, err));
    WAIN_TRY(
        WAIN_RESERVE(plan->stops, plan->stops_capacity, stops - plan->released + (size_t)solution->num_stops, err));
    WAIN_TRY(WAIN_RESERVE(plan->unserved, plan->unserved_capacity, plan->num_unserved + (size_t)solution->num_unserved,
                          err));
    for (; planned < solution->num_routes; planned++) {
        const wain_route *route = &solution->routes[planned];
        const int32_t type = problem->types[route->type].row;
        const wain_plan_route row = {.unit = unit, .day = day, .type = type, .vehicle = next_vehicle[type]};

        WAIN_TRY(add_route(plan, row, problem, route, solution->stops + route->first, err));
        next_vehicle[type]++;
    }
    for (int32_t i = 0; i < solution->num_unserved; i++)
        plan->unserved[plan->num_unserved++] = wain_plan_unserved(problem, solution->unserved[i]);
done:
    if (status != WAIN_OK) {
        for (int32_t i = 0; i < planned; i++)
            next_vehicle[problem->types[solution->routes[i].type].row]--;
        plan->num_routes = routes;
        plan->num_stops = stops;
    }
    return status;
}

#include "solver/search/left_out.h"

#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/eval/schedule.h"
#include "solver/search/servable.h"

enum {
    FEW = 200, /* left out: then every gap is tried, not only those beside neighbours */
    TRIALS = 10000,
    TRIALS_PER_ORDER = 10 /* of the problem: routes timed at most, so that the end of a search is short */
};

/* The solution with what is needed to change it. */
typedef struct desk {
    const wain_problem *problem;
    const wain_neighbours *neighbours;
    wain_solution *solution;
    wain_cost *cost;   /* of each route */
    int32_t *route_of; /* of each order; -1 when it is left out */
    int32_t *trial;    /* room for one route */
    int32_t *used;     /* vehicles of each type */
    int64_t trials;    /* left */
} desk;

/* Where an order would go, and what that would cost. */
typedef struct chance {
    int32_t route, position; /* route num_routes: a new one of vehicle type `type` */
    int32_t type;
    wain_cost cost; /* WAIN_COST_MAX: nowhere */
} chance;

static wain_cost cost_of(const wain_route_schedule *schedule)
{
    return schedule->feasible ? schedule->fixed_cost + schedule->distance_cost + schedule->time_cost : WAIN_COST_MAX;
}

static wain_status open_desk(desk *d, wain_error *err)
{
    const wain_problem *problem = d->problem;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(d->cost, problem->num_orders, err));
    WAIN_TRY(WAIN_NEW(d->route_of, problem->num_orders, err));
    WAIN_TRY(WAIN_NEW(d->trial, problem->num_orders, err));
    WAIN_TRY(WAIN_NEW(d->used, problem->num_types, err));
    memset(d->route_of, -1, sizeof *d->route_of * (size_t)problem->num_orders);
    for (int32_t r = 0; r < d->solution->num_routes; r++) {
        const wain_route *route = &d->solution->routes[r];
        const int32_t *stops = d->solution->stops + route->first;
        const wain_route_schedule schedule = wain_schedule_route(problem, route->type, stops, route->num_stops, NULL);

        if (!schedule.feasible)
            return wain_error_set(err, WAIN_EINTERNAL, "the search returned an infeasible route (%d of unit %lld)", r,
                                  (long long)problem->unit);
        d->cost[r] = cost_of(&schedule);
        d->used[route->type]++;
        for (int32_t k = 0; k < route->num_stops; k++)
            d->route_of[stops[k]] = r;
    }
done:
    return status;
}

static void close_desk(desk *d)
{
    free(d->cost);
    free(d->route_of);
    free(d->trial);
    free(d->used);
}

/* Whether route r can take order v at all: skills, stops and what it delivers or picks up in sum. */
static bool has_room(const desk *d, int32_t v, int32_t r)
{
    const wain_problem_order *order = &d->problem->orders[v];
    const wain_route *route = &d->solution->routes[r];
    const wain_problem_type *type = &d->problem->types[route->type];

    if (route->num_stops >= type->max_stops || (order->skills & ~type->skills))
        return false;
    for (int32_t k = 0; k < d->problem->num_loads; k++) {
        wain_load load = order->load[k];

        for (int32_t i = 0; i < route->num_stops; i++) {
            const wain_problem_order *other = &d->problem->orders[d->solution->stops[route->first + i]];

            load += other->kind == order->kind ? other->load[k] : 0;
        }
        if (load > type->capacity[k])
            return false;
    }
    return true;
}

/* Price order v at one position of route r. */
static void try_position(desk *d, int32_t v, int32_t r, int32_t position, chance *best)
{
    const wain_route *route = &d->solution->routes[r];
    const int32_t *stops = d->solution->stops + route->first;
    wain_route_schedule schedule;
    wain_cost cost;

    if (d->trials <= 0)
        return;
    d->trials--;
    memcpy(d->trial, stops, sizeof *stops * (size_t)position);
    d->trial[position] = v;
    memcpy(d->trial + position + 1, stops + position, sizeof *stops * (size_t)(route->num_stops - position));
    schedule = wain_schedule_route(d->problem, route->type, d->trial, route->num_stops + 1, NULL);
    cost = cost_of(&schedule);
    if (cost < WAIN_COST_MAX && cost - d->cost[r] < best->cost)
        *best = (chance){.route = r, .position = position, .type = route->type, .cost = cost - d->cost[r]};
}

static void try_route(desk *d, int32_t v, int32_t r, chance *best)
{
    if (!has_room(d, v, r))
        return;
    for (int32_t position = 0; position <= d->solution->routes[r].num_stops; position++)
        try_position(d, v, r, position, best);
}

/* Both gaps beside each planned neighbour. */
static void try_neighbours(desk *d, int32_t v, chance *best)
{
    const int32_t *near = d->neighbours->orders + (size_t)v * (size_t)d->neighbours->count;

    for (int32_t k = 0; k < d->neighbours->count; k++) {
        const int32_t r = d->route_of[near[k]];
        int32_t at = 0;

        if (r < 0 || !has_room(d, v, r))
            continue;
        while (d->solution->stops[d->solution->routes[r].first + at] != near[k])
            at++;
        try_position(d, v, r, at, best);
        try_position(d, v, r, at + 1, best);
    }
}

static void try_free_vehicles(const desk *d, int32_t v, chance *best)
{
    for (int32_t t = 0; t < d->problem->num_types; t++) {
        wain_route_schedule alone;

        if (d->used[t] >= d->problem->types[t].count)
            continue;
        alone = wain_schedule_route(d->problem, t, &v, 1, NULL);
        if (cost_of(&alone) < best->cost)
            *best = (chance){.route = d->solution->num_routes, .type = t, .cost = cost_of(&alone)};
    }
}

static chance best_chance(desk *d, int32_t v, bool everywhere)
{
    chance best = {.route = -1, .cost = WAIN_COST_MAX};

    try_neighbours(d, v, &best);
    for (int32_t r = 0; everywhere && r < d->solution->num_routes; r++)
        try_route(d, v, r, &best);
    try_free_vehicles(d, v, &best);
    return best;
}

/* Put order v where `at` says; later routes move by one. */
static void take(desk *d, int32_t v, const chance *at)
{
    wain_solution *solution = d->solution;
    int32_t index;

    if (at->route == solution->num_routes) {
        solution->routes[solution->num_routes++] =
            (wain_route){.type = at->type, .first = solution->num_stops, .num_stops = 0};
        d->cost[at->route] = 0;
        d->used[at->type]++;
    }
    index = solution->routes[at->route].first + at->position;
    memmove(solution->stops + index + 1, solution->stops + index,
            sizeof *solution->stops * (size_t)(solution->num_stops - index));
    solution->stops[index] = v;
    solution->num_stops++;
    solution->routes[at->route].num_stops++;
    for (int32_t r = at->route + 1; r < solution->num_routes; r++)
        solution->routes[r].first++;
    d->cost[at->route] += at->cost;
    d->route_of[v] = at->route;
}

/* One pass over those left out; true when one was put somewhere, so that the others' prices may have changed. */
static bool settle_each(desk *d, const uint8_t *excluded)
{
    const int32_t count = d->solution->num_unserved;
    int32_t left = 0;

    for (int32_t i = 0; i < count; i++) {
        wain_unserved *unserved = &d->solution->unserved[i];
        const int32_t v = unserved->order;
        chance best;

        if (excluded[v]) {
            wain_servable_prove(d->problem, v, unserved);
        } else {
            best = best_chance(d, v, count <= FEW);
            if (best.cost < d->problem->orders[v].price) {
                take(d, v, &best);
                continue;
            }
            wain_servable_explain(d->problem, v, best.cost, unserved);
        }
        d->solution->unserved[left++] = *unserved;
    }
    d->solution->num_unserved = left;
    return left < count;
}

wain_status wain_left_out_settle(const wain_problem *problem, const wain_neighbours *neighbours,
                                 const uint8_t *excluded, wain_solution *solution, wain_error *err)
{
    desk d = {.problem = problem, .neighbours = neighbours, .solution = solution};
    wain_status status = WAIN_OK;

    WAIN_TRY(open_desk(&d, err));
    d.trials = TRIALS + TRIALS_PER_ORDER * (int64_t)problem->num_orders;
    while (settle_each(&d, excluded) && d.trials > 0)
        continue;
    solution->cost = 0;
    for (int32_t r = 0; r < solution->num_routes; r++)
        solution->cost += d.cost[r];
    for (int32_t i = 0; i < solution->num_unserved; i++)
        solution->cost += problem->orders[solution->unserved[i].order].price;
done:
    close_desk(&d);
    return status;
}

/* The distinct routes a search has seen, for the set partitioning that picks the best of them (Rochat and Taillard,
 * 1995). Two routes are the same when one vehicle type serves the same set of orders with them; of these the cheapest
 * order of stops is kept. What a pool holds depends on the calls alone, never on addresses or time. Not thread-safe:
 * one pool per island, merged when islands meet. */
#ifndef WAIN_SET_PARTITIONING_ROUTE_POOL_H
#define WAIN_SET_PARTITIONING_ROUTE_POOL_H

#include "solver/core/error.h"
#include "solver/core/types.h"
#include "solver/model/problem.h"
#include "solver/model/solution.h"

typedef struct wain_route_pool wain_route_pool;

/* A route of the pool; valid until the pool changes. */
typedef struct wain_pool_route {
    const int32_t *stops; /* orders of the problem; borrowed */
    int32_t num_stops;    /* >= 1 */
    int32_t type;         /* vehicle type of the problem */
    wain_cost cost;
} wain_pool_route;

/* An empty pool for at most `max_routes` routes with at most `max_stops` stops together (both at least 1; max_stops
 * at most 2^31 - 1). All memory is taken here: about 56 bytes a route and 4 a stop. Errors: WAIN_EMEMORY. */
wain_status wain_route_pool_create(int32_t max_routes, int32_t max_stops, wain_route_pool **out, wain_error *err);
void wain_route_pool_free(wain_route_pool *pool); /* accepts NULL */

/* Add a feasible route over `num_stops` distinct orders, or mark it as seen again. A route without stops, or with more
 * than a quarter of the pool's stops, is passed over. In a full pool half of it is dropped: first the oldest of the
 * routes that were not seen again since the last time, then the oldest of the others (second chance; Corbato, 1968).
 * O(num_stops) amortised; allocates nothing. */
void wain_route_pool_add(wain_route_pool *pool, int32_t type, const int32_t *stops, int32_t num_stops, wain_cost cost);

/* Add the routes of a solution, each at its exact cost; infeasible ones are passed over. O(stops) timed stops. */
void wain_route_pool_add_solution(wain_route_pool *pool, const wain_problem *problem, const wain_solution *solution);

int32_t wain_route_pool_count(const wain_route_pool *pool);

/* Route i in 0..count-1, the longest known first. O(1). */
wain_pool_route wain_route_pool_get(const wain_route_pool *pool, int32_t i);

#endif

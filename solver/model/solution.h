/* What a search returns: routes as sequences of a problem's orders, and the orders left out with their reasons. */
#ifndef WAIN_MODEL_SOLUTION_H
#define WAIN_MODEL_SOLUTION_H

#include "solver/core/digest.h"
#include "solver/core/error.h"
#include "solver/model/problem.h"
#include "solver/model/reason.h"

typedef struct wain_route {
    int32_t type;      /* vehicle type of the problem */
    int32_t first;     /* of its stops in `stops` */
    int32_t num_stops; /* >= 1 */
} wain_route;

typedef struct wain_solution {
    wain_cost cost; /* of all routes, plus the price of every order left out */
    int32_t num_routes, num_stops, num_unserved;
    wain_route *routes; /* owned, like all arrays here; at most num_orders */
    int32_t *stops;     /* orders of the problem, route after route */
    wain_unserved *unserved;
} wain_solution;

/* Room for num_orders orders in any division into routes and unserved. Free accepts NULL. */
wain_status wain_solution_create(int32_t num_orders, wain_solution **out, wain_error *err);
void wain_solution_free(wain_solution *solution);

/* Give back the room that it does not use: from now on it is only read. */
void wain_solution_shrink(wain_solution *solution);

/* Copy `from` into `to`, a solution with room for as many orders. O(orders). */
void wain_solution_copy(wain_solution *to, const wain_solution *from);

#endif

/* The choice of routes as a covering problem: of all columns (routes) take those that serve every order at least once
 * at the least cost, no more of a vehicle type than there are; an order may stay out where it has a price. */
#ifndef WAIN_SET_PARTITIONING_COVER_INTERNAL_H
#define WAIN_SET_PARTITIONING_COVER_INTERNAL_H

#include "solver/core/error.h"
#include "solver/model/problem.h"
#include "solver/model/solution.h"
#include "solver/set_partitioning/route_pool.h"

#define WAIN_COVER_MUST INFINITY /* the price of an order that must be served */

typedef struct wain_cover {
    const wain_problem *problem; /* borrowed */
    const uint8_t *excluded;     /* borrowed; per order: 1 when nobody may serve it */
    wain_pool_route *columns;    /* owned; their stops are borrowed from the solution and the pool */
    double *reduced;             /* owned; per column: reduced cost */
    int32_t num_columns;
    int32_t num_incumbent;   /* the first columns: the solution to beat */
    double *price;           /* owned; per order: cost of leaving it out, or WAIN_COVER_MUST; 0 for those excluded */
    double *dual;            /* owned; per order: its multiplier */
    double *vehicle_dual;    /* owned; per vehicle type, >= 0 */
    double incumbent, bound; /* values of the solution to beat and of the best Lagrangian bound */
} wain_cover;

/* The columns: the solution's routes at their exact costs, then the pool's. *incumbent_cost is the exact cost of the
 * solution. WAIN_EINTERNAL when a route of the solution is infeasible; WAIN_EMEMORY. */
wain_status wain_cover_create(const wain_problem *problem, const uint8_t *excluded, const wain_route_pool *pool,
                              const wain_solution *solution, wain_cover **out, wain_cost *incumbent_cost,
                              wain_error *err);
void wain_cover_free(wain_cover *cover); /* accepts NULL */

/* Multipliers, bound and reduced costs, by so many steps of the subgradient method (Held and Karp, 1971; the first
 * multipliers as in Caprara, Fischetti and Toth, 1999). O(steps * stops of all columns); always the same. */
wain_status wain_cover_price(wain_cover *cover, int32_t steps, wain_error *err);

/* Keep the incumbent's columns and at most `most` others: those of least reduced cost that can be in a better
 * solution. The order of the columns stays. */
wain_status wain_cover_reduce(wain_cover *cover, int64_t most, wain_error *err);

/* Make a solution of the chosen columns. An order served twice goes out of the route where that saves most, as long as
 * the rest of the route stays feasible. False, and an unusable solution, when that fails. `solution` has room for all
 * orders; its cost is exact. */
wain_status wain_cover_to_solution(const wain_cover *cover, const int32_t *chosen, int32_t num_chosen,
                                   wain_solution *solution, bool *made, wain_error *err);

#endif

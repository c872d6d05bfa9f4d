/* What becomes of the orders that a search left out: each gets a last chance at an exact price, and those that stay out
 * get their reason with the least change that would let them in. */
#ifndef WAIN_SEARCH_LEFT_OUT_H
#define WAIN_SEARCH_LEFT_OUT_H

#include "solver/model/problem.h"
#include "solver/model/solution.h"
#include "solver/search/neighbours.h"

/* Settle the solution's orders left out, in their order. An order that fits beside one of its neighbours, or (when few
 * are left out) anywhere, or into a free vehicle, for less than its price is put there; the others get reason,
 * relaxation and amount. `excluded` (per order) marks those that no vehicle can serve even alone; they get their proof.
 * The cost is renewed: exact routes and the prices of those left out. `neighbours` may be NULL when all are excluded.
 * Work is limited to some ten timed routes per order of the problem; who comes after that is told the fleet is
 * exhausted unless a free vehicle takes him. WAIN_EINTERNAL when a route of the solution is infeasible; WAIN_EMEMORY.
 */
wain_status wain_left_out_settle(const wain_problem *problem, const wain_neighbours *neighbours,
                                 const uint8_t *excluded, wain_solution *solution, wain_error *err);

#endif

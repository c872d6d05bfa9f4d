/* Which orders no vehicle can serve even alone, with the reason proved by trying every type, and why others stayed out.
 */
#ifndef WAIN_SEARCH_SERVABLE_H
#define WAIN_SEARCH_SERVABLE_H

#include "solver/model/problem.h"
#include "solver/model/reason.h"

/* Try every vehicle type on order `order` alone. `unserved` receives reason NONE, or the proof and the least
 * relaxation. O(types). */
void wain_servable_prove(const wain_problem *problem, int32_t order, wain_unserved *unserved);

/* Why an order that could be served alone was left out: it costs more than its price, or the fleet is exhausted.
 * `cheapest` is what the best place for it would add to the cost; WAIN_COST_MAX when it fits nowhere. */
void wain_servable_explain(const wain_problem *problem, int32_t order, wain_cost cheapest, wain_unserved *unserved);

#endif

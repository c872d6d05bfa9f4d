/* Selective route exchange: a child takes some adjacent routes from one parent and all others from the other (Nagata,
 * Braysy and Dullaert, 2010; here the routes lie around a random order instead of in a sector). */
#ifndef WAIN_POOL_CROSSOVER_SREX_H
#define WAIN_POOL_CROSSOVER_SREX_H

#include "solver/core/rng.h"
#include "solver/model/solution.h"
#include "solver/search/neighbours.h"

typedef struct wain_srex wain_srex; /* workspace of one thread */

wain_status wain_srex_create(int32_t num_orders, wain_srex **out, wain_error *err);
void wain_srex_free(wain_srex *srex); /* accepts NULL */

/* Cross `a` with `b`, two solutions of one problem: some routes of `a` around a random order, with about `size` orders,
 * give way to those routes of `b` most of whose orders they hold. An order that two routes then hold is taken out of
 * one; orders that none holds are unserved in `child` (room for num_orders), to be inserted. The child's cost is not
 * set. False, and no child, when `a` has no routes. O(n). */
bool wain_crossover_srex(wain_srex *srex, const wain_neighbours *neighbours, const wain_solution *a,
                         const wain_solution *b, int32_t size, wain_rng *rng, wain_solution *child);

/* Orders of `b` with other neighbours on their route than in `a`, or in no route there, into `orders` (room for
 * num_orders, or NULL); returns their number. A route and its reverse are the same: where distances have no direction
 * they cost the same. O(n). */
int32_t wain_srex_differing(wain_srex *srex, const wain_solution *a, const wain_solution *b, int32_t *orders);

#endif

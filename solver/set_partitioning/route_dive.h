/* Choosing routes without a solver for integer programs: dives along Lagrangian reduced costs. A round takes some
 * related routes out of the best choice and covers their orders again, greedily by reduced cost per order under
 * multipliers shaken a little (the greedy rule of Caprara, Fischetti and Toth, 1999; ruin and recreate, Schrimpf et
 * al., 2000). */
#ifndef WAIN_SET_PARTITIONING_ROUTE_DIVE_H
#define WAIN_SET_PARTITIONING_ROUTE_DIVE_H

#include "solver/core/error.h"
#include "solver/core/types.h"

struct wain_cover; /* cover_internal.h */

/* Search for a choice of columns that is worth less than the cover's incumbent; reduced costs must be there.
 *   rounds      most rounds; each O(orders + routes taken out * columns that serve their orders)
 *   end         clock seconds at which to stop; 0: never
 *   chosen      out  room for as many columns as the problem has orders
 *   num_chosen  out  -1 when nothing better was found
 * The same for the same cover when `end` is 0. Errors: WAIN_EMEMORY. */
wain_status wain_route_dive(const struct wain_cover *cover, int64_t rounds, double end, int32_t *chosen,
                            int32_t *num_chosen, wain_error *err);

#endif

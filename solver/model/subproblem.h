/* The problem of some of another problem's orders: compact, with numbers of its own, so that a search on it stays in
 * the caches. */
#ifndef WAIN_MODEL_SUBPROBLEM_H
#define WAIN_MODEL_SUBPROBLEM_H

#include "solver/model/problem.h"

/* Copy `num_orders` orders of `problem` (numbers in `orders`, each once) with all depots and vehicle types into a
 * problem of its own: its order i is orders[i]. `vehicles` gives the count of each vehicle type. *out is the caller's.
 * O(num_orders), squared for explicit distances. Errors: WAIN_EMEMORY. */
wain_status wain_subproblem_create(const wain_problem *problem, const int32_t *orders, int32_t num_orders,
                                   const int32_t *vehicles, wain_problem **out, wain_error *err);

#endif

/* One child of two solutions: routes of both, then a short annealing around what is new in it. */
#ifndef WAIN_SEARCH_OFFSPRING_H
#define WAIN_SEARCH_OFFSPRING_H

#include "solver/pool/crossover_srex.h"
#include "solver/search/kernel.h"

/* Cross `a` with `b` and improve the child; `child` (room for num_orders) receives it, and *better tells whether it is
 * cheaper than `a`. The child's cost is WAIN_COST_MAX when there is none. The budget is `effort` iterations per order
 * that stands elsewhere than in `a`, within the slice. Different calls with workspaces of their own may run at the same
 * time. Errors: WAIN_EMEMORY. */
wain_status wain_offspring_search(const wain_kernel *kernel, const wain_kernel_input *input, wain_srex *srex,
                                  const wain_solution *a, const wain_solution *b, wain_rng rng, int64_t effort,
                                  wain_slice slice, wain_solution *child, bool *better,
                                  wain_chain_statistics *statistics, wain_error *err);

#endif

/* Islands: chains that search the same unit side by side, one per thread or several, and meet at epochs. The only place
 * with OpenMP. An island owns its random stream and its memory; what islands found is put together in index order, so
 * that in iteration mode the result does not depend on the number of threads. */
#ifndef WAIN_SEARCH_ISLANDS_H
#define WAIN_SEARCH_ISLANDS_H

#include "solver/search/kernel.h"
#include "solver/solve.h"

/* Search with the kernel from `start` (clock seconds) until the control's budget is spent; the best solution of all
 * islands goes into `best` (room for num_orders), without reasons. */
wain_status wain_islands_run(const wain_kernel *kernel, const wain_kernel_input *input,
                             const wain_search_control *control, double start, wain_solution *best,
                             wain_search_statistics *statistics, wain_error *err);

#endif

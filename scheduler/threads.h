/* How many threads a rank should use. */
#ifndef WAIN_SCHEDULER_THREADS_H
#define WAIN_SCHEDULER_THREADS_H

#include "solver/core/types.h"

/* `wanted` when it is above 0; else OMP_NUM_THREADS; else the cores this rank is bound to; and when it is bound to
 * none, its share of the machine's cores among the ranks that were started on it. At least 1. */
int32_t wain_threads_of_rank(int64_t wanted);

#endif

/* How many threads a rank should use. */
#ifndef WAIN_SCHEDULER_THREADS_H
#define WAIN_SCHEDULER_THREADS_H

#include "solver/core/error.h"
#include "solver/core/types.h"

/* `wanted` when it is above 0; else OMP_NUM_THREADS; else the cores this rank is bound to; and when it is bound to
 * none, its share of the machine's cores among the ranks that were started on it. At least 1. */
int32_t wain_threads_of_rank(int64_t wanted);

/* Start `count` threads (this one counts) and end them again. WAIN_EMEMORY when that many can't be had: OpenMP would
 * end the process where it can't start a thread, and it starts those that it keeps when it needs them first. */
wain_status wain_threads_try(int32_t count, wain_error *err);

#endif

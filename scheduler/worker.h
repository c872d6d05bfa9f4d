/* Ranks other than 0: solve what the coordinator sends until it says STOP. */
#ifndef WAIN_SCHEDULER_WORKER_H
#define WAIN_SCHEDULER_WORKER_H

#include "scheduler/comm.h"
#include "scheduler/work.h"

typedef enum wain_worker_state {
    WAIN_WORKER_WAITING, /* for a unit */
    WAIN_WORKER_SOLVING,
    WAIN_WORKER_FAILED, /* has reported an error and waits for STOP */
    WAIN_WORKER_STOPPED /* was told to stop: says IDLE and leaves */
} wain_worker_state;

/* Seconds without a word from rank 0, which speaks every ten, after which the job is over. Long, for a state may be
 * written on a file system that stalls, and the end of a search may take minutes without a look at the mail. */
#define WAIN_WORKER_PATIENCE 1000.0

/* Serve rank 0 with `threads` threads until it says STOP. An error in the work (a damaged message, no memory) is
 * reported to rank 0, which ends the job, and is no error here. `stop_requested` (may be NULL) says whether a signal
 * has come; rank 0 decides what follows. WAIN_ERANK: rank 0 can't be reached any more, or has
 * said nothing for `patience` seconds in which this rank was listening. */
wain_status wain_worker_run(wain_comm *comm, int32_t threads, wain_solve_function solve, bool (*stop_requested)(void),
                            double patience, wain_error *err);

#endif

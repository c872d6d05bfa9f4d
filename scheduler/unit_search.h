/* One problem searched by all ranks: a night of one unit. */
#ifndef WAIN_SCHEDULER_UNIT_SEARCH_H
#define WAIN_SCHEDULER_UNIT_SEARCH_H

#include "scheduler/coordinator.h"

typedef struct wain_unit_search {
    /* Where the problem is from, as wain_work has it. */
    wain_status (*problem)(void *context, int32_t unit, wain_problem **out, wain_error *err);
    void *context;
    int32_t num_orders;
    wain_search_options search;
    int64_t iterations;     /* of all islands together; 0: the deadline ends it, and every rank has an island */
    int32_t islands;        /* at least */
    wain_deadline deadline; /* without iterations */
    int32_t threads;        /* of this rank */
    bool (*stop_requested)(void);
} wain_unit_search;

/* Search on all ranks of the coordinator, which have ended their work afterwards. *out is the caller's. *num_lost
 * receives the number of ranks that no longer answer, also on failure. Errors: those of wain_coordinator_run;
 * WAIN_ESTOPPED: it was stopped before there was a solution. */
wain_status wain_unit_search_run(const wain_unit_search *of, wain_coordinator *coordinator, wain_solution **out,
                                 wain_search_statistics *statistics, int32_t *num_lost, wain_error *err);

#endif

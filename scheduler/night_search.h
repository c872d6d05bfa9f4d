/* The search of a night, in rounds: first every unit of the partition, then several times parts that are drawn anew
 * across the borders of regions and days that were split (solver/partition/redraw.h). A part begins in each round from
 * what stands, at the temperature at which that was left: all rounds together are one annealing, and have the same
 * share of the budget. Where any region is split the others are searched in as many rounds, so that no rank waits for
 * them. Rank 0 only. */
#ifndef WAIN_SCHEDULER_NIGHT_SEARCH_H
#define WAIN_SCHEDULER_NIGHT_SEARCH_H

#include "io/job.h"
#include "scheduler/comm.h"
#include "scheduler/effort_rates.h"
#include "scheduler/night_keeper.h"
#include "scheduler/progress.h"
#include "scheduler/scheduler_options.h"
#include "scheduler/work.h"

typedef struct wain_night_search {
    /* Borrowed; set by the caller. */
    wain_comm *comm;
    const wain_job *job;
    const wain_scheduler_options *options;
    const wain_order_book *book;
    wain_night_keeper *keeper; /* where the state is kept, if options->interval says so */
    wain_progress *progress;
    bool (*stop_requested)(void); /* may be NULL */
    /* Called in the last round with units whose outcome is final, `num_final` of them in their sequence. May be NULL.
     */
    void (*finish)(void *context, const wain_partition *partition, const wain_outcome *so_far);
    void *context;
    double publishing; /* seconds that the plan may take after the search, see wain_deadline_publishing */
    /* Owned; set by the caller before the first round, or as they were in an interrupted one. */
    int32_t round, rounds; /* the current one; how many there are after the first */
    wain_partition *partition;
    wain_unit_outcome *earlier; /* one for each unit, or NULL */
    /* What became of it: the units of the last round, sums over the rounds. */
    wain_outcome outcome;
    wain_effort_rates rates;   /* learnt from an earlier night and the rounds so far */
    double *effort, *share;    /* of each unit; the round's own */
    wain_annealing_span *span; /* likewise */
    int32_t *num_orders;
} wain_night_search;

/* Rounds after the first where a region is split: `most`, or fewer, so that none is so short that drawing it and
 * beginning its searches would show. By iterations `effort` is what a large unit has, an order, and time_limit 0. By
 * time effort is not used. */
int32_t wain_night_search_rounds(double effort, double time_limit, double threads, int32_t ranks, int64_t num_orders,
                                 int64_t most);

/* The same for this night, if it has such a region. */
int32_t wain_night_search_most_rounds(const wain_night_search *n);

/* Search until the budget is spent or a stop is asked for. The state is written a last time when the night is not
 * complete. Errors: those of wain_coordinator_run, and WAIN_EMEMORY. */
wain_status wain_night_search_run(wain_night_search *n, wain_error *err);
void wain_night_search_clear(wain_night_search *n);

#endif

/* The wall time of a job, and each unit's share of it. */
#ifndef WAIN_SCHEDULER_DEADLINE_H
#define WAIN_SCHEDULER_DEADLINE_H

#include "scheduler/queue.h"
#include "solver/core/types.h"

typedef struct wain_deadline {
    double start;      /* clock at the start of the process */
    double time_limit; /* seconds of the whole job; 0: none */
    double reserve;    /* seconds kept for assembling, checking and writing the plan */
    double later;      /* seconds before that kept for searches to come; 0 at first */
} wain_deadline;

/* Seconds since this process was started, as the system counts them: time in which a launcher connected the ranks
 * counts too. 0 where the system doesn't say. */
double wain_process_age(void);

/* Seconds that assembling, checking and writing the plan of so many orders may take. `reading`: seconds that it took to
 * read them (0: unknown); what made that slow will make writing slow, too. */
double wain_deadline_publishing(int64_t num_orders, double reading);

/* A deadline `time_limit` seconds (0: none) after the start of the process, of which `publishing` are reserved for the
 * plan, but never more than half. */
wain_deadline wain_deadline_create(double time_limit, double publishing);

/* Seconds left at clock `now` until the searches under way must end / until the job must end; never negative. INFINITY:
 * no limit. */
double wain_deadline_solving_left(const wain_deadline *deadline, double now);
double wain_deadline_left(const wain_deadline *deadline, double now);

/* Seconds left at clock `now` for what should have been over: searches that overran, and the first solution of units
 * whose time they took. Half of the reserve belongs to it, and the time of searches to come, for a plan that lacks a
 * unit is worse than one written in a hurry. */
double wain_deadline_grace_left(const wain_deadline *deadline, double now);

/* Seconds from a stop signal within which units that wait still get a first solution, so that a plan that takes
 * `publishing` seconds is published ten seconds after the signal. */
double wain_deadline_stop_grace(double publishing);

/* How long `worker` may take for the unit at the head of `queue`, in seconds > 0. free_in[w] are the seconds from now
 * until worker w is free for it (0 when it is idle), `left` the seconds from now until searches must end, `rate` the
 * seconds that a first solution takes per order. The waiting units are dealt out in thought, each to the worker whose
 * time it crowds least, this one to `worker`; of the time `worker` has left, the first solutions of its units are
 * reserved, and what remains is shared among them by effort. So every worker is busy until the end, no unit runs beyond
 * it, and none is left without a first solution; when time does not suffice for these, the share is that of a first
 * solution or less. With many units per worker the shares are those of the whole. 0 when no time is left. `scratch` has
 * 2 num_workers entries. With more than 64 workers a part of these and of the units stands for all of them.
 * O(num_workers) and at most some 65,000 steps. */
double wain_deadline_share(const wain_queue *queue, double rate, int worker, const double *free_in, int num_workers,
                           double left, double *scratch);

#endif

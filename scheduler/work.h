/* The work of a night as coordinator and workers see it: units to be solved, by whatever function solves one. */
#ifndef WAIN_SCHEDULER_WORK_H
#define WAIN_SCHEDULER_WORK_H

#include "scheduler/deadline.h"
#include "scheduler/memory_use.h"
#include "solver/model/problem.h"
#include "solver/search/search_options.h"
#include "solver/solve.h"
#include "solver/unit_outcome.h"

/* Solves one unit: wain_solve, or a stand-in for tests. */
typedef wain_status (*wain_solve_function)(const wain_problem *problem, const wain_search_options *options,
                                           const wain_search_control *control, wain_solution **out,
                                           wain_search_statistics *statistics, wain_error *err);

/* The time limit of a search that is to end with its first solution. */
#define WAIN_FIRST_SOLUTION_ONLY 1e-3 /* s */

/* Seconds between two words of searches of the same unit on several ranks. */
#define WAIN_EXCHANGE_INTERVAL 1.0

/* End a search after so many iterations or, when they are 0, so many seconds. With WAIN_FIRST_SOLUTION_ONLY or less it
 * has one thread, for others would only begin like it. */
void wain_work_set_budget(wain_search_control *control, int64_t iterations, double seconds);

/* Meetings of islands by iterations, as below; what each has of the budget, and how cool it begins. */
enum { WAIN_EXCHANGES = 2 };
#define WAIN_EXCHANGE_SHARE 0.15
#define WAIN_EXCHANGE_COOLED 0.7

/* How far the night has come. Valid during the call that reports it. */
typedef struct wain_work_progress {
    int32_t num_units, num_done, num_running;
    int64_t num_orders, orders_done;
    wain_cost cost;       /* of all units done, and the best so far of those running; with prices of orders left out */
    int64_t num_unserved; /* orders left out in these */
    int64_t iterations;
    double seconds;   /* since the first unit was handed out */
    double time_left; /* until searches end; INFINITY without a deadline */
} wain_work_progress;

/* What became of the night. */
typedef struct wain_outcome {
    wain_unit_outcome *units; /* num_units of them, owned */
    int32_t num_units, num_done;
    int32_t num_final; /* units before that one are done, and nothing changes what became of them */
    int32_t num_ranks, num_hosts, num_threads; /* threads of all ranks together */
    int32_t num_lost;                          /* ranks that no longer answer: end with comm->abort, not with close */
    wain_memory_use own_memory;                /* of rank 0 so far */
    wain_memory_total memory;                  /* of the other ranks, as far as they have answered */
    bool was_asked_to_stop;                    /* by a signal, on whatever rank */
    bool stopped;                              /* somebody asked to stop, or time ran out before every unit was done */
    int64_t iterations;
    double
        seconds; /* from the first unit handed out to the last result; of a night, with what lies between its rounds */
    double search_seconds; /* sum over ranks: 1 - search_seconds / (num_ranks * seconds) is the idle share */
} wain_outcome;

typedef struct wain_work {
    int32_t num_units;
    const double *effort;      /* predicted, of each unit; borrowed */
    const int32_t *num_orders; /* of each unit; borrowed */
    /* The problem of a unit; *out is the caller's. Called by rank 0 only. */
    wain_status (*problem)(void *context, int32_t unit, wain_problem **out, wain_error *err);
    void (*progress)(void *context, const wain_work_progress *progress); /* a few times a second; may be NULL */
    /* Called every save_interval seconds while units are being solved, and sooner after some are done where it takes
     * little time, with what has become of them so far, for a file from which the night can be resumed. May be NULL. */
    void (*save)(void *context, const wain_outcome *so_far);
    /* Called when some more units are done and others wait: it may change `effort`. May be NULL. */
    void (*learn)(void *context, const wain_outcome *so_far);
    /* Called when one more unit is final, the first that was not, while others are solved. May be NULL. */
    void (*finish)(void *context, const wain_outcome *so_far);
    void *context;              /* of the five above */
    double save_interval;       /* s */
    wain_unit_outcome *earlier; /* what had become of the units before; taken over. NULL: nothing */
    wain_solve_function solve;
    bool (*stop_requested)(void); /* a signal has come; may be NULL */
    double (*clock)(void);        /* seconds; NULL: wain_clock_seconds */
    wain_search_options search;
    bool first_only;                 /* every unit gets a first solution and no more */
    int64_t iterations;              /* of each unit; 0: the deadline is shared out */
    const double *share;             /* of its iterations that each unit gets in this work; borrowed. NULL: all */
    const wain_annealing_span *span; /* which part of its annealing each unit's search is; borrowed. NULL: all of it */
    /* Islands: searches of the same unit, each with random streams of its own, on whatever ranks. They share the unit's
     * iterations and, with those, meet as often as `exchanges` says: each goes on from the better of its own and its
     * neighbour's solution, annealed again from where so much of the search's cooling is over, with that share of the
     * budget. By a time limit they hand each other what they find. */
    int32_t islands; /* of each unit; 0 is like 1 */
    int32_t exchanges;
    double exchange_share, exchange_cooled;
    bool joins; /* by a time limit: ranks that no unit waits for become further islands of those that others have */
    wain_deadline deadline;
    int32_t threads;   /* of this rank */
    double stop_grace; /* seconds from a stop request within which waiting units still get a first solution */
    double silence;    /* seconds without a word from a rank, after which its units are given to others and it is not
                          waited for */
    bool more;         /* other works will follow for the same ranks */
    bool cools_down;   /* after a request to stop, too: a work that cools down (scheduler/cool_down.h) */
    bool is_cool_down; /* this is it: another request changes nothing */
    double patience;   /* seconds without a word from ranks that were told to stop, after which they count as lost */
} wain_work;

void wain_outcome_clear(wain_outcome *outcome);

#endif

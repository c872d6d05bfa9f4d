/* The entry point of the solver: problem, options, seed -> solution, statistics. Knows no files and no MPI. */
#ifndef WAIN_SOLVE_H
#define WAIN_SOLVE_H

#include "solver/core/error.h"
#include "solver/model/problem.h"
#include "solver/model/solution.h"
#include "solver/search/search_options.h"
#include "solver/search_state.h"

/* How far the search has come; valid during the call only. */
typedef struct wain_search_progress {
    double seconds;
    int64_t iterations; /* of all islands */
    wain_cost best_cost;
    int32_t num_routes, num_unserved;
    bool new_best; /* the best solution improved since the last report */
} wain_search_progress;

/* Which part of an annealing a search is: 0 <= from <= to <= 1, shares of all cooling; {0, 0} is all of it. */
typedef struct wain_annealing_span {
    double from, to;
} wain_annealing_span;

/* The share from which on an annealing is cold: it goes on from the best that it has seen. */
#define WAIN_ANNEALING_COLD 0.8

/* What limits and watches a search. Either iterations or time_limit ends it; with iterations > 0 and no time limit
 * the result depends on problem, options and seed alone. */
typedef struct wain_search_control {
    int64_t iterations; /* of all islands together, exceeded by a few at most; 0: no limit */
    double time_limit;  /* seconds of wall time from the call; 0: no limit */
    int32_t threads;    /* OpenMP threads to use, >= 1 */
    /* What to go on from; NULL: from nothing. A state with rounds is the search of this very unit, interrupted: with a
     * budget of iterations it ends as if it had not been. Otherwise its best solution is the first one, and the
     * temperature goes on where that was left. One that has not cooled at all is used only where making a first
     * solution takes long (the rich kernel). */
    const wain_search_state *from;
    /* Of `from` it takes the temperature, too, as far as that is within the span. A search that ends while it is hot,
     * and is not stopped, results in the solution at which it stands, not in the best that it saw: the next part of the
     * annealing goes on from there. */
    wain_annealing_span span;
    void *context; /* handed to the callbacks */
    /* Called by the calling thread a few hundred times a second, cheap when it returns at once; true ends the search
     * soon with the best solution so far. Must not touch the search. May be NULL. */
    bool (*poll)(void *context);
    /* Called by the calling thread when islands meet. May be NULL. */
    void (*progress)(void *context, const wain_search_progress *progress);
    /* Called likewise with what the search can go on from; valid during the call. With a budget of iterations only
     * where that would lead to the same end. May be NULL. */
    void (*keep)(void *context, const wain_search_state *state);
    /* Called likewise, when the search is cool enough to use it, for the best that other searches of this problem have
     * found, with the orders of the problem; borrowed until the next callback. NULL: nothing. What is not cheaper when
     * counted again, or breaks a rule, is passed over. May be NULL. */
    const wain_solution *(*immigrant)(void *context);
} wain_search_control;

/* Which phases a search had (docs/algorithm.md); all 0: none, because no order could be served. */
typedef struct wain_search_phases {
    int32_t threads;    /* that took part, at most the control's */
    bool reduced_fleet; /* before all else */
    int32_t annealings; /* of the whole problem; 0: one in parts */
    int32_t parts;      /* of each annealing; 1: it was not divided */
    bool recombined;    /* what the annealings found */
} wain_search_phases;

typedef struct wain_search_statistics {
    int64_t iterations;
    double seconds;
    double construction;       /* of these: what any search takes, however short: one first solution, and completion */
    double mean_removed;       /* orders removed per iteration */
    int64_t insertions_tested; /* 0 when not counted */
    bool stopped;              /* by poll */
    wain_search_phases phases;
} wain_search_statistics;

/* Solve. *out is the caller's; every order of the problem is in a route or unserved with a reason and, where one is
 * known, the cheapest relaxation. WAIN_OK also when stopped by poll. Errors: WAIN_EMEMORY, WAIN_EUSAGE (no budget). */
wain_status wain_solve(const wain_problem *problem, const wain_search_options *options,
                       const wain_search_control *control, wain_solution **out, wain_search_statistics *statistics,
                       wain_error *err);

/* Count the cost of `solution`, whose routes are feasible, and give the orders that it leaves out reasons for this
 * problem, whatever theirs were, without trying to place them: a proof that no vehicle can serve it, else that the
 * fleet is exhausted. O(stops + left out x types). */
void wain_solve_explain(const wain_problem *problem, wain_solution *solution);

#endif

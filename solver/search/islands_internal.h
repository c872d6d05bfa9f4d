/* What islands share, and the phases of a search that they go through. Private to solver/search. */
#ifndef WAIN_SEARCH_ISLANDS_INTERNAL_H
#define WAIN_SEARCH_ISLANDS_INTERNAL_H

#include "solver/search/islands.h"
#include "solver/search/offspring.h"
#include "solver/search/route_cluster.h"
#include "solver/set_partitioning/route_pool.h"

/* What one island works on, on its own cache lines, so that islands do not slow each other. */
typedef struct wain_island {
    _Alignas(128) wain_chain *chain;
    wain_srex *srex;
    wain_status status;
    int64_t iterations;               /* of its chain; of its cluster: its budget */
    wain_chain_statistics statistics; /* of its child or cluster */
    wain_error error;
} wain_island;

/* A part of the search: a budget in iterations or in time. */
typedef struct wain_phase {
    double start, end;  /* clock seconds; timed search */
    int64_t iterations; /* of all islands; timed search: at most */
} wain_phase;

/* How elites are recombined, if at all. */
typedef struct wain_recombination {
    double share;     /* of the budget; 0: they are not */
    int64_t effort;   /* iterations for a child, per order that stands elsewhere than in its parent */
    double hot, cold; /* temperatures of a child's annealing, in mean arcs */
} wain_recombination;

typedef struct wain_islands {
    const wain_kernel *kernel;
    const wain_kernel_input *input;
    const wain_search_control *control;
    const wain_search_options *options;
    double start; /* clock seconds */
    bool timed;
    wain_annealing_span span; /* of the whole annealing, what this search is */
    bool fleet_only;          /* chains stop when their fleet phases are over */
    int32_t count, threads;   /* islands; threads that serve them */
    int32_t num_elites;
    wain_recombination recombination;
    int32_t num_parts; /* more than one: one annealing in parts */
    int64_t epochs;
    bool is_short;    /* few iterations for each order, of all the annealing */
    double hot, cold; /* temperatures of the whole problem */
    atomic_bool stop;
    wain_island *items;
    wain_solution **elites, **children;
    bool *better;          /* per child: cheaper than its parent */
    wain_route_pool *pool; /* routes of elites and their children; NULL without recombination */
    wain_clusters *clusters;
    wain_solution *current; /* what the clusters are parts of */
    wain_solution *initial; /* where annealings begin, if has_initial; else each with one of its own */
    bool has_initial;
    wain_solution *best;              /* the caller's */
    wain_chain_statistics statistics; /* of all that ended */
    wain_cost reported;
    wain_cost met;      /* what the last immigrant was said to cost */
    double constructed; /* clock seconds at which the first island's first solution stood */
} wain_islands;

/* Do task 0 .. count-1, on all threads; which thread does which is left to chance, so a task writes only what is its
 * own or its thread's. */
typedef void (*wain_island_task)(wain_islands *all, int32_t task, int32_t thread, const void *argument);
void wain_islands_for_each(wain_islands *all, int32_t count, wain_island_task task, const void *argument);

/* The slice that all phases begin with: the stop flag, and for the caller's thread its poll. */
wain_slice wain_islands_slice(wain_islands *all, int32_t thread);

/* The first of `count` islands that failed hands its error on. */
wain_status wain_islands_first_error(const wain_islands *all, int32_t count, wain_error *err);

void wain_islands_add_statistics(wain_chain_statistics *sum, const wain_chain_statistics *of);
void wain_islands_keep_best(wain_islands *all, const wain_solution *solution);
void wain_islands_harvest(wain_islands *all, const wain_solution *solution); /* its routes go to the pool */
void wain_islands_report(wain_islands *all, int64_t iterations);             /* to the caller, of `best` */

/* Share of a timed search that lies behind it, in terms of its temperature: of what it began with. */
double wain_islands_cooled(const wain_islands *all);

/* Hand the caller the `best` of a timed search, `cooled` of which lies behind it, to go on from another time. */
void wain_islands_keep(wain_islands *all, double cooled);

/* Ask the caller for what other searches of the problem have found. True when it is cheaper than `best` and has become
 * it. Without memory to look at it there is none. O(orders) where there is one, else nothing. */
bool wain_islands_take_immigrant(wain_islands *all);

/* Whether the annealing, in that one of so many rounds or epochs, is so cold that it goes on from the best it knows. */
bool wain_islands_is_cold(const wain_islands *all, int64_t round, int64_t rounds);

/* Share of the whole annealing that lies behind it when `done` (0 .. 1) of this search does. */
double wain_islands_share_cooled(const wain_islands *all, double done);

/* Temperatures at the start and at the end of the search, in cost, by the first solution of a chain of the whole. */
void wain_islands_find_temperatures(const wain_islands *all, const wain_chain *chain, double *hot, double *cold);

/* Whether the search ends while it is hot: its result is where it stands. */
bool wain_islands_ends_hot(const wain_islands *all);

/* Whether it is an interrupted search of parts that goes on as if it had not been. */
bool wain_islands_go_on_exactly(const wain_islands *all);

/* Whether a phase that began after `before` iterations has spent its budget, or the caller wants to stop. */
bool wain_islands_is_over(const wain_islands *all, const wain_phase *part, int64_t before);

/* Iterations for each of `count` tasks of that phase, so that all together do not exceed its budget. */
int64_t wain_islands_share(const wain_islands *all, const wain_phase *part, int64_t before, int32_t count);

/* A chain of the whole problem for island i with the random stream of that elite; run it until the end of epoch
 * 0 .. epochs - 1. */
void wain_islands_create_chain(wain_islands *all, int32_t i, int32_t elite);
void wain_islands_run_epoch(wain_islands *all, int32_t i, int32_t thread, const wain_phase *part, int64_t epoch,
                            int64_t epochs);

/* The same on islands 0 .. count - 1 side by side, for elites first, first + 1, ... and for one epoch of all->epochs,
 * after which the best of their solutions becomes `best` if it is better, and is reported. */
wain_status wain_islands_create_chains(wain_islands *all, int32_t first, int32_t count, wain_error *err);
void wain_islands_run_epochs(wain_islands *all, int32_t count, const wain_phase *part, int64_t epoch);

/* The phases, each in a file of that name. They renew `best` and report. Errors: those of their chains. */
wain_status wain_fleet_reduce(wain_islands *all, const wain_phase *whole, wain_error *err);
wain_status wain_elites_anneal(wain_islands *all, const wain_phase *part, wain_error *err);
wain_status wain_elites_recombine(wain_islands *all, const wain_phase *part, wain_error *err);
wain_status wain_parts_anneal(wain_islands *all, const wain_phase *part, wain_error *err);
wain_status wain_clusters_reanneal(wain_islands *all, const wain_phase *part, wain_error *err);

#endif

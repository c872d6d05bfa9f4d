/* A kernel is the search compiled for one class of problems: the same source (kernel.inc) with the constraints that the
 * class does not have left out. Chosen once per unit; the loop inside never asks what class it is in. */
#ifndef WAIN_SEARCH_KERNEL_H
#define WAIN_SEARCH_KERNEL_H

#include <stdatomic.h>

#include "solver/core/rng.h"
#include "solver/model/problem.h"
#include "solver/model/solution.h"
#include "solver/search/neighbours.h"
#include "solver/search/search_options.h"

/* What every chain on a problem reads and none writes. Borrowed for as long as a chain lives. Made by
 * wain_kernel_input_init. */
typedef struct wain_kernel_input {
    const wain_problem *problem;
    const wain_search_options *options;
    wain_neighbours *neighbours;
    const uint8_t *excluded; /* per order: 1 when it can't be served at all */
    int32_t *matrix;         /* distances between all locations, row-major; NULL where they are computed */
} wain_kernel_input;

/* How far a call of `run` may go, and how hot: the temperature falls from `hot` to `cold` (in cost) with the share of
 * the budget that is spent, of the one that is nearer to its end where there are both. */
typedef struct wain_slice {
    double hot, cold;
    int64_t first_iteration;     /* of this chain, at the slice's start */
    int64_t last_iteration;      /* the slice ends before this one; INT64_MAX without a budget in iterations */
    int64_t total_iterations;    /* the chain's budget, by which it cools; 0: none */
    double start, end;           /* clock seconds between which it cools; equal: it does not by the clock */
    double slice_end;            /* clock seconds at which this slice ends; 0: no limit */
    atomic_bool *stop;           /* set by any chain, seen by all */
    bool fleet_only;             /* it also ends with the fleet phase */
    bool (*poll)(void *context); /* only for the chain of the calling thread, else NULL */
    void *context;
} wain_slice;

typedef struct wain_chain_statistics {
    int64_t iterations, removed, insertions_tested;
} wain_chain_statistics;

typedef struct wain_chain wain_chain; /* one annealing chain; each kernel has its own */

/* Moves of the local search, as bits. */
typedef enum wain_local_move {
    WAIN_RELOCATE = 1,
    WAIN_SWAP = 2,
    WAIN_TWO_OPT = 4,
    WAIN_SWAP_STAR = 8,
    WAIN_ALL_MOVES = 15
} wain_local_move;

typedef struct wain_kernel {
    const char *name;
    /* Whether this kernel models everything the problem has. */
    bool (*fits)(const wain_problem *problem);
    /* Allocate a chain with a first solution: a copy of `initial`, or where that is NULL one of its own. All memory a
     * chain ever uses is allocated here. */
    wain_status (*create)(const wain_kernel_input *input, wain_rng rng, const wain_solution *initial, wain_chain **out,
                          wain_error *err);
    void (*free)(wain_chain *chain); /* accepts NULL */
    /* Search until the slice ends; returns the iterations done. */
    int64_t (*run)(wain_chain *chain, const wain_slice *slice);
    wain_cost (*best_cost)(const wain_chain *chain);
    /* Whether it is in the fleet phase: it looks for a solution with fewer routes, or for one that leaves nobody out.
     */
    bool (*reduces_fleet)(const wain_chain *chain);
    /* Mean cost of an arc of the chain's first solution: the measure of temperatures. */
    double (*mean_arc)(const wain_chain *chain);
    /* By what factor an annealing begins hotter, since the arcs of that solution are unequal; 1 but for vrptw. */
    double (*spread)(const wain_chain *chain);
    /* Write the best solution's routes and orders left out (without reasons) into room for num_orders. */
    void (*read_best)(const wain_chain *chain, wain_solution *solution);
    /* The same of the working solution, which may be dearer. */
    void (*read_current)(const wain_chain *chain, wain_solution *solution);
    /* Continue from this solution, its orders left out put back where they fit. */
    void (*adopt)(wain_chain *chain, const wain_solution *solution);
    /* Destroy only around these orders from now on. */
    void (*focus)(wain_chain *chain, const int32_t *orders, int32_t count);
    /* Local search over the whole working solution with some moves (wain_local_move), until none gains or the clock
     * says `until` (0: never); false when it gained nothing. The rich kernel has none. Milliseconds for thousands of
     * orders, but seconds where a route has thousands. */
    bool (*improve)(wain_chain *chain, uint32_t moves, double until);
    wain_chain_statistics (*statistics)(const wain_chain *chain);
    /* Recompute everything from scratch and compare: true when cost, loads, times and links agree. O(n). */
    bool (*is_consistent)(const wain_chain *chain);
    /* Destroy and repair once and always take it back: true when every byte of the state is as before. For tests. */
    bool (*undo_is_exact)(wain_chain *chain);
    /* Repeat `count` times the search for the best insertion of removed orders, nothing else. For benchmarks. */
    int64_t (*bench_insertions)(wain_chain *chain, int64_t count);
} wain_kernel;

extern const wain_kernel wain_kernel_cvrp;        /* capacity only, small integer coordinates */
extern const wain_kernel wain_kernel_cvrp_planar; /* capacity only, any planar coordinates */
extern const wain_kernel wain_kernel_vrptw;       /* capacity and one window per order, planar */
extern const wain_kernel wain_kernel_rich;        /* everything a problem can hold */

/* The leanest kernel that fits. Never NULL: wain_kernel_rich fits all. */
const wain_kernel *wain_kernel_choose(const wain_problem *problem);

#endif

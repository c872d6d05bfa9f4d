/* The best plan that can be put together from routes already seen: a set-covering problem over the pool of routes
 * (Rochat and Taillard, 1995; Subramanian, Uchoa and Ochi, 2013), by CBC (Forrest and Lougee-Heimer) or, in a build
 * without it, by wain_route_dive. */
#ifndef WAIN_SET_PARTITIONING_SET_PARTITIONING_H
#define WAIN_SET_PARTITIONING_SET_PARTITIONING_H

#include "solver/core/error.h"
#include "solver/model/problem.h"
#include "solver/model/solution.h"
#include "solver/set_partitioning/route_pool.h"

typedef struct wain_set_partitioning_limits {
    int64_t max_columns; /* routes to choose from, besides the solution's own; >= 0 */
    int64_t rounds;      /* of the dive; 0: no dive */
    int64_t nodes;       /* of CBC's branch and bound; 0: no CBC. Without effect in a build without it */
    double seconds;      /* of wall time for the whole call; 0: none */
} wain_set_partitioning_limits;

/* What a call did. */
typedef struct wain_set_partitioning_statistics {
    int64_t routes, columns; /* in the pool; of these chosen from */
    double bound;            /* no choice from the pool costs less (prices of required orders cut) */
    double pricing_seconds, dive_seconds, cbc_seconds; /* of wall time */
    bool solved;                                       /* proven: the columns hold nothing better */
    bool improved;
} wain_set_partitioning_statistics;

/* Whether this build has CBC. */
bool wain_set_partitioning_has_cbc(void);

/* Replace `solution` by the cheapest choice of its own and the pool's routes, if that is strictly cheaper; else leave
 * it as it is.
 *   excluded    per order: 1 when nobody may serve it; it stays unserved
 *   solution    in/out  feasible, with room for all orders; written with its exact cost, the unserved without reasons
 *   statistics  out     may be NULL
 * With seconds == 0 the result depends on the arguments alone; rounds and nodes bound the work then. With a limit CBC
 * looks at the clock between steps and may be late by a quarter of it; it is not asked at all when there are more
 * columns than it could do anything with. Calls from several threads wait for each other. CBC takes SIGINT for itself
 * for parts of its run: one that comes just then is lost. Errors: WAIN_EMEMORY; WAIN_EINTERNAL when a route of
 * `solution` is infeasible. On failure it is unchanged. */
wain_status wain_set_partitioning_improve(const wain_problem *problem, const uint8_t *excluded,
                                          const wain_route_pool *pool, const wain_set_partitioning_limits *limits,
                                          wain_solution *solution, wain_set_partitioning_statistics *statistics,
                                          wain_error *err);

#endif

/* One unit of work as the solver sees it: orders, depots, vehicle types and travel, compact and self-contained, so
 * that it can be packed and sent. Immutable during a search; shared by all threads. */
#ifndef WAIN_MODEL_PROBLEM_H
#define WAIN_MODEL_PROBLEM_H

#include "solver/core/error.h"
#include "solver/core/types.h"
#include "solver/model/order_book.h"
#include "solver/model/travel.h"

/* Locations are numbered depots first, then orders: order i is location num_depots + i. */

typedef struct wain_problem_order {
    int32_t row; /* in the order book */
    int32_t first_window,
        num_windows; /* into windows; at least one window, [0, WAIN_TIME_MAX] when the order has none */
    wain_time service;
    wain_load load[WAIN_MAX_LOADS];
    wain_cost price; /* of leaving it out; for required orders far above any cost of serving */
    uint64_t skills;
    uint8_t kind;     /* wain_order_kind */
    uint8_t required; /* 0 for optional orders */
} wain_problem_order;

typedef struct wain_problem_depot {
    int32_t row; /* in the order book */
    wain_time open, close;
} wain_problem_depot;

typedef struct wain_problem_type {
    int32_t row;   /* in the order book */
    int32_t depot; /* location of its depot: 0..num_depots-1 */
    int32_t count; /* vehicles this unit may use */
    int32_t max_stops;
    int32_t profile;
    wain_time start, end; /* of the shift and the depot's opening hours together */
    wain_load capacity[WAIN_MAX_LOADS];
    wain_cost fixed_cost, cost_per_distance, cost_per_hour;
    int64_t max_distance;
    uint64_t skills;
} wain_problem_type;

typedef struct wain_problem {
    int64_t unit; /* number of the unit in its partition: part of every random stream */
    int32_t num_orders, num_depots, num_types, num_windows, num_loads;
    wain_problem_order *orders; /* owned, like all arrays here */
    wain_problem_depot *depots;
    wain_problem_type *types;
    wain_window *windows;
    double *x, *y;          /* of each location */
    double (*direction)[3]; /* GREAT_CIRCLE: unit vector of each location; else NULL */
    wain_travel travel;     /* owned copy; MATRIX: over this problem's locations */
} wain_problem;

/* Allocate a problem of that size; num_loads = 1, the rest zero. Free accepts NULL. */
wain_status wain_problem_create(int32_t num_orders, int32_t num_depots, int32_t num_types, int32_t num_windows,
                                wain_problem **out, wain_error *err);
void wain_problem_free(wain_problem *problem);

/* Compute what is derived (directions) after x, y and travel are set. */
wain_status wain_problem_prepare(wain_problem *problem, wain_error *err);

/* Distance from location a to location b. Reentrant. */
wain_dist wain_problem_distance(const wain_problem *problem, int32_t a, int32_t b);

/* Cost of a route's duration in seconds, as documented at wain_vehicle_type. */
wain_cost wain_problem_time_cost(const wain_problem_type *type, int64_t seconds);

#endif

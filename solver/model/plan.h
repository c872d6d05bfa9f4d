/* A plan: the routes of all units with their times, in terms of the order book. What is written to the result file,
 * read back from it and checked. Plain columns; a route's stops are consecutive. Stops are nearly all of it: of a big
 * plan only some routes' are in memory at a time, for whoever walks it piece by piece (wain_plan_release_stops). */
#ifndef WAIN_MODEL_PLAN_H
#define WAIN_MODEL_PLAN_H

#include "solver/core/digest.h"
#include "solver/core/error.h"
#include "solver/model/order_book.h"
#include "solver/model/reason.h"

typedef struct wain_plan_stop {
    int32_t order;                        /* row of the order book */
    wain_time arrival, start, departure;  /* waiting is start - arrival, service departure - start */
    wain_dist distance;                   /* from the stop before, or the depot */
    wain_load load_after[WAIN_MAX_LOADS]; /* on board when leaving */
} wain_plan_stop;

typedef struct wain_plan_route {
    int32_t unit;    /* index into units */
    int32_t type;    /* vehicle type of the order book */
    int32_t vehicle; /* 0..count-1: which vehicle of that type on that day */
    wain_day day;
    int64_t first_stop;
    int32_t num_stops;
    wain_time departure, end; /* leaves the depot, is back at the depot */
    wain_dist last_distance;  /* from the last stop to the depot */
    int64_t distance;         /* whole route */
    wain_cost fixed_cost, distance_cost, time_cost;
} wain_plan_route;

typedef enum wain_unit_state { WAIN_UNIT_WAITING, WAIN_UNIT_RUNNING, WAIN_UNIT_DONE } wain_unit_state;

typedef struct wain_plan_unit {
    int32_t region, part;
    wain_day day;
    int32_t num_orders, num_routes, num_unserved;
    wain_cost cost; /* of its routes */
    int64_t iterations;
    double seconds; /* of its search */
    double effort;  /* predicted core-seconds */
    int32_t rank;   /* which solved it */
    wain_unit_state state;
} wain_plan_unit;

typedef struct wain_plan {
    wain_plan_route *routes;
    size_t num_routes, routes_capacity;
    wain_plan_stop *stops;      /* rows released..num_stops - 1 */
    size_t num_stops, released; /* those that were, with the routes before, do not count less */
    size_t stops_capacity;
    wain_unserved *unserved; /* order = row of the order book */
    size_t num_unserved, unserved_capacity;
    wain_plan_unit *units;
    size_t num_units, units_capacity;
} wain_plan;

/* Totals of a plan. */
typedef struct wain_plan_kpi {
    int64_t num_orders, num_planned, num_routes, num_vehicles;
    int64_t unserved[WAIN_NUM_REASONS];
    int64_t num_required_unserved;               /* without those whose days lie outside the horizon */
    int64_t distance;                            /* metres */
    int64_t duration, driving, waiting, service; /* seconds */
    wain_cost fixed_cost, distance_cost, time_cost, unserved_cost; /* unserved: prices of optional orders left out */
    wain_load load[WAIN_MAX_LOADS];                                /* carried */
} wain_plan_kpi;

wain_status wain_plan_create(wain_plan **out, wain_error *err);
void wain_plan_free(wain_plan *plan); /* accepts NULL */

/* The stops of a route, none of which has been released. */
static inline wain_plan_stop *wain_plan_stops(const wain_plan *plan, const wain_plan_route *route)
{
    return plan->stops ? plan->stops + ((size_t)route->first_stop - plan->released) : NULL;
}

/* Forget the stops in rows before `row`; routes with one among them can't be walked any more. Keeps the memory for
 * those to come. O(stops that stay). */
void wain_plan_release_stops(wain_plan *plan, size_t row);

/* What a plan comes to, piece by piece: zeroed at first, then routes are added as they come, before their stops are
 * released, in the end what belongs to no route. Indices are valid (what wain_feasibility_check grants). */
typedef struct wain_plan_totals {
    /* num_vehicles counts a vehicle once, however many days it drives. The sum of the cost parts without unserved_cost
     * is what the plan costs to drive. */
    wain_plan_kpi kpi;
    /* Of the solution set: one record per route (day, type, orders in sequence, departure) and one per order left out
     * (order, reason). Independent of partition order, ranks and threads. */
    wain_digest digest;
    size_t num_routes; /* that have been added */
} wain_plan_totals;

/* Add the plan's routes from totals->num_routes on. O(their stops). */
void wain_plan_totals_add(wain_plan_totals *totals, const wain_plan *plan, const wain_order_book *book);

/* All routes have been added. O(routes log routes + orders left out). */
void wain_plan_totals_end(wain_plan_totals *totals, const wain_plan *plan, const wain_order_book *book);

/* Its digest alone, whatever its indices; begin with a zeroed one, add the routes [first, end), then the orders left
 * out. */
void wain_plan_digest_routes(wain_digest *digest, const wain_plan *plan, size_t first, size_t end);
void wain_plan_digest_unserved(wain_digest *digest, const wain_plan *plan);

#endif

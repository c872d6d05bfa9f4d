/* The independent checker. It shares no code with route evaluation: from the order book and the travel model alone it
 * recomputes distances, times, loads and cost of a plan, and names every violation by route, stop and amount. */
#ifndef WAIN_MODEL_FEASIBILITY_H
#define WAIN_MODEL_FEASIBILITY_H

#include "solver/core/error.h"
#include "solver/model/order_book.h"
#include "solver/model/plan.h"
#include "solver/model/travel.h"

typedef struct wain_violation {
    int64_t route;  /* index of the route in the plan; -1 when it concerns no route */
    int32_t stop;   /* position in the route from 0; num_stops for the return; -1 when it concerns no stop */
    int32_t order;  /* row of the order book; -1 */
    int64_t amount; /* by how much, in the unit the text names; 0 when it has none */
    char text[160]; /* what, with both values */
} wain_violation;

typedef struct wain_check_report {
    wain_violation *violations; /* the first `kept` */
    size_t kept, capacity;
    size_t total;     /* all of them; at most 10,000 are kept */
    wain_cost cost;   /* recomputed: routes, without prices of orders left out */
    int64_t distance; /* recomputed */
} wain_check_report;

/* Check a whole plan. `report` is zeroed or an earlier one, which is released. Every order is served once on one of its
 * days inside [first_day, first_day + num_days) or listed once as left out; every route keeps capacity at every point,
 * windows, shift, depot hours, stops, distance, skills, the count of its vehicle type per day and one route per vehicle
 * and day, none of which begins before the last has ended; a reason for leaving out is not contradicted by the book;
 * its times follow from the travel model; recorded distances, loads and costs equal the recomputed ones. Violations are
 * data, not an error: the return value is WAIN_OK unless memory is lacking. Indices out of range are violations, never
 * a crash; the book and the travel model themselves are trusted. O(stops + routes log routes + orders). */
wain_status wain_feasibility_check(const wain_order_book *book, const wain_travel *travel, wain_day first_day,
                                   int32_t num_days, const wain_plan *plan, wain_check_report *report, wain_error *err);

/* The same piece by piece, for plans whose stops are not all in memory: routes are added as they come, before their
 * stops are released, in the end what concerns the plan as a whole. */
typedef struct wain_feasibility wain_feasibility;

/* *out is the caller's; book, travel model and report are borrowed as long as it lives. WAIN_EMEMORY. O(orders). */
wain_status wain_feasibility_begin(const wain_order_book *book, const wain_travel *travel, wain_day first_day,
                                   int32_t num_days, wain_check_report *report, wain_feasibility **out,
                                   wain_error *err);

/* Walk the plan's routes that have not been walked. O(their stops). */
wain_status wain_feasibility_add(wain_feasibility *checking, const wain_plan *plan, wain_error *err);

/* Every route has been walked: vehicles, orders left out, orders forgotten. O(routes log routes + orders). */
wain_status wain_feasibility_end(wain_feasibility *checking, const wain_plan *plan, wain_error *err);
void wain_feasibility_free(wain_feasibility *checking); /* accepts NULL */

/* Add a violation that another check found; its text is copied. WAIN_EMEMORY. */
wain_status wain_check_report_add(wain_check_report *report, const wain_violation *violation, wain_error *err);

/* Release the report's violations; the struct may be used again. */
void wain_check_report_clear(wain_check_report *report);

#endif

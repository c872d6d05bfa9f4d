/* What the files of the checker share; not for use outside this folder. */
#ifndef WAIN_MODEL_FEASIBILITY_INTERNAL_H
#define WAIN_MODEL_FEASIBILITY_INTERNAL_H

#include "solver/model/feasibility.h"

typedef struct wain_feasibility {
    const wain_order_book *book;
    const wain_travel *travel;
    const wain_plan *plan;
    wain_check_report *report;
    int64_t first_day, last_day; /* inclusive */
    uint8_t *seen;               /* per order: 1 planned, 2 listed as left out; owned */
    size_t num_routes;           /* that have been walked, */
    int64_t num_stops;           /* and the stops in them */
    bool is_refused;             /* routes share stops, so that nothing else is looked at */
    wain_status status;
    wain_error *err;
} wain_checking;

/* A place in the plan that a violation names. */
typedef struct wain_plan_place {
    int64_t route;
    int32_t stop, order;
} wain_plan_place;

/* A depot or an order's place: its coordinates, and its number among depots first, then orders. */
typedef struct wain_location {
    double x, y;
    int64_t number;
} wain_location;

/* Add a violation. Lack of memory is kept in the checking's status. */
void __attribute__((format(printf, 4, 5)))
wain_check_violate(wain_checking *c, wain_plan_place where, int64_t amount, const char *format, ...);

wain_location wain_check_depot_location(const wain_order_book *book, int32_t depot);
wain_location wain_check_order_location(const wain_order_book *book, int32_t order);

/* Distance from a to b; INT64_MAX when it is beyond every wain_dist or outside the matrix. */
int64_t wain_check_distance(const wain_travel *travel, wain_location a, wain_location b);

/* The least whole second at which `distance` is driven by who leaves at `departure`. */
int64_t wain_check_arrival(const wain_speed_profile *profile, int64_t departure, int64_t distance);

/* Is the reason for which an order of the book is left out true, as far as it can be proved from the book? The wish
 * that would let it in is checked alike. O(vehicle types). */
void wain_check_reason(wain_checking *c, const wain_unserved *unserved);

#endif

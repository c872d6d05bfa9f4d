/* The values of a result's columns, row by row, from the plan, the book and the job. The writer stores them; the check
 * of a result compares them with what is stored. */
#ifndef WAIN_IO_RESULT_COLUMNS_INTERNAL_H
#define WAIN_IO_RESULT_COLUMNS_INTERNAL_H

#include <limits.h>

#include "io/result_hdf5.h"

/* An option among the job's tables. */
typedef struct wain_option_place {
    size_t table, index;
} wain_option_place;

/* Stops that are in memory at a time while a big plan is written, or read again: a power of two. */
enum { WAIN_RESULT_SLAB = 128 * 1024 };

/* What the routes of a unit add up to. */
typedef struct wain_unit_sums {
    int64_t first_route; /* -1: it has none */
    int64_t num_routes, num_stops;
    wain_cost cost;
} wain_unit_sums;

/* What a route's stops add up to. */
typedef struct wain_route_sums {
    int64_t waiting, service;
    wain_load peak[WAIN_MAX_LOADS]; /* largest on board */
} wain_route_sums;

/* The plan comes piece by piece: its routes are added while their stops are in memory. Values of /stops can be asked
 * for while they are, those of /orders that follow from the book at any time, all others when everything is there. */
typedef struct wain_result_source {
    const wain_job *job; /* borrowed, like the next three */
    const wain_order_book *book;
    const wain_plan *plan;
    const wain_result_run *run;
    int32_t *stop_of_order, *route_of_order; /* per order, -1; owned, like the next five */
    wain_route_sums *routes;                 /* per route */
    size_t routes_capacity;
    wain_unit_sums *units; /* per unit */
    size_t num_units, units_capacity;
    int32_t *nearest_region;    /* per region, see result_texts_internal.h */
    wain_option_place *options; /* of the job's tables, one after the other */
    size_t num_options, num_phases;
    size_t num_stops; /* of the routes that were added */
    size_t at_route;  /* whose stop was asked for last */
    wain_plan_totals totals;
    char digest[WAIN_DIGEST_TEXT];
    char text[PATH_MAX + 1]; /* a computed text; valid until the next */
} wain_result_source;

/* Prepare for a plan. WAIN_EMEMORY. O(book). Release with clear, also after a failure. */
wain_status wain_result_source_init(wain_result_source *source, const wain_job *job, const wain_order_book *book,
                                    wain_error *err);

/* Add the plan's routes that have not been added. Rows that do not fit each other or the book are WAIN_EINTERNAL.
 * O(their stops). */
wain_status wain_result_source_add(wain_result_source *source, const wain_plan *plan, wain_error *err);

/* All routes are there, and what is known of the run; NULL: what is MEASURED is unknown. */
wain_status wain_result_source_end(wain_result_source *source, const wain_plan *plan, const wain_result_run *run,
                                   wain_error *err);
void wain_result_source_clear(wain_result_source *source);

/* Row of the route in which a stop is. Constant time for rows one after the other. */
size_t wain_result_source_route(wain_result_source *source, size_t stop);

/* Number of rows of a group, and the value of a column of fitting type in one of them. A text is valid until the next.
 */
size_t wain_result_source_rows(const wain_result_source *source, wain_result_group group);
int64_t wain_result_source_int(wain_result_source *source, wain_result_column column, size_t row);
double wain_result_source_real(wain_result_source *source, wain_result_column column, size_t row);
const char *wain_result_source_text(wain_result_source *source, wain_result_column column, size_t row);

#endif

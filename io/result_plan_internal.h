/* What the reader of results asks of io/result_plan.c. */
#ifndef WAIN_IO_RESULT_PLAN_INTERNAL_H
#define WAIN_IO_RESULT_PLAN_INTERNAL_H

#include "io/result_hdf5.h"

/* Have the value of a column in a row in memory: unless it is, the slab that the row stands in takes the place of what
 * is. WAIN_EINPUT, WAIN_EMEMORY. */
wain_status wain_result_reach(wain_result *result, wain_result_column column, size_t row, wain_error *err);

/* Release a column that can be read again; without effect on others. */
void wain_result_unload(wain_result *result, wain_result_column column);

/* Whether a column is one that stays in the file. */
bool wain_result_is_in_file(const wain_result *result, wain_result_column column);

/* WAIN_EINPUT when a row refers to one that is not there, or the plan's digest is not the recorded one. O(result). */
wain_status wain_result_check(wain_result *result, const char *path, wain_error *err);

/* The plan of a result, its orders numbered as rows of a book found again by order_id, read piece by piece: the caller
 * releases its stops. */
typedef struct wain_result_walk {
    wain_result *result;         /* borrowed, like the next */
    const wain_order_book *book; /* NULL: rows stay the result's own */
    int32_t *rows;               /* of the book, per row of /orders; owned, like the next */
    wain_plan *plan;
} wain_result_walk;

/* Begin with units and orders left out. WAIN_ECHECK when an order is not in the book or the inputs' digests differ from
 * those of `job`. O(orders). Release with clear, also after a
 * failure. */
wain_status wain_result_walk_begin(wain_result_walk *walk, wain_result *result, const wain_job *job,
                                   const wain_order_book *book, wain_error *err);

/* Append the next routes, until so many stops are in memory or there are no more routes. WAIN_ECHECK when a vehicle
 * type is not in the book. */
wain_status wain_result_walk_on(wain_result_walk *walk, size_t most_stops, wain_error *err);

/* Whether every route has been appended. */
bool wain_result_walk_has_ended(const wain_result_walk *walk);
void wain_result_walk_clear(wain_result_walk *walk);

#endif

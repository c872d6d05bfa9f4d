/* From an order book to units of work: each order gets a day, each region and day is a unit, and a unit too large
 * for one rank is split into compact balanced parts. Deterministic. */
#ifndef WAIN_PARTITION_H
#define WAIN_PARTITION_H

#include "solver/core/error.h"
#include "solver/model/order_book.h"
#include "solver/model/problem.h"
#include "solver/model/travel.h"

typedef struct wain_unit {
    int32_t region, part; /* part 0..num_parts-1 of its region and day */
    int32_t num_parts;
    wain_day day;
    int32_t num_orders;
    int32_t *orders;      /* rows of the order book, ascending; points into the partition */
    int32_t *type_count;  /* per vehicle type of the book: vehicles this unit may use; points into the partition */
    double effort;        /* predicted relative effort (core-seconds for even quality) */
    size_t memory;        /* predicted bytes of its search with one thread */
} wain_unit;

typedef struct wain_partition {
    wain_unit *units;     /* ordered by region, day, part */
    int32_t num_units;
    int32_t *orders;      /* owned: all units' rows */
    int32_t *type_counts; /* owned */
    wain_day first_day;
    int32_t num_days;
} wain_partition;

typedef struct wain_partition_options {
    wain_day first_day;
    int32_t num_days;
    int32_t max_stops;  /* larger units are split */
} wain_partition_options;

/* Partition the book. Orders that no unit takes get their reason in the book (OUTSIDE_HORIZON, NO_DEPOT); those that
 * have a reason already are passed over. O(n log n). */
wain_status wain_partition_create(wain_order_book *book, const wain_travel *travel, const wain_partition_options *options,
                                  wain_partition **out, wain_error *err);
void wain_partition_free(wain_partition *partition);

/* The problem of one unit. Vehicle types of other regions or with no vehicle left are not in it. *out is the caller's. */
wain_status wain_partition_problem(const wain_partition *partition, int32_t unit, const wain_order_book *book,
                                   const wain_travel *travel, wain_problem **out, wain_error *err);

#endif

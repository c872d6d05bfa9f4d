/* From an order book to units of work: each order gets a day, each region and day is a unit, and a unit too large
 * for one rank is split into compact balanced parts. Deterministic; one thread.
 *
 * Work of an order: the sum of its shares in the daily fleet of its region: its loads in the total capacity, one in the
 * total of max_stops, its service and the drive from its neighbour in the total of the shifts. Parts are balanced by
 * work. A resource without limit counts by the share in what the region's orders need of it.
 *
 * Day (day.c): orders of one feasible day are fixed. The others, those with the fewest days first and then along a
 * Hilbert curve through the region, each take the feasible day that costs least more for it (cheapest insertion,
 * Rosenkrantz, Stearns and Lewis, 1977, on estimates). An order costs on a day (day_price.c)
 * - the way to its two nearest orders there, or out from the depot and back with a vehicle of its own if that is less;
 *   on an empty day there is nothing else;
 * - its share of one more vehicle, once the day's load is more than one;
 * - for crowding, more the fuller the day's fleet is, steeply beyond three quarters. The fleet is full by whichever
 *   resource is scarcest: loads, stops or hours; orders with skills count the vehicles that have them as well.
 * So a day is opened only when its orders fit beside no others, and the load of a day is a limit, not an aim: days come
 * out equally full when there is too much for the fleet. Orders near to no day take the day on which most others like
 * them may come. Then days with less than a vehicle's load are emptied into others where that is cheaper, and orders
 * that are cheaper elsewhere move, twice. Nearest orders by day come from a packed Hilbert R-tree (Kamel and Faloutsos,
 * 1993; day_index.c).
 *
 * Split (split.c): recursive bisection across the wider axis in proportion to work (Berger and Bokhari, 1987). */
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
    int32_t *orders;     /* rows of the order book, ascending; points into the partition */
    int32_t *type_count; /* per vehicle type of the book: vehicles this unit may use; points into the partition */
    double effort;       /* predicted core-seconds for even quality, see wain_partition_effort */
    size_t memory;       /* predicted bytes of its search with one thread, see wain_partition_memory */
} wain_unit;

typedef struct wain_partition {
    wain_unit *units; /* ordered by region, day, part */
    int32_t num_units;
    int32_t *orders;      /* owned: all units' rows */
    int32_t *type_counts; /* owned */
    wain_day first_day;
    int32_t num_days;
    int32_t max_stops; /* of the options it was made with */
} wain_partition;

typedef struct wain_partition_options {
    wain_day first_day;
    int32_t num_days;
    int32_t max_stops; /* larger units are split, into no more parts than there are vehicles */
} wain_partition_options;

/* Partition the book. Orders that no unit takes get their reason in the book (OUTSIDE_HORIZON, NO_DEPOT); those that
 * have a reason already are passed over. O(n log n) for promises of a few days. */
wain_status wain_partition_create(wain_order_book *book, const wain_travel *travel,
                                  const wain_partition_options *options, wain_partition **out, wain_error *err);
void wain_partition_free(wain_partition *partition);

/* Iterations for each order of a unit that bring units of any size to about the same quality. */
#define WAIN_EVEN_ITERATIONS 7000.0

/* Only give the orders that no unit takes their reasons, for a partition that was made before. WAIN_EMEMORY. */
wain_status wain_partition_judge_orders(wain_order_book *book, const wain_travel *travel, wain_day first_day,
                                        int32_t num_days, wain_error *err);

/* Core-seconds that bring units of any size to about the same quality: WAIN_EVEN_ITERATIONS per order at a rate that
 * falls with the size as the caches overflow, 500,000 / (1 + n / 4000) a second, and at half of it with time windows.
 */
double wain_partition_effort(int32_t num_orders, bool has_windows);

/* Bytes of a search: 300 and 40 neighbours of 8 bytes per order. */
size_t wain_partition_memory(int32_t num_orders);

/* The vehicle types of the book that the unit's problem has, in its order; `rows` has room for all. Returns how many.
 */
int32_t wain_unit_list_types(const wain_unit *unit, const wain_order_book *book, int32_t *rows);

/* The problem of one unit. Vehicle types of other regions, with no vehicle left or with no time between shift and depot
 * hours are not in it, nor are depots without a type. A required order's price is 1e4, 1e5 or 1e6 currency units for
 * low, normal and high priority: each dwarfs the cost of any route and ten of the lesser. A MATRIX of the travel model
 * is over the book's depots, then its orders. *out is the caller's. O(orders), with MATRIX O(orders^2). */
wain_status wain_partition_problem(const wain_partition *partition, int32_t number, const wain_order_book *book,
                                   const wain_travel *travel, wain_problem **out, wain_error *err);

/* Make the reasons of `count` orders that the unit left out (in terms of the book) true for the region's whole fleet:
 * where the unit has a share of it that lacks a vehicle type, proofs that no vehicle can serve an order are made again,
 * and an order that a vehicle of another part could serve is left out because the fleet is exhausted. WAIN_EMEMORY.
 * O(orders left out x types). */
wain_status wain_partition_prove(const wain_partition *partition, int32_t number, const wain_order_book *book,
                                 const wain_travel *travel, wain_unserved *unserved, size_t count, wain_error *err);

#endif

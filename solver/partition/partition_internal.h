/* What the files of the partition share; not for use outside this folder. */
#ifndef WAIN_PARTITION_INTERNAL_H
#define WAIN_PARTITION_INTERNAL_H

#include <math.h>

#include "solver/partition/partition.h"

/* What a fleet is short of. Resources: the loads, stops, seconds. */
enum { WAIN_RESOURCE_STOPS = WAIN_MAX_LOADS, WAIN_RESOURCE_SECONDS, WAIN_NUM_RESOURCES };

/* An order on its way into a unit. */
typedef struct wain_place {
    double x, y;                    /* planar metres (distance units), for neighbourhood and shape only */
    double work;                    /* see partition.h */
    double way;                     /* metres its day drives for it; set with the day */
    float need[WAIN_NUM_RESOURCES]; /* without the drive */
    int32_t row;                    /* in the order book */
    uint64_t skills;
    int32_t first_day, last_day; /* feasible days, from the horizon's first, inclusive */
    int32_t day;                 /* assigned; -1 before */
    int32_t part;                /* of its region and day */
} wain_place;

/* What a region's fleet can do in a day. */
typedef struct wain_region_fleet {
    int32_t num_types, num_depots;       /* usable vehicle types; depots, usable or not */
    int64_t num_vehicles;                /* of usable types */
    int32_t first_type;                  /* head of the chain of usable types; -1: none */
    double capacity[WAIN_NUM_RESOURCES]; /* HUGE_VAL: no limit */
    double speed;                        /* metres (distance units) per second; mean over types and hours */
    double x_scale, y_scale;             /* from coordinates to the places' plane; set with the places */
} wain_region_fleet;

/* Shift and depot hours together; *end < *start when there is no time between them. */
void wain_type_hours(const wain_order_book *book, const wain_vehicle_type *type, wain_time *start, wain_time *end);

/* Whether a vehicle of this type can ever leave. */
bool wain_type_is_usable(const wain_order_book *book, const wain_vehicle_type *type);

/* The fleet of each region; `fleets` has num_regions entries. next_type[t] is the usable type of t's region after t, in
 * ascending order; -1 after the last. O(types). */
void wain_region_fleets(const wain_order_book *book, const wain_travel *travel, wain_region_fleet *fleets,
                        int32_t *next_type);

/* Put the orders `rows` of one region in the order of a Hilbert curve into `places`, with their work and feasible days,
 * and note the scales in `fleet`. `scratch` has `count` entries. O(count log count). */
typedef struct wain_curve_key {
    uint32_t key;
    int32_t row;
} wain_curve_key;
void wain_region_places(const wain_order_book *book, const wain_travel *travel, const wain_partition_options *options,
                        wain_region_fleet *fleet, const int32_t *rows, int32_t count, wain_curve_key *scratch,
                        wain_place *places);

/* Index along a Hilbert curve over a grid of 65536 x 65536. */
uint32_t wain_hilbert(uint32_t x, uint32_t y);

/* Give every place of a region, in curve order, its day. O(count log count) for promises of a few days. */
wain_status wain_assign_days(const wain_order_book *book, const wain_region_fleet *fleet, const int32_t *next_type,
                             wain_place *places, int32_t count, int32_t num_days, wain_error *err);

/* Divide the places of one region and day into num_parts parts of at most max_stops, reordering them by part.
 * count <= num_parts * max_stops. O(count log count log num_parts). */
void wain_split_places(wain_place *places, int32_t count, int32_t num_parts, int32_t max_stops);

/* What a degree (or unit) of x is worth in those of y: degrees of longitude shrink towards the poles. */
static inline double wain_width_of_degree(wain_metric metric, double latitude)
{
    return metric == WAIN_METRIC_GREAT_CIRCLE ? cos(latitude * 3.141592653589793 / 180) : 1;
}

/* Divide vehicles, count[t] of each type of the book, among the parts units[0..num_parts-1] of a region's day, whose
 * orders are known: sets the type_count of those types. Types that differ only in their depot count as one kind; of
 * each kind every part gets its share by `weight` (sum 1), from the nearest depots as far as their vehicles suffice.
 * WAIN_EMEMORY. O(types^2 + orders + parts types), and for each kind O(parts^2 depots^2), 20 times at most. */
wain_status wain_share_fleet(const wain_order_book *book, wain_metric metric, const int32_t *count,
                             const double *weight, wain_unit *units, int32_t num_parts, wain_error *err);

/* Divide `count` vehicles among parts in proportion to `weight` (sum 1) by largest remainder. `carry` keeps what each
 * part is owed from type to type, so that the whole fleet is in proportion too; start it with zeros. INT32_MAX: all get
 * it. */
void wain_divide_vehicles(int32_t count, const double *weight, int32_t num_parts, double *carry, int32_t *given);

#endif

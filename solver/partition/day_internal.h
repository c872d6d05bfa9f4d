/* What the files of the choice of days share (day.c, day_price.c, day_index.c); not for use outside this folder. */
#ifndef WAIN_PARTITION_DAY_INTERNAL_H
#define WAIN_PARTITION_DAY_INTERNAL_H

#include "solver/partition/partition_internal.h"

/* --- neighbours by day: a packed Hilbert R-tree (Kamel and Faloutsos, 1993) over the places of a region --- */

enum { WAIN_DAY_FANOUT = 8, WAIN_DAY_LEVELS = 11 }; /* 8^11 > INT32_MAX places */

typedef struct wain_day_node {
    double x_min, x_max, y_min, y_max;
    uint64_t days; /* bit d % 64 when a place below is, or once was, on day d */
} wain_day_node;

typedef struct wain_day_point {
    double x, y;
    int32_t day; /* -1: on none */
} wain_day_point;

typedef struct wain_day_index {
    const wain_place *places; /* borrowed, in curve order */
    wain_day_point *points;   /* what a search reads of them, close together; owned */
    int32_t count, num_levels;
    int32_t level_size[WAIN_DAY_LEVELS];
    wain_day_node *level[WAIN_DAY_LEVELS]; /* leaves of 8 places first; all in one block, owned */
} wain_day_index;

/* The two places of a day nearest to some place: squared metres, HUGE_VAL when there is none. */
typedef struct wain_day_near {
    double first_square, second_square;
    int32_t first, second;
} wain_day_near;

/* Over `count` >= 1 places, none of them on a day yet. Clear accepts a zeroed index. O(count). */
wain_status wain_day_index_create(const wain_place *places, int32_t count, wain_day_index *out, wain_error *err);
void wain_day_index_clear(wain_day_index *index);

/* Tell the index that a place is on a day from now on, or on none. O(log count), O(1). */
void wain_day_index_add(wain_day_index *index, int32_t place, int32_t day);
void wain_day_index_remove(wain_day_index *index, int32_t place);

/* The two nearest others on each of the place's feasible days, or some less than a tenth farther; `near` is by day.
 * O(log count) per day as a rule. */
void wain_day_index_nearest(const wain_day_index *index, int32_t place, wain_day_near *near);

/* --- what an order costs on a day --- */

/* The fleet of a region's day in money. Vehicles are taken as alike, the mean over the types by their number. */
typedef struct wain_day_fleet {
    double metre;                           /* cost of a metre, its time included */
    double fixed;                           /* of a vehicle */
    double vehicle;                         /* of one more vehicle on a day: fixed and the mean way out and back */
    double round_trip;                      /* mean way out and back, metres */
    double speed;                           /* metres per second */
    double of_vehicle[WAIN_NUM_RESOURCES];  /* share of a vehicle per unit of a resource; 0: no limit */
    double step;                            /* loads of a day are compared in steps of this share of the fleet */
    int32_t num_classes;                    /* 1 + skills of the book */
    double (*of_class)[WAIN_NUM_RESOURCES]; /* share of the vehicles of a class per unit; class 0: all vehicles,
                                               class 1 + s: those with skill s. Owned */
    int32_t num_depots;
    double (*depots)[2]; /* planar places of the usable depots; owned */
} wain_day_fleet;

typedef struct wain_day_load {
    const wain_day_fleet *fleet;        /* borrowed */
    int32_t *count;                     /* orders by day; owned */
    double (*used)[WAIN_NUM_RESOURCES]; /* by day and class; owned */
} wain_day_load;

/* `next_type` chains the usable types of a region from fleet->first_type. Clear accepts a zeroed fleet.
 * O(types and skills of the region, 1,000 places times its depots). */
wain_status wain_day_fleet_create(const wain_order_book *book, const wain_region_fleet *region,
                                  const int32_t *next_type, const wain_place *places, int32_t count,
                                  wain_day_fleet *out, wain_error *err);
void wain_day_fleet_clear(wain_day_fleet *fleet);

wain_status wain_day_load_create(const wain_day_fleet *fleet, int32_t num_days, wain_day_load *out, wain_error *err);
void wain_day_load_clear(wain_day_load *load);

/* Put a place on a day (sign 1) or take it off (-1); place->way counts. */
void wain_day_load_add(wain_day_load *load, const wain_place *place, int32_t day, int sign);

/* Metres from the nearest depot and back. O(depots). */
double wain_day_round_trip(const wain_day_fleet *fleet, const wain_place *place);

/* The load of a day in vehicles, without regard to skills. */
double wain_day_vehicles(const wain_day_load *load, int32_t day);

/* What a place costs on a day, `way` metres farther than without it and `round_trip` with a vehicle of its own. With
 * `is_on` the place is on that day and the price is what the day costs more for it. */
double wain_day_price(const wain_day_load *load, const wain_place *place, int32_t day, double way, double round_trip,
                      bool is_on);

#endif

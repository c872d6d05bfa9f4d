/* What the files of the generator share. */
#ifndef WAIN_IO_GENERATOR_INTERNAL_H
#define WAIN_IO_GENERATOR_INTERNAL_H

#include "io/generator.h"
#include "io/geography.h"
#include "solver/core/rng.h"

/* Service types: what is delivered, and how long it takes. */
typedef enum wain_service_kind {
    WAIN_PARCEL,
    WAIN_GROCERY,
    WAIN_FURNITURE,
    WAIN_B2B,
    WAIN_NUM_SERVICES
} wain_service_kind;

/* What an order needs of a vehicle. */
typedef enum wain_need {
    WAIN_NEED_NONE,
    WAIN_NEED_COLD,
    WAIN_NEED_TAIL_LIFT,
    WAIN_NEED_TWO_PERSON,
    WAIN_NUM_NEEDS
} wain_need;

typedef struct wain_service_model {
    const char *name;
    int32_t minutes; /* at the stop */
    double share;    /* of the orders */
    double pickups;  /* share of its orders that are picked up */
    wain_need need;  /* of `needing`, a share of its orders */
    double needing;
    bool by_truck; /* carried by trucks even when it needs nothing */
    double stops;  /* that a route of such orders has, about */
} wain_service_model;

extern const wain_service_model wain_service_models[WAIN_NUM_SERVICES];

/* One order as it is written. */
typedef struct wain_draft {
    int64_t number, customer; /* from 1 */
    int32_t site;
    int32_t x, y; /* longitude, latitude in 1e-5 degrees */
    wain_service_kind service;
    wain_need need;
    bool pickup;
    int32_t decigrams;    /* hundreds of grams, >= 1 */
    int32_t litres_tenth; /* tenths of a litre, >= 1 */
    int32_t minutes;      /* at the stop; 0: the service type's */
    int32_t num_windows;
    int32_t window[2][2];        /* start and end, minutes since midnight */
    int32_t first_day, last_day; /* from the horizon's first */
    const char *priority;        /* "" for normal */
} wain_draft;

/* What a depot's orders ask of the fleet, over the whole horizon. */
typedef struct wain_demand {
    double orders, seconds, kg, m3;
} wain_demand;

enum { WAIN_NUM_VEHICLES = 4 };

typedef struct wain_vehicle_model {
    const char *name, *carrier, *skills;
    int32_t kg, m3, fixed, cents_per_km, per_hour, max_stops, max_km;
    int32_t kmh[5]; /* from 00:00, 06:00, 09:00, 15:00, 18:00 */
} wain_vehicle_model;

/* The vehicles of a book: small ones have two types, which then need more skills. */
extern const wain_vehicle_model wain_small_fleet[2], wain_large_fleet[WAIN_NUM_VEHICLES];

enum { WAIN_SHIFT_START = 7 * 60, WAIN_SHIFT_END = 19 * 60 + 30 }; /* minutes */

/* A stream of orders; see generator_orders.c. */
typedef struct wain_order_stream wain_order_stream;

wain_status wain_order_stream_create(const wain_geography *geography, const wain_generator_options *options,
                                     wain_order_stream **out, wain_error *err);
void wain_order_stream_free(wain_order_stream *stream);

/* The next order. */
void wain_order_stream_next(wain_order_stream *stream, wain_draft *draft);

/* Seconds a vehicle spends on an order: service, the way from its neighbour and its part of the way from the depot. */
double wain_order_stream_effort(const wain_order_stream *stream, const wain_draft *draft);

/* Which of the fleet's models carries the order. */
int wain_vehicle_for(const wain_draft *draft, bool is_large);

/* Vehicles of a model that serve this demand in `days` days with moderate slack; at least one. */
int32_t wain_vehicle_count(const wain_vehicle_model *model, const wain_demand *demand, int32_t days);

#endif

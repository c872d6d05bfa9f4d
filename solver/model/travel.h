/* How far and how long: the travel model of a job. Distances are integers, travel times follow from the distance
 * and a speed that depends on the vehicle's profile and, when a profile has several bands, on the hour.
 * Immutable after it is built; reentrant. */
#ifndef WAIN_MODEL_TRAVEL_H
#define WAIN_MODEL_TRAVEL_H

#include <math.h>

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef enum wain_metric {
    WAIN_METRIC_GREAT_CIRCLE, /* x = longitude, y = latitude in degrees; distance in metres times `detour` */
    WAIN_METRIC_EUCLID,       /* planar x, y; distance in units of x times `scale` */
    WAIN_METRIC_GEO,          /* TSPLIB's GEO: x = latitude, y = longitude as DDD.MM; kilometres, its own rounding */
    WAIN_METRIC_MATRIX        /* explicit distances between locations */
} wain_metric;

typedef enum wain_rounding { WAIN_ROUND_NEAREST, WAIN_ROUND_DOWN, WAIN_ROUND_UP } wain_rounding;

/* WAIN_METRIC_GREAT_CIRCLE, exactly (doubles, in this order, no contraction): u = (cos lat cos lon, cos lat sin lon,
 * sin lat); c = sqrt(dx*dx + dy*dy + dz*dz) / 2; metres = 2 * WAIN_EARTH_RADIUS * asin(min(c, 1)); the distance is
 * floor(metres * detour + 0.5). WAIN_METRIC_EUCLID: sqrt(dx*dx + dy*dy) * scale, rounded as `rounding` says
 * (nearest: floor(d + 0.5); down: floor(d + 1e-9); up: ceil(d - 1e-9)). */
#define WAIN_EARTH_RADIUS 6371008.8

enum { WAIN_MAX_BANDS = 48 };

/* Speed over the day. `bands` of `band_seconds` each from midnight; before the first and after the last band the
 * first / last speed holds. `odometer[b]` is the way driven from time 0 to the start of band b in millimetres. A
 * vehicle that leaves at t arrives over d metres at the least integer a >= t with way(a) >= way(t) + 1000 d, where
 * way(t) is linear within a band: first in, first out (Ichoua, Gendreau and Potvin, 2003). */
typedef struct wain_speed_profile {
    int32_t num_bands;             /* 1..WAIN_MAX_BANDS; 1 = constant speed */
    int32_t band_seconds;          /* 3600 for hours */
    int32_t speed[WAIN_MAX_BANDS]; /* mm/s, > 0; public instances: 1000, so that time = distance */
    int64_t odometer[WAIN_MAX_BANDS];
} wain_speed_profile;

typedef struct wain_travel {
    wain_metric metric;
    wain_rounding rounding; /* EUCLID */
    double scale;           /* EUCLID: distance units per unit of x; 1 for CVRPLIB, 10 for DIMACS */
    double detour;          /* GREAT_CIRCLE: road metres per metre, >= 1 */
    int32_t *matrix;        /* MATRIX: row-major matrix_size^2 distances, owned; else NULL */
    int32_t matrix_size;
    int32_t num_profiles;
    wain_speed_profile *profiles; /* owned; at least one */
} wain_travel;

/* A profile of one constant speed in mm/s (> 0). */
wain_speed_profile wain_speed_profile_constant(int32_t speed);

/* Fill the odometer from num_bands, band_seconds and speed. */
void wain_speed_profile_prepare(wain_speed_profile *profile);

/* What wain_travel_arrival and wain_travel_latest_departure do for profiles of several bands. */
wain_time wain_travel_arrival_banded(const wain_speed_profile *profile, wain_time departure, wain_dist distance);
wain_time wain_travel_latest_departure_banded(const wain_speed_profile *profile, wain_time arrival, wain_dist distance);

/* Seconds over `distance` (>= 0) at a constant speed of `speed` mm/s, rounded up. */
static inline int64_t wain_travel_seconds(int32_t speed, wain_dist distance)
{
    return ((int64_t)distance * 1000 + speed - 1) / speed;
}

/* Arrival over `distance` (>= 0) when leaving at `departure`; at most 2 WAIN_TIME_MAX, so that a service time can be
 * added. O(1) for constant speed, else O(bands crossed). */
static inline wain_time wain_travel_arrival(const wain_speed_profile *profile, wain_time departure, wain_dist distance)
{
    int64_t arrival;

    if (profile->num_bands > 1)
        return wain_travel_arrival_banded(profile, departure, distance);
    arrival = departure + wain_travel_seconds(profile->speed[0], distance);
    return arrival < 2 * WAIN_TIME_MAX ? (wain_time)arrival : 2 * WAIN_TIME_MAX;
}

/* The latest departure that arrives no later than `arrival`, at least -2 WAIN_TIME_MAX. Inverse of the above. */
static inline wain_time wain_travel_latest_departure(const wain_speed_profile *profile, wain_time arrival,
                                                     wain_dist distance)
{
    int64_t departure;

    if (profile->num_bands > 1)
        return wain_travel_latest_departure_banded(profile, arrival, distance);
    departure = arrival - wain_travel_seconds(profile->speed[0], distance);
    return departure > -2 * WAIN_TIME_MAX ? (wain_time)departure : -2 * WAIN_TIME_MAX;
}

/* The unit vector of a point in degrees, as in the formula above: radians are degrees * (pi / 180). */
void wain_travel_direction(double longitude, double latitude, double direction[3]);

/* The formula of GREAT_CIRCLE for half a chord c of any length. */
wain_dist wain_travel_long_great_circle(double c, double detour);

/* Half a chord below which five terms of the arcsine's series are exact to 1e-8 metres: about 640 km. */
#define WAIN_SHORT_CHORD 0.05

/* The same for a short half chord, without asin: the same integer, or -1 where the sum lies so near a rounding boundary
 * that only the exact value can tell. */
static inline wain_dist wain_travel_short_great_circle(double c, double detour)
{
    const double q = c * c;
    const double series = 1.0 / 6 + q * (3.0 / 40 + q * (5.0 / 112 + q * (35.0 / 1152)));
    const double distance = 2 * WAIN_EARTH_RADIUS * (c + c * q * series) * detour + 0.5;
    const double fraction = distance - (wain_dist)distance;

    return fraction > 1e-6 && fraction < 1 - 1e-6 ? (wain_dist)distance : -1;
}

/* Distance of two unit vectors under GREAT_CIRCLE. Inline: the search computes it more often than anything else. */
static inline wain_dist wain_travel_great_circle(const wain_travel *travel, const double a[3], const double b[3])
{
    const double dx = a[0] - b[0], dy = a[1] - b[1], dz = a[2] - b[2];
    const double c = sqrt(dx * dx + dy * dy + dz * dz) / 2;
    const wain_dist distance = c < WAIN_SHORT_CHORD ? wain_travel_short_great_circle(c, travel->detour) : -1;

    return distance >= 0 ? distance : wain_travel_long_great_circle(c, travel->detour);
}

/* Distance between two points of GREAT_CIRCLE, EUCLID or GEO. For MATRIX use the indices of a problem. */
wain_dist wain_travel_distance(const wain_travel *travel, double ax, double ay, double bx, double by);

/* Deep copy; *out is the caller's and is cleared with wain_travel_clear. */
wain_status wain_travel_copy(const wain_travel *travel, wain_travel *out, wain_error *err);
void wain_travel_clear(wain_travel *travel);

#endif

#include "solver/model/travel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"

/* TSPLIB's constants for GEO (Reinelt, 1991); its pi is part of the standard. */
#define GEO_PI 3.141592
#define GEO_RADIUS 6378.388

#define DEGREE (3.14159265358979323846 / 180.0)

wain_speed_profile wain_speed_profile_constant(int32_t speed)
{
    return (wain_speed_profile){.num_bands = 1, .band_seconds = 86400, .speed = {speed}};
}

void wain_speed_profile_prepare(wain_speed_profile *profile)
{
    profile->odometer[0] = 0;
    for (int32_t b = 1; b < profile->num_bands; b++)
        profile->odometer[b] = profile->odometer[b - 1] + (int64_t)profile->speed[b - 1] * profile->band_seconds;
}

/* The band of time t; the first and the last one hold beyond the bands. */
static int32_t band_at(const wain_speed_profile *profile, wain_time t)
{
    const int32_t b = t / profile->band_seconds;

    return b <= 0 ? 0 : b < profile->num_bands ? b : profile->num_bands - 1;
}

static int64_t way_at(const wain_speed_profile *profile, int32_t b, wain_time t)
{
    return profile->odometer[b] + ((int64_t)t - (int64_t)b * profile->band_seconds) * profile->speed[b];
}

wain_time wain_travel_arrival_banded(const wain_speed_profile *profile, wain_time departure, wain_dist distance)
{
    int32_t b = band_at(profile, departure);
    const int64_t way = way_at(profile, b, departure) + (int64_t)distance * 1000;
    int64_t rest, arrival;

    while (b + 1 < profile->num_bands && profile->odometer[b + 1] < way)
        b++;
    rest = way - profile->odometer[b];
    /* Negative before the first band: truncation then rounds up by itself. */
    arrival = (rest > 0 ? rest + profile->speed[b] - 1 : rest) / profile->speed[b];
    arrival += (int64_t)b * profile->band_seconds;
    return arrival < 2 * WAIN_TIME_MAX ? (wain_time)arrival : 2 * WAIN_TIME_MAX;
}

wain_time wain_travel_latest_departure_banded(const wain_speed_profile *profile, wain_time arrival, wain_dist distance)
{
    int32_t b = band_at(profile, arrival);
    const int64_t way = way_at(profile, b, arrival) - (int64_t)distance * 1000;
    int64_t rest, departure;

    while (b > 0 && profile->odometer[b] > way)
        b--;
    rest = way - profile->odometer[b];
    departure = (rest < 0 ? rest - profile->speed[b] + 1 : rest) / profile->speed[b]; /* rounded down */
    departure += (int64_t)b * profile->band_seconds;
    return departure > -2 * WAIN_TIME_MAX ? (wain_time)departure : -2 * WAIN_TIME_MAX;
}

void wain_travel_direction(double longitude, double latitude, double direction[3])
{
    const double cos_latitude = cos(latitude * DEGREE);

    direction[0] = cos_latitude * cos(longitude * DEGREE);
    direction[1] = cos_latitude * sin(longitude * DEGREE);
    direction[2] = sin(latitude * DEGREE);
}

wain_dist wain_travel_long_great_circle(double c, double detour)
{
    const double metres = 2 * WAIN_EARTH_RADIUS * asin(c < 1 ? c : 1);

    return (wain_dist)(metres * detour + 0.5); /* never negative: the cast is floor */
}

static wain_dist euclid(const wain_travel *travel, double ax, double ay, double bx, double by)
{
    const double dx = ax - bx, dy = ay - by;
    double d = sqrt(dx * dx + dy * dy) * travel->scale;

    if (!(d < WAIN_LEG_MAX)) /* longer ones are cut */
        d = WAIN_LEG_MAX;
    switch (travel->rounding) {
    case WAIN_ROUND_DOWN:
        return (wain_dist)(d + 1e-9);
    case WAIN_ROUND_UP:
        return (wain_dist)ceil(d - 1e-9);
    case WAIN_ROUND_NEAREST:
    default:
        return (wain_dist)(d + 0.5);
    }
}

/* DDD.MM to radians. */
static double geo_radians(double coordinate)
{
    const double degrees = trunc(coordinate);

    return GEO_PI * (degrees + 5.0 * (coordinate - degrees) / 3.0) / 180.0;
}

static wain_dist geo(double ax, double ay, double bx, double by)
{
    const double a_latitude = geo_radians(ax), b_latitude = geo_radians(bx);
    const double q1 = cos(geo_radians(ay) - geo_radians(by));
    const double q2 = cos(a_latitude - b_latitude);
    const double q3 = cos(a_latitude + b_latitude);
    const double cosine = 0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3);

    return (wain_dist)(GEO_RADIUS * acos(cosine > 1 ? 1 : cosine < -1 ? -1 : cosine) + 1.0);
}

wain_dist wain_travel_distance(const wain_travel *travel, double ax, double ay, double bx, double by)
{
    double a[3], b[3];

    switch (travel->metric) {
    case WAIN_METRIC_GREAT_CIRCLE:
        wain_travel_direction(ax, ay, a);
        wain_travel_direction(bx, by, b);
        return wain_travel_great_circle(travel, a, b);
    case WAIN_METRIC_GEO:
        return geo(ax, ay, bx, by);
    case WAIN_METRIC_EUCLID:
    case WAIN_METRIC_MATRIX:
    default:
        return euclid(travel, ax, ay, bx, by);
    }
}

wain_status wain_travel_copy(const wain_travel *travel, wain_travel *out, wain_error *err)
{
    const size_t cells = (size_t)travel->matrix_size * (size_t)travel->matrix_size;
    wain_status status = WAIN_OK;
    wain_travel copy = *travel;

    copy.matrix = NULL;
    copy.profiles = NULL;
    WAIN_TRY(WAIN_NEW(copy.profiles, travel->num_profiles, err));
    if (travel->num_profiles > 0)
        memcpy(copy.profiles, travel->profiles, (size_t)travel->num_profiles * sizeof *copy.profiles);
    if (travel->matrix) {
        WAIN_TRY(WAIN_NEW(copy.matrix, cells, err));
        memcpy(copy.matrix, travel->matrix, cells * sizeof *copy.matrix);
    }
    *out = copy;
    copy = (wain_travel){0};
done:
    wain_travel_clear(&copy);
    return status;
}

void wain_travel_clear(wain_travel *travel)
{
    free(travel->matrix);
    free(travel->profiles);
    *travel = (wain_travel){0};
}

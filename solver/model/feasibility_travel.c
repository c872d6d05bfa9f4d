/* The checker's own distances and travel times, from the definitions in travel.h. */
#include <math.h>

#include "solver/model/feasibility_internal.h"

/* A distance beyond every wain_dist, which no record can equal. */
static int64_t whole(double distance)
{
    return distance >= 0 && distance < 4e18 ? (int64_t)distance : INT64_MAX;
}

static int64_t great_circle(const wain_travel *travel, double ax, double ay, double bx, double by)
{
    const double radian = 3.14159265358979323846 / 180.0;
    const double dx = cos(ay * radian) * cos(ax * radian) - cos(by * radian) * cos(bx * radian);
    const double dy = cos(ay * radian) * sin(ax * radian) - cos(by * radian) * sin(bx * radian);
    const double dz = sin(ay * radian) - sin(by * radian);
    const double half_chord = sqrt(dx * dx + dy * dy + dz * dz) / 2;
    const double metres = 2 * WAIN_EARTH_RADIUS * asin(fmin(half_chord, 1.0));

    return whole(floor(metres * travel->detour + 0.5));
}

static int64_t euclid(const wain_travel *travel, double ax, double ay, double bx, double by)
{
    const double dx = ax - bx, dy = ay - by;
    const double distance = sqrt(dx * dx + dy * dy) * travel->scale;

    if (travel->rounding == WAIN_ROUND_DOWN)
        return whole(floor(distance + 1e-9));
    if (travel->rounding == WAIN_ROUND_UP)
        return whole(fmax(ceil(distance - 1e-9), 0));
    return whole(floor(distance + 0.5));
}

/* TSPLIB 95, section 2.4: degrees and minutes with pi = 3.141592. */
static double geo_radians(double degrees_minutes)
{
    const double degrees = trunc(degrees_minutes);
    const double minutes = degrees_minutes - degrees;

    return 3.141592 * (degrees + 5.0 * minutes / 3.0) / 180.0;
}

static int64_t geo(double ax, double ay, double bx, double by)
{
    const double q1 = cos(geo_radians(ay) - geo_radians(by));
    const double q2 = cos(geo_radians(ax) - geo_radians(bx));
    const double q3 = cos(geo_radians(ax) + geo_radians(bx));
    const double cosine = 0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3);

    return whole(floor(6378.388 * acos(fmax(-1.0, fmin(cosine, 1.0))) + 1.0));
}

wain_location wain_check_depot_location(const wain_order_book *book, int32_t depot)
{
    return (wain_location){book->depots[depot].x, book->depots[depot].y, depot};
}

wain_location wain_check_order_location(const wain_order_book *book, int32_t order)
{
    return (wain_location){book->orders[order].x, book->orders[order].y, (int64_t)book->num_depots + order};
}

int64_t wain_check_distance(const wain_travel *travel, wain_location a, wain_location b)
{
    const int64_t size = travel->matrix_size;

    switch (travel->metric) {
    case WAIN_METRIC_GREAT_CIRCLE:
        return great_circle(travel, a.x, a.y, b.x, b.y);
    case WAIN_METRIC_EUCLID:
        return euclid(travel, a.x, a.y, b.x, b.y);
    case WAIN_METRIC_GEO:
        return geo(a.x, a.y, b.x, b.y);
    case WAIN_METRIC_MATRIX:
        return a.number < size && b.number < size ? travel->matrix[a.number * size + b.number] : INT64_MAX;
    }
    return INT64_MAX;
}

/* The least whole second at which `distance` is driven: band after band, each at its own speed. */
int64_t wain_check_arrival(const wain_speed_profile *profile, int64_t departure, int64_t distance)
{
    int64_t now = departure, rest, band = departure < 0 ? 0 : departure / profile->band_seconds;

    if (distance > INT32_MAX)
        return INT64_MAX;
    rest = distance * 1000;
    for (; band < profile->num_bands - 1; band++) {
        const int64_t speed = profile->speed[band];
        const int64_t left = (band + 1) * profile->band_seconds - now;

        if ((rest + speed - 1) / speed <= left)
            return now + (rest + speed - 1) / speed;
        rest -= speed * left;
        now += left;
    }
    return now + (rest + profile->speed[profile->num_bands - 1] - 1) / profile->speed[profile->num_bands - 1];
}

/* A country that does not exist. Kilometres around its middle first, degrees at the end. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/geography.h"
#include "solver/core/memory.h"

#define TURN 6.283185307179586
#define MIDDLE_LONGITUDE 12.0
#define MIDDLE_LATITUDE 48.0

enum { MAX_CITIES = 1200, VILLAGES_PER_CITY = 6, TRIES = 40 };

/* How a city's orders, and the country's, are divided. */
#define CORE_SHARE 0.45
#define FRINGE_SHARE 0.25
#define VILLAGE_SHARE 0.20

typedef struct city {
    double x, y;   /* km */
    double weight; /* 1 / rank */
    int32_t region;
} city;

typedef struct country {
    wain_rng *rng;
    wain_geography *geography;
    double size;     /* km from the middle to the border, on average */
    double phase[4]; /* of the outline's waves */
    city *cities;    /* owned; the first num_regions are the regions' seats */
    int32_t num_cities, num_regions;
} country;

/* Distance of the border in a direction. */
static double border(const country *c, double angle)
{
    return c->size * (1 + 0.22 * cos(2 * angle + c->phase[0]) + 0.13 * cos(3 * angle + c->phase[1]) +
                      0.08 * cos(5 * angle + c->phase[2]) + 0.05 * cos(9 * angle + c->phase[3]));
}

static void point_inside(const country *c, double *x, double *y)
{
    const double reach = 1.5 * c->size;

    do {
        *x = (2 * wain_rng_uniform(c->rng) - 1) * reach;
        *y = (2 * wain_rng_uniform(c->rng) - 1) * reach;
    } while (hypot(*x, *y) > border(c, atan2(*y, *x)));
}

static double nearest_city(const country *c, int32_t count, double x, double y, int32_t *which)
{
    double nearest = HUGE_VAL;

    for (int32_t i = 0; i < count; i++) {
        const double dx = c->cities[i].x - x, dy = c->cities[i].y - y;
        const double square = dx * dx + dy * dy;

        if (square < nearest) {
            nearest = square;
            *which = i;
        }
    }
    return sqrt(nearest);
}

/* Large cities first; each keeps a distance from those before it that shrinks with every failed try. */
static void found_cities(country *c)
{
    for (int32_t i = 0; i < c->num_cities; i++) {
        const int32_t peers = i < c->num_regions ? c->num_regions : i + 1;
        double distance = 1.3 * c->size / sqrt(peers), x = 0, y = 0;
        int32_t which = 0;

        for (int k = 0; k < TRIES; k++) {
            point_inside(c, &x, &y);
            if (nearest_city(c, i, x, y, &which) >= distance)
                break;
            distance *= 0.95;
        }
        c->cities[i] = (city){.x = x, .y = y, .weight = 1.0 / (i + 1), .region = i};
        if (i >= c->num_regions) {
            nearest_city(c, c->num_regions, x, y, &which);
            c->cities[i].region = which;
        }
    }
}

static wain_status add_site(country *c, double x, double y, double radius, double weight, int32_t region,
                            wain_site_shape shape, wain_error *err)
{
    const wain_site site = {.x = MIDDLE_LONGITUDE + x / (WAIN_KM_PER_DEGREE * cos(MIDDLE_LATITUDE * (TURN / 360))),
                            .y = MIDDLE_LATITUDE + y / WAIN_KM_PER_DEGREE,
                            .radius = radius,
                            .weight = weight,
                            .region = region,
                            .shape = shape};

    return wain_geography_add_site(c->geography, &site, err);
}

static wain_status build_city(country *c, const city *at, double weight, wain_error *err)
{
    const double radius = 1.2 + 11 * sqrt(at->weight) * fmin(1, c->size / 300);
    const int32_t suburbs = 2 + (int32_t)wain_rng_below(c->rng, 5) + (int32_t)(4 * sqrt(at->weight));
    wain_status status = WAIN_OK;

    WAIN_TRY(add_site(c, at->x, at->y, 0.22 * radius, weight * CORE_SHARE, at->region, WAIN_SITE_CORE, err));
    WAIN_TRY(add_site(c, at->x, at->y, 0.45 * radius, weight * FRINGE_SHARE, at->region, WAIN_SITE_FRINGE, err));
    for (int32_t i = 0; i < suburbs; i++) {
        const double angle = TURN * wain_rng_uniform(c->rng), away = radius * (0.6 + 1.2 * wain_rng_uniform(c->rng));

        WAIN_TRY(add_site(c, at->x + away * cos(angle), at->y + away * sin(angle), 0.13 * radius,
                          weight * (1 - CORE_SHARE - FRINGE_SHARE) / suburbs, at->region, WAIN_SITE_CORE, err));
    }
done:
    return status;
}

static wain_status build_villages(country *c, double weight, wain_error *err)
{
    const int32_t count = VILLAGES_PER_CITY * c->num_cities;
    wain_status status = WAIN_OK;

    for (int32_t i = 0; i < count; i++) {
        /* every fourth stands for the farms around it */
        const double radius = i % 4 == 0 ? 6 : 0.5 + wain_rng_uniform(c->rng);
        const double size = exp(0.8 * wain_geography_normal(c->rng) - 0.32); /* mean 1 */
        int32_t region = 0;
        double x, y;

        point_inside(c, &x, &y);
        nearest_city(c, c->num_regions, x, y, &region);
        WAIN_TRY(add_site(c, x, y, radius, weight * size / count, region, WAIN_SITE_FRINGE, err));
    }
done:
    return status;
}

static wain_status name_regions(country *c, wain_error *err)
{
    wain_status status = WAIN_OK;
    char name[WAIN_REGION_NAME];

    for (int32_t r = 0; r < c->num_regions; r++) {
        snprintf(name, sizeof name, "R%02d", r + 1);
        WAIN_TRY(wain_geography_add_region(c->geography, name, err));
    }
done:
    return status;
}

wain_status wain_geography_invent(wain_rng *rng, int32_t num_regions, int64_t num_orders, wain_geography *geography,
                                  wain_error *err)
{
    country c = {.rng = rng, .geography = geography, .num_regions = num_regions};
    const int64_t cities = 10 * (int64_t)num_regions + num_orders / 4000;
    const double villages = VILLAGE_SHARE;
    wain_status status = WAIN_OK;
    double total = 0;

    c.num_cities = cities > MAX_CITIES ? (num_regions > MAX_CITIES ? num_regions : MAX_CITIES) : (int32_t)cities;
    c.size = 110 * sqrt(num_regions);
    for (int k = 0; k < 4; k++)
        c.phase[k] = TURN * wain_rng_uniform(rng);
    WAIN_TRY(WAIN_NEW(c.cities, c.num_cities, err));
    found_cities(&c);
    WAIN_TRY(name_regions(&c, err));
    for (int32_t i = 0; i < c.num_cities; i++)
        total += c.cities[i].weight;
    for (int32_t i = 0; i < c.num_cities; i++)
        WAIN_TRY(build_city(&c, &c.cities[i], (1 - villages) * c.cities[i].weight / total, err));
    WAIN_TRY(build_villages(&c, villages, err));
done:
    free(c.cities);
    return status;
}

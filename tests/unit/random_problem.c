#include "tests/unit/random_problem.h"

#include <stdlib.h>

#include "solver/core/rng.h"

enum { CAPACITY = 100, DAY = 10 * 3600, SPAN = 1000 };

static double coordinate(wain_rng *rng, random_class class)
{
    return class == RANDOM_CVRP ? (double)wain_rng_below(rng, SPAN) : SPAN * wain_rng_uniform(rng);
}

/* Rich problems lie in a square of about 100 km, given in degrees. */
static void scatter(wain_problem *p, random_class class, wain_rng *rng)
{
    for (int32_t i = 0; i < p->num_depots + p->num_orders; i++) {
        p->x[i] = coordinate(rng, class);
        p->y[i] = coordinate(rng, class);
        if (class == RANDOM_RICH) {
            p->x[i] = 10 + p->x[i] / SPAN;
            p->y[i] = 50 + p->y[i] / SPAN;
        }
    }
}

static void plain_order(wain_problem *p, int32_t i, random_class class, wain_rng *rng)
{
    wain_problem_order *order = &p->orders[i];
    wain_window *window = &p->windows[2 * i];

    *order = (wain_problem_order){.row = i, .first_window = 2 * i, .num_windows = 1, .required = 1};
    order->price = 1000000 * (wain_cost)WAIN_COST_SCALE;
    order->load[0] = 1 + wain_rng_below(rng, 30);
    *window = (wain_window){0, WAIN_TIME_MAX};
    if (class == RANDOM_VRPTW || class == RANDOM_FLEET) {
        order->service = 10;
        window->open = (wain_time)wain_rng_below(rng, 4000);
        window->close = window->open + 1500 + (wain_time)wain_rng_below(rng, 2000);
    }
}

static void rich_order(wain_problem *p, int32_t i, wain_rng *rng)
{
    wain_problem_order *order = &p->orders[i];
    wain_window *window = &p->windows[2 * i];

    order->load[1] = 1 + wain_rng_below(rng, 40);
    order->kind = wain_rng_below(rng, 4) == 0 ? WAIN_PICKUP : WAIN_DELIVERY;
    order->service = (wain_time)wain_rng_below(rng, 900);
    order->skills = wain_rng_below(rng, 5) == 0 ? 1 : 0;
    if (wain_rng_below(rng, 6) == 0) {
        order->required = 0;
        order->price = 5 * WAIN_COST_SCALE;
    }
    if (wain_rng_below(rng, 2)) {
        window->open = (wain_time)wain_rng_below(rng, 5 * 3600);
        window->close = window->open + 3600;
        if (wain_rng_below(rng, 2)) {
            order->num_windows = 2;
            window[1].open = window->close + 1800;
            window[1].close = window[1].open + 3600;
        }
    }
}

static void rich_fleet(wain_problem *p)
{
    p->num_loads = 2;
    for (int32_t t = 0; t < p->num_types; t++) {
        wain_problem_type *type = &p->types[t];

        type->depot = t % p->num_depots;
        type->count = 3 + t;
        type->max_stops = 12;
        type->start = 0;
        type->end = DAY;
        type->capacity[0] = 80 + 60 * t;
        type->capacity[1] = 100 + 80 * t;
        type->fixed_cost = (50 + 30 * t) * (wain_cost)WAIN_COST_SCALE;
        type->cost_per_distance = 800 + 200 * t;
        type->cost_per_hour = 20 * (wain_cost)WAIN_COST_SCALE;
        type->max_distance = 300000;
        type->skills = (uint64_t)(t % 2);
        type->profile = t % p->travel.num_profiles;
    }
}

static void rich_travel(wain_problem *p)
{
    wain_speed_profile *bands = &p->travel.profiles[1];

    p->travel.detour = 1.3;
    p->travel.profiles[0] = wain_speed_profile_constant(14000);
    bands->num_bands = 10;
    bands->band_seconds = 3600;
    for (int32_t b = 0; b < bands->num_bands; b++)
        bands->speed[b] = b % 3 == 1 ? 7000 : 15000;
    wain_speed_profile_prepare(bands);
}

static bool fill_matrix(wain_problem *p, wain_rng *rng)
{
    const int32_t n = p->num_depots + p->num_orders;

    p->travel.matrix = calloc((size_t)n * (size_t)n, sizeof *p->travel.matrix);
    p->travel.matrix_size = n;
    for (int32_t k = 0; p->travel.matrix && k < n * n; k++)
        p->travel.matrix[k] = k / n == k % n ? 0 : 500 + (int32_t)wain_rng_below(rng, 20000);
    return p->travel.matrix != NULL;
}

wain_problem *random_problem(random_class class, int32_t n, uint64_t seed)
{
    const bool rich = class == RANDOM_RICH || class == RANDOM_RICH_MATRIX;
    wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, (uint64_t) class, (uint64_t)n, 0);
    wain_problem *p = NULL;

    if (wain_problem_create(n, rich ? 2 : 1, rich ? 3 : 1, 2 * n, &p, NULL) != WAIN_OK)
        return NULL;
    p->unit = (int64_t)seed;
    p->travel.metric = class == RANDOM_RICH          ? WAIN_METRIC_GREAT_CIRCLE
                       : class == RANDOM_RICH_MATRIX ? WAIN_METRIC_MATRIX
                                                     : WAIN_METRIC_EUCLID;
    p->travel.scale = p->travel.detour = 1;
    p->travel.num_profiles = rich ? 2 : 1;
    p->travel.profiles = calloc(2, sizeof *p->travel.profiles);
    if (!p->travel.profiles || (class == RANDOM_RICH_MATRIX && !fill_matrix(p, &rng)))
        goto failed;
    p->travel.profiles[0] = wain_speed_profile_constant(1000);
    scatter(p, class, &rng);
    for (int32_t i = 0; i < n; i++) {
        plain_order(p, i, class, &rng);
        if (rich)
            rich_order(p, i, &rng);
    }
    p->types[0] = (wain_problem_type){.count = INT32_MAX, .max_stops = INT32_MAX, .end = WAIN_TIME_MAX};
    p->types[0].max_distance = WAIN_DIST_MAX;
    p->types[0].cost_per_distance = 1;
    p->types[0].capacity[0] = CAPACITY;
    for (int32_t d = 0; d < p->num_depots; d++)
        p->depots[d] = (wain_problem_depot){.row = d, .close = WAIN_TIME_MAX};
    if (rich) {
        rich_travel(p);
        rich_fleet(p);
    } else if (class == RANDOM_VRPTW || class == RANDOM_FLEET) {
        p->types[0].end = 9000;
    }
    if (class == RANDOM_FLEET) {
        p->types[0].count = 2 + n / 5;
        p->types[0].fixed_cost = 1000000;
    }
    if (wain_problem_prepare(p, NULL) == WAIN_OK)
        return p;
failed:
    wain_problem_free(p);
    return NULL;
}

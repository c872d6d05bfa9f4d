#include "benchmarks/bench_problem.h"

#include "solver/core/rng.h"

enum { STOPS_PER_ROUTE = 12, MEAN_LOAD = 50, DAY_START = 6 * 3600, DAY_END = 20 * 3600, PLANAR_DAY = 4000 };

static wain_status set_travel(wain_problem *problem, bench_class class, wain_error *err)
{
    wain_speed_profile profile = wain_speed_profile_constant(class == BENCH_RICH ? 15000 : 1000);
    const wain_travel travel = {.metric = class == BENCH_RICH ? WAIN_METRIC_GREAT_CIRCLE : WAIN_METRIC_EUCLID,
                                .rounding = WAIN_ROUND_NEAREST,
                                .scale = 1,
                                .detour = 1.3,
                                .num_profiles = 1,
                                .profiles = &profile};

    return wain_travel_copy(&travel, &problem->travel, err);
}

static void set_types(wain_problem *problem, bench_class class)
{
    for (int32_t t = 0; t < problem->num_types; t++) {
        wain_problem_type *type = &problem->types[t];

        *type = (wain_problem_type){.row = t, .count = problem->num_orders, .max_stops = problem->num_orders};
        type->cost_per_distance = 1;
        type->max_distance = WAIN_DIST_MAX;
        type->end = class == BENCH_VRPTW ? PLANAR_DAY : WAIN_TIME_MAX;
        for (int32_t k = 0; k < problem->num_loads; k++)
            type->capacity[k] = STOPS_PER_ROUTE * MEAN_LOAD * (t + 1);
        if (class == BENCH_RICH) {
            type->start = DAY_START;
            type->end = DAY_END;
            type->fixed_cost = (wain_cost)50 * WAIN_COST_SCALE * (t + 1);
            type->cost_per_distance = 400 + 200 * t;
            type->cost_per_hour = (wain_cost)20 * WAIN_COST_SCALE;
        }
    }
}

static wain_window random_window(bench_class class, wain_rng *rng)
{
    wain_window window = {0, WAIN_TIME_MAX};

    if (class == BENCH_VRPTW) {
        window.open = 800 + (wain_time)wain_rng_below(rng, 2000);
        window.close = window.open + 200 + (wain_time)wain_rng_below(rng, 400);
    } else if (class == BENCH_RICH) {
        window.open = (8 + (wain_time)wain_rng_below(rng, 6)) * 3600;
        window.close = window.open + 4 * 3600;
    }
    return window;
}

static void set_orders(wain_problem *problem, bench_class class)
{
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 0, 0, 0);

    for (int32_t i = 0; i < problem->num_orders + problem->num_depots; i++) {
        problem->x[i] = class == BENCH_RICH ? wain_rng_uniform(&rng) : wain_rng_below(&rng, 1000);
        problem->y[i] = class == BENCH_RICH ? 48 + wain_rng_uniform(&rng) : wain_rng_below(&rng, 1000);
    }
    for (int32_t i = 0; i < problem->num_orders; i++) {
        wain_problem_order *order = &problem->orders[i];

        *order = (wain_problem_order){.row = i, .first_window = i, .num_windows = 1, .required = 1};
        order->kind = WAIN_DELIVERY;
        order->price = (wain_cost)1000000 * WAIN_COST_SCALE;
        order->service = class == BENCH_RICH ? 300 : class == BENCH_VRPTW ? 10 : 0;
        for (int32_t k = 0; k < problem->num_loads; k++)
            order->load[k] = 1 + (wain_load)wain_rng_below(&rng, 2 * MEAN_LOAD - 1);
        problem->windows[i] = random_window(class, &rng);
    }
}

wain_status bench_problem_create(bench_class class, int32_t num_orders, wain_problem **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_problem *problem = NULL;

    WAIN_TRY(wain_problem_create(num_orders, 1, class == BENCH_RICH ? 2 : 1, num_orders, &problem, err));
    problem->num_loads = class == BENCH_RICH ? 2 : 1;
    problem->depots[0].close = WAIN_TIME_MAX;
    WAIN_TRY(set_travel(problem, class, err));
    set_types(problem, class);
    set_orders(problem, class);
    WAIN_TRY(wain_problem_prepare(problem, err));
    *out = problem;
    problem = NULL;
done:
    wain_problem_free(problem);
    return status;
}

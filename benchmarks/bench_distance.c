/* Distance between two locations of a problem, by metric. Size: number of orders. */
#include "benchmarks/bench.h"
#include "solver/core/rng.h"
#include "solver/model/problem.h"

/* A problem of one depot and `num_orders` orders at random points; NULL when memory is lacking. */
static wain_problem *create_problem(wain_metric metric, int32_t num_orders)
{
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_travel travel = {.metric = metric, .rounding = WAIN_ROUND_NEAREST, .scale = 1, .detour = 1.3};
    wain_speed_profile profile = wain_speed_profile_constant(1000);
    wain_problem *problem = NULL;

    travel.num_profiles = 1;
    travel.profiles = &profile;
    if (wain_problem_create(num_orders, 1, 1, num_orders, &problem, NULL) != WAIN_OK)
        return NULL;
    for (int32_t i = 0; i < num_orders + 1; i++) {
        problem->x[i] = metric == WAIN_METRIC_EUCLID ? wain_rng_uniform(&rng) * 1000 : wain_rng_uniform(&rng) * 10;
        problem->y[i] = metric == WAIN_METRIC_EUCLID ? wain_rng_uniform(&rng) * 1000 : 45 + wain_rng_uniform(&rng) * 5;
    }
    if (wain_travel_copy(&travel, &problem->travel, NULL) != WAIN_OK || wain_problem_prepare(problem, NULL) != WAIN_OK) {
        wain_problem_free(problem);
        return NULL;
    }
    return problem;
}

static void measure(bench_run *run, wain_metric metric)
{
    const int32_t num_orders = (int32_t)bench_size(run);
    wain_problem *problem = create_problem(metric, num_orders);
    wain_rng rng = wain_rng_stream(2, WAIN_PURPOSE_TEST, 0, 0, 0);
    int64_t evaluations = 0, sum = 0;

    if (!problem)
        bench_fail(run, "the problem could not be made");
    while (bench_next(run)) {
        const int32_t a = (int32_t)wain_rng_below(&rng, (uint32_t)num_orders + 1);

        for (int32_t b = 0; b <= num_orders; b++)
            sum += wain_problem_distance(problem, a, b);
        evaluations += num_orders + 1;
    }
    bench_keep(&sum);
    bench_rate(run, "evaluations", evaluations);
    wain_problem_free(problem);
}

bench_body bench_distance_great_circle, bench_distance_euclid;

void bench_distance_great_circle(bench_run *run)
{
    measure(run, WAIN_METRIC_GREAT_CIRCLE);
}

void bench_distance_euclid(bench_run *run)
{
    measure(run, WAIN_METRIC_EUCLID);
}

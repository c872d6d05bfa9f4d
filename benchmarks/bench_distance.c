/* Distance between two locations of a problem, by metric. Size: number of orders. */
#include "benchmarks/bench.h"
#include "benchmarks/bench_problem.h"
#include "solver/core/rng.h"

static void measure(bench_run *run, bench_class class)
{
    const int32_t num_orders = (int32_t)bench_size(run);
    wain_rng rng = wain_rng_stream(2, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_problem *problem = NULL;
    wain_error error = {0};
    int64_t evaluations = 0, sum = 0;

    if (bench_problem_create(class, num_orders, &problem, &error) != WAIN_OK)
        bench_fail(run, error.text);
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
    measure(run, BENCH_RICH);
}

void bench_distance_euclid(bench_run *run)
{
    measure(run, BENCH_CVRP);
}

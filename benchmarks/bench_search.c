/* The inner loop of the search: one ALNS iteration, and the search for the best insertion alone. Size: number of
 * orders. */
#include <stdlib.h>

#include "benchmarks/bench.h"
#include "benchmarks/bench_problem.h"
#include "solver/core/memory.h"
#include "solver/search/kernel_input.h"

enum { WARM_UP = 20000, BATCH = 1000, TOTAL = 1000000 };

/* All that a chain lives on. */
typedef struct bench_search {
    wain_option_registry registry;
    wain_search_options options;
    wain_problem *problem;
    wain_kernel_input input;
    uint8_t *excluded;
    const wain_kernel *kernel;
    wain_chain *chain;
    atomic_bool stop;
} bench_search;

static void clear(bench_search *search)
{
    if (search->kernel)
        search->kernel->free(search->chain);
    wain_kernel_input_clear(&search->input);
    wain_problem_free(search->problem);
    free(search->excluded);
    wain_option_registry_clear(&search->registry);
}

/* Iterations at the temperature of half-time, where a search spends its useful life. */
static int64_t iterate(bench_search *search, int64_t count)
{
    const double measure = search->kernel->mean_arc(search->chain);
    const wain_slice slice = {.hot = search->options.start_temperature * measure,
                              .cold = search->options.end_temperature * measure,
                              .first_iteration = TOTAL / 2,
                              .last_iteration = TOTAL / 2 + count,
                              .total_iterations = TOTAL,
                              .stop = &search->stop};

    return search->kernel->run(search->chain, &slice);
}

static wain_status init(bench_search *search, bench_class class, int32_t num_orders, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t count;
    const wain_option *options = wain_search_option_list(&count);

    WAIN_TRY(wain_option_registry_add(&search->registry, options, count, &search->options, err));
    WAIN_TRY(bench_problem_create(class, num_orders, &search->problem, err));
    WAIN_TRY(WAIN_NEW(search->excluded, num_orders, err));
    search->kernel = wain_kernel_choose(search->problem);
    WAIN_TRY(wain_kernel_input_init(search->kernel, search->problem, &search->options, search->excluded, &search->input,
                                    err));
    WAIN_TRY(search->kernel->create(&search->input, wain_rng_stream(1, WAIN_PURPOSE_TEST, 1, 0, 0), NULL,
                                    &search->chain, err));
    iterate(search, WARM_UP);
done:
    return status;
}

static void measure_iterations(bench_run *run, bench_class class)
{
    bench_search search = {0};
    wain_error error = {0};
    int64_t iterations = 0;

    if (init(&search, class, (int32_t)bench_size(run), &error) != WAIN_OK)
        bench_fail(run, error.text);
    while (bench_next(run))
        iterations += iterate(&search, BATCH);
    bench_rate(run, "iterations", iterations);
    clear(&search);
}

static void measure_insertions(bench_run *run, bench_class class)
{
    bench_search search = {0};
    wain_error error = {0};
    int64_t evaluations = 0;

    if (init(&search, class, (int32_t)bench_size(run), &error) != WAIN_OK)
        bench_fail(run, error.text);
    while (bench_next(run))
        evaluations += search.kernel->bench_insertions(search.chain, BATCH);
    bench_rate(run, "evaluations", evaluations);
    clear(&search);
}

bench_body bench_iteration_cvrp, bench_iteration_vrptw, bench_iteration_rich;
bench_body bench_insertion_cvrp, bench_insertion_vrptw, bench_insertion_rich;

void bench_iteration_cvrp(bench_run *run)
{
    measure_iterations(run, BENCH_CVRP);
}

void bench_iteration_vrptw(bench_run *run)
{
    measure_iterations(run, BENCH_VRPTW);
}

void bench_iteration_rich(bench_run *run)
{
    measure_iterations(run, BENCH_RICH);
}

void bench_insertion_cvrp(bench_run *run)
{
    measure_insertions(run, BENCH_CVRP);
}

void bench_insertion_vrptw(bench_run *run)
{
    measure_insertions(run, BENCH_VRPTW);
}

void bench_insertion_rich(bench_run *run)
{
    measure_insertions(run, BENCH_RICH);
}

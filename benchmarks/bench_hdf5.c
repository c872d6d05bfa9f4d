/* Writing a result: order book, routes and stops as HDF5 columns. Size: number of orders, each one stop. */
#include <stdio.h>

#include "benchmarks/bench.h"
#include "benchmarks/bench_book.h"
#include "io/result_writer.h"
#include "solver/core/memory.h"

enum { STOPS_PER_ROUTE = 20 };

/* A plan of the right shape that serves every order; its times mean nothing. */
static wain_status create_plan(const wain_order_book *book, wain_plan **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_plan *plan = NULL;
    const size_t num_routes = (book->num_orders + STOPS_PER_ROUTE - 1) / STOPS_PER_ROUTE;

    WAIN_TRY(wain_plan_create(&plan, err));
    WAIN_TRY(WAIN_RESERVE(plan->routes, plan->routes_capacity, num_routes, err));
    WAIN_TRY(WAIN_RESERVE(plan->stops, plan->stops_capacity, book->num_orders, err));
    WAIN_TRY(WAIN_RESERVE(plan->units, plan->units_capacity, 1, err));
    plan->num_routes = num_routes;
    plan->num_stops = book->num_orders;
    plan->num_units = 1;
    plan->units[0] = (wain_plan_unit){.day = book->orders[0].earliest_day, .num_orders = (int32_t)book->num_orders};
    for (size_t r = 0; r < num_routes; r++) {
        const size_t first = r * STOPS_PER_ROUTE, left = book->num_orders - first;

        plan->routes[r] = (wain_plan_route){.vehicle = (int32_t)r,
                                            .day = book->orders[0].earliest_day,
                                            .first_stop = (int64_t)first,
                                            .num_stops = (int32_t)(left < STOPS_PER_ROUTE ? left : STOPS_PER_ROUTE),
                                            .departure = 8 * 3600,
                                            .end = 16 * 3600};
    }
    for (size_t i = 0; i < book->num_orders; i++) {
        const wain_time at = 9 * 3600 + (wain_time)(i % STOPS_PER_ROUTE) * 600;

        plan->stops[i] = (wain_plan_stop){.order = (int32_t)i, .arrival = at, .start = at, .departure = at + 300};
    }
    *out = plan;
    plan = NULL;
done:
    wain_plan_free(plan);
    return status;
}

bench_body bench_hdf5;

void bench_hdf5(bench_run *run)
{
    const wain_result_run facts = {
        .program_version = "0", .command_line = "wain_bench", .mode = "iterations", .ranks = 1};
    bench_book bench = {0};
    wain_plan *plan = NULL;
    wain_error error = {0};
    char path[128];
    int64_t rows = 0;

    if (bench_book_write(&bench, bench_size(run), &error) != WAIN_OK || bench_book_load(&bench, &error) != WAIN_OK ||
        create_plan(bench.book, &plan, &error) != WAIN_OK)
        bench_fail(run, error.text);
    snprintf(path, sizeof path, "%s/plan.h5", bench.folder);
    while (bench_next(run)) {
        if (wain_result_write(path, bench.job, bench.book, plan, &facts, &error) != WAIN_OK) {
            bench_fail(run, error.text);
            break;
        }
        rows += (int64_t)plan->num_stops;
    }
    bench_rate(run, "rows", rows);
    wain_plan_free(plan);
    bench_book_clear(&bench);
}

/* Public instances of every format. What is read is a book that keeps the bounds of the search; a small
 * one is solved, and the checker finds nothing to say of the plan. */
#include <math.h>

#include "io/reader.h"
#include "solver/core/memory.h"
#include "solver/eval/plan_solution.h"
#include "solver/model/feasibility.h"
#include "solver/partition/partition.h"
#include "tests/fuzz/fuzz.h"

static void expect_orders(const wain_order_book *book)
{
    for (size_t i = 0; i < book->num_orders; i++) {
        const wain_order *order = &book->orders[i];

        FUZZ_EXPECT(order->load[0] >= 0 && order->load[0] <= WAIN_LOAD_MAX);
        FUZZ_EXPECT(order->service >= 0 && order->service <= WAIN_TIME_MAX);
        FUZZ_EXPECT((size_t)order->first_window + (size_t)order->num_windows <= book->num_windows);
    }
    for (size_t i = 0; i < book->num_windows; i++)
        FUZZ_EXPECT(book->windows[i].open >= 0 && book->windows[i].open <= book->windows[i].close &&
                    book->windows[i].close <= WAIN_TIME_MAX);
}

static void expect_instance(const wain_instance *instance)
{
    const wain_order_book *book = instance->book;
    const int32_t num_locations = (int32_t)book->num_orders + 1;

    FUZZ_EXPECT(instance->name && book->num_depots == 1 && book->num_types == 1 && book->num_orders > 0);
    FUZZ_EXPECT(instance->cost_scale >= 1);
    FUZZ_EXPECT(book->types[0].count >= 1 && book->types[0].capacity[0] >= 0 &&
                book->types[0].capacity[0] <= WAIN_LOAD_MAX);
    FUZZ_EXPECT(book->types[0].max_distance >= 0 && book->types[0].max_distance <= WAIN_DIST_MAX);
    FUZZ_EXPECT(book->depots[0].open >= 0 && book->depots[0].close <= WAIN_TIME_MAX);
    FUZZ_EXPECT(!instance->travel.matrix || instance->travel.matrix_size == num_locations);
    expect_orders(book);
}

/* Search a small instance, and check the plan. */
static void solve(wain_instance *instance)
{
    const wain_partition_options options = {.num_days = 1, .max_stops = INT32_MAX};
    int32_t next_vehicle[1] = {0};
    wain_partition *partition = NULL;
    wain_problem *problem = NULL;
    wain_solution *solution;
    wain_plan *plan = NULL;
    wain_check_report report = {0};

    FUZZ_EXPECT(wain_partition_create(instance->book, &instance->travel, &options, &partition, NULL) == WAIN_OK);
    FUZZ_EXPECT(partition->num_units == 1);
    FUZZ_EXPECT(wain_partition_problem(partition, 0, instance->book, &instance->travel, &problem, NULL) == WAIN_OK);
    solution = fuzz_solve(problem, fuzz_search_options(), NULL);
    FUZZ_EXPECT(wain_plan_create(&plan, NULL) == WAIN_OK);
    FUZZ_EXPECT(WAIN_RESERVE(plan->units, plan->units_capacity, 1, NULL) == WAIN_OK);
    plan->units[plan->num_units++] = (wain_plan_unit){.state = WAIN_UNIT_DONE};
    FUZZ_EXPECT(wain_plan_add_solution(plan, 0, 0, next_vehicle, problem, solution, NULL) == WAIN_OK);
    FUZZ_EXPECT(wain_feasibility_check(instance->book, &instance->travel, 0, 1, plan, &report, NULL) == WAIN_OK);
    if (report.total > 0)
        fprintf(stderr, "%s\n", report.violations[0].text);
    FUZZ_EXPECT(report.total == 0 && isfinite(wain_instance_cost(instance, plan)));
    wain_check_report_clear(&report);
    wain_plan_free(plan);
    wain_solution_free(solution);
    wain_problem_free(problem);
    wain_partition_free(partition);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wain_instance_options options = {0};
    wain_instance *instance = NULL;
    wain_error err = {0};
    wain_status status;

    if (size < 1)
        return 0;
    options.convention = data[0] & 1 ? WAIN_CONVENTION_EXACT : WAIN_CONVENTION_DIMACS;
    options.objective = data[0] & 2 ? WAIN_OBJECTIVE_VEHICLES : WAIN_OBJECTIVE_DISTANCE;
    status = wain_instance_read(fuzz_file(0, data + 1, size - 1), &options, &instance, &err);
    if (status == WAIN_OK) {
        expect_instance(instance);
        if (instance->book->num_orders <= FUZZ_SMALL)
            solve(instance);
    } else {
        FUZZ_EXPECT(!instance);
        fuzz_expect_refusal(status, WAIN_EINPUT, &err);
    }
    wain_instance_free(instance);
    return 0;
}

/* Whatever the search returns, the checker, which shares no code with it, finds nothing to say: on random books with
 * everything the model has. Either side's misreading of the model shows here. */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/core/rng.h"
#include "solver/eval/plan_solution.h"
#include "solver/model/feasibility.h"
#include "solver/partition/partition.h"
#include "solver/solve.h"

void wain_suite_checked_plans(CU_pSuite suite);

enum { NUM_REGIONS = 2, NUM_DAYS = 2, NUM_ORDERS = 120 };

static const double origin[2] = {-46.6, -23.5}; /* longitude and latitude of the first region */

static void add_order(wain_order_book *book, int32_t i, wain_rng *rng)
{
    const int32_t region = (int32_t)wain_rng_below(rng, NUM_REGIONS);
    const wain_time open = 8 * 3600 + (wain_time)wain_rng_below(rng, 3 * 3600);
    const wain_window windows[2] = {{open, open + 3600}, {open + 2 * 3600, open + 3 * 3600}};
    wain_order order = {.region = region,
                        .x = origin[0] + region + 0.4 * wain_rng_uniform(rng),
                        .y = origin[1] + 0.4 * wain_rng_uniform(rng),
                        .load = {1000 * (1 + wain_rng_below(rng, 300)), 1 + wain_rng_below(rng, 900000)},
                        .earliest_day = (wain_day)wain_rng_below(rng, NUM_DAYS),
                        .service = (wain_time)wain_rng_below(rng, 900),
                        .skills = wain_rng_below(rng, 5) == 0,
                        .price = 20 * WAIN_COST_SCALE,
                        .kind = wain_rng_below(rng, 3) == 0 ? WAIN_PICKUP : WAIN_DELIVERY,
                        .priority = (uint8_t)wain_rng_below(rng, WAIN_NUM_PRIORITIES)};

    order.latest_day = order.earliest_day + (wain_day)wain_rng_below(rng, 2);
    if (i % 17 == 0)
        order.load[0] = 5000000; /* more than any vehicle carries */
    if (i % 23 == 0)
        order.reason = WAIN_REASON_BAD_DATA;
    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_order(book, &order, windows, (int32_t)wain_rng_below(rng, 3), NULL),
                          WAIN_OK);
}

/* Two types per region: a small one that drives by the hour, a large one with a skill and a constant speed. */
static void add_region(wain_order_book *book, int32_t region)
{
    const char name[2] = {(char)('a' + region), '\0'};
    const wain_depot depot = {
        .region = region, .x = origin[0] + region + 0.2, .y = origin[1] + 0.2, .open = 7 * 3600, .close = 19 * 3600};
    int32_t index;

    CU_ASSERT_EQUAL_FATAL(wain_order_book_region(book, name, 1, &index, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_depot(book, &depot, NULL), WAIN_OK);
    for (int32_t t = 0; t < 2; t++) {
        const wain_vehicle_type type = {.depot = region,
                                        .count = 3 + t,
                                        .capacity = {(1 + t) * 700000, (2 - t) * 2000000},
                                        .fixed_cost = (30 + 20 * t) * (wain_cost)WAIN_COST_SCALE,
                                        .cost_per_distance = 700 + 100 * t,
                                        .cost_per_hour = t * 15 * (wain_cost)WAIN_COST_SCALE,
                                        .shift_start = 6 * 3600,
                                        .shift_end = (16 + 4 * t) * 3600,
                                        .max_stops = t ? 9 : INT32_MAX,
                                        .max_distance = t ? WAIN_DIST_MAX : 150000,
                                        .skills = (uint64_t)t,
                                        .profile = t ? 0 : 1};

        CU_ASSERT_EQUAL_FATAL(wain_order_book_add_type(book, &type, NULL), WAIN_OK);
    }
}

static void fill_travel(wain_travel *travel)
{
    wain_speed_profile *bands;

    *travel = (wain_travel){.metric = WAIN_METRIC_GREAT_CIRCLE, .scale = 1, .detour = 1.3, .num_profiles = 2};
    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(travel->profiles, 2, NULL), WAIN_OK);
    travel->profiles[0] = wain_speed_profile_constant(13889);
    bands = &travel->profiles[1];
    bands->num_bands = 24;
    bands->band_seconds = 3600;
    for (int32_t b = 0; b < 24; b++)
        bands->speed[b] = b % 3 == 1 ? 6111 : 16667;
    wain_speed_profile_prepare(bands);
}

/* Distances of the book as a matrix, depots first, not symmetric. */
static void turn_into_matrix(const wain_order_book *book, wain_travel *travel, wain_rng *rng)
{
    const int32_t size = (int32_t)(book->num_depots + book->num_orders);

    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(travel->matrix, size * size, NULL), WAIN_OK);
    travel->metric = WAIN_METRIC_MATRIX;
    travel->matrix_size = size;
    for (int32_t k = 0; k < size * size; k++)
        travel->matrix[k] = k / size == k % size ? 0 : 500 + (int32_t)wain_rng_below(rng, 20000);
}

static void add_unit(wain_plan *plan, const wain_partition *partition, int32_t u, int32_t *next_vehicle,
                     const wain_order_book *book, const wain_travel *travel, const wain_search_options *options)
{
    const wain_search_control control = {.iterations = 2000, .threads = 1};
    wain_search_statistics statistics;
    wain_problem *problem = NULL;
    wain_solution *solution = NULL;
    const size_t first = plan->num_unserved;

    CU_ASSERT_EQUAL_FATAL(wain_partition_problem(partition, u, book, travel, &problem, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_solve(problem, options, &control, &solution, &statistics, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(WAIN_RESERVE(plan->units, plan->units_capacity, plan->num_units + 1, NULL), WAIN_OK);
    plan->units[plan->num_units++] = (wain_plan_unit){.day = partition->units[u].day};
    CU_ASSERT_EQUAL(wain_plan_add_solution(plan, u, partition->units[u].day, next_vehicle, problem, solution, NULL),
                    WAIN_OK);
    CU_ASSERT_EQUAL(
        wain_partition_prove(partition, u, book, travel, plan->unserved + first, plan->num_unserved - first, NULL),
        WAIN_OK);
    wain_solution_free(solution);
    wain_problem_free(problem);
}

static wain_plan *plan_book(wain_order_book *book, const wain_travel *travel, const wain_search_options *options,
                            int32_t max_stops)
{
    const wain_partition_options partition_options = {.num_days = NUM_DAYS, .max_stops = max_stops};
    int32_t next_vehicle[NUM_DAYS][2 * NUM_REGIONS] = {{0}};
    wain_partition *partition = NULL;
    wain_plan *plan = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_partition_create(book, travel, &partition_options, &partition, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_plan_create(&plan, NULL), WAIN_OK);
    for (int32_t u = 0; u < partition->num_units; u++)
        add_unit(plan, partition, u, next_vehicle[partition->units[u].day], book, travel, options);
    for (size_t i = 0; i < book->num_orders; i++) {
        if (book->orders[i].reason == WAIN_REASON_NONE)
            continue;
        CU_ASSERT_EQUAL_FATAL(WAIN_RESERVE(plan->unserved, plan->unserved_capacity, plan->num_unserved + 1, NULL),
                              WAIN_OK);
        plan->unserved[plan->num_unserved++] =
            (wain_unserved){.order = (int32_t)i, .reason = book->orders[i].reason, .detail = -1};
    }
    wain_partition_free(partition);
    return plan;
}

/* Plan a random book and check the plan; returns the number of violations. */
static size_t violations(uint64_t seed, bool matrix, int32_t max_stops, size_t *planned)
{
    wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, matrix, 0, 0);
    wain_option_registry registry = {0};
    wain_search_options options;
    wain_check_report report = {0};
    wain_order_book *book = NULL;
    wain_travel travel;
    wain_plan *plan;
    size_t count, total;
    const wain_option *list = wain_search_option_list(&count);

    CU_ASSERT_EQUAL_FATAL(wain_option_registry_add(&registry, list, count, &options, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    book->num_loads = 2;
    for (int32_t r = 0; r < NUM_REGIONS; r++)
        add_region(book, r);
    for (int32_t i = 0; i < NUM_ORDERS; i++)
        add_order(book, i, &rng);
    fill_travel(&travel);
    if (matrix)
        turn_into_matrix(book, &travel, &rng);
    plan = plan_book(book, &travel, &options, max_stops);
    CU_ASSERT_EQUAL(wain_feasibility_check(book, &travel, 0, NUM_DAYS, plan, &report, NULL), WAIN_OK);
    total = report.total;
    if (total)
        printf("    seed %d: route %d stop %d: %s\n", (int)seed, (int)report.violations[0].route,
               report.violations[0].stop, report.violations[0].text);
    *planned += plan->num_stops;
    wain_check_report_clear(&report);
    wain_plan_free(plan);
    wain_travel_clear(&travel);
    wain_order_book_free(book);
    wain_option_registry_clear(&registry);
    return total;
}

static void plans_pass_the_check(void)
{
    size_t planned = 0;

    for (uint64_t seed = 1; seed <= 12; seed++)
        CU_ASSERT_EQUAL(violations(seed, false, INT32_MAX, &planned), 0);
    CU_ASSERT_TRUE(planned > 12 * NUM_ORDERS / 2); /* the books are no farce */
}

static void plans_over_a_matrix_pass_the_check(void)
{
    size_t planned = 0;

    for (uint64_t seed = 1; seed <= 6; seed++)
        CU_ASSERT_EQUAL(violations(seed, true, INT32_MAX, &planned), 0);
    CU_ASSERT_TRUE(planned > 6 * NUM_ORDERS / 4);
}

static void plans_of_split_units_pass_the_check(void)
{
    size_t planned = 0;

    for (uint64_t seed = 1; seed <= 6; seed++)
        CU_ASSERT_EQUAL(violations(seed, false, 12, &planned), 0);
    CU_ASSERT_TRUE(planned > 6 * NUM_ORDERS / 4);
}

void wain_suite_checked_plans(CU_pSuite suite)
{
    CU_ADD_TEST(suite, plans_pass_the_check);
    CU_ADD_TEST(suite, plans_over_a_matrix_pass_the_check);
    CU_ADD_TEST(suite, plans_of_split_units_pass_the_check);
}

#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/rng.h"
#include "solver/partition/day_internal.h"
#include "solver/partition/partition.h"
#include "solver/solve.h"

void wain_suite_day(CU_pSuite suite);

enum { MAX_DAYS = 14 };

static wain_speed_profile profiles[1];
static wain_travel travel = {
    .metric = WAIN_METRIC_EUCLID, .scale = 1, .detour = 1, .num_profiles = 1, .profiles = profiles};

/* One region, a depot in the middle of a square of 40 km, and `vehicles` vehicles of 50 stops; metres. */
static wain_order_book *book_of(int32_t vehicles)
{
    const wain_depot depot = {.x = 20000, .y = 20000, .open = 0, .close = 24 * 3600};
    const wain_vehicle_type type = {.count = vehicles,
                                    .capacity = {1000000},
                                    .fixed_cost = 60 * (wain_cost)WAIN_COST_SCALE,
                                    .cost_per_distance = 500,
                                    .cost_per_hour = 20 * (wain_cost)WAIN_COST_SCALE,
                                    .shift_start = 6 * 3600,
                                    .shift_end = 18 * 3600,
                                    .max_stops = 50,
                                    .max_distance = WAIN_DIST_MAX};
    wain_order_book *book = NULL;
    int32_t region;

    profiles[0] = wain_speed_profile_constant(14000);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    book->num_loads = 1;
    CU_ASSERT_EQUAL_FATAL(wain_order_book_region(book, "r", 1, &region, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_depot(book, &depot, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_type(book, &type, NULL), WAIN_OK);
    return book;
}

static void add_at(wain_order_book *book, double x, double y, wain_day first, wain_day last)
{
    const wain_order order = {.x = x,
                              .y = y,
                              .load = {1000},
                              .earliest_day = first,
                              .latest_day = last,
                              .service = 120,
                              .priority = WAIN_PRIORITY_NORMAL};

    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_order(book, &order, NULL, 0, NULL), WAIN_OK);
}

static void add_anywhere(wain_order_book *book, int32_t count, wain_day first, wain_day last, wain_rng *rng)
{
    for (int32_t i = 0; i < count; i++)
        add_at(book, 40000 * wain_rng_uniform(rng), 40000 * wain_rng_uniform(rng), first, last);
}

static wain_partition *partition_of(wain_order_book *book, int32_t num_days)
{
    const wain_partition_options options = {.first_day = 0, .num_days = num_days, .max_stops = 100000};
    wain_partition *partition = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_partition_create(book, &travel, &options, &partition, NULL), WAIN_OK);
    return partition;
}

/* Orders by day; returns the number of days that have any. */
static int32_t count_days(const wain_partition *partition, int32_t count[MAX_DAYS])
{
    memset(count, 0, MAX_DAYS * sizeof *count);
    for (int32_t u = 0; u < partition->num_units; u++)
        count[partition->units[u].day] = partition->units[u].num_orders;
    return partition->num_units;
}

static int32_t days_of(wain_order_book *book, int32_t num_days, int32_t count[MAX_DAYS])
{
    wain_partition *partition = partition_of(book, num_days);
    const int32_t days = count_days(partition, count);

    wain_partition_free(partition);
    return days;
}

static void few_free_orders_join_busy_days(void)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, 20, 0, 0);
        wain_order_book *book = book_of(8);
        int32_t count[MAX_DAYS];

        for (wain_day day = 0; day < 3; day++)
            add_anywhere(book, 120, day, day, &rng);
        add_anywhere(book, 30, 0, 4, &rng);
        CU_ASSERT_EQUAL(days_of(book, 5, count), 3);
        wain_order_book_free(book);
    }
}

/* 200 stops a day, 140 of them promised on the first: 100 more that may come on either day pass the full one by. */
static void a_full_day_sends_orders_on(void)
{
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 21, 0, 0);
    wain_order_book *book = book_of(4);
    int32_t count[MAX_DAYS];

    add_anywhere(book, 140, 0, 0, &rng);
    add_anywhere(book, 10, 1, 1, &rng);
    add_anywhere(book, 100, 0, 1, &rng);
    CU_ASSERT_EQUAL(days_of(book, 2, count), 2);
    CU_ASSERT(count[0] <= 180);
    CU_ASSERT(count[1] >= 70);
    wain_order_book_free(book);
}

/* More than the fleet can do: the days are as full as each other. */
static void overload_is_shared(void)
{
    wain_rng rng = wain_rng_stream(2, WAIN_PURPOSE_TEST, 21, 0, 0);
    wain_order_book *book = book_of(4);
    int32_t count[MAX_DAYS];

    add_anywhere(book, 150, 0, 0, &rng);
    add_anywhere(book, 850, 0, 3, &rng);
    CU_ASSERT_EQUAL(days_of(book, 4, count), 4);
    for (int d = 0; d < 4; d++)
        CU_ASSERT(abs(count[d] - 250) <= 25);
    wain_order_book_free(book);
}

/* A skill that one vehicle of eight has: orders that need it are limited by that vehicle, not by the fleet. */
static void a_rare_skill_fills_a_day_too(void)
{
    wain_rng rng = wain_rng_stream(3, WAIN_PURPOSE_TEST, 21, 0, 0);
    wain_order_book *book = book_of(7);
    wain_vehicle_type type = book->types[0];
    wain_partition *partition;
    int32_t skilled[MAX_DAYS] = {0}, bit;

    CU_ASSERT_EQUAL_FATAL(wain_order_book_skill(book, "crane", 5, &bit, NULL), WAIN_OK);
    type.count = 1;
    type.skills = (uint64_t)1 << bit;
    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_type(book, &type, NULL), WAIN_OK);
    add_anywhere(book, 100, 0, 0, &rng);
    add_anywhere(book, 80, 0, 1, &rng);
    for (size_t i = 100; i < book->num_orders; i++)
        book->orders[i].skills = type.skills;
    partition = partition_of(book, 2);
    for (int32_t u = 0; u < partition->num_units; u++) {
        for (int32_t i = 0; i < partition->units[u].num_orders; i++)
            skilled[partition->units[u].day] += partition->units[u].orders[i] >= 100;
    }
    CU_ASSERT(skilled[0] <= 50 && skilled[1] <= 50);
    wain_partition_free(partition);
    wain_order_book_free(book);
}

/* Villages 150 km away whose promises have one day in common, each in several: one trip. */
static void far_orders_share_a_day(void)
{
    static const wain_day promise[][2] = {{0, 5}, {5, 9}, {3, 6}, {4, 5}, {5, 13}, {0, 13}, {2, 7}};
    wain_order_book *book = book_of(4);
    int32_t count[MAX_DAYS];

    for (size_t i = 0; i < sizeof promise / sizeof *promise; i++)
        add_at(book, 120000 + 3000 * (double)i, 130000 + 2000 * (double)(i % 3), promise[i][0], promise[i][1]);
    CU_ASSERT_EQUAL(days_of(book, 14, count), 1);
    CU_ASSERT_EQUAL(count[5], 7);
    wain_order_book_free(book);
}

/* Cost of a day, from outside: a spanning tree over depot and orders, and vehicles by stops. */
static double estimate_day(const wain_order_book *book, const wain_unit *unit)
{
    const int32_t n = unit->num_orders;
    double *nearest = malloc((size_t)n * sizeof *nearest), metres = 0, x = book->depots[0].x, y = book->depots[0].y;

    for (int32_t i = 0; i < n; i++)
        nearest[i] = HUGE_VAL;
    for (int32_t added = 0; added < n; added++) {
        int32_t next = -1;

        for (int32_t i = 0; i < n; i++) {
            const wain_order *order = &book->orders[unit->orders[i]];

            if (nearest[i] < 0)
                continue;
            nearest[i] = fmin(nearest[i], hypot(order->x - x, order->y - y));
            if (next < 0 || nearest[i] < nearest[next])
                next = i;
        }
        metres += nearest[next];
        nearest[next] = -1;
        x = book->orders[unit->orders[next]].x;
        y = book->orders[unit->orders[next]].y;
    }
    free(nearest);
    return 60 * ceil(n / 40.0) + 0.0009 * 1.2 * metres;
}

static double estimate(wain_order_book *book, int32_t num_days)
{
    wain_partition *partition = partition_of(book, num_days);
    double sum = 0;

    for (int32_t u = 0; u < partition->num_units; u++)
        sum += estimate_day(book, &partition->units[u]);
    wain_partition_free(partition);
    return sum;
}

/* The plan of a short horizon is a plan of the long one too. Free orders are promised for the whole of either. */
static void more_days_cost_no_more(void)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, 22, 0, 0);
        wain_order_book *book = book_of(4 + (int32_t)wain_rng_below(&rng, 6));
        const int32_t fixed = (int32_t)wain_rng_below(&rng, 150), free_orders = (int32_t)wain_rng_below(&rng, 60);
        double before;

        for (wain_day day = 0; day < 3; day++)
            add_anywhere(book, fixed / 3, day, day, &rng);
        add_anywhere(book, free_orders, 0, MAX_DAYS - 1, &rng);
        add_anywhere(book, 10, 1, 2, &rng);
        before = estimate(book, 3);
        CU_ASSERT(estimate(book, 5) <= 1.03 * before);
        CU_ASSERT(estimate(book, MAX_DAYS) <= 1.03 * before);
        wain_order_book_free(book);
    }
}

/* Cost of the whole plan after a search of a fixed number of iterations. */
static double plan_cost(wain_order_book *book, int32_t num_days)
{
    wain_partition *partition = partition_of(book, num_days);
    wain_search_options options;
    const wain_search_control control = {.iterations = 6000, .threads = 1};
    double cost = 0;
    size_t count;
    const wain_option *list = wain_search_option_list(&count);
    wain_option_registry registry = {0};

    CU_ASSERT_EQUAL_FATAL(wain_option_registry_add(&registry, list, count, &options, NULL), WAIN_OK);
    for (int32_t u = 0; u < partition->num_units; u++) {
        wain_problem *problem = NULL;
        wain_solution *solution = NULL;
        wain_search_statistics statistics;

        CU_ASSERT_EQUAL_FATAL(wain_partition_problem(partition, u, book, &travel, &problem, NULL), WAIN_OK);
        CU_ASSERT_EQUAL_FATAL(wain_solve(problem, &options, &control, &solution, &statistics, NULL), WAIN_OK);
        cost += (double)solution->cost;
        wain_solution_free(solution);
        wain_problem_free(problem);
    }
    wain_option_registry_clear(&registry);
    wain_partition_free(partition);
    return cost;
}

static void a_longer_horizon_costs_no_more_to_serve(void)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, 23, 0, 0);
        wain_order_book *book = book_of(4);

        for (wain_day day = 0; day < 3; day++)
            add_anywhere(book, 40, day, day, &rng);
        add_anywhere(book, 12, 0, 4, &rng);
        CU_ASSERT(plan_cost(book, 5) <= 1.01 * plan_cost(book, 3));
        wain_order_book_free(book);
    }
}

static void nearest_orders_are_found(void)
{
    enum { N = 700, DAYS = 70 }; /* more days than bits of a node */
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 24, 0, 0);
    wain_place *places = calloc(N, sizeof *places);
    wain_day_near near[DAYS];
    wain_day_index index;

    for (int32_t i = 0; i < N; i++)
        places[i] = (wain_place){.x = wain_rng_uniform(&rng) * i, .y = wain_rng_uniform(&rng), .last_day = DAYS - 1};
    CU_ASSERT_EQUAL_FATAL(wain_day_index_create(places, N, &index, NULL), WAIN_OK);
    for (int32_t i = 0; i < N; i++) {
        places[i].day = i % 4 == 0 ? -1 : (int32_t)wain_rng_below(&rng, DAYS);
        if (places[i].day >= 0)
            wain_day_index_add(&index, i, places[i].day);
    }
    for (int32_t i = 0; i < N; i += 3) {
        wain_day_index_nearest(&index, i, near);
        for (int32_t d = 0; d < DAYS; d++) {
            double first = HUGE_VAL, second = HUGE_VAL;

            for (int32_t j = 0; j < N; j++) {
                const double dx = places[j].x - places[i].x, dy = places[j].y - places[i].y, square = dx * dx + dy * dy;

                if (j == i || places[j].day != d)
                    continue;
                second = fmin(second, fmax(first, square));
                first = fmin(first, square);
            }
            CU_ASSERT(near[d].first_square >= first && near[d].second_square >= second);
            CU_ASSERT(near[d].first_square <= 1.21 * first && near[d].second_square <= 1.21 * second);
            CU_ASSERT((near[d].first < 0) == (isinf(first) != 0) && (near[d].second < 0) == (isinf(second) != 0));
        }
    }
    wain_day_index_clear(&index);
    free(places);
}

void wain_suite_day(CU_pSuite suite)
{
    CU_ADD_TEST(suite, few_free_orders_join_busy_days);
    CU_ADD_TEST(suite, a_full_day_sends_orders_on);
    CU_ADD_TEST(suite, overload_is_shared);
    CU_ADD_TEST(suite, a_rare_skill_fills_a_day_too);
    CU_ADD_TEST(suite, far_orders_share_a_day);
    CU_ADD_TEST(suite, more_days_cost_no_more);
    CU_ADD_TEST(suite, a_longer_horizon_costs_no_more_to_serve);
    CU_ADD_TEST(suite, nearest_orders_are_found);
}

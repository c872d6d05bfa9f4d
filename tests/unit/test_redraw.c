/* Parts drawn anew: everything that stood before stands in some part afterwards, and only once. */
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/core/rng.h"
#include "solver/partition/redraw.h"

void wain_suite_redraw(CU_pSuite suite);

enum { FIRST_DAY = 20000, ROUTE = 7 };

static wain_speed_profile profiles[1];
static wain_travel travel = {
    .metric = WAIN_METRIC_GREAT_CIRCLE, .detour = 1.3, .num_profiles = 1, .profiles = profiles};

/* Two regions; the second has a day with few orders. */
static wain_order_book *new_book(int32_t num_orders, int32_t unlimited)
{
    wain_rng rng = wain_rng_stream(3, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_order_book *book = NULL;
    int32_t index;

    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    book->num_loads = 1;
    for (int32_t r = 0; r < 2; r++) {
        const wain_depot depot = {.region = r, .x = 10 + r, .y = 50, .close = 80000};

        CU_ASSERT_EQUAL_FATAL(wain_order_book_region(book, r ? "b" : "a", 1, &index, NULL), WAIN_OK);
        CU_ASSERT_EQUAL_FATAL(wain_order_book_add_depot(book, &depot, NULL), WAIN_OK);
        for (int32_t t = 0; t < 2; t++) {
            const wain_vehicle_type type = {.depot = r,
                                            .count = t == unlimited ? INT32_MAX : num_orders / (3 + t),
                                            .capacity = {1000000},
                                            .shift_end = 80000,
                                            .max_stops = 100,
                                            .max_distance = WAIN_DIST_MAX};

            CU_ASSERT_EQUAL_FATAL(wain_order_book_add_type(book, &type, NULL), WAIN_OK);
        }
    }
    for (int32_t i = 0; i < num_orders; i++) {
        const int32_t region = i % 10 == 9;
        const wain_order order = {.region = region,
                                  .x = 10 + region + wain_rng_uniform(&rng) / 2,
                                  .y = 50 + wain_rng_uniform(&rng) / 2,
                                  .load = {10},
                                  .earliest_day = FIRST_DAY,
                                  .latest_day = FIRST_DAY,
                                  .priority = WAIN_PRIORITY_NORMAL};

        CU_ASSERT_EQUAL_FATAL(wain_order_book_add_order(book, &order, NULL, 0, NULL), WAIN_OK);
    }
    return book;
}

/* Routes of seven stops in the order of the rows, with the first type that has a vehicle left; every ninth order is
 * left out, or with `sparse` all but the first route's. */
static wain_unit_outcome *solve_all(const wain_partition *partition, const wain_order_book *book, bool sparse)
{
    wain_unit_outcome *units = NULL;

    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(units, partition->num_units, NULL), WAIN_OK);
    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];
        wain_problem *problem = NULL;
        wain_solution *s;
        int32_t type = 0, used = 0;

        CU_ASSERT_EQUAL_FATAL(wain_partition_problem(partition, u, book, &travel, &problem, NULL), WAIN_OK);
        CU_ASSERT_EQUAL_FATAL(wain_solution_create(unit->num_orders, &units[u].solution, NULL), WAIN_OK);
        s = units[u].solution;
        units[u].state = WAIN_UNIT_DONE;
        units[u].statistics.iterations = 5 + u;
        for (int32_t i = 0; i < unit->num_orders; i++) {
            const bool full = s->num_routes == 0 || s->routes[s->num_routes - 1].num_stops == ROUTE;

            if (i % 9 == 8 || (sparse && full && s->num_routes > 0)) {
                s->unserved[s->num_unserved++] =
                    (wain_unserved){.order = i, .reason = WAIN_REASON_FLEET_EXHAUSTED, .detail = -1};
                continue;
            }
            if (full) {
                if (used == problem->types[type].count) {
                    type++;
                    used = 0;
                }
                used++;
                s->routes[s->num_routes++] = (wain_route){.type = type, .first = s->num_stops};
            }
            s->routes[s->num_routes - 1].num_stops++;
            s->stops[s->num_stops++] = i;
        }
        wain_problem_free(problem);
    }
    return units;
}

static wain_partition *divide(wain_order_book *book, int32_t max_stops)
{
    const wain_partition_options options = {.first_day = FIRST_DAY, .num_days = 1, .max_stops = max_stops};
    wain_partition *partition = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_partition_create(book, &travel, &options, &partition, NULL), WAIN_OK);
    return partition;
}

static void clear_units(wain_unit_outcome *units, int32_t count)
{
    for (int32_t u = 0; u < count; u++)
        wain_unit_outcome_clear(&units[u]);
    free(units);
}

/* One number for all routes and orders left out, whichever unit has them. */
static uint64_t sum_of(const wain_partition *partition, const wain_unit_outcome *units, const wain_order_book *book,
                       int32_t *seen)
{
    uint64_t sum = 0;

    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];
        const wain_solution *s = units[u].from ? units[u].from->best : units[u].solution;
        wain_problem *problem = NULL;
        int32_t used[4] = {0};

        CU_ASSERT_EQUAL_FATAL(wain_partition_problem(partition, u, book, &travel, &problem, NULL), WAIN_OK);
        CU_ASSERT_EQUAL(s->num_stops + s->num_unserved, unit->num_orders);
        for (int32_t i = 0; i < s->num_routes; i++) {
            const wain_route *route = &s->routes[i];
            uint64_t hash = (uint64_t)problem->types[route->type].row + 1;

            CU_ASSERT_TRUE(++used[route->type] <= problem->types[route->type].count);
            for (int32_t k = 0; k < route->num_stops; k++) {
                hash = hash * 1000003 + (uint64_t)unit->orders[s->stops[route->first + k]];
                seen[unit->orders[s->stops[route->first + k]]]++;
            }
            sum += hash;
        }
        for (int32_t i = 0; i < s->num_unserved; i++) {
            sum += (uint64_t)unit->orders[s->unserved[i].order] * 77 + (uint64_t)s->unserved[i].reason;
            seen[unit->orders[s->unserved[i].order]]++;
        }
        wain_problem_free(problem);
    }
    return sum;
}

/* All vehicles of a type that the units have together. */
static int64_t vehicles_of(const wain_partition *partition, size_t type)
{
    int64_t sum = 0;

    for (int32_t u = 0; u < partition->num_units; u++)
        sum += partition->units[u].type_count[type];
    return sum;
}

static void check_redraw(int32_t num_orders, int32_t max_stops, int32_t unlimited, bool sparse)
{
    wain_order_book *book = new_book(num_orders, unlimited);
    wain_partition *partition = divide(book, max_stops);
    wain_unit_outcome *units = solve_all(partition, book, sparse);
    int32_t *seen = NULL;

    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(seen, num_orders, NULL), WAIN_OK);
    for (int32_t round = 1; round <= 3; round++) {
        const wain_redraw_options options = {.seed = 1, .round = round, .cooled = 0.6};
        const uint64_t before = sum_of(partition, units, book, seen);
        wain_unit_outcome *drawn_units = NULL;
        wain_partition *drawn = NULL;

        CU_ASSERT_EQUAL_FATAL(
            wain_partition_redraw(partition, units, book, &travel, &options, &drawn, &drawn_units, NULL), WAIN_OK);
        memset(seen, 0, sizeof *seen * (size_t)num_orders);
        CU_ASSERT_EQUAL(sum_of(drawn, drawn_units, book, seen), before);
        for (int32_t i = 0; i < num_orders; i++)
            CU_ASSERT_EQUAL(seen[i], 1);
        for (size_t t = 0; unlimited < 0 && t < book->num_types; t++)
            CU_ASSERT_EQUAL(vehicles_of(drawn, t), vehicles_of(partition, t));
        for (int32_t u = 0; u < drawn->num_units; u++) {
            const wain_unit *unit = &drawn->units[u];

            CU_ASSERT_TRUE(unit->num_orders <= max_stops || sparse || max_stops < 50);
            CU_ASSERT_EQUAL(drawn_units[u].state, WAIN_UNIT_WAITING);
            CU_ASSERT_PTR_NOT_NULL_FATAL(drawn_units[u].from);
            CU_ASSERT_EQUAL(drawn_units[u].from->cooled, 0.6);
            drawn_units[u].solution = drawn_units[u].from->best; /* as if nothing better had been found */
            drawn_units[u].from->best = NULL;
            wain_search_state_free(drawn_units[u].from);
            drawn_units[u].from = NULL;
            drawn_units[u].state = WAIN_UNIT_DONE;
        }
        clear_units(units, partition->num_units);
        wain_partition_free(partition);
        partition = drawn;
        units = drawn_units;
    }
    free(seen);
    clear_units(units, partition->num_units);
    wain_partition_free(partition);
    wain_order_book_free(book);
}

static void everything_stands_in_one_part(void)
{
    check_redraw(2000, 300, -1, false);
    check_redraw(2000, 300, 1, false);
    check_redraw(2000, 300, -1, true);
    check_redraw(200, 10, -1, false);
    check_redraw(200, 190, -1, false);
    check_redraw(20, 10, -1, false);
    check_redraw(20, 100, -1, false);
}

/* What one round cuts, another has inside. */
static void borders_move(void)
{
    wain_order_book *book = new_book(2000, -1);
    wain_partition *partition = divide(book, 300), *drawn[2] = {NULL};
    int32_t moved = 0, pairs = 0, part[3][2000] = {{0}};

    for (int32_t round = 1; round <= 2; round++) {
        const wain_redraw_options options = {.seed = 1, .round = round};
        wain_unit_outcome *units = solve_all(partition, book, false), *drawn_units = NULL;

        CU_ASSERT_EQUAL_FATAL(
            wain_partition_redraw(partition, units, book, &travel, &options, &drawn[round - 1], &drawn_units, NULL),
            WAIN_OK);
        clear_units(units, partition->num_units);
        clear_units(drawn_units, drawn[round - 1]->num_units);
    }
    for (int32_t k = 0; k < 3; k++) {
        const wain_partition *of = k == 0 ? partition : drawn[k - 1];

        for (int32_t u = 0; u < of->num_units; u++) {
            for (int32_t i = 0; i < of->units[u].num_orders; i++)
                part[k][of->units[u].orders[i]] = u;
        }
    }
    for (int32_t i = 0; i < 2000; i++) {
        for (int32_t j = 0; j < i; j++) {
            if (part[1][i] == part[1][j])
                continue;
            pairs++;
            moved += part[2][i] == part[2][j];
        }
    }
    CU_ASSERT_TRUE(pairs > 0 && moved > pairs / 20);
    for (int32_t k = 0; k < 2; k++)
        wain_partition_free(drawn[k]);
    wain_partition_free(partition);
    wain_order_book_free(book);
}

void wain_suite_redraw(CU_pSuite suite)
{
    CU_ADD_TEST(suite, everything_stands_in_one_part);
    CU_ADD_TEST(suite, borders_move);
}

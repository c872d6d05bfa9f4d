#include <CUnit/CUnit.h>
#include <stdlib.h>

#include "scheduler/cool_down.h"
#include "tests/unit/tiny_problem.h"

void wain_suite_cool_down(CU_pSuite suite);

enum { COLD, HOT, CUT_SHORT, KEPT, NOTHING, NUM_UNITS };

static const int32_t num_orders[NUM_UNITS] = {9, 9, 9, 9, 9};
static const wain_annealing_span spans[NUM_UNITS] = {{0.5, 1}, {0.5, 0.75}, {0.5, 1}, {0.5, 1}, {0.25, 0.5}};
static wain_unit_outcome units[NUM_UNITS];

/* A cold unit, a hot one, two whose searches were told to end, one of them after it had said where it stands, and one
 * without a solution. */
static void set_up(void)
{
    wain_problem *problem = tiny_problem(1, 9, WAIN_METRIC_EUCLID);

    CU_ASSERT_PTR_NOT_NULL_FATAL(problem);
    for (int32_t u = 0; u < NUM_UNITS; u++)
        units[u] = (wain_unit_outcome){.state = WAIN_UNIT_DONE,
                                       .cut_short = u == CUT_SHORT || u == KEPT,
                                       .solution = u == NOTHING ? NULL : tiny_solution(problem, u),
                                       .statistics = {.iterations = 100}};
    units[NOTHING].state = WAIN_UNIT_WAITING;
    CU_ASSERT_EQUAL_FATAL(wain_search_state_copy(&(wain_search_state){.cooled = 0.9, .best = units[KEPT].solution}, 9,
                                                 &units[KEPT].kept, NULL),
                          WAIN_OK);
    wain_problem_free(problem);
}

static void tear_down(void)
{
    for (int32_t u = 0; u < NUM_UNITS; u++)
        wain_unit_outcome_clear(&units[u]);
}

static double begins_at(int32_t unit)
{
    const wain_unit_outcome *of = &units[unit];

    CU_ASSERT_EQUAL(of->state, WAIN_UNIT_WAITING);
    CU_ASSERT_PTR_NULL(of->kept);
    CU_ASSERT_PTR_NOT_NULL_FATAL(of->from);
    CU_ASSERT_EQUAL(of->from->best->cost, of->solution->cost);
    CU_ASSERT_EQUAL(of->from->round, 0);
    return of->from->cooled;
}

static void all_but_cold_units_go_on_from_where_they_stand(void)
{
    set_up();
    CU_ASSERT_EQUAL(wain_cool_down_begin(units, NUM_UNITS, num_orders, spans, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(units[COLD].state, WAIN_UNIT_DONE);
    CU_ASSERT_EQUAL(units[COLD].statistics.iterations, 100);
    CU_ASSERT_EQUAL(begins_at(HOT), 0.75);
    CU_ASSERT_EQUAL(begins_at(CUT_SHORT), 0.5);
    CU_ASSERT_EQUAL(begins_at(KEPT), 0.9);
    CU_ASSERT_EQUAL(units[HOT].statistics.iterations, 100); /* to which is added */
    CU_ASSERT_EQUAL(units[NOTHING].state, WAIN_UNIT_WAITING);
    CU_ASSERT_PTR_NULL(units[NOTHING].from);
    tear_down();
}

static void seconds_are_bounded_by_what_is_hot(void)
{
    const wain_annealing_span cold[NUM_UNITS] = {[0] = {0, 1}};
    int32_t many[NUM_UNITS] = {1000000, 1000000, 0, 0, 0};

    set_up();
    CU_ASSERT_EQUAL(wain_cool_down_seconds(units, 1, num_orders, cold, 1, 6), 0);
    CU_ASSERT_DOUBLE_EQUAL(wain_cool_down_seconds(units, NUM_UNITS, num_orders, spans, 1, 6), 4 * 9 * 1e-3, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(wain_cool_down_seconds(units, NUM_UNITS, num_orders, spans, 4, 6), 9 * 1e-3, 1e-12);
    CU_ASSERT_EQUAL(wain_cool_down_seconds(units, NUM_UNITS, num_orders, spans, 4, 0.005), 0.005);
    CU_ASSERT_EQUAL(wain_cool_down_seconds(units, NUM_UNITS, many, spans, 1, 6), 0);
    CU_ASSERT_EQUAL(wain_cool_down_seconds(units, NUM_UNITS, many, spans, 64, 6), 6);
    tear_down();
}

void wain_suite_cool_down(CU_pSuite suite)
{
    CU_ADD_TEST(suite, all_but_cold_units_go_on_from_where_they_stand);
    CU_ADD_TEST(suite, seconds_are_bounded_by_what_is_hot);
}

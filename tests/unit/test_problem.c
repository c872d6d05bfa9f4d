#include <CUnit/CUnit.h>
#include <stdlib.h>

#include "solver/core/rng.h"
#include "solver/model/problem.h"

void wain_suite_problem(CU_pSuite suite);

/* One depot and `num_orders` orders at random places, without a travel model. */
static wain_problem *scatter(int32_t num_orders)
{
    wain_problem *problem = NULL;
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 0, 0, 0);

    CU_ASSERT_EQUAL_FATAL(wain_problem_create(num_orders, 1, 1, num_orders, &problem, NULL), WAIN_OK);
    for (int32_t i = 0; i <= num_orders; i++) {
        problem->x[i] = wain_rng_uniform(&rng) * 360 - 180;
        problem->y[i] = wain_rng_uniform(&rng) * 180 - 90;
    }
    return problem;
}

static void directions_change_no_distance(void)
{
    const int32_t n = 50;
    wain_problem *problem = scatter(n);

    problem->travel.metric = WAIN_METRIC_GREAT_CIRCLE;
    problem->travel.detour = 1.3;
    CU_ASSERT_EQUAL_FATAL(wain_problem_prepare(problem, NULL), WAIN_OK);
    for (int32_t a = 0; a <= n; a++) {
        for (int32_t b = 0; b <= n; b++) {
            const wain_dist d =
                wain_travel_distance(&problem->travel, problem->x[a], problem->y[a], problem->x[b], problem->y[b]);

            CU_ASSERT_EQUAL_FATAL(wain_problem_distance(problem, a, b), d);
            CU_ASSERT_EQUAL_FATAL(wain_problem_distance(problem, b, a), d);
        }
    }
    wain_problem_free(problem);
}

static void matrix_is_indexed_by_location(void)
{
    wain_problem *problem = scatter(1);

    problem->travel.metric = WAIN_METRIC_MATRIX;
    problem->travel.matrix_size = 2;
    problem->travel.matrix = calloc(4, sizeof *problem->travel.matrix);
    problem->travel.matrix[1] = 7;
    problem->travel.matrix[2] = 9;
    CU_ASSERT_EQUAL_FATAL(wain_problem_prepare(problem, NULL), WAIN_OK);
    CU_ASSERT_PTR_NULL(problem->direction);
    CU_ASSERT_EQUAL(wain_problem_distance(problem, 0, 1), 7);
    CU_ASSERT_EQUAL(wain_problem_distance(problem, 1, 0), 9);
    CU_ASSERT_EQUAL(wain_problem_distance(problem, 1, 1), 0);
    wain_problem_free(problem);
}

static void geo_keeps_a_location_at_itself(void)
{
    wain_problem *problem = scatter(1);

    problem->travel.metric = WAIN_METRIC_GEO;
    problem->x[0] = problem->x[1] = 16.47;
    problem->y[0] = problem->y[1] = 96.10;
    CU_ASSERT_EQUAL(wain_problem_distance(problem, 0, 0), 0);
    CU_ASSERT_EQUAL(wain_problem_distance(problem, 0, 1), 1);
    wain_problem_free(problem);
}

static void time_cost_rounds_to_the_nearest(void)
{
    const wain_problem_type type = {.cost_per_hour = 30 * (wain_cost)WAIN_COST_SCALE};

    CU_ASSERT_EQUAL(wain_problem_time_cost(&type, 0), 0);
    CU_ASSERT_EQUAL(wain_problem_time_cost(&type, 3600), 30000000);
    CU_ASSERT_EQUAL(wain_problem_time_cost(&type, 1), 8333);
    CU_ASSERT_EQUAL(wain_problem_time_cost(&type, 2), 16667);
}

static void an_empty_problem_is_one(void)
{
    wain_problem *problem = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_problem_create(0, 0, 0, 0, &problem, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(problem->num_loads, 1);
    CU_ASSERT_EQUAL(wain_problem_prepare(problem, NULL), WAIN_OK);
    wain_problem_free(problem);
    wain_problem_free(NULL);
}

void wain_suite_problem(CU_pSuite suite)
{
    CU_ADD_TEST(suite, directions_change_no_distance);
    CU_ADD_TEST(suite, matrix_is_indexed_by_location);
    CU_ADD_TEST(suite, geo_keeps_a_location_at_itself);
    CU_ADD_TEST(suite, time_cost_rounds_to_the_nearest);
    CU_ADD_TEST(suite, an_empty_problem_is_one);
}

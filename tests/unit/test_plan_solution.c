#include <CUnit/CUnit.h>
#include <stdlib.h>

#include "solver/eval/plan_solution.h"
#include "tests/unit/tiny_problem.h"

void wain_suite_plan_solution(CU_pSuite suite);

/* A problem without windows or skills, so that every route of it can be driven. Its types are rows 3 and 4 of the book.
 */
static wain_problem *easy_problem(int32_t num_orders)
{
    wain_problem *problem = tiny_problem(1, num_orders, WAIN_METRIC_GREAT_CIRCLE);

    CU_ASSERT_PTR_NOT_NULL_FATAL(problem);
    for (int32_t i = 0; i < num_orders; i++) {
        problem->windows[i] = (wain_window){0, WAIN_TIME_MAX};
        problem->orders[i].load[0] = 1;
        problem->orders[i].kind = WAIN_DELIVERY;
    }
    return problem;
}

static wain_plan *empty_plan(void)
{
    wain_plan *plan = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_plan_create(&plan, NULL), WAIN_OK);
    return plan;
}

static void a_solution_becomes_rows_of_the_book(void)
{
    wain_problem *problem = easy_problem(9);
    wain_solution *solution = tiny_solution(problem, 1); /* routes of types 0, 1, 0; order 8 left out */
    wain_plan *plan = empty_plan();
    int32_t next_vehicle[5] = {0, 0, 0, 40, 50};

    CU_ASSERT_PTR_NOT_NULL_FATAL(solution);
    solution->unserved[0] = (wain_unserved){
        .order = 8, .reason = WAIN_REASON_FLEET_EXHAUSTED, .relaxation = WAIN_RELAX_VEHICLE, .detail = 1, .amount = 1};
    CU_ASSERT_EQUAL_FATAL(wain_plan_add_solution(plan, 6, 77, next_vehicle, problem, solution, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(plan->num_routes, 3);
    CU_ASSERT_EQUAL(plan->num_stops, 8);
    CU_ASSERT_EQUAL(plan->routes[0].type, 3);
    CU_ASSERT_EQUAL(plan->routes[0].vehicle, 40);
    CU_ASSERT_EQUAL(plan->routes[1].type, 4);
    CU_ASSERT_EQUAL(plan->routes[1].vehicle, 50);
    CU_ASSERT_EQUAL(plan->routes[2].vehicle, 41);
    CU_ASSERT_EQUAL(next_vehicle[3], 42);
    CU_ASSERT_EQUAL(next_vehicle[4], 51);
    CU_ASSERT_EQUAL(plan->routes[2].unit, 6);
    CU_ASSERT_EQUAL(plan->routes[2].day, 77);
    CU_ASSERT_EQUAL(plan->routes[2].first_stop, 6);
    CU_ASSERT_EQUAL(plan->routes[2].num_stops, 2);
    CU_ASSERT_EQUAL(plan->stops[0].order, 100 + solution->stops[0]);
    CU_ASSERT_TRUE(plan->routes[0].departure >= 200);
    CU_ASSERT_EQUAL(plan->routes[0].fixed_cost, 11);
    CU_ASSERT_EQUAL(plan->routes[0].distance_cost, 12 * plan->routes[0].distance);
    CU_ASSERT_EQUAL(plan->num_unserved, 1);
    CU_ASSERT_EQUAL(plan->unserved[0].order, 108);
    CU_ASSERT_EQUAL(plan->unserved[0].detail, 4); /* the type's row in the book */
    /* A second part of the same day goes on with the same fleet; a load's dimension is no vehicle type. */
    solution->unserved[0].relaxation = WAIN_RELAX_LOAD;
    CU_ASSERT_EQUAL_FATAL(wain_plan_add_solution(plan, 7, 77, next_vehicle, problem, solution, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(plan->routes[3].vehicle, 42);
    CU_ASSERT_EQUAL(plan->routes[3].first_stop, 8);
    CU_ASSERT_EQUAL(plan->unserved[1].detail, 1);
    wain_plan_free(plan);
    wain_solution_free(solution);
    wain_problem_free(problem);
}

static void an_infeasible_route_leaves_the_plan_as_it_was(void)
{
    wain_problem *problem = easy_problem(9);
    wain_solution *solution = tiny_solution(problem, 1);
    wain_plan *plan = empty_plan();
    int32_t next_vehicle[5] = {0};
    wain_error err = {0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(solution);
    problem->orders[solution->stops[7]].load[0] = 5000; /* in the last route */
    CU_ASSERT_EQUAL(wain_plan_add_solution(plan, 0, 0, next_vehicle, problem, solution, &err), WAIN_EINTERNAL);
    CU_ASSERT_EQUAL(err.status, WAIN_EINTERNAL);
    CU_ASSERT_EQUAL(plan->num_routes, 0);
    CU_ASSERT_EQUAL(plan->num_stops, 0);
    CU_ASSERT_EQUAL(plan->num_unserved, 0);
    CU_ASSERT_EQUAL(next_vehicle[3], 0);
    CU_ASSERT_EQUAL(next_vehicle[4], 0);
    wain_plan_free(plan);
    wain_solution_free(solution);
    wain_problem_free(problem);
}

void wain_suite_plan_solution(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_solution_becomes_rows_of_the_book);
    CU_ADD_TEST(suite, an_infeasible_route_leaves_the_plan_as_it_was);
}

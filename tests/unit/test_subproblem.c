#include <CUnit/CUnit.h>

#include "solver/model/subproblem.h"
#include "tests/unit/random_problem.h"

void wain_suite_subproblem(CU_pSuite suite);

enum { N = 30 };

static bool is_same_order(const wain_problem *problem, int32_t v, const wain_problem *sub, int32_t i)
{
    wain_problem_order a = problem->orders[v], b = sub->orders[i];
    bool same = a.num_windows == b.num_windows && b.first_window + b.num_windows <= sub->num_windows;

    for (int32_t k = 0; same && k < a.num_windows; k++) {
        const wain_window *x = &problem->windows[a.first_window + k], *y = &sub->windows[b.first_window + k];

        same = x->open == y->open && x->close == y->close;
    }
    for (int32_t k = 0; same && k < WAIN_MAX_LOADS; k++)
        same = a.load[k] == b.load[k];
    return same && a.row == b.row && a.service == b.service && a.price == b.price && a.skills == b.skills &&
           a.kind == b.kind && a.required == b.required;
}

static bool is_same_type(wain_problem_type a, wain_problem_type b)
{
    bool same = true;

    for (int32_t k = 0; k < WAIN_MAX_LOADS; k++)
        same &= a.capacity[k] == b.capacity[k];
    return same && a.row == b.row && a.depot == b.depot && a.max_stops == b.max_stops && a.profile == b.profile &&
           a.start == b.start && a.end == b.end && a.fixed_cost == b.fixed_cost &&
           a.cost_per_distance == b.cost_per_distance && a.cost_per_hour == b.cost_per_hour &&
           a.max_distance == b.max_distance && a.skills == b.skills;
}

/* Location of the parent that location `at` of the sub-problem is. */
static int32_t parents(const wain_problem *problem, const int32_t *orders, int32_t at)
{
    return at < problem->num_depots ? at : problem->num_depots + orders[at - problem->num_depots];
}

static int32_t count_wrong_distances(const wain_problem *problem, const int32_t *orders, const wain_problem *sub)
{
    const int32_t size = sub->num_depots + sub->num_orders;
    int32_t wrong = 0;

    for (int32_t a = 0; a < size; a++) {
        for (int32_t b = 0; b < size; b++)
            wrong += wain_problem_distance(sub, a, b) !=
                     wain_problem_distance(problem, parents(problem, orders, a), parents(problem, orders, b));
    }
    return wrong;
}

static void check(const wain_problem *problem, const int32_t *orders, int32_t num_orders)
{
    int32_t vehicles[8] = {0};
    wain_problem *sub = NULL;

    for (int32_t t = 0; t < problem->num_types; t++)
        vehicles[t] = 2 * t;
    CU_ASSERT_EQUAL_FATAL(wain_subproblem_create(problem, orders, num_orders, vehicles, &sub, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(sub->num_orders, num_orders);
    CU_ASSERT_EQUAL(sub->unit, problem->unit);
    CU_ASSERT_EQUAL(sub->num_loads, problem->num_loads);
    CU_ASSERT_EQUAL_FATAL(sub->num_depots, problem->num_depots);
    CU_ASSERT_EQUAL_FATAL(sub->num_types, problem->num_types);
    for (int32_t t = 0; t < sub->num_types; t++) {
        CU_ASSERT_EQUAL(sub->types[t].count, 2 * t);
        CU_ASSERT_TRUE(is_same_type(problem->types[t], sub->types[t]));
    }
    for (int32_t d = 0; d < sub->num_depots; d++) {
        CU_ASSERT_EQUAL(sub->depots[d].row, problem->depots[d].row);
        CU_ASSERT_EQUAL(sub->depots[d].open, problem->depots[d].open);
        CU_ASSERT_EQUAL(sub->depots[d].close, problem->depots[d].close);
    }
    for (int32_t i = 0; i < num_orders; i++)
        CU_ASSERT_TRUE(is_same_order(problem, orders[i], sub, i));
    for (int32_t at = 0; at < sub->num_depots + num_orders; at++) {
        CU_ASSERT_EQUAL(sub->x[at], problem->x[parents(problem, orders, at)]);
        CU_ASSERT_EQUAL(sub->y[at], problem->y[parents(problem, orders, at)]);
    }
    CU_ASSERT_EQUAL(count_wrong_distances(problem, orders, sub), 0);
    wain_problem_free(sub);
}

/* Some orders, in an order that is not that of their numbers. */
static void some_orders_are_copied_in_the_order_of_the_list(void)
{
    const int32_t orders[] = {17, 3, 29, 0, 5, 4, 11};

    for (random_class kind = 0; kind <= RANDOM_RICH_MATRIX; kind++) {
        wain_problem *problem = random_problem(kind, N, 5);

        check(problem, orders, (int32_t)(sizeof orders / sizeof *orders));
        wain_problem_free(problem);
    }
}

static void one_order_and_none_are_problems_too(void)
{
    for (random_class kind = 0; kind <= RANDOM_RICH_MATRIX; kind++) {
        wain_problem *problem = random_problem(kind, N, 6);
        const int32_t last = N - 1;

        check(problem, &last, 1);
        check(problem, &last, 0);
        wain_problem_free(problem);
    }
}

static void all_orders_backwards_are_the_whole_problem(void)
{
    int32_t orders[N];

    for (int32_t i = 0; i < N; i++)
        orders[i] = N - 1 - i;
    for (random_class kind = 0; kind <= RANDOM_RICH_MATRIX; kind++) {
        wain_problem *problem = random_problem(kind, N, 7);

        check(problem, orders, N);
        wain_problem_free(problem);
    }
}

/* A sub-problem of a sub-problem knows nothing of the first. */
static void copies_stand_on_their_own(void)
{
    const int32_t outer[] = {20, 10, 0, 25, 15}, inner[] = {4, 1};

    for (random_class kind = 0; kind <= RANDOM_RICH_MATRIX; kind++) {
        wain_problem *problem = random_problem(kind, N, 8), *sub = NULL;
        int32_t vehicles[8] = {1, 1, 1};

        CU_ASSERT_EQUAL_FATAL(wain_subproblem_create(problem, outer, 5, vehicles, &sub, NULL), WAIN_OK);
        wain_problem_free(problem);
        check(sub, inner, 2);
        wain_problem_free(sub);
    }
}

void wain_suite_subproblem(CU_pSuite suite)
{
    CU_ADD_TEST(suite, some_orders_are_copied_in_the_order_of_the_list);
    CU_ADD_TEST(suite, one_order_and_none_are_problems_too);
    CU_ADD_TEST(suite, all_orders_backwards_are_the_whole_problem);
    CU_ADD_TEST(suite, copies_stand_on_their_own);
}

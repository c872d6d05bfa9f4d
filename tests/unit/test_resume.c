/* Units that were done or begun in an earlier run of the night. */
#include <CUnit/CUnit.h>

#include "solver/core/memory.h"
#include "tests/unit/coordinator_fixture.h"
#include "tests/unit/tiny_problem.h"

void wain_suite_resume(CU_pSuite suite);

static const int rank_counts[] = {1, 2, 3, 5};

static wain_search_state *half_way(int32_t unit, int32_t num_orders)
{
    wain_problem *problem = tiny_problem(unit, num_orders, WAIN_METRIC_EUCLID);
    wain_search_state *state = NULL;

    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(state, 1, NULL), WAIN_OK);
    state->cooled = 0.5;
    state->best = tiny_solution(problem, 1);
    wain_problem_free(problem);
    return state;
}

/* Every third unit is done already, and every third was begun. */
static void what_was_done_before_is_not_done_again(void)
{
    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        wain_unit_outcome earlier[23] = {0};
        uint64_t expected;
        night n, whole;

        set_up(&whole, 23);
        run(&whole, 1);
        expected = fingerprint(&whole.outcome);
        set_up(&n, 23);
        for (int32_t u = 0; u < 23; u++) {
            earlier[u].state = u % 3 == 0 ? WAIN_UNIT_DONE : WAIN_UNIT_WAITING;
            earlier[u].statistics.iterations = 100;
            if (u % 3 == 0) {
                earlier[u].solution = whole.outcome.units[u].solution;
                whole.outcome.units[u].solution = NULL;
            } else if (u % 3 == 1) {
                earlier[u].kept = half_way(u, n.num_orders[u]);
            } else if (u % 6 == 2) {
                earlier[u].from = half_way(u, n.num_orders[u]);
            }
        }
        n.work.earlier = earlier;
        run(&n, rank_counts[i]);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_FALSE(n.outcome.stopped);
        CU_ASSERT_EQUAL(n.outcome.num_done, 23);
        CU_ASSERT_EQUAL(atomic_load(&fake.solved), 15);
        CU_ASSERT_EQUAL(atomic_load(&fake.gone_on), 8 + 4);
        CU_ASSERT_EQUAL(n.outcome.iterations, 8 * 100 + 15 * 3);
        CU_ASSERT_EQUAL(fingerprint(&n.outcome), expected);
        CU_ASSERT_PTR_NULL(earlier[0].solution); /* taken over */
        for (int32_t u = 0; u < 23; u++) {
            CU_ASSERT_PTR_NULL(n.outcome.units[u].kept); /* all ran to their ends */
            CU_ASSERT_PTR_NULL(n.outcome.units[u].from);
        }
        wain_outcome_clear(&n.outcome);
        wain_outcome_clear(&whole.outcome);
    }
}

static int saves;

/* Lets the searches end when it has been told of where three of them stand, on as many ranks. */
static void wait_for_states(void *context, const wain_outcome *so_far)
{
    int32_t known = 0;

    (void)context;
    for (int32_t u = 0; u < so_far->num_units; u++)
        known += so_far->units[u].state == WAIN_UNIT_RUNNING && so_far->units[u].kept != NULL;
    if (known == 3)
        atomic_store(&fake.held, false);
}

static void where_the_searches_stand_is_saved(void)
{
    night n;

    set_up(&n, 3);
    atomic_store(&fake.held, true);
    n.work.save = wait_for_states;
    n.work.save_interval = 0.002;
    run(&n, 3);
    CU_ASSERT_EQUAL(n.status, WAIN_OK);
    CU_ASSERT_EQUAL(n.outcome.num_done, 3);
    CU_ASSERT_FALSE(atomic_load(&fake.held));
    for (int32_t u = 0; u < 3; u++)
        CU_ASSERT_PTR_NULL(n.outcome.units[u].kept);
    wain_outcome_clear(&n.outcome);
}

static void count_saves(void *context, const wain_outcome *so_far)
{
    (void)context;
    CU_ASSERT_TRUE(so_far->num_done > 0);
    saves++;
}

static void what_is_done_is_saved_long_before_the_interval_is_over(void)
{
    night n;

    saves = 0;
    set_up(&n, 4);
    fake.seconds_per_iteration = 0.1;
    n.work.save = count_saves;
    n.work.save_interval = 1e9;
    run(&n, 1);
    CU_ASSERT_EQUAL(n.outcome.num_done, 4);
    CU_ASSERT(saves >= 2 && saves <= 4);
    wain_outcome_clear(&n.outcome);
}

/* Asks to stop when it has been told of where three searches stand. */
static void stop_at_states(void *context, const wain_outcome *so_far)
{
    wait_for_states(context, so_far);
    if (!atomic_load(&fake.held))
        atomic_store(&fake.stop, true);
    atomic_store(&fake.held, true);
}

static void a_search_that_is_cut_short_can_be_gone_on_with(void)
{
    night n;

    set_up(&n, 3);
    n.work.iterations = 1000000;
    n.work.stop_grace = TOO_LONG;
    atomic_store(&fake.held, true);
    n.work.save = stop_at_states;
    n.work.save_interval = 0.002;
    run(&n, 3);
    CU_ASSERT_EQUAL(n.status, WAIN_OK);
    CU_ASSERT_TRUE(n.outcome.stopped);
    for (int32_t u = 0; u < 3; u++) {
        CU_ASSERT_TRUE(n.outcome.units[u].cut_short);
        CU_ASSERT_PTR_NOT_NULL(n.outcome.units[u].kept);
        CU_ASSERT_PTR_NOT_NULL(n.outcome.units[u].solution);
    }
    wain_outcome_clear(&n.outcome);
}

/* What a fallback is said to cost does not count, only what it does. */
static void a_unit_that_is_not_reached_has_the_cheapest_that_it_had(void)
{
    wain_unit_outcome earlier[1] = {0};
    wain_problem *problem = tiny_problem(0, 7, WAIN_METRIC_EUCLID);
    wain_solution *first = tiny_solution(problem, 2), *second;
    wain_cost expected;
    night n;

    set_up(&n, 1);
    n.num_orders[0] = 7;
    n.work.stop_grace = 0;
    n.work.earlier = earlier;
    atomic_store(&fake.stop, true);
    earlier[0].solution = first;
    earlier[0].kept = half_way(0, 7);
    second = tiny_solution(problem, 1);
    wain_solve_explain(problem, first);
    wain_solve_explain(problem, second);
    expected = first->cost < second->cost ? first->cost : second->cost;
    first->cost = 0;
    run(&n, 1);
    CU_ASSERT_EQUAL(n.status, WAIN_OK);
    CU_ASSERT_EQUAL(n.outcome.num_done, 1);
    CU_ASSERT_TRUE(n.outcome.units[0].cut_short);
    CU_ASSERT(expected > 0);
    CU_ASSERT_EQUAL(n.outcome.units[0].solution->cost, expected);
    wain_outcome_clear(&n.outcome);
    wain_solution_free(second);
    wain_problem_free(problem);
}

void wain_suite_resume(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_unit_that_is_not_reached_has_the_cheapest_that_it_had);
    CU_ADD_TEST(suite, what_was_done_before_is_not_done_again);
    CU_ADD_TEST(suite, where_the_searches_stand_is_saved);
    CU_ADD_TEST(suite, what_is_done_is_saved_long_before_the_interval_is_over);
    CU_ADD_TEST(suite, a_search_that_is_cut_short_can_be_gone_on_with);
}

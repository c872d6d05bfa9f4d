#include <CUnit/CUnit.h>
#include <stdlib.h>

#include "solver/search/left_out.h"
#include "solver/solve.h"
#include "tests/unit/random_problem.h"

void wain_suite_left_out(CU_pSuite suite);

enum { ORDERS = 60, TRIES = 20 };

/* A solution of a rich problem, the lists it needs, nobody excluded. */
typedef struct fixture {
    wain_problem *problem;
    wain_neighbours *neighbours;
    uint8_t *excluded;
    wain_solution *solution;
    wain_option_registry registry;
    wain_search_options options;
} fixture;

static void set_up(fixture *f, uint64_t seed)
{
    const wain_search_control control = {.iterations = 500, .threads = 1};
    wain_search_statistics statistics;
    size_t count;
    const wain_option *list = wain_search_option_list(&count);

    *f = (fixture){.problem = random_problem(RANDOM_RICH, ORDERS, seed)};
    f->excluded = calloc(ORDERS, 1);
    CU_ASSERT_EQUAL_FATAL(wain_option_registry_add(&f->registry, list, count, &f->options, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_neighbours_create(f->problem, f->excluded, 20, false, &f->neighbours, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_solve(f->problem, &f->options, &control, &f->solution, &statistics, NULL), WAIN_OK);
}

static void tear_down(fixture *f)
{
    wain_solution_free(f->solution);
    wain_neighbours_free(f->neighbours);
    wain_option_registry_clear(&f->registry);
    wain_problem_free(f->problem);
    free(f->excluded);
}

static bool is_left_out(const wain_solution *solution, int32_t order)
{
    for (int32_t i = 0; i < solution->num_unserved; i++) {
        if (solution->unserved[i].order == order)
            return true;
    }
    return false;
}

/* What the relaxation says is enough, and one less is not. */
static void the_named_price_lets_an_order_in(void)
{
    int32_t tested = 0;

    for (uint64_t seed = 1; seed <= TRIES; seed++) {
        fixture f;

        set_up(&f, seed);
        for (int32_t i = 0; i < f.solution->num_unserved; i++) {
            const wain_unserved unserved = f.solution->unserved[i];
            wain_problem_order *order = &f.problem->orders[unserved.order];
            const int32_t before = f.solution->num_unserved;

            if (unserved.reason != WAIN_REASON_TOO_DEAR)
                continue;
            CU_ASSERT_EQUAL(unserved.relaxation, WAIN_RELAX_PRICE);
            order->price += unserved.amount;
            CU_ASSERT_EQUAL(wain_left_out_settle(f.problem, f.neighbours, f.excluded, f.solution, NULL), WAIN_OK);
            CU_ASSERT_EQUAL(f.solution->num_unserved, before);
            order->price += 1;
            CU_ASSERT_EQUAL(wain_left_out_settle(f.problem, f.neighbours, f.excluded, f.solution, NULL), WAIN_OK);
            CU_ASSERT_TRUE(f.solution->num_unserved < before); /* others may join it */
            CU_ASSERT_FALSE(is_left_out(f.solution, unserved.order));
            CU_ASSERT_EQUAL(f.solution->num_stops + f.solution->num_unserved, ORDERS);
            tested++;
            break;
        }
        tear_down(&f);
    }
    CU_ASSERT_TRUE(tested > 3);
}

/* With the fleet gone a required order has no place, and one vehicle more is named. */
static void an_exhausted_fleet_is_named(void)
{
    int32_t exhausted = 0;
    fixture f;

    set_up(&f, 3);
    f.solution->num_routes = f.solution->num_stops = 0;
    f.solution->num_unserved = ORDERS;
    for (int32_t v = 0; v < ORDERS; v++)
        f.solution->unserved[v] = (wain_unserved){.order = v, .detail = -1};
    for (int32_t t = 0; t < f.problem->num_types; t++)
        f.problem->types[t].count = 1;
    CU_ASSERT_EQUAL(wain_left_out_settle(f.problem, f.neighbours, f.excluded, f.solution, NULL), WAIN_OK);
    CU_ASSERT_TRUE(f.solution->num_routes <= f.problem->num_types);
    for (int32_t i = 0; i < f.solution->num_unserved; i++) {
        if (f.solution->unserved[i].reason == WAIN_REASON_FLEET_EXHAUSTED) {
            exhausted++;
            CU_ASSERT_EQUAL(f.solution->unserved[i].relaxation, WAIN_RELAX_VEHICLE);
            CU_ASSERT_TRUE(f.solution->unserved[i].detail >= 0);
        }
    }
    CU_ASSERT_TRUE(exhausted > 0);
    tear_down(&f);
}

void wain_suite_left_out(CU_pSuite suite)
{
    CU_ADD_TEST(suite, the_named_price_lets_an_order_in);
    CU_ADD_TEST(suite, an_exhausted_fleet_is_named);
}

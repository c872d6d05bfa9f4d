#include <CUnit/CUnit.h>

#include "solver/search/offspring.h"
#include "tests/unit/search_fixture.h"

void wain_suite_offspring(CU_pSuite suite);

static const struct {
    random_class class;
    int32_t n;
} classes[] = {{RANDOM_CVRP, 80}, {RANDOM_PLANAR, 61}, {RANDOM_VRPTW, 70}, {RANDOM_FLEET, 50}};

typedef struct birth {
    wain_solution *child;
    bool better;
    wain_chain_statistics statistics;
} birth;

static birth give_birth(const search_fixture *f, wain_srex *srex, const wain_solution *a, const wain_solution *b,
                        uint64_t seed, int64_t limit)
{
    const wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, 4, 0, 0);
    atomic_bool stop;
    const wain_slice slice = {.hot = 0.02, .cold = 0.01, .last_iteration = limit, .stop = &stop};
    birth of = {0};

    atomic_init(&stop, false);
    CU_ASSERT_EQUAL_FATAL(wain_solution_create(f->problem->num_orders, &of.child, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_offspring_search(f->kernel, &f->input, srex, a, b, rng, 20, slice, of.child, &of.better,
                                          &of.statistics, NULL),
                    WAIN_OK);
    return of;
}

/* What must hold of any birth; counts the children there are, and those better than their parent. */
static void check(const search_fixture *f, const wain_solution *a, const birth *of, int32_t *born, int32_t *better)
{
    if (of->child->cost == WAIN_COST_MAX) {
        CU_ASSERT_FALSE(of->better);
        return;
    }
    CU_ASSERT_TRUE(is_complete(of->child, f->problem->num_orders));
    CU_ASSERT_TRUE(has_vehicles(f->problem, of->child));
    CU_ASSERT_EQUAL(of->child->cost, search_fixture_cost(f, of->child));
    CU_ASSERT_EQUAL(of->better, of->child->cost < a->cost);
    (*born)++;
    *better += of->better;
}

static void children_are_better_only_when_cheaper(void)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        int32_t born = 0, better = 0;
        wain_solution *a, *b;
        wain_srex *srex = NULL;
        search_fixture f;

        search_fixture_set_up(&f, random_problem(classes[i].class, classes[i].n, 2));
        CU_ASSERT_EQUAL_FATAL(wain_srex_create(classes[i].n, &srex, NULL), WAIN_OK);
        a = search_fixture_solution(&f, 1, 500);
        b = search_fixture_solution(&f, 2, 2000);
        for (uint64_t seed = 0; seed < 40; seed++) {
            birth of = give_birth(&f, srex, a, b, seed, INT64_MAX), again = give_birth(&f, srex, a, b, seed, INT64_MAX);

            check(&f, a, &of, &born, &better);
            CU_ASSERT_EQUAL(of.statistics.iterations, again.statistics.iterations);
            CU_ASSERT_TRUE(of.child->cost == WAIN_COST_MAX || is_same_solution(of.child, again.child));
            wain_solution_free(of.child);
            wain_solution_free(again.child);
        }
        CU_ASSERT_TRUE(born > 20);
        CU_ASSERT_TRUE(better > 0);
        wain_solution_free(a);
        wain_solution_free(b);
        wain_srex_free(srex);
        search_fixture_tear_down(&f);
    }
}

static void identical_parents_have_no_children(void)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        wain_solution *a;
        wain_srex *srex = NULL;
        search_fixture f;

        search_fixture_set_up(&f, random_problem(classes[i].class, classes[i].n, 3));
        CU_ASSERT_EQUAL_FATAL(wain_srex_create(classes[i].n, &srex, NULL), WAIN_OK);
        a = search_fixture_solution(&f, 1, 1000);
        for (uint64_t seed = 0; seed < 10; seed++) {
            birth of = give_birth(&f, srex, a, a, seed, INT64_MAX);

            CU_ASSERT_EQUAL(of.child->cost, WAIN_COST_MAX);
            CU_ASSERT_FALSE(of.better);
            CU_ASSERT_EQUAL(of.statistics.iterations, 0);
            wain_solution_free(of.child);
        }
        wain_solution_free(a);
        wain_srex_free(srex);
        search_fixture_tear_down(&f);
    }
}

/* A budget of nothing, and fleets so small that some orders stay out. */
static void short_budgets_and_fleets_are_kept(void)
{
    for (int32_t count = 1; count <= 8; count++) {
        wain_problem *problem = random_problem(RANDOM_FLEET, 50, 5);
        int32_t born = 0, better = 0;
        wain_solution *a, *b;
        wain_srex *srex = NULL;
        search_fixture f;

        problem->types[0].count = count;
        search_fixture_set_up(&f, problem);
        CU_ASSERT_EQUAL_FATAL(wain_srex_create(50, &srex, NULL), WAIN_OK);
        a = search_fixture_solution(&f, 1, 1000);
        b = search_fixture_solution(&f, 2, 1000);
        CU_ASSERT_EQUAL(a->cost, search_fixture_cost(&f, a));
        for (uint64_t seed = 0; seed < 20; seed++) {
            birth of = give_birth(&f, srex, a, b, seed, seed % 2 ? 0 : 300);

            check(&f, a, &of, &born, &better);
            CU_ASSERT_TRUE(of.statistics.iterations <= (seed % 2 ? 0 : 300));
            wain_solution_free(of.child);
        }
        wain_solution_free(a);
        wain_solution_free(b);
        wain_srex_free(srex);
        search_fixture_tear_down(&f);
    }
}

void wain_suite_offspring(CU_pSuite suite)
{
    CU_ADD_TEST(suite, children_are_better_only_when_cheaper);
    CU_ADD_TEST(suite, identical_parents_have_no_children);
    CU_ADD_TEST(suite, short_budgets_and_fleets_are_kept);
}

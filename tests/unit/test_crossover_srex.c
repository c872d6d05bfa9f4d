#include <CUnit/CUnit.h>

#include "solver/pool/crossover_srex.h"
#include "tests/unit/search_fixture.h"

void wain_suite_crossover_srex(CU_pSuite suite);

static const random_class classes[] = {RANDOM_CVRP,  RANDOM_PLANAR, RANDOM_VRPTW,
                                       RANDOM_FLEET, RANDOM_RICH,   RANDOM_RICH_MATRIX};

enum { N = 70, CLASSES = sizeof classes / sizeof *classes, CROSSINGS = 200 };

/* A solution by hand: routes of type 0 written one behind the other, each ended by -1; -2 ends them all. */
static wain_solution *by_hand(const int32_t *stops, int32_t num_orders)
{
    wain_solution *solution = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_solution_create(num_orders, &solution, NULL), WAIN_OK);
    for (int32_t first = 0; *stops != -2; stops++) {
        if (*stops >= 0) {
            solution->stops[solution->num_stops++] = *stops;
            continue;
        }
        solution->routes[solution->num_routes++] = (wain_route){0, first, solution->num_stops - first};
        first = solution->num_stops;
    }
    return solution;
}

/* Whether the stops are those of a route of `from`, some left out. */
static bool is_part_of_route(const wain_solution *child, const wain_route *route, const wain_solution *from)
{
    for (int32_t r = 0; r < from->num_routes; r++) {
        int32_t found = 0;

        for (int32_t k = 0; k < from->routes[r].num_stops && found < route->num_stops; k++)
            found += from->stops[from->routes[r].first + k] == child->stops[route->first + found];
        if (found == route->num_stops && route->type == from->routes[r].type)
            return true;
    }
    return false;
}

static void cross_often(const search_fixture *f, const wain_solution *a, const wain_solution *b, int32_t *news)
{
    const int32_t n = f->problem->num_orders;
    wain_rng rng = wain_rng_stream(3, WAIN_PURPOSE_TEST, 2, 0, 0);
    wain_solution *child = NULL;
    wain_srex *srex = NULL;
    int32_t strangers = 0, incomplete = 0;

    CU_ASSERT_EQUAL_FATAL(wain_srex_create(n, &srex, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_solution_create(n, &child, NULL), WAIN_OK);
    for (int32_t i = 0; i < CROSSINGS; i++) {
        const int32_t size = 1 + i % (n + 5);

        if (!wain_crossover_srex(srex, f->input.neighbours, a, b, size, &rng, child)) {
            CU_ASSERT_EQUAL(a->num_stops, 0);
            continue;
        }
        incomplete += !is_complete(child, n);
        for (int32_t r = 0; r < child->num_routes; r++)
            strangers +=
                !is_part_of_route(child, &child->routes[r], a) && !is_part_of_route(child, &child->routes[r], b);
        *news += wain_srex_differing(srex, a, child, NULL) > 0;
    }
    CU_ASSERT_EQUAL(incomplete, 0);
    CU_ASSERT_EQUAL(strangers, 0);
    wain_solution_free(child);
    wain_srex_free(srex);
}

static void children_are_complete_and_made_of_their_parents(void)
{
    for (int32_t i = 0; i < CLASSES; i++) {
        int32_t news = 0;
        wain_solution *a, *b;
        search_fixture f;

        search_fixture_set_up(&f, random_problem(classes[i], N, 3));
        a = search_fixture_solution(&f, 1, 3000);
        b = search_fixture_solution(&f, 2, 3000);
        cross_often(&f, a, b, &news);
        CU_ASSERT_TRUE(news > CROSSINGS / 4);
        cross_often(&f, b, a, &news);
        wain_solution_free(a);
        wain_solution_free(b);
        search_fixture_tear_down(&f);
    }
}

static void a_parent_that_serves_nobody_is_no_harm(void)
{
    search_fixture f;
    wain_solution *a, *nothing = NULL;
    int32_t news = 0;

    search_fixture_set_up(&f, random_problem(RANDOM_VRPTW, N, 4));
    a = search_fixture_solution(&f, 1, 1000);
    CU_ASSERT_EQUAL_FATAL(wain_solution_create(N, &nothing, NULL), WAIN_OK);
    for (int32_t v = 0; v < N; v++)
        nothing->unserved[nothing->num_unserved++] = (wain_unserved){.order = v, .detail = -1};
    cross_often(&f, a, nothing, &news);
    cross_often(&f, nothing, a, &news);
    wain_solution_free(a);
    wain_solution_free(nothing);
    search_fixture_tear_down(&f);
}

/* The same routes; b's come first in the child, so their sequence may differ. */
static void identical_parents_have_identical_children(void)
{
    for (int32_t i = 0; i < CLASSES; i++) {
        wain_rng rng = wain_rng_stream(5, WAIN_PURPOSE_TEST, 3, 0, 0);
        wain_solution *a, *child = NULL;
        wain_srex *srex = NULL;
        search_fixture f;

        search_fixture_set_up(&f, random_problem(classes[i], N, 6));
        a = search_fixture_solution(&f, 1, 2000);
        CU_ASSERT_EQUAL_FATAL(wain_srex_create(N, &srex, NULL), WAIN_OK);
        CU_ASSERT_EQUAL_FATAL(wain_solution_create(N, &child, NULL), WAIN_OK);
        for (int32_t k = 0; k < 50; k++) {
            CU_ASSERT_TRUE(wain_crossover_srex(srex, f.input.neighbours, a, a, 1 + k, &rng, child));
            CU_ASSERT_EQUAL(wain_srex_differing(srex, a, child, NULL), 0);
            CU_ASSERT_EQUAL(child->num_routes, a->num_routes);
            CU_ASSERT_EQUAL(child->num_unserved, a->num_unserved);
            CU_ASSERT_TRUE(is_complete(child, N));
        }
        wain_srex_free(srex);
        wain_solution_free(a);
        wain_solution_free(child);
        search_fixture_tear_down(&f);
    }
}

/* Orders of `b` that differ from `a`, as a set of bits. */
static uint32_t differing(const int32_t *a, const int32_t *b)
{
    wain_solution *first = by_hand(a, 8), *second = by_hand(b, 8);
    wain_srex *srex = NULL;
    int32_t orders[8], count;
    uint32_t set = 0;

    CU_ASSERT_EQUAL_FATAL(wain_srex_create(8, &srex, NULL), WAIN_OK);
    count = wain_srex_differing(srex, first, second, orders);
    CU_ASSERT_EQUAL(wain_srex_differing(srex, first, second, NULL), count);
    for (int32_t i = 0; i < count; i++) {
        CU_ASSERT_FALSE(set >> orders[i] & 1);
        set |= 1u << orders[i];
    }
    wain_srex_free(srex);
    wain_solution_free(first);
    wain_solution_free(second);
    return set;
}

#define SOLUTION(...) ((const int32_t[]){__VA_ARGS__, -2})
#define BITS(a, b, c, d) (1u << (a) | 1u << (b) | 1u << (c) | 1u << (d))

static void orders_with_other_neighbours_differ(void)
{
    const int32_t *a = SOLUTION(0, 1, 2, 3, -1, 4, 5, 6, 7, -1);

    CU_ASSERT_EQUAL(differing(a, a), 0);
    CU_ASSERT_EQUAL(differing(a, SOLUTION(4, 5, 6, 7, -1, 0, 1, 2, 3, -1)), 0); /* routes have no sequence */
    CU_ASSERT_EQUAL(differing(a, SOLUTION(3, 2, 1, 0, -1, 4, 5, 6, 7, -1)), 0); /* nor a direction */
    CU_ASSERT_EQUAL(differing(a, SOLUTION(0, 2, 1, 3, -1, 4, 5, 6, 7, -1)), BITS(0, 1, 2, 3));
    CU_ASSERT_EQUAL(differing(a, SOLUTION(0, 1, 6, 7, -1, 4, 5, 2, 3, -1)), BITS(1, 6, 5, 2)); /* tails */
    CU_ASSERT_EQUAL(differing(a, SOLUTION(0, 1, -1, 2, 3, -1, 4, 5, 6, 7, -1)), BITS(1, 2, 1, 2));
    CU_ASSERT_EQUAL(differing(a, SOLUTION(1, 2, 3, -1, 4, 5, 6, 7, 0, -1)), BITS(0, 1, 7, 7));
}

static void orders_left_out_make_their_neighbours_differ(void)
{
    const int32_t *a = SOLUTION(0, 1, 2, 3, -1, 4, 5, 6, 7, -1), *b = SOLUTION(0, 2, 3, -1, 4, 5, 6, 7, -1);

    CU_ASSERT_EQUAL(differing(a, b), BITS(0, 2, 2, 2));
    CU_ASSERT_EQUAL(differing(b, a), BITS(0, 1, 2, 2));
}

/* Where each serves one what the other does not. */
static void an_order_served_alone_differs_from_one_left_out(void)
{
    const int32_t *a = SOLUTION(0, 1, 2, 3, -1), *b = SOLUTION(0, 1, 2, 3, -1, 4, -1);

    CU_ASSERT_EQUAL(differing(a, b), BITS(4, 4, 4, 4));
}

void wain_suite_crossover_srex(CU_pSuite suite)
{
    CU_ADD_TEST(suite, children_are_complete_and_made_of_their_parents);
    CU_ADD_TEST(suite, a_parent_that_serves_nobody_is_no_harm);
    CU_ADD_TEST(suite, identical_parents_have_identical_children);
    CU_ADD_TEST(suite, orders_with_other_neighbours_differ);
    CU_ADD_TEST(suite, orders_left_out_make_their_neighbours_differ);
    CU_ADD_TEST(suite, an_order_served_alone_differs_from_one_left_out);
}

#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/rng.h"
#include "solver/eval/schedule.h"
#include "solver/set_partitioning/route_pool.h"
#include "tests/unit/tiny_problem.h"

void wain_suite_route_pool(CU_pSuite suite);

static wain_route_pool *new_pool(int32_t max_routes, int32_t max_stops)
{
    wain_route_pool *pool = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_route_pool_create(max_routes, max_stops, &pool, NULL), WAIN_OK);
    return pool;
}

static void expect_route(const wain_route_pool *pool, int32_t i, int32_t type, const int32_t *stops, int32_t num_stops,
                         wain_cost cost)
{
    const wain_pool_route route = wain_route_pool_get(pool, i);

    CU_ASSERT_EQUAL(route.type, type);
    CU_ASSERT_EQUAL(route.num_stops, num_stops);
    CU_ASSERT_EQUAL(route.cost, cost);
    CU_ASSERT_EQUAL(memcmp(route.stops, stops, sizeof *stops * (size_t)num_stops), 0);
}

/* The same set is the same route, whatever the order of its stops; the cheapest order stays. */
static void the_cheapest_order_of_a_set_stays(void)
{
    const int32_t dear[] = {3, 1, 2}, cheap[] = {1, 2, 3}, other[] = {1, 2, 4}, part[] = {1, 2};
    wain_route_pool *pool = new_pool(10, 100);

    wain_route_pool_add(pool, 0, dear, 3, 70);
    wain_route_pool_add(pool, 0, cheap, 3, 50);
    wain_route_pool_add(pool, 0, dear, 3, 50); /* as cheap: the one that was there stays */
    CU_ASSERT_EQUAL(wain_route_pool_count(pool), 1);
    expect_route(pool, 0, 0, cheap, 3, 50);
    wain_route_pool_add(pool, 1, dear, 3, 90); /* another vehicle type: another route */
    wain_route_pool_add(pool, 0, other, 3, 60);
    wain_route_pool_add(pool, 0, part, 2, 40);
    wain_route_pool_add(pool, 0, part, 0, 0); /* nothing to keep */
    CU_ASSERT_EQUAL(wain_route_pool_count(pool), 4);
    expect_route(pool, 1, 1, dear, 3, 90);
    expect_route(pool, 2, 0, other, 3, 60);
    expect_route(pool, 3, 0, part, 2, 40);
    wain_route_pool_free(pool);
    wain_route_pool_free(NULL);
}

/* A full pool drops half: first what was not seen again, the oldest first. */
static void a_full_pool_keeps_what_is_seen_again(void)
{
    wain_route_pool *pool = new_pool(4, 100);

    for (int32_t v = 0; v < 4; v++)
        wain_route_pool_add(pool, 0, &v, 1, 10);
    for (int32_t v = 0; v < 3; v += 2)
        wain_route_pool_add(pool, 0, &v, 1, 10); /* 0 and 2 again */
    for (int32_t v = 4; v < 5; v++)
        wain_route_pool_add(pool, 0, &v, 1, 10); /* 1 and 3 go */
    CU_ASSERT_EQUAL(wain_route_pool_count(pool), 3);
    for (int32_t i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(wain_route_pool_get(pool, i).stops[0], 2 * i);
    for (int32_t v = 6; v < 10; v += 2)
        wain_route_pool_add(pool, 0, &v, 1, 10); /* being seen again counts once: 0 and 2 go, the oldest */
    CU_ASSERT_EQUAL(wain_route_pool_count(pool), 3);
    for (int32_t i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(wain_route_pool_get(pool, i).stops[0], 4 + 2 * i);
    wain_route_pool_free(pool);
}

/* The stops are bounded as well, and a route that would take most of them is not kept. */
static void stops_are_bounded_too(void)
{
    int32_t stops[8];
    wain_route_pool *pool = new_pool(100, 20);

    for (int32_t i = 0; i < 30; i++) {
        int32_t total = 0;

        for (int32_t k = 0; k < 5; k++)
            stops[k] = i + k;
        wain_route_pool_add(pool, 0, stops, 5, i);
        for (int32_t r = 0; r < wain_route_pool_count(pool); r++)
            total += wain_route_pool_get(pool, r).num_stops;
        CU_ASSERT_TRUE(total <= 20);
        expect_route(pool, wain_route_pool_count(pool) - 1, 0, stops, 5, i);
    }
    for (int32_t k = 0; k < 8; k++)
        stops[k] = 50 + k;
    wain_route_pool_add(pool, 0, stops, 6, 1);
    CU_ASSERT_EQUAL(wain_route_pool_get(pool, wain_route_pool_count(pool) - 1).stops[0], 29);
    wain_route_pool_free(pool);
    pool = new_pool(1, 1);
    for (int32_t v = 0; v < 3; v++) {
        wain_route_pool_add(pool, 0, &v, 1, 1);
        CU_ASSERT_EQUAL_FATAL(wain_route_pool_count(pool), 1);
        CU_ASSERT_EQUAL(wain_route_pool_get(pool, 0).stops[0], v);
    }
    wain_route_pool_free(pool);
}

static void add_random(wain_route_pool *pool, uint64_t seed, int32_t count)
{
    wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, 0, 0, 0);

    for (int32_t i = 0; i < count; i++) {
        const int32_t first = (int32_t)wain_rng_below(&rng, 30), length = 1 + (int32_t)wain_rng_below(&rng, 6);
        const int32_t type = (int32_t)wain_rng_below(&rng, 2), turn = (int32_t)wain_rng_below(&rng, 6);
        int32_t stops[6];

        for (int32_t k = 0; k < length; k++)
            stops[k] = first + (k + turn) % length;
        wain_route_pool_add(pool, type, stops, length, 100 + (wain_cost)wain_rng_below(&rng, 50));
    }
}

static bool are_equal(const wain_route_pool *a, const wain_route_pool *b)
{
    bool equal = wain_route_pool_count(a) == wain_route_pool_count(b);

    for (int32_t i = 0; equal && i < wain_route_pool_count(a); i++) {
        const wain_pool_route x = wain_route_pool_get(a, i), y = wain_route_pool_get(b, i);

        equal = x.type == y.type && x.num_stops == y.num_stops && x.cost == y.cost &&
                memcmp(x.stops, y.stops, sizeof *x.stops * (size_t)x.num_stops) == 0;
    }
    return equal;
}

/* The same calls, the same pool, dropping included; no set is in it twice. */
static void the_same_calls_give_the_same_pool(void)
{
    wain_route_pool *a = new_pool(150, 2000), *b = new_pool(150, 2000);

    add_random(a, 1, 5000);
    add_random(b, 1, 5000);
    CU_ASSERT_TRUE(wain_route_pool_count(a) > 70);
    CU_ASSERT_TRUE(are_equal(a, b));
    for (int32_t i = 0; i < wain_route_pool_count(a); i++) {
        for (int32_t j = 0; j < i; j++) {
            const wain_pool_route x = wain_route_pool_get(a, i), y = wain_route_pool_get(a, j);
            int32_t least_x = x.stops[0], least_y = y.stops[0];

            for (int32_t k = 0; k < x.num_stops; k++)
                least_x = x.stops[k] < least_x ? x.stops[k] : least_x;
            for (int32_t k = 0; k < y.num_stops; k++)
                least_y = y.stops[k] < least_y ? y.stops[k] : least_y;
            CU_ASSERT_FALSE(x.type == y.type && x.num_stops == y.num_stops && least_x == least_y);
        }
    }
    wain_route_pool_free(a);
    wain_route_pool_free(b);
}

/* Routes of a solution come in at their exact cost, infeasible ones not at all. */
static void a_solution_comes_in_at_its_cost(void)
{
    wain_problem *problem = tiny_problem(1, 10, WAIN_METRIC_EUCLID);
    wain_solution *solution = tiny_solution(problem, 1);
    wain_route_pool *pool = new_pool(10, 100);
    int32_t feasible = 0;

    for (int32_t r = 0; r < solution->num_routes; r++) {
        const wain_route *route = &solution->routes[r];
        const int32_t *stops = solution->stops + route->first;
        const wain_route_schedule s = wain_schedule_route(problem, route->type, stops, route->num_stops, NULL);

        wain_route_pool_add_solution(pool, problem, solution);
        if (s.feasible)
            expect_route(pool, feasible++, route->type, stops, route->num_stops,
                         s.fixed_cost + s.distance_cost + s.time_cost);
    }
    CU_ASSERT_EQUAL(wain_route_pool_count(pool), feasible);
    wain_route_pool_free(pool);
    wain_solution_free(solution);
    wain_problem_free(problem);
}

void wain_suite_route_pool(CU_pSuite suite)
{
    CU_ADD_TEST(suite, the_cheapest_order_of_a_set_stays);
    CU_ADD_TEST(suite, a_full_pool_keeps_what_is_seen_again);
    CU_ADD_TEST(suite, stops_are_bounded_too);
    CU_ADD_TEST(suite, the_same_calls_give_the_same_pool);
    CU_ADD_TEST(suite, a_solution_comes_in_at_its_cost);
}

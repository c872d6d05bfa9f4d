#include <CUnit/CUnit.h>
#include <stdlib.h>

#include "solver/search/neighbours.h"
#include "tests/unit/random_problem.h"

void wain_suite_neighbours(CU_pSuite suite);

static wain_dist between(const wain_problem *p, int32_t a, int32_t b)
{
    const wain_dist there = wain_problem_distance(p, p->num_depots + a, p->num_depots + b);
    const wain_dist back = wain_problem_distance(p, p->num_depots + b, p->num_depots + a);

    return there < back ? there : back;
}

static int by_value(const void *a, const void *b)
{
    const wain_dist l = *(const wain_dist *)a, r = *(const wain_dist *)b;

    return (l > r) - (l < r);
}

/* The lists hold the same distances as sorting all orders would give. */
static void check_lists(random_class class, int32_t n, int32_t count)
{
    wain_problem *p = random_problem(class, n, 5);
    uint8_t *excluded = calloc((size_t)n, 1);
    wain_dist *all = calloc((size_t)n, sizeof *all);
    wain_neighbours *lists = NULL;

    excluded[1] = 1;
    CU_ASSERT_EQUAL_FATAL(wain_neighbours_create(p, excluded, count, false, &lists, NULL), WAIN_OK);
    for (int32_t v = 0; v < n; v++) {
        int32_t others = 0, wrong = 0;

        if (excluded[v])
            continue;
        for (int32_t w = 0; w < n; w++) {
            if (w != v && !excluded[w])
                all[others++] = between(p, v, w);
        }
        qsort(all, (size_t)others, sizeof *all, by_value);
        for (int32_t k = 0; k < lists->count && k < others; k++) {
            const int32_t w = lists->orders[v * lists->count + k];

            wrong += lists->distances[v * lists->count + k] != all[k] || between(p, v, w) != all[k] || excluded[w];
        }
        CU_ASSERT_EQUAL(wrong, 0);
    }
    wain_neighbours_free(lists);
    wain_problem_free(p);
    free(excluded);
    free(all);
}

static void lists_hold_the_nearest(void)
{
    check_lists(RANDOM_CVRP, 700, 40);
    check_lists(RANDOM_PLANAR, 300, 10);
    check_lists(RANDOM_RICH, 400, 40);
    check_lists(RANDOM_RICH_MATRIX, 60, 20);
}

static void short_problems_have_short_lists(void)
{
    check_lists(RANDOM_CVRP, 5, 40);
    check_lists(RANDOM_CVRP, 3, 1);
}

/* Who is near but can't be served by the same vehicle gives way to who is farther and can. */
static void windows_count_where_they_shall(void)
{
    wain_problem *p = random_problem(RANDOM_VRPTW, 4, 1);
    const uint8_t excluded[4] = {0};
    const double x[4] = {0, 10, 200, 300};
    const wain_window windows[4] = {{0, 100}, {0, 100}, {0, 5000}, {2000, 5000}};

    p->travel.scale = 1;
    for (int32_t v = 0; v < 4; v++) {
        p->x[p->num_depots + v] = x[v];
        p->y[p->num_depots + v] = 0;
        p->orders[v].service = 1000;
        p->windows[p->orders[v].first_window] = windows[v];
    }
    for (int in_time = 0; in_time < 2; in_time++) {
        const int32_t expected[2][2] = {{1, 2}, {2, 3}};
        wain_neighbours *lists = NULL;

        CU_ASSERT_EQUAL_FATAL(wain_neighbours_create(p, excluded, 2, in_time, &lists, NULL), WAIN_OK);
        for (int k = 0; k < 2; k++) {
            CU_ASSERT_EQUAL(lists->orders[k], expected[in_time][k]);
            CU_ASSERT_EQUAL(lists->distances[k], (wain_dist)x[expected[in_time][k]]);
        }
        CU_ASSERT_EQUAL(lists->radius[0], (wain_dist)x[expected[in_time][1]]);
        wain_neighbours_free(lists);
    }
    wain_problem_free(p);
}

void wain_suite_neighbours(CU_pSuite suite)
{
    CU_ADD_TEST(suite, windows_count_where_they_shall);
    CU_ADD_TEST(suite, lists_hold_the_nearest);
    CU_ADD_TEST(suite, short_problems_have_short_lists);
}

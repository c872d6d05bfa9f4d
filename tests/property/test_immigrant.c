/* What searches of the same problem elsewhere have found: it is used where it helps, counted again, and passed over
 * where it is worth nothing. */
#include <CUnit/CUnit.h>

#include "solver/solve.h"
#include "tests/unit/search_fixture.h"

void wain_suite_immigrant(CU_pSuite suite);

/* Hands out the same solution whenever it is asked. */
typedef struct giver {
    const wain_solution *solution;
    int32_t asked;
} giver;

static const wain_solution *give(void *context)
{
    giver *of = context;

    of->asked++;
    return of->solution;
}

static wain_solution *solve(const wain_problem *problem, int64_t seed, int64_t iterations, giver *of)
{
    wain_search_options options = default_search_options();
    const wain_search_control control = {
        .iterations = iterations, .threads = 1, .context = of, .immigrant = of ? give : NULL};
    wain_search_statistics statistics;
    wain_solution *solution = NULL;

    options.seed = seed;
    options.islands = 1 + seed % 2;
    CU_ASSERT_EQUAL_FATAL(wain_solve(problem, &options, &control, &solution, &statistics, NULL), WAIN_OK);
    return solution;
}

/* A class, orders, and iterations that lead the search along one of its paths. */
typedef struct path {
    random_class class;
    int32_t n;
    int64_t iterations;
} path;

static const path paths[] = {
    {RANDOM_VRPTW, 30, 30 * 6500},                                 /* elites and recombination */
    {RANDOM_CVRP, 40, 4000},       {RANDOM_PLANAR, 40, 4000},      /* one annealing, */
    {RANDOM_RICH, 60, 4000},       {RANDOM_RICH_MATRIX, 60, 4000}, /* or several */
    {RANDOM_CVRP, 400, 40000},     {RANDOM_VRPTW, 400, 40000},     /* parts, with an even seed */
};

enum { NUM_PATHS = sizeof paths / sizeof *paths };

static void what_is_better_is_not_lost(void)
{
    for (int i = 0; i < NUM_PATHS; i++) {
        wain_problem *problem = random_problem(paths[i].class, paths[i].n, 61);
        wain_solution *far = solve(problem, 5, 4 * paths[i].iterations, NULL);

        for (int64_t seed = 1; seed <= 2; seed++) {
            wain_solution *alone = solve(problem, seed, paths[i].iterations / 4, NULL);
            giver of = {.solution = far};
            wain_solution *helped = solve(problem, seed, paths[i].iterations / 4, &of);

            CU_ASSERT_TRUE(is_complete(helped, paths[i].n));
            CU_ASSERT_TRUE(has_vehicles(problem, helped));
            if (far->cost < alone->cost) {
                CU_ASSERT_TRUE(of.asked > 0);
                CU_ASSERT_TRUE(helped->cost <= far->cost);
            }
            wain_solution_free(alone);
            wain_solution_free(helped);
        }
        wain_solution_free(far);
        wain_problem_free(problem);
    }
}

/* One that says it costs nothing but is dear; one whose only route breaks rules; one with vehicles that are not there.
 */
static void worthless_ones_change_nothing(void)
{
    for (int i = 0; i < NUM_PATHS; i++) {
        wain_problem *problem = random_problem(paths[i].class, paths[i].n, 63);
        wain_solution *alone = solve(problem, 2, paths[i].iterations, NULL);

        for (int how = 0; how < 3; how++) {
            wain_solution *bad = solve(problem, 3, 1, NULL), *with;
            giver of = {.solution = bad};

            bad->cost = 0;
            if (how == 1) { /* all that is served, on one vehicle */
                bad->num_routes = 1;
                bad->routes[0] = (wain_route){.num_stops = bad->num_stops};
            } else if (how == 2) {
                bad->routes[0].type = problem->num_types;
            }
            with = solve(problem, 2, paths[i].iterations, &of);
            CU_ASSERT_TRUE(of.asked > 0);
            CU_ASSERT_TRUE(is_same_solution(alone, with));
            CU_ASSERT_EQUAL(alone->cost, with->cost);
            wain_solution_free(bad);
            wain_solution_free(with);
        }
        wain_solution_free(alone);
        wain_problem_free(problem);
    }
}

void wain_suite_immigrant(CU_pSuite suite)
{
    CU_ADD_TEST(suite, what_is_better_is_not_lost);
    CU_ADD_TEST(suite, worthless_ones_change_nothing);
}

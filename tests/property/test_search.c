/* Properties of the search that must hold on any problem: undo is exact, the chain's books agree with a recomputation,
 * and the solution is complete and feasible, the same for any number of threads. */
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/rng.h"
#include "solver/eval/schedule.h"
#include "solver/search/kernel.h"
#include "solver/solve.h"
#include "tests/unit/random_problem.h"
#include "tests/unit/search_fixture.h"

void wain_suite_search(CU_pSuite suite);

enum { STEPS = 100000, CHECKS = 500 };

static const struct {
    random_class class;
    const char *kernel;
    int32_t n;
} classes[] = {
    {RANDOM_CVRP, "cvrp", 120},  {RANDOM_PLANAR, "cvrp_planar", 90}, {RANDOM_VRPTW, "vrptw", 100},
    {RANDOM_FLEET, "vrptw", 80}, {RANDOM_RICH, "rich", 60},          {RANDOM_RICH_MATRIX, "rich", 40},
};

/* A chain on a random problem, with all it borrows. */
typedef struct fixture {
    wain_problem *problem;
    wain_search_options options;
    wain_neighbours *neighbours;
    uint8_t *excluded;
    const wain_kernel *kernel;
    wain_chain *chain;
} fixture;

/* The problem is the fixture's from now on. */
static void set_up_on(fixture *f, wain_problem *problem, uint64_t seed)
{
    wain_kernel_input input;

    memset(f, 0, sizeof *f);
    f->problem = problem;
    f->options = default_search_options();
    f->excluded = calloc((size_t)problem->num_orders, 1);
    f->kernel = wain_kernel_choose(f->problem);
    CU_ASSERT_EQUAL_FATAL(
        wain_neighbours_create(f->problem, f->excluded, 20, f->kernel == &wain_kernel_vrptw, &f->neighbours, NULL),
        WAIN_OK);
    input = (wain_kernel_input){f->problem, &f->options, f->neighbours, f->excluded, NULL};
    CU_ASSERT_EQUAL_FATAL(
        f->kernel->create(&input, wain_rng_stream(seed, WAIN_PURPOSE_SEARCH, 0, 0, 0), NULL, &f->chain, NULL), WAIN_OK);
}

static void set_up(fixture *f, random_class class, int32_t n, uint64_t seed)
{
    set_up_on(f, random_problem(class, n, seed), seed);
}

static void tear_down(fixture *f)
{
    f->kernel->free(f->chain);
    wain_neighbours_free(f->neighbours);
    wain_problem_free(f->problem);
    free(f->excluded);
}

static int64_t advance(fixture *f, int64_t from, int64_t to)
{
    atomic_bool stop;
    const double measure = f->kernel->mean_arc(f->chain);
    wain_slice slice = {.hot = 0.4 * measure,
                        .cold = 0.005 * measure,
                        .first_iteration = from,
                        .last_iteration = to,
                        .total_iterations = STEPS,
                        .stop = &stop};

    atomic_init(&stop, false);
    return f->kernel->run(f->chain, &slice);
}

/* What the kernel for small grids relies on, for every sum of squares it admits. */
static void single_precision_rounds_every_small_distance_right(void)
{
    int32_t wrong = 0;

    for (int32_t square = 0; square <= 2000000; square++)
        wrong += (int32_t)(sqrtf((float)square) + 0.5f) != (int32_t)floor(sqrt((double)square) + 0.5);
    CU_ASSERT_EQUAL(wrong, 0);
}

static void each_class_has_its_kernel(void)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        wain_problem *problem = random_problem(classes[i].class, 10, 1);

        CU_ASSERT_STRING_EQUAL(wain_kernel_choose(problem)->name, classes[i].kernel);
        wain_problem_free(problem);
    }
}

static void undo_restores_every_byte(void)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        int32_t wrong = 0;
        fixture f;

        set_up(&f, classes[i].class, classes[i].n, 7);
        for (int32_t step = 0; step < STEPS; step++) {
            wrong += !f.kernel->undo_is_exact(f.chain);
            if (step % 100 == 0)
                advance(&f, step, step + 3);
        }
        CU_ASSERT_EQUAL(wrong, 0);
        tear_down(&f);
    }
}

static void books_agree_with_recomputation(void)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        int32_t wrong = 0;
        fixture f;

        set_up(&f, classes[i].class, classes[i].n, 11);
        wrong += !f.kernel->is_consistent(f.chain);
        for (int32_t check = 0; check < CHECKS; check++) {
            advance(&f, (int64_t)check * STEPS / CHECKS, (int64_t)(check + 1) * STEPS / CHECKS);
            wrong += !f.kernel->is_consistent(f.chain);
        }
        CU_ASSERT_EQUAL(wrong, 0);
        tear_down(&f);
    }
}

/* Each move of the local search, and all together, on many states of a search: it ends, and books what it changed. */
static void local_search_keeps_the_books(void)
{
    const uint32_t moves[] = {WAIN_RELOCATE, WAIN_SWAP, WAIN_TWO_OPT, WAIN_SWAP_STAR, WAIN_ALL_MOVES};

    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        for (size_t k = 0; k < sizeof moves / sizeof *moves; k++) {
            int32_t wrong = 0, gained = 0;
            fixture f;

            set_up(&f, classes[i].class, classes[i].n, 31);
            for (int32_t step = 0; step < 1000; step++) {
                advance(&f, step, step + 10);
                gained += f.kernel->improve(f.chain, moves[k], 0);
                wrong += !f.kernel->is_consistent(f.chain);
            }
            CU_ASSERT_EQUAL(wrong, 0);
            CU_ASSERT_TRUE(gained > 0 || f.kernel == &wain_kernel_rich);
            tear_down(&f);
        }
    }
}

/* A problem of one class with unit loads at given places around the depot in (500, 500), and time enough. */
static wain_problem *problem_at(random_class class, const double (*places)[2], int32_t n, int32_t capacity)
{
    wain_problem *problem = random_problem(class, n, 1);

    problem->types[0].capacity[0] = capacity;
    problem->x[0] = problem->y[0] = 500;
    for (int32_t i = 0; i < n; i++) {
        problem->x[problem->num_depots + i] = places[i][0];
        problem->y[problem->num_depots + i] = places[i][1];
        problem->orders[i].load[0] = 1;
        problem->windows[problem->orders[i].first_window].close = class == RANDOM_VRPTW ? 8000 : WAIN_TIME_MAX;
        problem->windows[problem->orders[i].first_window].open = 0;
    }
    CU_ASSERT_EQUAL_FATAL(wain_problem_prepare(problem, NULL), WAIN_OK);
    return problem;
}

/* Whether one kind of move alone improves a solution of two routes (or one), the first with `first` orders 0, 1, ... */
static bool improves(random_class class, const double (*places)[2], int32_t n, int32_t capacity, int32_t first,
                     uint32_t move)
{
    wain_solution *solution = NULL;
    bool improved;
    fixture f;

    set_up_on(&f, problem_at(class, places, n, capacity), 1);
    CU_ASSERT_EQUAL_FATAL(wain_solution_create(n, &solution, NULL), WAIN_OK);
    solution->num_routes = first < n ? 2 : 1;
    solution->num_stops = n;
    solution->routes[0] = (wain_route){.first = 0, .num_stops = first};
    if (first < n)
        solution->routes[1] = (wain_route){.first = first, .num_stops = n - first};
    for (int32_t v = 0; v < n; v++)
        solution->stops[v] = v;
    f.kernel->adopt(f.chain, solution);
    improved = f.kernel->improve(f.chain, move, 0);
    CU_ASSERT_TRUE(f.kernel->is_consistent(f.chain));
    wain_solution_free(solution);
    tear_down(&f);
    return improved;
}

static void each_move_finds_what_there_is(void)
{
    const random_class with[] = {RANDOM_CVRP, RANDOM_PLANAR, RANDOM_VRPTW};
    const double east_and_west[][2] = {{600, 500}, {610, 500}, {400, 500}, {400, 510}, {410, 505}, {605, 505}};
    const double crossed[][2] = {{600, 490}, {650, 510}, {600, 510}, {650, 490}};

    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        CU_ASSERT_TRUE(improves(with[i], east_and_west, 5, 4, 3, WAIN_RELOCATE)); /* order 2 goes west */
        CU_ASSERT_FALSE(improves(with[i], east_and_west, 5, 3, 2, WAIN_RELOCATE));
        CU_ASSERT_TRUE(improves(with[i], east_and_west, 6, 3, 3, WAIN_SWAP)); /* orders 2 and 5 */
        CU_ASSERT_TRUE(improves(with[i], east_and_west, 6, 3, 3, WAIN_SWAP_STAR));
        CU_ASSERT_TRUE(improves(with[i], east_and_west, 6, 3, 3, WAIN_TWO_OPT)); /* the same, as tails */
        if (with[i] != RANDOM_VRPTW)
            CU_ASSERT_TRUE(improves(with[i], crossed, 4, 4, 4, WAIN_TWO_OPT)); /* the middle backwards */
    }
}

/* So many orders begin with savings. */
static void savings_build_a_whole_solution(void)
{
    const random_class with[] = {RANDOM_CVRP, RANDOM_PLANAR};

    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        wain_cost alone = 0;
        fixture f;

        set_up(&f, with[i], 1500, 29);
        for (int32_t v = 0; v < f.problem->num_orders; v++)
            alone += 2 * wain_problem_distance(f.problem, 0, f.problem->num_depots + v);
        CU_ASSERT_TRUE(f.kernel->is_consistent(f.chain));
        CU_ASSERT_TRUE(f.kernel->best_cost(f.chain) < alone / 2);
        advance(&f, 0, 2000);
        CU_ASSERT_TRUE(f.kernel->is_consistent(f.chain));
        tear_down(&f);
    }
}

/* What is read out and adopted again is the same solution at the same cost. */
static void adopted_solutions_keep_their_cost(void)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        wain_solution *solution = NULL;
        wain_cost cost;
        fixture f;

        set_up(&f, classes[i].class, classes[i].n, 13);
        CU_ASSERT_EQUAL_FATAL(wain_solution_create(classes[i].n, &solution, NULL), WAIN_OK);
        advance(&f, 0, 5000);
        cost = f.kernel->best_cost(f.chain);
        f.kernel->read_best(f.chain, solution);
        f.kernel->adopt(f.chain, solution);
        CU_ASSERT_TRUE(f.kernel->is_consistent(f.chain));
        CU_ASSERT_EQUAL(f.kernel->best_cost(f.chain), cost);
        advance(&f, 5000, 10000);
        CU_ASSERT_TRUE(f.kernel->best_cost(f.chain) <= cost);
        wain_solution_free(solution);
        tear_down(&f);
    }
}

static wain_solution *solve_span(const wain_problem *problem, int32_t threads, int64_t iterations,
                                 wain_annealing_span span, const wain_search_state *from)
{
    const wain_search_options options = default_search_options();
    const wain_search_control control = {.iterations = iterations, .threads = threads, .span = span, .from = from};
    wain_search_statistics statistics;
    wain_solution *solution = NULL;
    wain_error err = {WAIN_OK, ""};

    CU_ASSERT_EQUAL_FATAL(wain_solve(problem, &options, &control, &solution, &statistics, &err), WAIN_OK);
    return solution;
}

static wain_solution *solve(const wain_problem *problem, int32_t threads, int64_t iterations)
{
    return solve_span(problem, threads, iterations, (wain_annealing_span){0}, NULL);
}

static void solutions_are_complete_and_feasible(void)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        wain_problem *problem = random_problem(classes[i].class, classes[i].n, 17);
        wain_solution *solution = solve(problem, 1, 20000);
        int32_t *seen = calloc((size_t)classes[i].n, sizeof *seen);
        wain_cost cost = 0;

        for (int32_t r = 0; r < solution->num_routes; r++) {
            const wain_route *route = &solution->routes[r];
            const wain_route_schedule s =
                wain_schedule_route(problem, route->type, solution->stops + route->first, route->num_stops, NULL);

            CU_ASSERT_TRUE(s.feasible);
            cost += s.fixed_cost + s.distance_cost + s.time_cost;
            for (int32_t k = 0; k < route->num_stops; k++)
                seen[solution->stops[route->first + k]]++;
        }
        for (int32_t k = 0; k < solution->num_unserved; k++) {
            CU_ASSERT_NOT_EQUAL(solution->unserved[k].reason, WAIN_REASON_NONE);
            cost += problem->orders[solution->unserved[k].order].price;
            seen[solution->unserved[k].order]++;
        }
        for (int32_t v = 0; v < classes[i].n; v++)
            CU_ASSERT_EQUAL(seen[v], 1);
        CU_ASSERT_EQUAL(cost, solution->cost);
        free(seen);
        wain_solution_free(solution);
        wain_problem_free(problem);
    }
}

static void threads_do_not_change_the_result(void)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        wain_problem *problem = random_problem(classes[i].class, classes[i].n, 19);
        wain_solution *one = solve(problem, 1, 10000);

        for (int32_t threads = 2; threads <= 4; threads *= 2) {
            wain_solution *more = solve(problem, threads, 10000);

            CU_ASSERT_EQUAL(one->cost, more->cost);
            CU_ASSERT_EQUAL_FATAL(one->num_stops, more->num_stops);
            CU_ASSERT_EQUAL(memcmp(one->stops, more->stops, sizeof *one->stops * (size_t)one->num_stops), 0);
            wain_solution_free(more);
        }
        wain_solution_free(one);
        wain_problem_free(problem);
    }
}

/* A search that is the hot part of an annealing ends where it stands, dearer than what a whole one finds; who goes on
 * from there comes as far as that, within a little. By chance one class may do otherwise. */
static void an_annealing_can_be_done_in_parts(void)
{
    const wain_annealing_span first = {0, 0.3}, rest = {0.3, 1};
    const int32_t count = (int32_t)(sizeof classes / sizeof *classes);
    int32_t dearer = 0, gained = 0;

    for (int32_t i = 0; i < count; i++) {
        wain_problem *problem = random_problem(classes[i].class, classes[i].n, 23);
        wain_solution *whole = solve(problem, 1, 12000);
        wain_solution *hot = solve_span(problem, 1, 4000, first, NULL);
        wain_solution *again = solve_span(problem, 2, 4000, first, NULL);
        const wain_search_state state = {.cooled = 0.3, .best = hot};

        CU_ASSERT_EQUAL(again->cost, hot->cost);
        wain_solution_free(again);
        again = solve_span(problem, 1, 8000, rest, &state);
        dearer += hot->cost > whole->cost;
        gained += again->cost < hot->cost;
        CU_ASSERT_TRUE((double)again->cost < 1.05 * (double)whole->cost);
        wain_solution_free(again);
        wain_solution_free(hot);
        wain_solution_free(whole);
        wain_problem_free(problem);
    }
    CU_ASSERT_TRUE(dearer >= count - 1);
    CU_ASSERT_TRUE(gained >= count - 1);
}

static void tiny_problems_are_solved(void)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        for (int32_t n = 0; n <= 3; n++) {
            wain_problem *problem = random_problem(classes[i].class, n, 23);
            wain_solution *solution = solve(problem, 2, 100);

            CU_ASSERT_EQUAL(solution->num_stops + solution->num_unserved, n);
            wain_solution_free(solution);
            wain_problem_free(problem);
        }
    }
}

/* Optional orders none of which pays for a vehicle alone, but all together do. */
static void optional_orders_share_a_vehicle(void)
{
    wain_problem *problem = random_problem(RANDOM_RICH, 20, 3);
    wain_solution *solution;

    for (int32_t i = 0; i < problem->num_orders; i++) {
        wain_problem_order *order = &problem->orders[i];

        *order = (wain_problem_order){.row = i, .first_window = 2 * i, .num_windows = 1, .price = 10 * WAIN_COST_SCALE};
        order->load[0] = 1;
        problem->windows[2 * i] = (wain_window){0, WAIN_TIME_MAX};
    }
    for (int32_t v = problem->num_depots; v < problem->num_depots + problem->num_orders; v++) {
        problem->x[v] = problem->x[0] + 0.0001 * v;
        problem->y[v] = problem->y[0] + 0.05;
    }
    for (int32_t t = 0; t < problem->num_types; t++) {
        problem->types[t].max_stops = 20;
        problem->types[t].fixed_cost = 90 * WAIN_COST_SCALE;
    }
    CU_ASSERT_EQUAL_FATAL(wain_problem_prepare(problem, NULL), WAIN_OK);
    solution = solve(problem, 1, 20000);
    CU_ASSERT_EQUAL(solution->num_unserved, 0);
    CU_ASSERT_EQUAL(solution->num_routes, 1);
    wain_solution_free(solution);
    wain_problem_free(problem);
}

static void a_search_without_budget_is_refused(void)
{
    const wain_search_options options = default_search_options();
    const wain_search_control control = {.threads = 1};
    wain_problem *problem = random_problem(RANDOM_CVRP, 5, 1);
    wain_search_statistics statistics;
    wain_solution *solution = NULL;
    wain_error err;

    CU_ASSERT_EQUAL(wain_solve(problem, &options, &control, &solution, &statistics, &err), WAIN_EUSAGE);
    CU_ASSERT_PTR_NULL(solution);
    wain_problem_free(problem);
}

void wain_suite_search(CU_pSuite suite)
{
    CU_ADD_TEST(suite, single_precision_rounds_every_small_distance_right);
    CU_ADD_TEST(suite, each_class_has_its_kernel);
    CU_ADD_TEST(suite, undo_restores_every_byte);
    CU_ADD_TEST(suite, books_agree_with_recomputation);
    CU_ADD_TEST(suite, local_search_keeps_the_books);
    CU_ADD_TEST(suite, each_move_finds_what_there_is);
    CU_ADD_TEST(suite, savings_build_a_whole_solution);
    CU_ADD_TEST(suite, adopted_solutions_keep_their_cost);
    CU_ADD_TEST(suite, solutions_are_complete_and_feasible);
    CU_ADD_TEST(suite, threads_do_not_change_the_result);
    CU_ADD_TEST(suite, an_annealing_can_be_done_in_parts);
    CU_ADD_TEST(suite, tiny_problems_are_solved);
    CU_ADD_TEST(suite, optional_orders_share_a_vehicle);
    CU_ADD_TEST(suite, a_search_without_budget_is_refused);
}

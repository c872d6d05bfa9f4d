/* The search as a whole on each of its paths (several islands; elites, recombination and set partitioning; parts;
 * clusters): the same for any number of threads, complete and feasible whenever it is ended. The independent checker
 * has the last word. */
#include <CUnit/CUnit.h>
#include <stdio.h>

#include "solver/core/memory.h"
#include "solver/eval/plan_solution.h"
#include "solver/model/feasibility.h"
#include "solver/solve.h"
#include "tests/unit/search_fixture.h"

void wain_suite_islands(CU_pSuite suite);

/* Effort at which three elites are annealed, and a little more. */
enum { PER_ORDER_OF_ELITES = 3 * 2000 + 100 };

/* Loads as small as that make routes long enough for a search without windows to have elites, too. */
static void lighten(wain_problem *problem)
{
    for (int32_t v = 0; v < problem->num_orders; v++)
        problem->orders[v].load[0] = 1 + problem->orders[v].load[0] / 8;
}

/* --- checking --- */

static void add_orders(wain_order_book *book, const wain_problem *problem)
{
    for (int32_t v = 0; v < problem->num_orders; v++) {
        const wain_problem_order *from = &problem->orders[v];
        wain_order order = {.x = problem->x[problem->num_depots + v],
                            .y = problem->y[problem->num_depots + v],
                            .service = from->service,
                            .skills = from->skills,
                            .price = from->required ? 0 : from->price,
                            .kind = from->kind,
                            .priority = from->required ? WAIN_PRIORITY_NORMAL : WAIN_PRIORITY_OPTIONAL};

        for (int32_t k = 0; k < WAIN_MAX_LOADS; k++)
            order.load[k] = from->load[k];
        CU_ASSERT_EQUAL_FATAL(
            wain_order_book_add_order(book, &order, &problem->windows[from->first_window], from->num_windows, NULL),
            WAIN_OK);
    }
}

/* The book that a random problem could have been made of, with rows as the problem numbers them. */
static wain_order_book *book_of(wain_problem *problem)
{
    wain_order_book *book = NULL;
    int32_t index;

    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    book->num_loads = problem->num_loads;
    CU_ASSERT_EQUAL_FATAL(wain_order_book_region(book, "a", 1, &index, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_skill(book, "s", 1, &index, NULL), WAIN_OK);
    for (int32_t d = 0; d < problem->num_depots; d++) {
        const wain_depot depot = {.x = problem->x[d], .y = problem->y[d], .close = WAIN_TIME_MAX};

        problem->depots[d].row = d;
        CU_ASSERT_EQUAL_FATAL(wain_order_book_add_depot(book, &depot, NULL), WAIN_OK);
    }
    for (int32_t t = 0; t < problem->num_types; t++) {
        const wain_problem_type *from = &problem->types[t];
        wain_vehicle_type type = {.depot = from->depot,
                                  .count = from->count,
                                  .fixed_cost = from->fixed_cost,
                                  .cost_per_distance = from->cost_per_distance,
                                  .cost_per_hour = from->cost_per_hour,
                                  .shift_start = from->start,
                                  .shift_end = from->end,
                                  .max_stops = from->max_stops,
                                  .max_distance = from->max_distance,
                                  .skills = from->skills,
                                  .profile = from->profile};

        for (int32_t k = 0; k < WAIN_MAX_LOADS; k++)
            type.capacity[k] = from->capacity[k];
        problem->types[t].row = t;
        CU_ASSERT_EQUAL_FATAL(wain_order_book_add_type(book, &type, NULL), WAIN_OK);
    }
    add_orders(book, problem);
    return book;
}

/* Whether the independent checker has nothing to say. */
static void check(wain_problem *problem, const wain_solution *solution)
{
    int32_t next_vehicle[8] = {0};
    wain_check_report report = {0};
    wain_order_book *book = book_of(problem);
    wain_plan *plan = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_plan_create(&plan, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(WAIN_RESERVE(plan->units, plan->units_capacity, 1, NULL), WAIN_OK);
    plan->units[plan->num_units++] = (wain_plan_unit){.day = 0};
    CU_ASSERT_TRUE_FATAL(is_complete(solution, problem->num_orders));
    CU_ASSERT_EQUAL_FATAL(wain_plan_add_solution(plan, 0, 0, next_vehicle, problem, solution, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_feasibility_check(book, &problem->travel, 0, 1, plan, &report, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(report.total, 0);
    if (report.total)
        printf("    route %d stop %d: %s\n", (int)report.violations[0].route, report.violations[0].stop,
               report.violations[0].text);
    wain_check_report_clear(&report);
    wain_plan_free(plan);
    wain_order_book_free(book);
}

static wain_solution *solve_and_tell(wain_problem *problem, const wain_search_options *options,
                                     const wain_search_control *control, wain_search_statistics *statistics)
{
    wain_solution *solution = NULL;
    wain_error err = {WAIN_OK, ""};

    CU_ASSERT_EQUAL_FATAL(wain_solve(problem, options, control, &solution, statistics, &err), WAIN_OK);
    check(problem, solution);
    if (control->time_limit <= 0)
        CU_ASSERT_TRUE(statistics->iterations <= control->iterations + options->islands);
    return solution;
}

static wain_solution *solve(wain_problem *problem, const wain_search_options *options,
                            const wain_search_control *control)
{
    wain_search_statistics statistics;

    return solve_and_tell(problem, options, control, &statistics);
}

static void same_for_all_threads(wain_problem *problem, const wain_search_options *options, int64_t iterations)
{
    wain_search_control control = {.iterations = iterations, .threads = 1};
    wain_solution *one = solve(problem, options, &control);

    for (control.threads = 2; control.threads <= 3; control.threads++) {
        wain_solution *more = solve(problem, options, &control);

        CU_ASSERT_TRUE(is_same_solution(one, more));
        wain_solution_free(more);
    }
    wain_solution_free(one);
}

/* --- the same for any number of threads --- */

static void elites_and_recombination_do_not_depend_on_threads(void)
{
    const random_class with[] = {RANDOM_VRPTW, RANDOM_FLEET, RANDOM_CVRP, RANDOM_PLANAR};

    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        wain_search_options options = default_search_options();
        const int32_t n = with[i] == RANDOM_VRPTW ? 50 : 12;
        wain_problem *problem = random_problem(with[i], n, 41);

        lighten(problem);
        options.islands = 1 + (int64_t)i % 3;
        options.recombination_share = 0.8;
        same_for_all_threads(problem, &options, (int64_t)n * PER_ORDER_OF_ELITES);
        wain_problem_free(problem);
    }
}

/* Each island anneals the whole, and what they found is recombined. */
static void recombined_islands_do_not_depend_on_threads(void)
{
    const random_class with[] = {RANDOM_CVRP, RANDOM_PLANAR};

    for (int32_t i = 0; i < 2; i++) {
        wain_search_options options = default_search_options();
        wain_problem *problem = random_problem(with[i], 25, 42);

        options.islands = 2 + i;
        same_for_all_threads(problem, &options, 25 * options.islands * 20000);
        wain_problem_free(problem);
    }
}

static void as_many_islands_as_may_be_are_recombined(void)
{
    wain_search_options options = default_search_options();
    wain_problem *problem = random_problem(RANDOM_CVRP, 5, 42);
    const wain_search_control control = {.iterations = 5 * 256 * 10000, .threads = 2};

    options.islands = 256;
    wain_solution_free(solve(problem, &options, &control));
    wain_problem_free(problem);
}

static void parts_do_not_depend_on_threads(void)
{
    const struct {
        random_class class;
        int32_t n, islands;
    } with[] = {{RANDOM_CVRP, 230, 2},
                {RANDOM_PLANAR, 305, 3},
                {RANDOM_VRPTW, 210, 2},
                {RANDOM_FLEET, 230, 2},
                {RANDOM_RICH, 1000, 2}};

    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        wain_search_options options = default_search_options();
        wain_problem *problem = random_problem(with[i].class, with[i].n, 43);

        options.islands = with[i].islands;
        options.epochs = 10 + 3 * (int64_t)i;
        same_for_all_threads(problem, &options, 20000);
        wain_problem_free(problem);
    }
}

/* --- phases, and budgets in iterations --- */

/* Every path, as it says itself, spends what it may and no more. */
static void iterations_are_a_bound_on_every_path(void)
{
    const struct {
        random_class class;
        int32_t n, annealings, parts;
        int64_t islands, iterations;
        double share;
        bool recombined;
    } with[] = {{RANDOM_VRPTW, 50, 3, 1, 2, 50 * PER_ORDER_OF_ELITES, 0.4, true},
                {RANDOM_VRPTW, 50, 3, 1, 2, 50 * PER_ORDER_OF_ELITES, 0.09, true},
                {RANDOM_VRPTW, 50, 2, 1, 2, 50 * PER_ORDER_OF_ELITES, 0.08, false},
                {RANDOM_VRPTW, 50, 1, 1, 1, 50 * PER_ORDER_OF_ELITES, 0, false},
                {RANDOM_CVRP, 25, 2, 1, 2, 25 * 20000, 0.4, true},
                {RANDOM_CVRP, 25, 2, 1, 2, 25 * 20000, 0, false},
                {RANDOM_CVRP, 230, 0, 2, 2, 20001, 0.4, false},
                {RANDOM_FLEET, 230, 0, 2, 2, 20001, 0.4, false},
                {RANDOM_RICH, 60, 3, 1, 3, 10001, 0.4, false},
                {RANDOM_RICH, 60, 2, 1, 2, 1, 0.4, false}};

    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        wain_search_options options = default_search_options();
        wain_problem *problem = random_problem(with[i].class, with[i].n, 44);
        const wain_search_control control = {.iterations = with[i].iterations, .threads = 2};
        wain_search_statistics statistics;

        options.islands = with[i].islands;
        options.recombination_share = with[i].share;
        wain_solution_free(solve_and_tell(problem, &options, &control, &statistics));
        CU_ASSERT_EQUAL(statistics.phases.annealings, with[i].annealings);
        CU_ASSERT_EQUAL(statistics.phases.parts, with[i].parts);
        CU_ASSERT_EQUAL(statistics.phases.recombined, with[i].recombined);
        CU_ASSERT_TRUE(statistics.phases.threads <= 2);
        CU_ASSERT_TRUE(statistics.iterations >= with[i].iterations / 2);
        wain_problem_free(problem);
    }
}

/* --- small fleets and orders that nobody can serve --- */

/* Counts reports whose cost can't be that of their solution: the price of an order left out is missing. */
static void count_wrong_reports(void *context, const wain_search_progress *progress)
{
    int32_t *wrong = context;

    *wrong += progress->best_cost < progress->num_unserved * 1000000 * (wain_cost)WAIN_COST_SCALE ||
              progress->best_cost == WAIN_COST_MAX;
}

/* Parts begin from what the search for vehicles left, however far it came, and it leaves nobody out needlessly. */
static void fleets_that_just_suffice_are_used_by_parts(void)
{
    for (int32_t i = 0; i < 12; i++) {
        wain_search_options options = default_search_options();
        wain_problem *problem = random_problem(RANDOM_FLEET, 220, 45);
        int32_t wrong = 0;
        const wain_search_control control = {
            .iterations = 20000, .threads = 2, .context = &wrong, .progress = count_wrong_reports};
        wain_solution *solution;

        problem->types[0].count = i % 2 ? 32 : 25;
        problem->types[0].fixed_cost *= i / 2 % 2;
        options.epochs = i / 4 * 4 + 4;
        solution = solve(problem, &options, &control);
        CU_ASSERT_EQUAL(wrong, 0);
        wain_solution_free(solution);
        wain_problem_free(problem);
    }
}

/* How a problem is made hard: from nobody can be served to all but one, and fleets of next to nothing. */
static void spoil(wain_problem *problem, int32_t how)
{
    for (int32_t v = how == 0 ? 0 : 1; how < 2 && v < problem->num_orders; v++)
        problem->orders[v].load[0] = 100000;
    for (int32_t v = 0; how == 2 && v < problem->num_orders; v += 5)
        problem->orders[v].load[0] = 100000;
    for (int32_t t = 0; how > 2 && t < problem->num_types; t++)
        problem->types[t].count = how - 2;
}

static void hard_problems_are_planned_on_every_path(void)
{
    const random_class with[] = {RANDOM_CVRP, RANDOM_VRPTW, RANDOM_FLEET, RANDOM_RICH};

    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        for (int32_t how = 0; how < 4; how++) {
            for (int32_t n = 5; n <= 210; n += 205) {
                wain_search_options options = default_search_options();
                wain_problem *problem = random_problem(with[i], n, 47);
                wain_search_control control = {.iterations = n < 100 ? n * PER_ORDER_OF_ELITES : 500, .threads = 2};

                lighten(problem);
                spoil(problem, how);
                options.islands = 2;
                wain_solution_free(solve(problem, &options, &control));
                wain_problem_free(problem);
            }
        }
    }
}

static void tiny_problems_are_planned_on_every_path(void)
{
    const int64_t elites[] = {1, 8};

    for (random_class kind = 0; kind <= RANDOM_RICH; kind++) {
        for (int32_t n = 1; n <= 3; n++) {
            for (size_t e = 0; e < sizeof elites / sizeof *elites; e++) {
                wain_search_options options = default_search_options();
                wain_problem *problem = random_problem(kind, n, 49);
                wain_search_control control = {.threads = 2};

                lighten(problem);
                options.elites = n == 2 ? 3 * elites[e] : elites[e]; /* 24 at most */
                options.recombination_share = 0.9;
                control.iterations = options.elites * 2000 * n;
                for (options.islands = 1; options.islands <= 5; options.islands += 4) {
                    control.time_limit = 0;
                    wain_solution_free(solve(problem, &options, &control));
                    control.time_limit = 0.001;
                    wain_solution_free(solve(problem, &options, &control));
                }
                wain_problem_free(problem);
            }
        }
    }
}

/* --- ended early --- */

/* Polls until it says stop. */
typedef struct patience {
    int32_t left, polls;
} patience;

static bool lose_patience(void *context)
{
    patience *of = context;

    of->polls++;
    return of->left-- <= 0;
}

/* Stop after each of some numbers of polls, until a search runs to its end. */
static void stop_anywhere(random_class class, int32_t n, int64_t iterations, int32_t count, int64_t effort)
{
    int32_t polls = 0;

    for (int32_t share = 0; share <= 5; share++) {
        wain_search_options options = default_search_options();
        wain_problem *problem = random_problem(class, n, 51);
        patience of = {.left = share == 0 ? INT32_MAX : polls * (share - 1) / 4};
        const wain_search_control control = {
            .iterations = iterations, .threads = 1 + share % 2, .context = &of, .poll = lose_patience};

        lighten(problem);
        if (count > 0)
            problem->types[0].count = count;
        options.cluster_effort = effort;
        wain_solution_free(solve(problem, &options, &control));
        if (share == 0)
            polls = of.polls;
        wain_problem_free(problem);
    }
    CU_ASSERT_TRUE(polls > 20);
}

static void a_stop_leaves_a_whole_solution(void)
{
    stop_anywhere(RANDOM_VRPTW, 8, 8 * PER_ORDER_OF_ELITES, 0, 200);
    stop_anywhere(RANDOM_CVRP, 8, 8 * PER_ORDER_OF_ELITES, 0, 200);
    stop_anywhere(RANDOM_FLEET, 8, 8 * PER_ORDER_OF_ELITES, 2, 200);
    stop_anywhere(RANDOM_CVRP, 25, 25 * 2 * 10000, 0, 200);
    stop_anywhere(RANDOM_VRPTW, 220, 6000, 0, 200);
    stop_anywhere(RANDOM_CVRP, 220, 6000, 0, 200);
    stop_anywhere(RANDOM_FLEET, 220, 6000, 12, 200);
    stop_anywhere(RANDOM_RICH, 60, 10000, 0, 200);
}

/* A fleet too small is not settled before half of the budget: whoever stops before has an answer all the same. */
static void a_stop_at_once_leaves_a_small_fleet_in_use(void)
{
    for (int32_t n = 20; n <= 220; n += 200) {
        wain_search_options options = default_search_options();
        wain_problem *problem = random_problem(RANDOM_FLEET, n, 53);
        patience of = {0};
        const wain_search_control control = {.iterations = 10000, .threads = 1, .context = &of, .poll = lose_patience};
        wain_solution *solution;

        problem->types[0].count = n / 20;
        solution = solve(problem, &options, &control);
        CU_ASSERT_EQUAL(solution->num_routes, n / 20);
        CU_ASSERT_TRUE(solution->num_unserved > 0);
        wain_solution_free(solution);
        wain_problem_free(problem);
    }
}

static void a_short_time_is_enough(void)
{
    const int32_t sizes[] = {1, 40, 220, 700};

    for (random_class kind = 0; kind <= RANDOM_RICH; kind++) {
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            wain_search_options options = default_search_options();
            wain_problem *problem = random_problem(kind, sizes[k], 55);
            const wain_search_control control = {.time_limit = 0.01, .threads = 2};

            if (kind == RANDOM_FLEET)
                problem->types[0].count = 1 + sizes[k] / 30;
            wain_solution_free(solve(problem, &options, &control));
            wain_problem_free(problem);
        }
    }
}

/* --- interrupted, and gone on with --- */

/* Keeps the state after the n-th word of it, and then has the search end. */
typedef struct keeper {
    int32_t left, num_orders;
    wain_search_state *state;
} keeper;

static void keep_state(void *context, const wain_search_state *state)
{
    keeper *of = context;

    if (of->left-- != 0)
        return;
    CU_ASSERT_EQUAL_FATAL(wain_search_state_copy(state, of->num_orders, &of->state, NULL), WAIN_OK);
}

static bool is_kept(void *context)
{
    const keeper *of = context;

    return of->state != NULL;
}

/* Through bytes and back. */
static wain_search_state *repack(wain_search_state *state, int32_t num_orders)
{
    wain_search_state *again = NULL;
    wain_buffer bytes = {0};

    wain_search_state_pack(state, &bytes);
    CU_ASSERT_EQUAL_FATAL(wain_search_state_unpack(&bytes, num_orders, &again, NULL), WAIN_OK);
    CU_ASSERT_FALSE(bytes.overrun);
    CU_ASSERT_EQUAL(bytes.position, bytes.size);
    wain_buffer_clear(&bytes);
    wain_search_state_free(state);
    return again;
}

static void interrupted_parts_end_as_if_they_had_not_been(void)
{
    const random_class with[] = {RANDOM_CVRP, RANDOM_VRPTW, RANDOM_FLEET, RANDOM_RICH};

    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        const int32_t n = with[i] == RANDOM_RICH ? 1000 : 230;
        wain_search_options options = default_search_options();
        wain_problem *problem = random_problem(with[i], n, 57);
        wain_search_control control = {.iterations = 30000, .threads = 2};
        wain_solution *whole = solve(problem, &options, &control);

        for (int32_t after = 0; after < 3; after++) {
            keeper of = {.left = after, .num_orders = n};
            const wain_search_control first = {
                .iterations = control.iterations, .threads = 2, .context = &of, .poll = is_kept, .keep = keep_state};
            wain_solution *again;

            wain_solution_free(solve(problem, &options, &first));
            CU_ASSERT_PTR_NOT_NULL_FATAL(of.state);
            of.state = repack(of.state, n);
            control.from = of.state;
            control.threads = 1 + after % 2;
            again = solve(problem, &options, &control);
            CU_ASSERT_TRUE(is_same_solution(whole, again));
            CU_ASSERT_EQUAL(whole->cost, again->cost);
            wain_solution_free(again);
            wain_search_state_free(of.state);
        }
        wain_solution_free(whole);
        wain_problem_free(problem);
    }
}

/* What was found before is not lost, by time and by iterations, whatever the kernel and size. */
static void a_search_goes_on_from_a_solution(void)
{
    const int32_t sizes[] = {1, 30, 230};

    for (random_class kind = 0; kind <= RANDOM_RICH; kind++) {
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            const int32_t n = sizes[k];
            wain_search_options options = default_search_options();
            wain_problem *problem = random_problem(kind, n, 59);
            wain_search_control control = {.iterations = 20000, .threads = 2};
            wain_search_state state = {.cooled = 0.9, .best = solve(problem, &options, &control)};
            wain_solution *next;

            control.from = &state;
            control.iterations = 500;
            next = solve(problem, &options, &control);
            CU_ASSERT_TRUE(next->cost <= state.best->cost);
            wain_solution_free(next);
            control.time_limit = 0.01;
            next = solve(problem, &options, &control);
            CU_ASSERT_TRUE(next->cost <= state.best->cost);
            wain_solution_free(next);
            wain_solution_free(state.best);
            wain_problem_free(problem);
        }
    }
}

/* A solution from elsewhere that breaks rules, or has vehicles that are not there, is refused before the search. */
static void a_search_does_not_go_on_from_nonsense(void)
{
    const wain_search_options options = default_search_options();
    wain_problem *problem = random_problem(RANDOM_RICH, 30, 59);
    wain_search_control control = {.iterations = 500, .threads = 1};
    wain_search_state state = {.best = solve(problem, &options, &control)};
    wain_search_statistics statistics;
    wain_solution *next = NULL;
    wain_error err = {0};

    control.from = &state;
    CU_ASSERT_TRUE_FATAL(state.best->num_routes > 0);
    problem->types[state.best->routes[0].type].max_distance = 0;
    CU_ASSERT_EQUAL(wain_solve(problem, &options, &control, &next, &statistics, &err), WAIN_EINTERNAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "breaks rules"));
    state.best->routes[0].type = problem->num_types;
    CU_ASSERT_EQUAL(wain_solve(problem, &options, &control, &next, &statistics, &err), WAIN_EINTERNAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "not there"));
    CU_ASSERT_PTR_NULL(next);
    wain_solution_free(state.best);
    wain_problem_free(problem);
}

void wain_suite_islands(CU_pSuite suite)
{
    CU_ADD_TEST(suite, elites_and_recombination_do_not_depend_on_threads);
    CU_ADD_TEST(suite, recombined_islands_do_not_depend_on_threads);
    CU_ADD_TEST(suite, as_many_islands_as_may_be_are_recombined);
    CU_ADD_TEST(suite, parts_do_not_depend_on_threads);
    CU_ADD_TEST(suite, iterations_are_a_bound_on_every_path);
    CU_ADD_TEST(suite, fleets_that_just_suffice_are_used_by_parts);
    CU_ADD_TEST(suite, hard_problems_are_planned_on_every_path);
    CU_ADD_TEST(suite, tiny_problems_are_planned_on_every_path);
    CU_ADD_TEST(suite, a_stop_leaves_a_whole_solution);
    CU_ADD_TEST(suite, a_stop_at_once_leaves_a_small_fleet_in_use);
    CU_ADD_TEST(suite, a_short_time_is_enough);
    CU_ADD_TEST(suite, interrupted_parts_end_as_if_they_had_not_been);
    CU_ADD_TEST(suite, a_search_goes_on_from_a_solution);
    CU_ADD_TEST(suite, a_search_does_not_go_on_from_nonsense);
}

#include <CUnit/CUnit.h>

#include "solver/search/route_cluster.h"
#include "tests/unit/search_fixture.h"

void wain_suite_route_cluster(CU_pSuite suite);

static const struct {
    random_class class;
    int32_t n;
} classes[] = {{RANDOM_CVRP, 150},  {RANDOM_PLANAR, 121}, {RANDOM_VRPTW, 140},
               {RANDOM_FLEET, 130}, {RANDOM_RICH, 100},   {RANDOM_RICH_MATRIX, 60}};

enum { CLASSES = sizeof classes / sizeof *classes, ROOM = 5 };

/* A solution, the clusters over it, and what they may cost. */
typedef struct fixture {
    search_fixture base;
    wain_solution *current;
    wain_clusters *clusters;
} fixture;

static void set_up(fixture *f, wain_problem *problem, int32_t room, int64_t iterations)
{
    search_fixture_set_up(&f->base, problem);
    f->current = search_fixture_solution(&f->base, 1, iterations);
    CU_ASSERT_EQUAL_FATAL(wain_clusters_create(f->base.kernel, &f->base.input, room, f->current, &f->clusters, NULL),
                          WAIN_OK);
}

static void tear_down(fixture *f)
{
    wain_clusters_free(f->clusters);
    wain_solution_free(f->current);
    search_fixture_tear_down(&f->base);
}

static wain_rng stream(uint64_t number)
{
    return wain_rng_stream(number, WAIN_PURPOSE_TEST, 5, 0, 0);
}

/* Search the first `count` clusters of the round, `iterations` each, so hot. */
static void search(fixture *f, int32_t count, int64_t iterations, double hot, wain_cluster_outcome outcome,
                   uint64_t seed)
{
    atomic_bool stop;
    const wain_slice slice = {
        .hot = hot, .cold = hot / 10, .last_iteration = iterations, .total_iterations = iterations, .stop = &stop};

    atomic_init(&stop, false);
    for (int32_t i = 0; i < count; i++) {
        wain_chain_statistics statistics;

        CU_ASSERT_EQUAL_FATAL(wain_clusters_search(f->clusters, i, stream(seed * 100 + (uint64_t)i), slice, true,
                                                   outcome, &statistics, NULL),
                              WAIN_OK);
        CU_ASSERT_TRUE(statistics.iterations == iterations || wain_clusters_orders(f->clusters, i) == 0);
    }
}

/* The solution is whole, its books are right, and a chain made of it counts the same. */
static void check_solution(const fixture *f)
{
    const wain_kernel *kernel = f->base.kernel;
    wain_chain *chain = NULL;

    CU_ASSERT_TRUE_FATAL(is_complete(f->current, f->base.problem->num_orders));
    CU_ASSERT_TRUE(has_vehicles(f->base.problem, f->current));
    CU_ASSERT_EQUAL(f->current->cost, search_fixture_cost(&f->base, f->current));
    CU_ASSERT_EQUAL_FATAL(kernel->create(&f->base.input, stream(1), f->current, &chain, NULL), WAIN_OK);
    CU_ASSERT_TRUE(kernel->is_consistent(chain));
    if (f->current->num_unserved == 0) /* else one of them may have found a place */
        CU_ASSERT_EQUAL(kernel->best_cost(chain), f->current->cost);
    kernel->free(chain);
}

static int32_t choose(fixture *f, int32_t size, wain_rng *rng)
{
    int32_t count;

    CU_ASSERT_EQUAL_FATAL(wain_clusters_choose(f->clusters, size, rng, &count, NULL), WAIN_OK);
    return count;
}

static int32_t divide(fixture *f, int32_t count, wain_rng *rng)
{
    CU_ASSERT_EQUAL_FATAL(wain_clusters_divide(f->clusters, &count, rng, NULL), WAIN_OK);
    return count;
}

static void rounds_of_chosen_clusters_never_cost_more(void)
{
    for (int32_t i = 0; i < CLASSES; i++) {
        int32_t merged = 0;
        fixture f;

        set_up(&f, random_problem(classes[i].class, classes[i].n, 2), ROOM, 300);
        check_solution(&f);
        for (uint64_t round = 0; round < 12; round++) {
            wain_rng rng = stream(1000 + round);
            const wain_cost before = f.current->cost;
            const int32_t count = choose(&f, 20 + 10 * (int32_t)round, &rng);
            int32_t changed;

            CU_ASSERT_EQUAL(count, ROOM);
            search(&f, count, 300, 0.1, WAIN_CLUSTER_BEST, round);
            changed = wain_clusters_merge(f.clusters, false);
            CU_ASSERT_TRUE(changed <= count);
            CU_ASSERT_TRUE(changed > 0 ? f.current->cost < before : f.current->cost == before);
            check_solution(&f);
            merged += changed;
        }
        CU_ASSERT_TRUE(merged > 0);
        tear_down(&f);
    }
}

/* Hot enough that parts get dearer, too. */
static void rounds_of_parts_keep_the_books(void)
{
    for (int32_t i = 0; i < CLASSES; i++) {
        fixture f;

        set_up(&f, random_problem(classes[i].class, classes[i].n, 3), ROOM, 2000);
        for (uint64_t round = 0; round < 12; round++) {
            wain_rng rng = stream(2000 + round);
            const int32_t count = divide(&f, 1 + (int32_t)round % ROOM, &rng);

            search(&f, count, 200, 1.0, round % 3 ? WAIN_CLUSTER_CURRENT : WAIN_CLUSTER_BEST, round);
            CU_ASSERT_EQUAL(wain_clusters_merge(f.clusters, true), count);
            check_solution(&f);
        }
        tear_down(&f);
    }
}

/* Few vehicles: orders are left out, try again in the clusters, and sometimes find a place. */
static void orders_left_out_keep_their_price(void)
{
    const random_class with[] = {RANDOM_VRPTW, RANDOM_FLEET, RANDOM_RICH, RANDOM_RICH_MATRIX};

    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        for (uint64_t seed = 1; seed <= 6; seed++) {
            wain_problem *problem = random_problem(with[i], 80, seed);
            fixture f;

            for (int32_t t = 0; t < problem->num_types; t++)
                problem->types[t].count = problem->num_types > 1 ? 2 : 8;
            set_up(&f, problem, 3, 500);
            CU_ASSERT_TRUE(f.current->num_unserved > 0);
            for (uint64_t round = 0; round < 8; round++) {
                wain_rng rng = stream(3000 + round);
                const wain_cost before = f.current->cost;
                const int32_t count = round % 2 ? choose(&f, 25, &rng) : divide(&f, 3, &rng);

                search(&f, count, 200, 0.1, WAIN_CLUSTER_BEST, round);
                wain_clusters_merge(f.clusters, false);
                CU_ASSERT_TRUE(f.current->cost <= before);
                check_solution(&f);
            }
            tear_down(&f);
        }
    }
}

/* Without iterations the outcome is what was there, but for orders left out that fit after all. */
static void clusters_without_budget_change_nothing(void)
{
    for (int32_t i = 0; i < 4; i++) {
        fixture f;

        set_up(&f, random_problem(classes[i].class, classes[i].n, 4), ROOM, 2000);
        for (uint64_t round = 0; round < 4; round++) {
            wain_rng rng = stream(round);
            const wain_cost before = f.current->cost;
            const int32_t count = choose(&f, 40, &rng);

            search(&f, count, 0, 0.1, WAIN_CLUSTER_BEST, round);
            CU_ASSERT_EQUAL(wain_clusters_merge(f.clusters, false), 0);
            CU_ASSERT_EQUAL(f.current->cost, before);
            check_solution(&f);
        }
        tear_down(&f);
    }
}

/* Merge nothing that was not searched in this round. */
static void outcomes_of_earlier_rounds_are_forgotten(void)
{
    fixture f;
    wain_rng rng = stream(9);
    int32_t count;

    set_up(&f, random_problem(RANDOM_VRPTW, 120, 4), ROOM, 1000);
    count = choose(&f, 40, &rng);
    search(&f, count, 500, 0.1, WAIN_CLUSTER_BEST, 1);
    divide(&f, ROOM, &rng);
    CU_ASSERT_EQUAL(wain_clusters_merge(f.clusters, true), 0);
    check_solution(&f);
    tear_down(&f);
}

/* One line of a run: the solution after some rounds. */
static wain_solution *run_rounds(random_class class, int32_t n, bool backwards)
{
    wain_solution *copy;
    fixture f;

    set_up(&f, random_problem(class, n, 6), ROOM, 1000);
    for (uint64_t round = 0; round < 6; round++) {
        wain_rng rng = stream(round);
        const int32_t count = round % 2 ? choose(&f, 30, &rng) : divide(&f, 4, &rng);

        search(&f, count, 300, 0.2, WAIN_CLUSTER_CURRENT, round);
        if (backwards) /* searching again, as another thread would, changes nothing */
            search(&f, count, 300, 0.2, WAIN_CLUSTER_CURRENT, round);
        wain_clusters_merge(f.clusters, round % 2 == 0);
    }
    copy = f.current;
    f.current = NULL;
    tear_down(&f);
    return copy;
}

static void the_same_streams_give_the_same_solution(void)
{
    for (int32_t i = 0; i < CLASSES; i++) {
        wain_solution *a = run_rounds(classes[i].class, classes[i].n, false);
        wain_solution *b = run_rounds(classes[i].class, classes[i].n, true);

        CU_ASSERT_TRUE(is_same_solution(a, b));
        wain_solution_free(a);
        wain_solution_free(b);
    }
}

static int32_t longest_route(const wain_solution *solution)
{
    int32_t longest = 0;

    for (int32_t r = 0; r < solution->num_routes; r++)
        longest = solution->routes[r].num_stops > longest ? solution->routes[r].num_stops : longest;
    return longest;
}

/* As many orders as asked for, and no more than whole routes make necessary. */
static void chosen_clusters_have_about_the_size(void)
{
    const int32_t sizes[] = {1, 7, 25, 60, 140, 200, 400, 5000};

    for (int32_t i = 0; i < 4; i++) {
        fixture f;

        set_up(&f, random_problem(classes[i].class, classes[i].n, 7), ROOM, 1000);
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            const int32_t size = sizes[k], planned = f.current->num_stops;
            const int32_t least = (size < planned ? size : planned) / 2;

            for (uint64_t seed = 0; seed < 5; seed++) {
                wain_rng rng = stream(seed);
                const int32_t count = choose(&f, size, &rng);

                CU_ASSERT_EQUAL(count, ROOM);
                for (int32_t c = 0; c < count; c++) {
                    const int32_t orders = wain_clusters_orders(f.clusters, c);

                    CU_ASSERT_TRUE(orders > 0 && orders >= least);
                    CU_ASSERT_TRUE(orders < size + longest_route(f.current) + f.current->num_unserved);
                }
            }
        }
        tear_down(&f);
    }
}

/* Where there is room for all, no route is in two clusters: every outcome that saves is kept. */
static void chosen_clusters_share_no_route_where_there_is_room(void)
{
    fixture f;

    set_up(&f, random_problem(RANDOM_CVRP, 400, 8), 3, 0);
    for (uint64_t seed = 0; seed < 10; seed++) {
        wain_rng rng = stream(seed);
        const int32_t count = choose(&f, 40, &rng);
        const wain_cost before = f.current->cost;

        CU_ASSERT_EQUAL(count, 3);
        search(&f, count, 50, 1.0, WAIN_CLUSTER_CURRENT, seed);
        CU_ASSERT_TRUE(wain_clusters_merge(f.clusters, true) >= 2);
        CU_ASSERT_NOT_EQUAL(f.current->cost, before);
        check_solution(&f);
    }
    tear_down(&f);
}

static void parts_hold_every_route_once(void)
{
    for (int32_t i = 0; i < 4; i++) {
        fixture f;

        set_up(&f, random_problem(classes[i].class, classes[i].n, 9), 400, 1000);
        for (int32_t count = 1; count <= 400; count += count < 12 ? 1 : 97) {
            wain_rng rng = stream((uint64_t)count);
            const int32_t made = divide(&f, count, &rng), longest = longest_route(f.current);
            int32_t sum = 0, largest = 0;

            CU_ASSERT_EQUAL(made, count < f.current->num_routes ? count : f.current->num_routes);
            for (int32_t c = 0; c < made; c++) {
                const int32_t orders = wain_clusters_orders(f.clusters, c);

                CU_ASSERT_TRUE(orders > 0);
                sum += orders;
                largest = orders > largest ? orders : largest;
            }
            CU_ASSERT_EQUAL(sum, classes[i].n);
            CU_ASSERT_TRUE(largest <= classes[i].n / made + 4 * longest);
        }
        tear_down(&f);
    }
}

/* A solution of single orders but for one long route: parts without a route are no parts. */
static void a_long_route_leaves_no_part_empty(void)
{
    wain_problem *problem = random_problem(RANDOM_PLANAR, 40, 3);
    fixture f;

    for (int32_t v = 0; v < 40; v++)
        problem->orders[v].load[0] = v < 35 ? 1 : 100;
    set_up(&f, problem, 8, 1000);
    for (uint64_t seed = 0; seed < 40; seed++) {
        wain_rng rng = stream(seed);
        const int32_t count = divide(&f, 2 + (int32_t)seed % 7, &rng);

        for (int32_t c = 0; c < count; c++)
            CU_ASSERT_TRUE(wain_clusters_orders(f.clusters, c) > 0);
        search(&f, count, 50, 0.1, WAIN_CLUSTER_CURRENT, seed);
        wain_clusters_merge(f.clusters, true);
        check_solution(&f);
    }
    tear_down(&f);
}

static void a_solution_without_routes_has_no_clusters(void)
{
    wain_problem *problem = random_problem(RANDOM_RICH, 30, 3);
    wain_rng rng = stream(1);
    fixture f;

    for (int32_t v = 0; v < problem->num_orders; v++) {
        problem->orders[v].required = 0;
        problem->orders[v].price = 0;
    }
    set_up(&f, problem, ROOM, 100);
    CU_ASSERT_EQUAL(f.current->num_routes, 0);
    CU_ASSERT_EQUAL(choose(&f, 20, &rng), 0);
    CU_ASSERT_EQUAL(wain_clusters_merge(f.clusters, true), 0);
    CU_ASSERT_EQUAL(divide(&f, 3, &rng), 0);
    CU_ASSERT_EQUAL(wain_clusters_merge(f.clusters, true), 0);
    check_solution(&f);
    tear_down(&f);
}

/* All but one order can't be served, and others that are tiny. */
static void tiny_solutions_are_clusters_too(void)
{
    for (int32_t i = 0; i < CLASSES; i++) {
        for (int32_t n = 1; n <= 4; n++) {
            wain_problem *problem = random_problem(classes[i].class, n, 10);
            fixture f;

            for (int32_t v = 1; v < n; v++)
                problem->orders[v].load[0] = n == 4 ? 1000 : problem->orders[v].load[0];
            set_up(&f, problem, 3, 50);
            for (uint64_t round = 0; round < 6; round++) {
                wain_rng rng = stream(round);
                const int32_t count = round % 2 ? choose(&f, 200, &rng) : divide(&f, 3, &rng);

                search(&f, count, 50, 0.5, WAIN_CLUSTER_CURRENT, round);
                wain_clusters_merge(f.clusters, round % 2 == 0);
                check_solution(&f);
            }
            tear_down(&f);
        }
    }
}

void wain_suite_route_cluster(CU_pSuite suite)
{
    CU_ADD_TEST(suite, rounds_of_chosen_clusters_never_cost_more);
    CU_ADD_TEST(suite, rounds_of_parts_keep_the_books);
    CU_ADD_TEST(suite, orders_left_out_keep_their_price);
    CU_ADD_TEST(suite, clusters_without_budget_change_nothing);
    CU_ADD_TEST(suite, outcomes_of_earlier_rounds_are_forgotten);
    CU_ADD_TEST(suite, the_same_streams_give_the_same_solution);
    CU_ADD_TEST(suite, chosen_clusters_have_about_the_size);
    CU_ADD_TEST(suite, chosen_clusters_share_no_route_where_there_is_room);
    CU_ADD_TEST(suite, parts_hold_every_route_once);
    CU_ADD_TEST(suite, a_long_route_leaves_no_part_empty);
    CU_ADD_TEST(suite, a_solution_without_routes_has_no_clusters);
    CU_ADD_TEST(suite, tiny_solutions_are_clusters_too);
}

#include <CUnit/CUnit.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "solver/core/rng.h"
#include "solver/eval/schedule.h"
#include "solver/set_partitioning/set_partitioning.h"
#include "tests/unit/random_problem.h"

void wain_suite_set_partitioning(CU_pSuite suite);

enum { ORDERS = 7, SETS = 1 << ORDERS, LONGEST = 3, MOST_TYPES = 3 };

static const wain_set_partitioning_limits by_cbc = {.max_columns = 1000, .nodes = 1000};
static const wain_set_partitioning_limits by_dive = {.max_columns = 1000, .rounds = 2000};
static const wain_set_partitioning_limits by_both = {.max_columns = 1000, .rounds = 100, .nodes = 1000};

/* A problem, the pool of all its routes of up to three orders, and a solution that serves nobody. */
typedef struct fixture {
    wain_problem *problem;
    wain_route_pool *pool;
    wain_solution *solution;
    uint8_t *excluded;
    wain_cost (*cost)[MOST_TYPES]; /* of each set of orders, by vehicle type; WAIN_COST_MAX: no route */
} fixture;

static wain_cost cost_of(const wain_problem *problem, int32_t type, const int32_t *stops, int32_t num_stops)
{
    const wain_route_schedule s = wain_schedule_route(problem, type, stops, num_stops, NULL);

    return s.feasible ? s.fixed_cost + s.distance_cost + s.time_cost : WAIN_COST_MAX;
}

static void add_route(fixture *f, int32_t type, const int32_t *stops, int32_t num_stops)
{
    const wain_cost cost = cost_of(f->problem, type, stops, num_stops);
    int32_t set = 0;

    if (cost == WAIN_COST_MAX)
        return;
    wain_route_pool_add(f->pool, type, stops, num_stops, cost);
    for (int32_t k = 0; k < num_stops; k++)
        set |= 1 << stops[k];
    if (cost < f->cost[set][type])
        f->cost[set][type] = cost;
}

static void add_all_routes(fixture *f)
{
    for (int32_t t = 0; t < f->problem->num_types; t++) {
        for (int32_t a = 0; a < ORDERS; a++) {
            add_route(f, t, &a, 1);
            for (int32_t b = 0; b < ORDERS; b++) {
                if (b != a)
                    add_route(f, t, (int32_t[]){a, b}, 2);
                for (int32_t c = 0; c < ORDERS; c++) {
                    if (a != b && b != c && c != a)
                        add_route(f, t, (int32_t[]){a, b, c}, 3);
                }
            }
        }
    }
}

static void serve_nobody(fixture *f)
{
    wain_solution *s = f->solution;

    s->num_routes = s->num_stops = s->num_unserved = 0;
    s->cost = 0;
    for (int32_t v = 0; v < f->problem->num_orders; v++) {
        s->unserved[s->num_unserved++] = (wain_unserved){.order = v, .detail = -1};
        s->cost += f->problem->orders[v].price;
    }
}

static void set_up(fixture *f, random_class class, uint64_t seed)
{
    *f = (fixture){.problem = random_problem(class, ORDERS, seed)};
    f->excluded = calloc(ORDERS, 1);
    f->cost = calloc(SETS, sizeof *f->cost);
    for (int32_t set = 0; set < SETS; set++) {
        for (int32_t t = 0; t < MOST_TYPES; t++)
            f->cost[set][t] = WAIN_COST_MAX;
    }
    CU_ASSERT_EQUAL_FATAL(wain_route_pool_create(1000, 10000, &f->pool, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_solution_create(ORDERS, &f->solution, NULL), WAIN_OK);
    serve_nobody(f);
}

static void tear_down(fixture *f)
{
    wain_problem_free(f->problem);
    wain_route_pool_free(f->pool);
    wain_solution_free(f->solution);
    free(f->excluded);
    free(f->cost);
}

/* The least cost of serving the orders in no set yet, with so many vehicles left: by trying everything. */
static wain_cost least_cost(const fixture *f, int32_t done, int32_t *vehicles)
{
    int32_t first = 0;
    wain_cost least;

    if (done == SETS - 1)
        return 0;
    while (done >> first & 1)
        first++;
    least = f->problem->orders[first].price + least_cost(f, done | 1 << first, vehicles);
    for (int32_t set = 1; set < SETS; set++) {
        if (!(set >> first & 1) || (set & done))
            continue;
        for (int32_t t = 0; t < f->problem->num_types; t++) {
            wain_cost cost;

            if (f->cost[set][t] == WAIN_COST_MAX || vehicles[t] == 0)
                continue;
            vehicles[t]--;
            cost = f->cost[set][t] + least_cost(f, done | set, vehicles);
            vehicles[t]++;
            least = cost < least ? cost : least;
        }
    }
    return least;
}

static wain_cost optimum(const fixture *f)
{
    int32_t vehicles[MOST_TYPES];

    for (int32_t t = 0; t < f->problem->num_types; t++)
        vehicles[t] = f->problem->types[t].count;
    return least_cost(f, 0, vehicles);
}

/* Every order once, routes feasible, vehicles enough, the cost the sum of all. */
static void expect_sound(const fixture *f)
{
    const wain_solution *s = f->solution;
    int32_t times[ORDERS] = {0}, used[MOST_TYPES] = {0};
    wain_cost cost = 0;

    for (int32_t r = 0; r < s->num_routes; r++) {
        const wain_route *route = &s->routes[r];

        cost += cost_of(f->problem, route->type, s->stops + route->first, route->num_stops);
        CU_ASSERT_TRUE(++used[route->type] <= f->problem->types[route->type].count);
        for (int32_t k = 0; k < route->num_stops; k++)
            times[s->stops[route->first + k]]++;
    }
    for (int32_t i = 0; i < s->num_unserved; i++) {
        times[s->unserved[i].order]++;
        cost += f->problem->orders[s->unserved[i].order].price;
    }
    for (int32_t v = 0; v < ORDERS; v++)
        CU_ASSERT_EQUAL(times[v], 1);
    CU_ASSERT_EQUAL(s->cost, cost);
}

static wain_set_partitioning_statistics improve(fixture *f, const wain_set_partitioning_limits *limits)
{
    wain_set_partitioning_statistics did;
    const wain_cost before = f->solution->cost;
    wain_error err = {WAIN_OK, ""};

    CU_ASSERT_EQUAL(wain_set_partitioning_improve(f->problem, f->excluded, f->pool, limits, f->solution, &did, &err),
                    WAIN_OK);
    CU_ASSERT_EQUAL(did.improved, f->solution->cost < before);
    expect_sound(f);
    return did;
}

static void expect_optimum(fixture *f, const wain_set_partitioning_limits *limits)
{
    wain_set_partitioning_statistics did;

    serve_nobody(f);
    did = improve(f, limits);
    CU_ASSERT_EQUAL(f->solution->cost, optimum(f));
    CU_ASSERT_TRUE(did.bound <= (double)f->solution->cost + 1e-3);
}

/* CBC, the dive and both find what trying everything finds: with one type of vehicle, time windows, and a mixed fleet
 * in which the vehicles run out and orders have prices worth paying. */
static void tiny_problems_are_solved(void)
{
    const random_class classes[] = {RANDOM_PLANAR, RANDOM_VRPTW, RANDOM_RICH};

    for (int32_t i = 0; i < 3; i++) {
        for (uint64_t seed = 1; seed <= 6; seed++) {
            fixture f;

            set_up(&f, classes[i], seed);
            for (int32_t v = 0; v < ORDERS; v++)
                f.problem->orders[v].price = classes[i] == RANDOM_RICH ? (60 + 10 * v) * WAIN_COST_SCALE : 5000;
            for (int32_t t = 0; classes[i] == RANDOM_RICH && t < f.problem->num_types; t++)
                f.problem->types[t].count = 1;
            add_all_routes(&f);
            if (wain_set_partitioning_has_cbc())
                expect_optimum(&f, &by_cbc);
            expect_optimum(&f, &by_dive);
            expect_optimum(&f, &by_both);
            tear_down(&f);
        }
    }
}

/* Two routes that overlap: the order they share stays in one of them. */
static void an_order_served_twice_stays_where_it_is_cheaper(void)
{
    const int32_t left[] = {0, 1, 2, 3}, right[] = {3, 4, 5, 6};

    for (uint64_t seed = 1; seed <= 4; seed++) {
        for (int32_t i = 0; i < 2; i++) {
            fixture f;

            set_up(&f, RANDOM_PLANAR, seed);
            for (int32_t v = 0; v < ORDERS; v++)
                f.problem->orders[v].load[0] = 1;
            add_route(&f, 0, left, 4);
            add_route(&f, 0, right, 4);
            improve(&f, i ? &by_dive : &by_both);
            CU_ASSERT_EQUAL(f.solution->num_unserved, 0);
            CU_ASSERT_EQUAL(f.solution->num_routes, 2);
            {
                const wain_cost without_left = cost_of(f.problem, 0, left, 3) + f.cost[0x78][0];
                const wain_cost without_right = f.cost[0x0f][0] + cost_of(f.problem, 0, right + 1, 3);

                CU_ASSERT_EQUAL(f.solution->cost, without_left < without_right ? without_left : without_right);
            }
            tear_down(&f);
        }
    }
}

/* Required orders that the solution serves are not left out for a pool without them; an empty pool changes nothing. */
static void a_poor_pool_leaves_the_solution(void)
{
    fixture f;
    wain_cost cost;

    set_up(&f, RANDOM_PLANAR, 1);
    improve(&f, &by_both);
    CU_ASSERT_EQUAL(f.solution->num_unserved, ORDERS);
    for (int32_t v = 0; v < ORDERS; v++)
        add_route(&f, 0, &v, 1);
    improve(&f, &by_both);
    CU_ASSERT_EQUAL(f.solution->num_routes, ORDERS);
    cost = f.solution->cost;
    wain_route_pool_free(f.pool);
    CU_ASSERT_EQUAL_FATAL(wain_route_pool_create(1000, 10000, &f.pool, NULL), WAIN_OK);
    improve(&f, &by_both);
    for (int32_t v = 0; v < ORDERS; v++)
        f.problem->orders[v].price = 1; /* required all the same */
    for (int32_t v = 0; v < 3; v++)
        wain_route_pool_add(f.pool, 0, &v, 1, 0); /* at a cost that is not true, so that they look good */
    CU_ASSERT_FALSE(improve(&f, &by_both).improved);
    CU_ASSERT_EQUAL(f.solution->cost, cost);
    CU_ASSERT_EQUAL(f.solution->num_routes, ORDERS);
    tear_down(&f);
}

/* One vehicle where two would be best; an optional order goes out when it costs more than its price, and comes back. */
static void vehicles_and_prices_bind(void)
{
    for (int32_t i = 0; i < 2; i++) {
        const wain_set_partitioning_limits *limits = i ? &by_dive : &by_both;
        fixture f;

        set_up(&f, RANDOM_PLANAR, 2);
        add_all_routes(&f);
        f.problem->types[0].count = 1;
        improve(&f, limits);
        CU_ASSERT_EQUAL(f.solution->num_routes, 1);
        CU_ASSERT_EQUAL(f.solution->num_stops, LONGEST);
        f.problem->types[0].count = 3;
        improve(&f, limits);
        CU_ASSERT_EQUAL(f.solution->num_unserved, 0);
        CU_ASSERT_EQUAL(f.solution->cost, optimum(&f));
        f.problem->orders[4].required = 0;
        f.problem->orders[4].price = 1;
        serve_nobody(&f);
        improve(&f, limits);
        CU_ASSERT_EQUAL(f.solution->num_unserved, 1);
        CU_ASSERT_EQUAL(f.solution->unserved[0].order, 4);
        f.problem->orders[4].price = 100000;
        f.solution->cost += 100000 - 1;
        improve(&f, limits);
        CU_ASSERT_EQUAL(f.solution->num_unserved, 0);
        tear_down(&f);
    }
}

static void excluded_orders_stay_out(void)
{
    fixture f;

    set_up(&f, RANDOM_PLANAR, 3);
    add_all_routes(&f);
    f.excluded[2] = 1;
    improve(&f, &by_both);
    CU_ASSERT_EQUAL(f.solution->num_unserved, 1);
    CU_ASSERT_EQUAL(f.solution->unserved[0].order, 2);
    tear_down(&f);
}

static void an_infeasible_solution_is_refused(void)
{
    wain_error err = {WAIN_OK, ""};
    fixture f;

    set_up(&f, RANDOM_PLANAR, 3);
    add_all_routes(&f);
    improve(&f, &by_both);
    f.problem->types[0].capacity[0] = 0;
    CU_ASSERT_EQUAL(wain_set_partitioning_improve(f.problem, f.excluded, f.pool, &by_both, f.solution, NULL, &err),
                    WAIN_EINTERNAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "infeasible route"));
    tear_down(&f);
}

/* --- a larger pool --- */

enum { MANY = 60 };

typedef struct night {
    wain_problem *problem;
    wain_route_pool *pool;
    uint8_t *excluded;
} night;

/* Routes of one to six orders, each the nearest to the one before that the pool's own generator offers. */
static void open_night(night *n)
{
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 0, 0, 0);

    *n = (night){.problem = random_problem(RANDOM_PLANAR, MANY, 5), .excluded = calloc(MANY, 1)};
    CU_ASSERT_EQUAL_FATAL(wain_route_pool_create(5000, 50000, &n->pool, NULL), WAIN_OK);
    for (int32_t i = 0; i < 4000; i++) {
        int32_t stops[6], length = 0;

        stops[length++] = (int32_t)wain_rng_below(&rng, MANY);
        for (int32_t tries = 0; tries < 200 && length < 6; tries++) {
            const int32_t v = (int32_t)wain_rng_below(&rng, MANY);
            bool is_new = wain_problem_distance(n->problem, 1 + v, 1 + stops[length - 1]) < 250;

            for (int32_t k = 0; k < length; k++)
                is_new &= v != stops[k];
            if (is_new && cost_of(n->problem, 0, stops, length) < WAIN_COST_MAX) {
                stops[length] = v;
                length += cost_of(n->problem, 0, stops, length + 1) < WAIN_COST_MAX;
            }
        }
        wain_route_pool_add(n->pool, 0, stops, length, cost_of(n->problem, 0, stops, length));
    }
}

static void close_night(night *n)
{
    wain_problem_free(n->problem);
    wain_route_pool_free(n->pool);
    free(n->excluded);
}

static wain_solution *solve_night(const night *n, wain_set_partitioning_limits limits)
{
    wain_solution *s = NULL;

    if (wain_solution_create(MANY, &s, NULL) != WAIN_OK)
        return NULL;
    for (int32_t v = 0; v < MANY; v++) {
        s->routes[s->num_routes++] = (wain_route){.first = v, .num_stops = 1};
        s->stops[s->num_stops++] = v;
        s->cost += cost_of(n->problem, 0, &v, 1);
    }
    if (wain_set_partitioning_improve(n->problem, n->excluded, n->pool, &limits, s, NULL, NULL) != WAIN_OK)
        s->cost = -1;
    return s;
}

static bool are_equal(const wain_solution *a, const wain_solution *b)
{
    return a->cost == b->cost && a->num_routes == b->num_routes && a->num_stops == b->num_stops &&
           memcmp(a->routes, b->routes, sizeof *a->routes * (size_t)a->num_routes) == 0 &&
           memcmp(a->stops, b->stops, sizeof *a->stops * (size_t)a->num_stops) == 0;
}

static const wain_set_partitioning_limits night_limits = {.max_columns = 2000, .rounds = 200, .nodes = 20};

static void *solve_in_thread(void *context)
{
    return solve_night(context, night_limits);
}

/* The same result again, and from two threads at once. */
static void the_same_pool_gives_the_same_solution(void)
{
    wain_solution *first, *second;
    void *other = NULL;
    pthread_t thread;
    night n;

    open_night(&n);
    first = solve_night(&n, night_limits);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, solve_in_thread, &n), 0);
    second = solve_night(&n, night_limits);
    CU_ASSERT_EQUAL(pthread_join(thread, &other), 0);
    CU_ASSERT_TRUE(first->num_routes < MANY / 2);
    CU_ASSERT_TRUE(are_equal(first, second));
    CU_ASSERT_TRUE(are_equal(first, other));
    wain_solution_free(first);
    wain_solution_free(second);
    wain_solution_free(other);
    close_night(&n);
}

/* Solve with both output streams led into a file; the number of bytes that arrive there. */
static long bytes_printed(const night *n, wain_set_partitioning_limits limits)
{
    FILE *file = tmpfile();
    const int out = dup(STDOUT_FILENO), error = dup(STDERR_FILENO);
    long bytes;

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fflush(stdout);
    dup2(fileno(file), STDOUT_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    wain_solution_free(solve_night(n, limits));
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    dup2(error, STDERR_FILENO);
    bytes = (long)lseek(fileno(file), 0, SEEK_END);
    close(out);
    close(error);
    fclose(file);
    return bytes;
}

/* CBC likes to talk: not when it ends, nor when it is stopped by nodes or by time. */
static void nothing_is_printed(void)
{
    wain_set_partitioning_limits few = night_limits, timed = night_limits;
    night n;

    open_night(&n);
    few.nodes = 1;
    timed.seconds = 0.08; /* few enough columns for CBC to be asked */
    timed.max_columns = 150;
    CU_ASSERT_EQUAL(bytes_printed(&n, night_limits), 0);
    CU_ASSERT_EQUAL(bytes_printed(&n, few), 0);
    CU_ASSERT_EQUAL(bytes_printed(&n, timed), 0);
    close_night(&n);
}

/* Whatever is cut short, what comes back is no worse than what went in. */
static void short_limits_are_harmless(void)
{
    const double seconds[] = {1e-9, 0.01, 0.1};
    night n;

    open_night(&n);
    for (int32_t i = 0; i < 3; i++) {
        wain_set_partitioning_limits limits = night_limits;
        wain_solution *s;

        limits.seconds = seconds[i];
        s = solve_night(&n, limits);
        CU_ASSERT_TRUE(s->cost > 0);
        CU_ASSERT_EQUAL(s->num_stops, MANY);
        wain_solution_free(s);
        limits = (wain_set_partitioning_limits){.max_columns = i, .rounds = 1, .nodes = 1};
        s = solve_night(&n, limits);
        CU_ASSERT_TRUE(s->cost > 0);
        CU_ASSERT_EQUAL(s->num_stops, MANY);
        wain_solution_free(s);
    }
    close_night(&n);
}

void wain_suite_set_partitioning(CU_pSuite suite)
{
    CU_ADD_TEST(suite, tiny_problems_are_solved);
    CU_ADD_TEST(suite, an_order_served_twice_stays_where_it_is_cheaper);
    CU_ADD_TEST(suite, a_poor_pool_leaves_the_solution);
    CU_ADD_TEST(suite, vehicles_and_prices_bind);
    CU_ADD_TEST(suite, excluded_orders_stay_out);
    CU_ADD_TEST(suite, an_infeasible_solution_is_refused);
    CU_ADD_TEST(suite, the_same_pool_gives_the_same_solution);
    CU_ADD_TEST(suite, nothing_is_printed);
    CU_ADD_TEST(suite, short_limits_are_harmless);
}

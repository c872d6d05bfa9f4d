#include <CUnit/CUnit.h>
#include <string.h>

#include "solver/model/plan.h"

void wain_suite_plan(CU_pSuite suite);

enum { NUM_STOPS = 600 };

/* Two routes, the first long enough to need several blocks of the digest, and one order left out. */
static void fill(wain_plan *plan, wain_plan_route routes[2], wain_plan_stop stops[NUM_STOPS + 2],
                 wain_unserved *unserved)
{
    routes[0] = (wain_plan_route){.type = 0, .vehicle = 3, .day = 5, .first_stop = 0, .num_stops = NUM_STOPS};
    routes[1] = (wain_plan_route){.type = 0, .vehicle = 3, .day = 6, .first_stop = NUM_STOPS, .num_stops = 2};
    for (int32_t i = 0; i < NUM_STOPS + 2; i++)
        stops[i] = (wain_plan_stop){.order = i, .arrival = 10, .start = 15, .departure = 22};
    *unserved = (wain_unserved){.order = NUM_STOPS + 2, .reason = WAIN_REASON_TOO_DEAR};
    *plan = (wain_plan){.routes = routes,
                        .num_routes = 2,
                        .stops = stops,
                        .num_stops = NUM_STOPS + 2,
                        .unserved = unserved,
                        .num_unserved = 1};
}

static wain_digest digest_of(const wain_plan *plan)
{
    wain_digest digest = {0, 0, 0};

    wain_plan_digest_routes(&digest, plan, 0, plan->num_routes);
    wain_plan_digest_unserved(&digest, plan);
    return digest;
}

static wain_plan_totals totals_of(const wain_plan *plan, const wain_order_book *book)
{
    wain_plan_totals totals = {0};

    wain_plan_totals_add(&totals, plan, book);
    wain_plan_totals_end(&totals, plan, book);
    return totals;
}

static int same(wain_digest a, wain_digest b)
{
    return a.low == b.low && a.high == b.high && a.count == b.count;
}

static void digest_ignores_the_order_of_routes(void)
{
    wain_plan a, b;
    wain_plan_route routes_a[2], routes_b[2];
    wain_plan_stop stops_a[NUM_STOPS + 2], stops_b[NUM_STOPS + 2];
    wain_unserved unserved_a, unserved_b;

    fill(&a, routes_a, stops_a, &unserved_a);
    fill(&b, routes_b, stops_b, &unserved_b);
    routes_b[0] = routes_a[1];
    routes_b[0].first_stop = 0;
    routes_b[1] = routes_a[0];
    routes_b[1].first_stop = 2;
    routes_b[1].unit = 9; /* which unit and which of equal vehicles do not count */
    routes_b[1].vehicle = 4;
    for (int32_t i = 0; i < 2; i++)
        stops_b[i].order = NUM_STOPS + i;
    for (int32_t i = 0; i < NUM_STOPS; i++)
        stops_b[2 + i].order = i;
    CU_ASSERT_TRUE(same(digest_of(&a), digest_of(&b)));
}

static void digest_sees_every_difference(void)
{
    wain_plan plan;
    wain_plan_route routes[2];
    wain_plan_stop stops[NUM_STOPS + 2];
    wain_unserved unserved;
    wain_digest before;

    fill(&plan, routes, stops, &unserved);
    before = digest_of(&plan);
    CU_ASSERT_EQUAL(before.count, 3);
    stops[0].order = 1; /* swapped in the first block */
    stops[1].order = 0;
    CU_ASSERT_FALSE(same(before, digest_of(&plan)));
    fill(&plan, routes, stops, &unserved);
    stops[NUM_STOPS - 1].order = 0; /* in the last block */
    CU_ASSERT_FALSE(same(before, digest_of(&plan)));
    fill(&plan, routes, stops, &unserved);
    routes[1].departure = 1;
    CU_ASSERT_FALSE(same(before, digest_of(&plan)));
    fill(&plan, routes, stops, &unserved);
    routes[0].day = 6;
    CU_ASSERT_FALSE(same(before, digest_of(&plan)));
    fill(&plan, routes, stops, &unserved);
    unserved.reason = WAIN_REASON_WINDOW;
    CU_ASSERT_FALSE(same(before, digest_of(&plan)));
    fill(&plan, routes, stops, &unserved);
    CU_ASSERT_TRUE(same(before, digest_of(&plan)));
}

static void totals_add_up(void)
{
    static wain_order orders[NUM_STOPS + 3];
    wain_order_book book = {.orders = orders, .num_orders = NUM_STOPS + 3, .num_loads = 2};
    wain_plan plan;
    wain_plan_route routes[2];
    wain_plan_stop stops[NUM_STOPS + 2];
    wain_unserved unserved;
    wain_plan_kpi kpi;

    fill(&plan, routes, stops, &unserved);
    for (size_t i = 0; i < book.num_orders; i++)
        orders[i] = (wain_order){.load = {2, 3}, .priority = WAIN_PRIORITY_NORMAL, .price = 50};
    orders[NUM_STOPS + 2].priority = WAIN_PRIORITY_OPTIONAL;
    routes[0].departure = 100;
    routes[0].end = 8000;
    routes[0].distance = 70;
    routes[0].fixed_cost = 1;
    routes[1].distance_cost = 20;
    routes[1].time_cost = 300;
    kpi = totals_of(&plan, &book).kpi;
    CU_ASSERT_EQUAL(kpi.num_orders, NUM_STOPS + 3);
    CU_ASSERT_EQUAL(kpi.num_planned, NUM_STOPS + 2);
    CU_ASSERT_EQUAL(kpi.num_routes, 2);
    CU_ASSERT_EQUAL(kpi.num_vehicles, 1);
    CU_ASSERT_EQUAL(kpi.distance, 70);
    CU_ASSERT_EQUAL(kpi.duration, 7900);
    CU_ASSERT_EQUAL(kpi.waiting, 5 * (NUM_STOPS + 2));
    CU_ASSERT_EQUAL(kpi.service, 7 * (NUM_STOPS + 2));
    CU_ASSERT_EQUAL(kpi.driving, 7900 - 12 * (NUM_STOPS + 2));
    CU_ASSERT_EQUAL(kpi.load[0], 2 * (NUM_STOPS + 2));
    CU_ASSERT_EQUAL(kpi.load[1], 3 * (NUM_STOPS + 2));
    CU_ASSERT_EQUAL(kpi.fixed_cost + kpi.distance_cost + kpi.time_cost, 321);
    CU_ASSERT_EQUAL(kpi.unserved[WAIN_REASON_TOO_DEAR], 1);
    CU_ASSERT_EQUAL(kpi.unserved_cost, 50);
    CU_ASSERT_EQUAL(kpi.num_required_unserved, 0);
    orders[NUM_STOPS + 2].priority = WAIN_PRIORITY_LOW;
    kpi = totals_of(&plan, &book).kpi;
    CU_ASSERT_EQUAL(kpi.unserved_cost, 0);
    CU_ASSERT_EQUAL(kpi.num_required_unserved, 1);
    plan.unserved[0].reason = WAIN_REASON_OUTSIDE_HORIZON;
    kpi = totals_of(&plan, &book).kpi;
    CU_ASSERT_EQUAL(kpi.unserved[WAIN_REASON_OUTSIDE_HORIZON], 1);
    CU_ASSERT_EQUAL(kpi.num_required_unserved, 0);
}

static void an_empty_plan_is_released(void)
{
    wain_plan *plan = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_plan_create(&plan, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(digest_of(plan).count, 0);
    wain_plan_free(plan);
    wain_plan_free(NULL);
}

/* One route at a time, its stops forgotten before the next comes. */
static void pieces_come_to_the_same(void)
{
    wain_plan whole, plan;
    wain_plan_route routes[2];
    wain_plan_stop stops[NUM_STOPS + 2], some[NUM_STOPS];
    wain_unserved unserved;
    wain_order orders[NUM_STOPS + 3] = {{0}};
    const wain_order_book book = {.orders = orders, .num_orders = NUM_STOPS + 3};
    wain_plan_totals expected, totals = {0};

    fill(&whole, routes, stops, &unserved);
    expected = totals_of(&whole, &book);
    plan = whole;
    plan.stops = some;
    plan.num_stops = 0;
    for (size_t r = 0; r < 2; r++) {
        memcpy(some, stops + routes[r].first_stop, (size_t)routes[r].num_stops * sizeof *some);
        plan.num_routes = r + 1;
        plan.num_stops += (size_t)routes[r].num_stops;
        wain_plan_totals_add(&totals, &plan, &book);
        wain_plan_release_stops(&plan, plan.num_stops);
        CU_ASSERT_EQUAL(plan.released, plan.num_stops);
    }
    wain_plan_totals_end(&totals, &plan, &book);
    CU_ASSERT_TRUE(same(totals.digest, expected.digest));
    CU_ASSERT_TRUE(same(totals.digest, digest_of(&whole)));
    CU_ASSERT_EQUAL(memcmp(&totals.kpi, &expected.kpi, sizeof totals.kpi), 0);
    CU_ASSERT_EQUAL(totals.kpi.num_planned, NUM_STOPS + 2);
}

static void what_is_released_makes_room(void)
{
    wain_plan_stop stops[5];
    wain_plan plan = {.stops = stops, .num_stops = 5};

    for (int32_t i = 0; i < 5; i++)
        stops[i] = (wain_plan_stop){.order = i};
    wain_plan_release_stops(&plan, 3);
    CU_ASSERT_EQUAL(wain_plan_stops(&plan, &(wain_plan_route){.first_stop = 3})[1].order, 4);
    wain_plan_release_stops(&plan, 3);
    CU_ASSERT_EQUAL(stops[0].order, 3);
    wain_plan_release_stops(&plan, 5);
    CU_ASSERT_EQUAL(plan.num_stops, 5);
}

void wain_suite_plan(CU_pSuite suite)
{
    CU_ADD_TEST(suite, digest_ignores_the_order_of_routes);
    CU_ADD_TEST(suite, digest_sees_every_difference);
    CU_ADD_TEST(suite, totals_add_up);
    CU_ADD_TEST(suite, an_empty_plan_is_released);
    CU_ADD_TEST(suite, pieces_come_to_the_same);
    CU_ADD_TEST(suite, what_is_released_makes_room);
}

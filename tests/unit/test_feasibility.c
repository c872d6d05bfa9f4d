#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "solver/model/feasibility.h"

void wain_suite_feasibility(CU_pSuite suite);

/* A night that can be checked by hand. Depot 0 stands at (0,0); orders at (30,40), (60,80), (0,50), (0,100), so
 * distances are 50, 50, 67 and so on, one second per unit. Route 0 delivers order 0, then picks up order 1; route 1
 * delivers order 2; order 3 is left out. Depot 1 and its type belong to the other region. */
typedef struct night {
    wain_order orders[4];
    wain_window windows[3];
    wain_depot depots[2];
    wain_vehicle_type types[2];
    wain_speed_profile profiles[1];
    wain_order_book book;
    wain_travel travel;
    wain_plan_route routes[2];
    wain_plan_stop stops[3];
    wain_unserved unserved[2];
    wain_plan_unit units[1];
    wain_plan plan;
    wain_check_report report;
} night;

static wain_order an_order(double x, double y, wain_load load, int32_t first_window, int32_t num_windows)
{
    return (wain_order){.x = x,
                        .y = y,
                        .load = {load, 1},
                        .earliest_day = 10,
                        .latest_day = 11,
                        .first_window = first_window,
                        .num_windows = num_windows,
                        .service = 5,
                        .kind = WAIN_DELIVERY,
                        .priority = WAIN_PRIORITY_NORMAL};
}

static void fill_book(night *n)
{
    n->windows[0] = (wain_window){60, 70};
    n->windows[1] = (wain_window){100, 120};
    n->windows[2] = (wain_window){0, 1000};
    n->orders[0] = an_order(30, 40, 6, 0, 2);
    n->orders[1] = an_order(60, 80, 7, 2, 1);
    n->orders[1].kind = WAIN_PICKUP;
    n->orders[1].skills = 2;
    n->orders[2] = an_order(0, 50, 3, 0, 0);
    n->orders[3] = an_order(0, 100, 3, 0, 0);
    n->depots[0] = (wain_depot){.open = 0, .close = 1000};
    n->depots[1] = (wain_depot){.region = 1, .open = 0, .close = 1000};
    n->types[0] = (wain_vehicle_type){.count = 2,
                                      .capacity = {10, 9},
                                      .fixed_cost = 1000,
                                      .cost_per_distance = 2,
                                      .cost_per_hour = 3600,
                                      .shift_end = 900,
                                      .max_stops = 2,
                                      .max_distance = 500,
                                      .skills = 3};
    n->types[1] = n->types[0];
    n->types[1].depot = 1;
    n->types[1].count = INT32_MAX;
    n->profiles[0] = (wain_speed_profile){.num_bands = 1, .band_seconds = 86400, .speed = {1000}};
    n->travel = (wain_travel){.metric = WAIN_METRIC_EUCLID, .scale = 1, .num_profiles = 1, .profiles = n->profiles};
    n->book = (wain_order_book){.orders = n->orders,
                                .num_orders = 4,
                                .windows = n->windows,
                                .num_windows = 3,
                                .depots = n->depots,
                                .num_depots = 2,
                                .types = n->types,
                                .num_types = 2,
                                .num_loads = 2};
}

static void fill_plan(night *n)
{
    n->stops[0] = (wain_plan_stop){.order = 0, .arrival = 50, .start = 60, .departure = 65, .distance = 50};
    n->stops[1] = (wain_plan_stop){
        .order = 1, .arrival = 115, .start = 115, .departure = 120, .distance = 50, .load_after = {7, 1}};
    n->stops[2] = (wain_plan_stop){.order = 2, .arrival = 50, .start = 50, .departure = 55, .distance = 50};
    n->routes[0] = (wain_plan_route){.day = 10,
                                     .num_stops = 2,
                                     .end = 220,
                                     .last_distance = 100,
                                     .distance = 200,
                                     .fixed_cost = 1000,
                                     .distance_cost = 400,
                                     .time_cost = 220};
    n->routes[1] = (wain_plan_route){.day = 10,
                                     .vehicle = 1,
                                     .first_stop = 2,
                                     .num_stops = 1,
                                     .end = 105,
                                     .last_distance = 50,
                                     .distance = 100,
                                     .fixed_cost = 1000,
                                     .distance_cost = 200,
                                     .time_cost = 105};
    n->unserved[0] = (wain_unserved){.order = 3, .reason = WAIN_REASON_FLEET_EXHAUSTED, .detail = -1};
    n->plan = (wain_plan){.routes = n->routes,
                          .num_routes = 2,
                          .stops = n->stops,
                          .num_stops = 3,
                          .unserved = n->unserved,
                          .num_unserved = 1,
                          .units = n->units,
                          .num_units = 1};
}

static void fill(night *n)
{
    memset(n, 0, sizeof *n);
    fill_book(n);
    fill_plan(n);
}

static size_t count(night *n)
{
    CU_ASSERT_EQUAL(wain_feasibility_check(&n->book, &n->travel, 10, 2, &n->plan, &n->report, NULL), WAIN_OK);
    return n->report.total;
}

/* The violation with that text is reported at that place with that amount. */
static int finds(night *n, const char *text, int64_t route, int32_t stop, int64_t amount)
{
    int found = 0;

    count(n);
    for (size_t i = 0; i < n->report.kept; i++) {
        const wain_violation *v = &n->report.violations[i];

        found |= strstr(v->text, text) && v->route == route && v->stop == stop && v->amount == amount;
    }
    if (!found) {
        for (size_t i = 0; i < n->report.kept; i++) {
            const wain_violation *v = &n->report.violations[i];

            printf("    route %lld stop %d amount %lld: %s\n", (long long)v->route, v->stop, (long long)v->amount,
                   v->text);
        }
    }
    wain_check_report_clear(&n->report);
    return found;
}

/* Fill a valid night, change one thing, and expect the violation. */
#define EXPECT(n, change, text, route, stop, amount)         \
    do {                                                     \
        fill(n);                                             \
        change;                                              \
        CU_ASSERT_TRUE(finds(n, text, route, stop, amount)); \
    } while (0)

static void a_valid_plan_passes(void)
{
    night n;

    fill(&n);
    CU_ASSERT_EQUAL(count(&n), 0);
    CU_ASSERT_EQUAL(n.report.cost, 2 * 1000 + 600 + 325);
    CU_ASSERT_EQUAL(n.report.distance, 300);
    wain_check_report_clear(&n.report);
    CU_ASSERT_PTR_NULL(n.report.violations);
}

static void loads_are_checked_at_every_point(void)
{
    night n;

    EXPECT(&n, (n.types[0].capacity[0] = 5, n.orders[1].load[0] = 5), "exceeds the capacity 5 when leaving the depot",
           0, -1, 1);
    EXPECT(&n, n.types[0].capacity[0] = 6, "exceeds the capacity 6 when leaving the stop", 0, 1, 1);
    EXPECT(&n, n.stops[1].load_after[0] = 8, "recorded load 8 of dimension 0 is not the recomputed 7", 0, 1, 1);
    EXPECT(&n, n.stops[0].load_after[1] = 1, "recorded load 1 of dimension 1", 0, 0, 1);
    /* A pickup before a delivery rides with it: 6 at the depot, 13 between the two. */
    fill(&n);
    n.orders[0].kind = WAIN_PICKUP;
    n.orders[1].kind = WAIN_DELIVERY;
    CU_ASSERT_TRUE(finds(&n, "load 13 of dimension 0 exceeds the capacity 10 when leaving the stop", 0, 0, 3));
    /* Delivery first, then pickup: 6 at the depot, 7 at the end; never 13. */
    fill(&n);
    n.types[0].capacity[0] = 7;
    CU_ASSERT_EQUAL(count(&n), 0);
    wain_check_report_clear(&n.report);
}

static void times_are_checked(void)
{
    night n;

    EXPECT(&n, n.stops[1].arrival = 114, "recorded arrival 114 is not 115", 0, 1, -1);
    EXPECT(&n, n.routes[0].departure = 1, "which follows from leaving at 1", 0, 0, -1);
    EXPECT(&n, n.routes[0].end = 221, "recorded arrival 221 is not 220", 0, 2, 1);
    EXPECT(&n, n.stops[1].start = 114, "service starts at 114, before the arrival at 115", 0, 1, 1);
    EXPECT(&n, n.stops[0].start = 59, "outside its nearest window 60 to 70", 0, 0, 1);
    EXPECT(&n, n.stops[0].start = 72, "outside its nearest window 60 to 70", 0, 0, 2);
    EXPECT(&n, n.stops[0].start = 98, "outside its nearest window 100 to 120", 0, 0, 2);
    EXPECT(&n, n.windows[2].close = 113, "outside its only window 0 to 113", 0, 1, 2);
    EXPECT(&n, n.stops[0].departure = 66, "recorded departure 66 is not 65", 0, 0, 1);
    EXPECT(&n, n.types[0].shift_end = 219, "is back at 220, after the shift ends at 219", 0, 2, 1);
    EXPECT(&n, n.types[0].shift_start = 7, "leaves at 0, before the shift starts at 7", 0, -1, 7);
    EXPECT(&n, n.depots[0].close = 200, "is back at 220, after the depot closes at 200", 0, 2, 20);
    EXPECT(&n, n.depots[0].open = 3, "leaves at 0, before the depot opens at 3", 1, -1, 3);
    /* Waiting for the second window is allowed. */
    fill(&n);
    n.stops[0].start = 110;
    n.stops[0].departure = 115;
    CU_ASSERT_TRUE(finds(&n, "recorded arrival 115 is not 165, which follows from leaving at 115", 0, 1, -50));
}

static void limits_and_needs_are_checked(void)
{
    night n;

    EXPECT(&n, n.types[0].max_stops = 1, "2 stops exceed the limit of 1", 0, -1, 1);
    EXPECT(&n, n.types[0].max_distance = 199, "distance 200 exceeds the limit of 199", 0, -1, 1);
    EXPECT(&n, n.types[0].skills = 1, "lacks 1 of the skills", 0, 1, 1);
    EXPECT(&n, n.orders[2].region = 1, "the order is of region 1, its vehicle's depot of region 0", 1, 0, 0);
    EXPECT(&n, n.orders[2].earliest_day = 11, "day 10 is before the order's earliest day 11", 1, 0, 1);
    EXPECT(&n, (n.orders[2].earliest_day = 8, n.orders[2].latest_day = 9), "day 10 is after the order's latest day 9",
           1, 0, 1);
    EXPECT(&n, n.orders[2].reason = WAIN_REASON_BAD_DATA, "refused for bad data", 1, 0, 0);
    EXPECT(&n, n.routes[1].day = 12, "day 12 is outside the horizon, days 10 to 11", 1, -1, 1);
    EXPECT(&n, n.routes[1].vehicle = 2, "vehicle 2 is not one of the type's 2", 1, -1, 1);
    EXPECT(&n, n.routes[1].vehicle = -1, "vehicle -1 is not one of the type's 2", 1, -1, 0);
    EXPECT(&n, n.routes[1].vehicle = 0, "vehicle 0 of type 0 drives route 0 on day 10 already", 1, -1, 1);
    /* As many vehicles as needed, and the same vehicle on another day. */
    fill(&n);
    n.types[0].count = INT32_MAX;
    n.routes[1].vehicle = 70000;
    CU_ASSERT_EQUAL(count(&n), 0);
    n.routes[1].vehicle = 0;
    n.routes[1].day = 11;
    CU_ASSERT_EQUAL(count(&n), 0);
    wain_check_report_clear(&n.report);
}

/* The vehicle of route 1 starts its day 11 at second 1000 while it is still out on day 10. */
static void no_vehicle_drives_two_routes_at_once(void)
{
    night n;

    fill(&n);
    n.routes[1].vehicle = 0;
    n.routes[1].day = 11;
    CU_ASSERT_EQUAL(count(&n), 0);
    n.types[0].shift_end = n.depots[0].close = 3 * 86400;
    n.routes[0].departure += 86400;
    n.routes[0].end += 86400;
    n.windows[0] = (wain_window){0, 3 * 86400};
    n.orders[0].num_windows = 1;
    n.windows[2] = n.windows[0];
    for (int i = 0; i < 2; i++) {
        n.stops[i].arrival += 86400;
        n.stops[i].start = n.stops[i].arrival;
        n.stops[i].departure = n.stops[i].start + 5;
    }
    n.stops[1].arrival = n.stops[1].start = n.stops[0].departure + 50;
    n.stops[1].departure = n.stops[1].start + 5;
    n.routes[0].end = n.stops[1].departure + 100;
    n.routes[0].time_cost = n.routes[0].end - n.routes[0].departure;
    CU_ASSERT_TRUE(finds(&n, "vehicle 0 of type 0 leaves before it is back from a route of an earlier day", 1, -1,
                         n.routes[0].end - 86400 - n.routes[1].departure));
    n.routes[1].vehicle = 1; /* another one may */
    CU_ASSERT_EQUAL(count(&n), 0);
    wain_check_report_clear(&n.report);
}

/* Order 3 could be served alone, so that only the fleet can be the reason. */
static void false_reasons_are_found(void)
{
    static const wain_reason provable[] = {WAIN_REASON_BAD_DATA,  WAIN_REASON_OUTSIDE_HORIZON, WAIN_REASON_NO_DEPOT,
                                           WAIN_REASON_TOO_LARGE, WAIN_REASON_NO_SKILL,        WAIN_REASON_WINDOW,
                                           WAIN_REASON_TOO_FAR,   WAIN_REASON_NO_VEHICLE,      WAIN_REASON_TOO_DEAR};
    char text[100];
    night n;

    for (size_t i = 0; i < sizeof provable / sizeof *provable; i++) {
        snprintf(text, sizeof text, "left out as %s, which is not so", wain_reason_key(provable[i]));
        EXPECT(&n, n.unserved[0].reason = provable[i], text, -1, -1, 0);
    }
    EXPECT(&n, n.orders[3].load[0] = 11, "left out as fleet_exhausted, which is not so", -1, -1, 0);
    EXPECT(&n, n.orders[3].latest_day = 9, "left out as fleet_exhausted, which is not so", -1, -1, 0);
    EXPECT(&n, n.orders[3].reason = WAIN_REASON_BAD_DATA, "left out as fleet_exhausted, which is not so", -1, -1, 0);
}

/* Change order 3, and the plan may say so with the right wish only. */
#define EXPECT_PROOF(n, change, why, wish, what, by)                                           \
    do {                                                                                       \
        const wain_unserved proof = {.order = 3,                                               \
                                     .reason = WAIN_REASON_##why,                              \
                                     .relaxation = WAIN_RELAX_##wish,                          \
                                     .detail = (what),                                         \
                                     .amount = (by)};                                          \
                                                                                               \
        fill(n);                                                                               \
        change;                                                                                \
        (n)->unserved[0] = proof;                                                              \
        CU_ASSERT_EQUAL(count(n), 0);                                                          \
        (n)->unserved[0].amount++;                                                             \
        CU_ASSERT_TRUE(finds(n, "does not follow from the inputs", -1, -1, proof.amount + 1)); \
    } while (0)

static void true_reasons_and_wishes_pass(void)
{
    night n;

    EXPECT_PROOF(&n, n.orders[3].load[0] = 13, TOO_LARGE, LOAD, 0, 3);
    EXPECT_PROOF(&n, n.orders[3].skills = 12, NO_SKILL, SKILL, 0, 2);
    EXPECT_PROOF(&n, n.orders[3].y = 300, TOO_FAR, DISTANCE, 0, 100);
    EXPECT_PROOF(&n, (n.orders[3].num_windows = 1, n.orders[3].first_window = 0), WINDOW, WINDOW, -1, 30);
    EXPECT_PROOF(&n, n.orders[3].service = 800, WINDOW, SHIFT, 0, 100);
    EXPECT_PROOF(&n, n.orders[3].latest_day = 9, OUTSIDE_HORIZON, NONE, -1, 0);
    EXPECT_PROOF(&n, n.orders[3].reason = WAIN_REASON_BAD_DATA, BAD_DATA, DATA, -1, 0);
    EXPECT_PROOF(&n, n.orders[3].region = 7, NO_DEPOT, NONE, -1, 0);
    EXPECT_PROOF(&n, (void)0, FLEET_EXHAUSTED, VEHICLE, 0, 1);
}

static void every_order_is_accounted_for(void)
{
    night n;

    EXPECT(&n, n.plan.num_unserved = 0, "neither planned nor listed", -1, -1, 0);
    EXPECT(&n, n.stops[2].order = 0, "in the plan already", 1, 0, 0);
    EXPECT(&n, n.unserved[0].order = 2, "the order is left out and planned", -1, -1, 0);
    EXPECT(&n, (n.unserved[1] = n.unserved[0], n.plan.num_unserved = 2), "left out and listed before", -1, -1, 0);
    EXPECT(&n, n.unserved[0].reason = WAIN_REASON_NONE, "without a known reason", -1, -1, 0);
    EXPECT(&n, n.unserved[0].reason = (wain_reason)99, "without a known reason (99)", -1, -1, 0);
}

static void recorded_costs_are_recomputed(void)
{
    night n;

    EXPECT(&n, n.stops[0].distance = 51, "recorded distance 51 is not the recomputed 50", 0, 0, 1);
    EXPECT(&n, n.routes[0].last_distance = 99, "recorded distance 99 is not the recomputed 100", 0, 2, -1);
    EXPECT(&n, n.routes[0].distance = 201, "recorded distance of the route 201", 0, -1, 1);
    EXPECT(&n, n.routes[0].fixed_cost = 999, "recorded fixed cost 999", 0, -1, -1);
    EXPECT(&n, n.routes[0].distance_cost = 401, "recorded cost of distance 401", 0, -1, 1);
    EXPECT(&n, n.routes[0].time_cost = 219, "recorded cost of time 219", 0, -1, -1);
    fill(&n);
    n.types[0].cost_per_hour = 17; /* 220 s: 1.0389 rounds to 1; 105 s: 0.4958 rounds to 0 */
    n.routes[0].time_cost = 1;
    n.routes[1].time_cost = 0;
    CU_ASSERT_EQUAL(count(&n), 0);
    wain_check_report_clear(&n.report);
}

static void hostile_plans_give_violations(void)
{
    night n;

    EXPECT(&n, n.stops[0].order = -1, "order -1 is not among", 0, 0, 0);
    EXPECT(&n, n.stops[1].order = INT32_MAX, "order 2147483647 is not among", 0, 1, 0);
    EXPECT(&n, n.routes[0].type = 2, "vehicle type 2 is not among", 0, -1, 0);
    EXPECT(&n, n.routes[0].type = INT32_MIN, "is not among the fleet's 2", 0, -1, 0);
    EXPECT(&n, n.routes[0].unit = 1, "unit 1 is not among the plan's 1", 0, -1, 0);
    EXPECT(&n, n.routes[0].first_stop = INT64_MAX, "are not among the plan's 3", 0, -1, 0);
    EXPECT(&n, n.routes[0].first_stop = -1, "are not among the plan's 3", 0, -1, 0);
    EXPECT(&n, n.routes[1].num_stops = INT32_MAX, "the routes have 2147483649 stops, the plan 3", -1, -1, 2147483646);
    EXPECT(&n, n.routes[1].num_stops = 0, "are not among the plan's 3", 1, -1, 0);
    EXPECT(&n, n.routes[1].num_stops = INT32_MIN, "the routes have 2 stops, the plan 3", -1, -1, -1);
    EXPECT(&n, n.unserved[0].order = 4, "left-out order 4 is not among", -1, -1, 0);
    EXPECT(&n, (n.routes[0].departure = INT32_MIN, n.routes[0].end = INT32_MAX), "recorded cost of time", 0, -1,
           220 - ((int64_t)UINT32_MAX));
    EXPECT(&n, (n.stops[0].start = INT32_MIN, n.stops[0].arrival = INT32_MAX), "before the arrival", 0, 0,
           (int64_t)UINT32_MAX);
    EXPECT(&n, (n.orders[0].load[0] = INT64_MAX, n.stops[0].load_after[0] = INT64_MIN), "exceeds the capacity 10", 0,
           -1, INT64_MAX - 10);
    EXPECT(&n, (n.routes[0].distance_cost = INT64_MIN, n.types[0].cost_per_distance = INT64_MAX),
           "recorded cost of distance", 0, -1, INT64_MIN);
    EXPECT(&n, n.orders[0].x = 1e300, "recorded distance 50 is not", 0, 0, 50 - INT64_MAX);
    EXPECT(&n, n.types[0].depot = 7, "its vehicle type has depot 7 of 2", 0, -1, 0);
}

static void many_violations_are_counted_but_not_all_kept(void)
{
    night n;
    static wain_unserved unserved[20000];

    fill(&n);
    for (size_t i = 0; i < 20000; i++)
        unserved[i] = (wain_unserved){.order = -1, .reason = WAIN_REASON_WINDOW};
    n.plan.unserved = unserved;
    n.plan.num_unserved = 20000;
    CU_ASSERT_EQUAL(count(&n), 20001);
    CU_ASSERT_EQUAL(n.report.kept, 10000);
    wain_check_report_clear(&n.report);
}

static int complains(night *n, const char *text, int64_t route, int32_t stop)
{
    int found = 0;

    count(n);
    for (size_t i = 0; i < n->report.kept; i++) {
        const wain_violation *v = &n->report.violations[i];

        found |= strstr(v->text, text) && v->route == route && v->stop == stop;
    }
    wain_check_report_clear(&n->report);
    return found;
}

/* Distance of one leg there and back, under a metric. */
static void expect_leg(night *n, double x, double y, wain_dist there)
{
    n->orders[2].x = x;
    n->orders[2].y = y;
    n->stops[2].distance = there;
    CU_ASSERT_FALSE(complains(n, "recorded distance", 1, 0));
    n->stops[2].distance = there + 1;
    CU_ASSERT_TRUE(finds(n, "recorded distance", 1, 0, 1));
}

static void metrics_follow_their_definitions(void)
{
    night n;
    int32_t matrix[36] = {0};

    fill(&n);
    expect_leg(&n, 1, 1, 1); /* 1.414 */
    n.travel.scale = 10;
    expect_leg(&n, 1, 1, 14);
    expect_leg(&n, 2, 5, 54); /* 53.85 */
    n.travel.rounding = WAIN_ROUND_DOWN;
    expect_leg(&n, 2, 5, 53);
    expect_leg(&n, 3, 4, 50);
    n.travel.rounding = WAIN_ROUND_UP;
    expect_leg(&n, 2, 5, 54);
    expect_leg(&n, 1, 1, 15);
    expect_leg(&n, 3, 4, 50);
    n.travel.metric = WAIN_METRIC_GREAT_CIRCLE;
    n.travel.detour = 1;
    expect_leg(&n, 0, 1, 111195);     /* one degree of a meridian: 6371008.8 pi / 180 */
    expect_leg(&n, 180, 0, 20015114); /* half way round */
    n.travel.detour = 1.5;
    expect_leg(&n, 0, 1, 166793);
    n.travel.metric = WAIN_METRIC_GEO;
    n.depots[0].x = 38.24; /* the first two places of TSPLIB's ulysses16, 509 km apart */
    n.depots[0].y = 20.42;
    expect_leg(&n, 39.57, 26.15, 509);
    n.travel.metric = WAIN_METRIC_MATRIX;
    n.travel.matrix = matrix;
    n.travel.matrix_size = 6;
    matrix[0 * 6 + 2 + 2] = 77; /* depot 0 to order 2: depots first */
    expect_leg(&n, 0, 0, 77);
}

/* Speeds 1, 2 and 4 units a second in bands of 100 s. */
static void travel_times_follow_the_speed_bands(void)
{
    night n;
    const struct {
        wain_time departure;
        wain_dist distance;
        wain_time arrival;
    } legs[] = {{0, 50, 50},   {0, 100, 100},  {0, 101, 101},   {0, 300, 200},   {0, 301, 201}, {0, 304, 201},
                {50, 51, 101}, {50, 250, 200}, {150, 101, 201}, {500, 401, 601}, {-20, 20, 0},  {-20, 121, 101},
                {199, 3, 201}, {99, 1, 100},   {99, 2, 101},    {7, 0, 7}};

    fill(&n);
    n.profiles[0] = (wain_speed_profile){.num_bands = 3, .band_seconds = 100, .speed = {1000, 2000, 4000}};
    for (size_t i = 0; i < sizeof legs / sizeof *legs; i++) {
        n.orders[2].y = legs[i].distance;
        n.routes[1].departure = legs[i].departure;
        n.stops[2].arrival = legs[i].arrival;
        CU_ASSERT_FALSE(complains(&n, "recorded arrival", 1, 0));
        n.stops[2].arrival = legs[i].arrival + 1;
        CU_ASSERT_TRUE(finds(&n, "recorded arrival", 1, 0, 1));
    }
}

void wain_suite_feasibility(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_valid_plan_passes);
    CU_ADD_TEST(suite, loads_are_checked_at_every_point);
    CU_ADD_TEST(suite, times_are_checked);
    CU_ADD_TEST(suite, limits_and_needs_are_checked);
    CU_ADD_TEST(suite, no_vehicle_drives_two_routes_at_once);
    CU_ADD_TEST(suite, false_reasons_are_found);
    CU_ADD_TEST(suite, true_reasons_and_wishes_pass);
    CU_ADD_TEST(suite, every_order_is_accounted_for);
    CU_ADD_TEST(suite, recorded_costs_are_recomputed);
    CU_ADD_TEST(suite, hostile_plans_give_violations);
    CU_ADD_TEST(suite, many_violations_are_counted_but_not_all_kept);
    CU_ADD_TEST(suite, metrics_follow_their_definitions);
    CU_ADD_TEST(suite, travel_times_follow_the_speed_bands);
}

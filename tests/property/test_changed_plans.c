/* Random valid plans and random changes to them: the checker finds each, in a plan as a whole and by pieces. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "solver/core/rng.h"
#include "solver/model/feasibility.h"

void wain_suite_changed_plans(CU_pSuite suite);

enum { NUM_ORDERS = 40, NUM_ROUTES = 8 };

typedef struct random_night {
    wain_order orders[NUM_ORDERS];
    wain_window windows[NUM_ORDERS];
    wain_depot depot;
    wain_vehicle_type types[2];
    wain_speed_profile profile;
    wain_order_book book;
    wain_travel travel;
    wain_plan_route routes[NUM_ROUTES + 1];
    wain_plan_stop stops[NUM_ORDERS];
    wain_unserved unserved[NUM_ORDERS];
    wain_plan_unit unit;
    wain_plan plan;
} random_night;

static wain_dist rounded_distance(double ax, double ay, double bx, double by)
{
    const double square = (ax - bx) * (ax - bx) + (ay - by) * (ay - by);
    wain_dist d = 0;

    while ((d + 0.5) * (d + 0.5) <= square) /* the least d with square < (d + 1/2)^2 */
        d++;
    return d;
}

static void fill_random_book(random_night *n, wain_rng *rng)
{
    memset(n, 0, sizeof *n);
    for (int32_t i = 0; i < NUM_ORDERS; i++)
        n->orders[i] = (wain_order){.x = wain_rng_below(rng, 1000),
                                    .y = wain_rng_below(rng, 1000),
                                    .load = {1 + wain_rng_below(rng, 9)},
                                    .kind = (uint8_t)wain_rng_below(rng, 2),
                                    .service = (wain_time)wain_rng_below(rng, 60),
                                    .first_window = i,
                                    .num_windows = 1};
    n->depot = (wain_depot){.x = 500, .y = 500, .close = 100000};
    for (int32_t t = 0; t < 2; t++)
        n->types[t] = (wain_vehicle_type){.count = NUM_ROUTES,
                                          .capacity = {1000},
                                          .fixed_cost = 10 + t,
                                          .cost_per_distance = 1,
                                          .cost_per_hour = 3600,
                                          .shift_end = 100000,
                                          .max_stops = 100,
                                          .max_distance = 100000};
    n->profile = (wain_speed_profile){.num_bands = 1, .band_seconds = 86400, .speed = {1000}};
    n->travel = (wain_travel){.metric = WAIN_METRIC_EUCLID, .scale = 1, .num_profiles = 1, .profiles = &n->profile};
    n->book = (wain_order_book){.orders = n->orders,
                                .num_orders = NUM_ORDERS,
                                .windows = n->windows,
                                .num_windows = NUM_ORDERS,
                                .depots = &n->depot,
                                .num_depots = 1,
                                .types = n->types,
                                .num_types = 2,
                                .num_loads = 1};
}

/* Drive the stops of one route; each order's window is laid around the moment it is served. */
static void drive(random_night *n, wain_plan_route *route, wain_rng *rng)
{
    double x = n->depot.x, y = n->depot.y;
    wain_time clock = route->departure;
    wain_load load = 0;

    for (int32_t i = 0; i < route->num_stops; i++) {
        const wain_order *order = &n->orders[n->stops[route->first_stop + i].order];

        load += order->kind == WAIN_DELIVERY ? order->load[0] : 0;
    }
    for (int32_t i = 0; i < route->num_stops; i++) {
        wain_plan_stop *stop = &n->stops[route->first_stop + i];
        const wain_order *order = &n->orders[stop->order];

        stop->distance = rounded_distance(x, y, order->x, order->y);
        stop->arrival = clock + stop->distance;
        stop->start = stop->arrival + (wain_time)wain_rng_below(rng, 3) * 30;
        stop->departure = clock = stop->start + order->service;
        load += order->kind == WAIN_PICKUP ? order->load[0] : -order->load[0];
        stop->load_after[0] = load;
        route->distance += stop->distance;
        n->windows[stop->order] = (wain_window){stop->start - 5, stop->start + 5};
        x = order->x;
        y = order->y;
    }
    route->last_distance = rounded_distance(x, y, n->depot.x, n->depot.y);
    route->distance += route->last_distance;
    route->end = clock + route->last_distance;
    route->fixed_cost = n->types[route->type].fixed_cost;
    route->distance_cost = route->distance;
    route->time_cost = route->end - route->departure;
}

static void fill_random(random_night *n, wain_rng *rng)
{
    const int32_t per_route = (NUM_ORDERS - 8) / NUM_ROUTES;

    fill_random_book(n, rng);
    for (int32_t i = 0; i < NUM_ORDERS - 8; i++)
        n->stops[i].order = NUM_ORDERS - 1 - i;
    for (int32_t r = 0; r < NUM_ROUTES; r++) {
        n->routes[r] = (wain_plan_route){.type = r % 2,
                                         .vehicle = r / 2,
                                         .first_stop = (int64_t)r * per_route,
                                         .num_stops = per_route,
                                         .departure = (wain_time)wain_rng_below(rng, 500)};
        drive(n, &n->routes[r], rng);
    }
    for (int32_t i = 0; i < 8; i++) {
        n->windows[i] = (wain_window){0, 50000};
        n->unserved[i] = (wain_unserved){.order = i, .reason = WAIN_REASON_FLEET_EXHAUSTED, .detail = -1};
    }
    n->plan = (wain_plan){.routes = n->routes,
                          .num_routes = NUM_ROUTES,
                          .stops = n->stops,
                          .num_stops = NUM_ORDERS - 8,
                          .unserved = n->unserved,
                          .num_unserved = 8,
                          .units = &n->unit,
                          .num_units = 1};
}

static int32_t nudge(wain_rng *rng)
{
    const int32_t by = 1 + (int32_t)wain_rng_below(rng, 50);

    return wain_rng_below(rng, 2) ? by : -by;
}

static void mutate_route(wain_plan_route *route, wain_rng *rng)
{
    switch (wain_rng_below(rng, 12)) {
    case 0:
        route->type ^= 1;
        break;
    case 1:
        route->vehicle = NUM_ROUTES;
        break;
    case 2:
        route->vehicle = (route->vehicle + 1) % (NUM_ROUTES / 2);
        break; /* one that drives already */
    case 3:
        route->day += nudge(rng);
        break;
    case 4:
        route->first_stop += nudge(rng);
        break;
    case 5:
        route->num_stops += nudge(rng);
        break;
    case 6:
        route->departure += nudge(rng);
        break;
    case 7:
        route->end += nudge(rng);
        break;
    case 8:
        route->last_distance += nudge(rng);
        break;
    case 9:
        route->distance += nudge(rng);
        break;
    case 10:
        route->distance_cost += nudge(rng);
        break;
    default:
        route->time_cost += nudge(rng);
        break;
    }
}

static void mutate_stop(wain_plan_stop *stops, wain_rng *rng)
{
    wain_plan_stop *stop = &stops[wain_rng_below(rng, NUM_ORDERS - 8)];
    wain_plan_stop *other = &stops[wain_rng_below(rng, NUM_ORDERS - 8)];
    const int32_t order = stop->order;

    switch (wain_rng_below(rng, 8)) {
    case 0:
        stop->order = (stop->order + 1) % NUM_ORDERS;
        break;
    case 1:
        stop->arrival += nudge(rng);
        break;
    case 2:
        stop->start += nudge(rng);
        break;
    case 3:
        stop->departure += nudge(rng);
        break;
    case 4:
        stop->distance += nudge(rng);
        break;
    case 5:
        stop->load_after[0] += nudge(rng);
        break;
    case 6:
        stop->order = NUM_ORDERS + nudge(rng) * NUM_ORDERS;
        break;
    default:
        other = other == stop ? &stops[(stop - stops + 1) % (NUM_ORDERS - 8)] : other;
        stop->order = other->order;
        other->order = order;
        break;
    }
}

static void mutate_unserved(random_night *n, wain_rng *rng)
{
    wain_unserved *unserved = &n->unserved[wain_rng_below(rng, 8)];

    switch (wain_rng_below(rng, 4)) {
    case 0:
        unserved->order = (unserved->order + 1) % NUM_ORDERS;
        break;
    case 1:
        unserved->reason = WAIN_REASON_NONE;
        break;
    case 2:
        n->plan.num_unserved--;
        break;
    default:
        n->unserved[n->plan.num_unserved++] = *unserved;
        break;
    }
}

static void mutate(random_night *n, wain_rng *rng)
{
    switch (wain_rng_below(rng, 8)) {
    case 0:
        mutate_unserved(n, rng);
        break;
    case 1:
        n->plan.num_routes--;
        break;
    case 2:
        n->routes[n->plan.num_routes++] = n->routes[wain_rng_below(rng, NUM_ROUTES)];
        break;
    case 3:
    case 4:
        mutate_route(&n->routes[wain_rng_below(rng, NUM_ROUTES)], rng);
        break;
    default:
        mutate_stop(n->stops, rng);
        break;
    }
}

/* The same plan, each route added for itself and its stops forgotten before the next. */
static size_t count_by_pieces(const random_night *n)
{
    static random_night copy;
    wain_check_report report = {0};
    wain_feasibility *checking = NULL;
    wain_plan plan = n->plan;
    size_t total;

    plan.stops = copy.stops;
    plan.num_routes = 0;
    CU_ASSERT_EQUAL_FATAL(wain_feasibility_begin(&n->book, &n->travel, 0, 1, &report, &checking, NULL), WAIN_OK);
    while (plan.num_routes < n->plan.num_routes) {
        plan.num_routes++;
        plan.num_stops = plan.num_routes == n->plan.num_routes ? n->plan.num_stops : plan.num_routes * 4;
        memcpy(copy.stops, n->stops + plan.released, (plan.num_stops - plan.released) * sizeof *copy.stops);
        CU_ASSERT_EQUAL(wain_feasibility_add(checking, &plan, NULL), WAIN_OK);
        wain_plan_release_stops(&plan, plan.num_stops);
    }
    CU_ASSERT_EQUAL(wain_feasibility_end(checking, &plan, NULL), WAIN_OK);
    total = report.total;
    wain_feasibility_free(checking);
    wain_check_report_clear(&report);
    return total;
}

/* Whether the routes still have the stops by which pieces are cut. */
static bool is_like_before(const random_night *n)
{
    bool all = n->plan.num_routes == NUM_ROUTES;

    for (int32_t r = 0; r < NUM_ROUTES; r++)
        all &= n->routes[r].first_stop == r * 4 && n->routes[r].num_stops == 4;
    return all;
}

static void every_random_change_is_caught(void)
{
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_check_report report = {0};
    static random_night n;
    int missed = 0, refused = 0;

    for (int round = 0; round < 5000; round++) {
        size_t by_pieces;

        fill_random(&n, &rng);
        wain_feasibility_check(&n.book, &n.travel, 0, 1, &n.plan, &report, NULL);
        refused += report.total != 0 || count_by_pieces(&n) != 0;
        mutate(&n, &rng);
        wain_feasibility_check(&n.book, &n.travel, 0, 1, &n.plan, &report, NULL);
        by_pieces = count_by_pieces(&n);
        missed += report.total == 0 || by_pieces == 0;
        if (is_like_before(&n))
            missed += by_pieces != report.total;
    }
    CU_ASSERT_EQUAL(refused, 0);
    CU_ASSERT_EQUAL(missed, 0);
    wain_check_report_clear(&report);
}

void wain_suite_changed_plans(CU_pSuite suite)
{
    CU_ADD_TEST(suite, every_random_change_is_caught);
}

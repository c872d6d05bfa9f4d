#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/model/feasibility_internal.h"

/* Everything here is computed anew from the definitions in order_book.h, plan.h and travel.h. It must never call the
 * travel model's, the problem's or the evaluation's functions: an error there is what it is meant to find. */

enum { KEPT_VIOLATIONS = 10000, SECONDS_PER_DAY = 86400 };

wain_status wain_check_report_add(wain_check_report *report, const wain_violation *violation, wain_error *err)
{
    wain_status status = WAIN_OK;

    report->total++;
    if (report->kept >= KEPT_VIOLATIONS)
        goto done;
    WAIN_TRY(WAIN_RESERVE(report->violations, report->capacity, report->kept + 1, err));
    report->violations[report->kept++] = *violation;
done:
    return status;
}

void wain_check_violate(wain_checking *c, wain_plan_place where, int64_t amount, const char *format, ...)
{
    wain_violation violation = {.route = where.route, .stop = where.stop, .order = where.order, .amount = amount};
    va_list args;
    wain_status status;

    va_start(args, format);
    vsnprintf(violation.text, sizeof violation.text, format, args);
    va_end(args);
    status = wain_check_report_add(c->report, &violation, c->err);
    if (c->status == WAIN_OK)
        c->status = status;
}

/* Sums and products of a hostile plan stay at the ends of their range. */
static int64_t add(int64_t a, int64_t b)
{
    int64_t sum;

    return __builtin_add_overflow(a, b, &sum) ? (b > 0 ? INT64_MAX : INT64_MIN) : sum;
}

static int64_t subtract(int64_t a, int64_t b)
{
    int64_t difference;

    return __builtin_sub_overflow(a, b, &difference) ? (b < 0 ? INT64_MAX : INT64_MIN) : difference;
}

static int64_t multiply(int64_t a, int64_t b)
{
    int64_t product;

    return __builtin_mul_overflow(a, b, &product) ? ((a < 0) == (b < 0) ? INT64_MAX : INT64_MIN) : product;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* --- One route ---------------------------------------------------------------------------------------------------- */

/* What is known of the route while it is walked. */
typedef struct walk {
    int64_t index;
    const wain_plan_route *route;
    const wain_plan_stop *stops;
    const wain_vehicle_type *type;
    const wain_depot *depot;
    const wain_speed_profile *profile;
    wain_location at; /* where the vehicle is */
    int64_t clock;    /* recorded departure from there */
    int64_t distance; /* recomputed so far */
    wain_load on_board[WAIN_MAX_LOADS], peak[WAIN_MAX_LOADS];
    int32_t peak_stop[WAIN_MAX_LOADS]; /* -1: leaving the depot */
} walk;

static wain_plan_place in_route(const walk *w, int32_t stop)
{
    const bool is_order = stop >= 0 && stop < w->route->num_stops;

    return (wain_plan_place){w->index, stop, is_order ? w->stops[stop].order : -1};
}

static bool is_order(const wain_checking *c, int32_t order)
{
    return order >= 0 && (size_t)order < c->book->num_orders;
}

/* Can the route be walked at all? */
static bool refers_to_what_exists(wain_checking *c, int64_t index, walk *w)
{
    const wain_plan_route *route = &c->plan->routes[index];
    const wain_plan_place here = {index, -1, -1};
    const int64_t num_stops = (int64_t)c->plan->num_stops;

    if (route->num_stops < 1 || route->first_stop < (int64_t)c->plan->released || route->first_stop > num_stops ||
        route->num_stops > num_stops - route->first_stop) {
        wain_check_violate(c, here, 0, "its stops %" PRId64 " to %" PRId64 " + %d are not among the plan's %" PRId64,
                           route->first_stop, route->first_stop, route->num_stops, num_stops);
        return false;
    }
    *w = (walk){.index = index, .route = route, .stops = wain_plan_stops(c->plan, route)};
    if (route->unit < 0 || (size_t)route->unit >= c->plan->num_units)
        wain_check_violate(c, here, 0, "unit %d is not among the plan's %zu", route->unit, c->plan->num_units);
    if (route->type < 0 || (size_t)route->type >= c->book->num_types) {
        wain_check_violate(c, here, 0, "vehicle type %d is not among the fleet's %zu", route->type, c->book->num_types);
        return false;
    }
    w->type = &c->book->types[route->type];
    if (w->type->depot < 0 || (size_t)w->type->depot >= c->book->num_depots || w->type->profile < 0 ||
        w->type->profile >= c->travel->num_profiles) {
        wain_check_violate(c, here, 0, "its vehicle type has depot %d of %zu and speed profile %d of %d",
                           w->type->depot, c->book->num_depots, w->type->profile, c->travel->num_profiles);
        return false;
    }
    w->depot = &c->book->depots[w->type->depot];
    w->profile = &c->travel->profiles[w->type->profile];
    return true;
}

/* Marks the order as planned. False when the order does not exist, so that nothing more can be said of the stop. */
static bool check_served_once(wain_checking *c, wain_plan_place where)
{
    if (!is_order(c, where.order)) {
        wain_check_violate(c, where, 0, "order %d is not among the book's %zu", where.order, c->book->num_orders);
        return false;
    }
    if (c->seen[where.order])
        wain_check_violate(c, where, 0, "the order is in the plan already");
    c->seen[where.order] |= 1;
    return true;
}

static void check_order_fits(wain_checking *c, const walk *w, wain_plan_place where)
{
    const wain_order *order = &c->book->orders[where.order];
    const uint64_t lacking = order->skills & ~w->type->skills;
    const int64_t day = w->route->day;

    if (order->reason == WAIN_REASON_BAD_DATA)
        wain_check_violate(c, where, 0, "the order was refused for bad data and must not be planned");
    if (order->region != w->depot->region)
        wain_check_violate(c, where, 0, "the order is of region %d, its vehicle's depot of region %d", order->region,
                           w->depot->region);
    if (day < order->earliest_day)
        wain_check_violate(c, where, order->earliest_day - day, "day %" PRId64 " is before the order's earliest day %d",
                           day, order->earliest_day);
    if (day > order->latest_day)
        wain_check_violate(c, where, day - order->latest_day, "day %" PRId64 " is after the order's latest day %d", day,
                           order->latest_day);
    if (lacking)
        wain_check_violate(c, where, __builtin_popcountll(lacking),
                           "the vehicle lacks %d of the skills that the order needs", __builtin_popcountll(lacking));
}

static void check_window(wain_checking *c, wain_plan_place where, int64_t start)
{
    const wain_order *order = &c->book->orders[where.order];
    const wain_window *closest = NULL;
    int64_t nearest = INT64_MAX;

    for (int32_t i = 0; i < order->num_windows; i++) {
        const wain_window *window = &c->book->windows[order->first_window + i];
        const int64_t outside = larger(window->open - start, start - window->close);

        if (outside <= 0)
            return;
        if (outside < nearest) {
            nearest = outside;
            closest = window;
        }
    }
    if (closest)
        wain_check_violate(c, where, nearest, "service starts at %" PRId64 ", outside its %s window %d to %d", start,
                           order->num_windows > 1 ? "nearest" : "only", closest->open, closest->close);
}

/* Drive from where the vehicle is to `to`: the recorded distance and arrival must be the recomputed ones. */
static void check_leg(wain_checking *c, walk *w, wain_plan_place where, wain_location to, int64_t distance,
                      int64_t arrival)
{
    const int64_t expected_distance = wain_check_distance(c->travel, w->at, to);
    const int64_t expected_arrival = wain_check_arrival(w->profile, w->clock, expected_distance);

    if (distance != expected_distance)
        wain_check_violate(c, where, subtract(distance, expected_distance),
                           "recorded distance %" PRId64 " is not the recomputed %" PRId64, distance, expected_distance);
    if (arrival != expected_arrival)
        wain_check_violate(c, where, subtract(arrival, expected_arrival),
                           "recorded arrival %" PRId64 " is not %" PRId64 ", which follows from leaving at %" PRId64,
                           arrival, expected_arrival, w->clock);
    w->distance = add(w->distance, expected_distance);
    w->at = to;
}

static void check_service(wain_checking *c, walk *w, wain_plan_place where, const wain_plan_stop *stop)
{
    const int64_t departure = (int64_t)stop->start + c->book->orders[where.order].service;

    if (stop->start < stop->arrival)
        wain_check_violate(c, where, (int64_t)stop->arrival - stop->start,
                           "service starts at %d, before the arrival at %d", stop->start, stop->arrival);
    check_window(c, where, stop->start);
    if (stop->departure != departure)
        wain_check_violate(c, where, stop->departure - departure,
                           "recorded departure %d is not %" PRId64 ", start and service time together", stop->departure,
                           departure);
    w->clock = stop->departure;
}

static void note_peak(walk *w, int32_t d, int32_t stop)
{
    if (stop < 0 || w->on_board[d] > w->peak[d]) {
        w->peak[d] = w->on_board[d];
        w->peak_stop[d] = stop;
    }
}

/* Deliveries are on board from the depot, pickups until the end. */
static void load_at_depot(const wain_checking *c, walk *w)
{
    for (int32_t i = 0; i < w->route->num_stops; i++) {
        const int32_t row = w->stops[i].order;

        if (!is_order(c, row) || c->book->orders[row].kind == WAIN_PICKUP)
            continue;
        for (int32_t d = 0; d < c->book->num_loads; d++)
            w->on_board[d] = add(w->on_board[d], c->book->orders[row].load[d]);
    }
    for (int32_t d = 0; d < c->book->num_loads; d++)
        note_peak(w, d, -1);
}

static void check_load(wain_checking *c, walk *w, wain_plan_place where, const wain_plan_stop *stop)
{
    const wain_order *order = &c->book->orders[where.order];

    for (int32_t d = 0; d < c->book->num_loads; d++) {
        w->on_board[d] =
            order->kind == WAIN_PICKUP ? add(w->on_board[d], order->load[d]) : subtract(w->on_board[d], order->load[d]);
        note_peak(w, d, where.stop);
        if (stop->load_after[d] != w->on_board[d])
            wain_check_violate(c, where, subtract(stop->load_after[d], w->on_board[d]),
                               "recorded load %" PRId64 " of dimension %d is not the recomputed %" PRId64,
                               stop->load_after[d], d, w->on_board[d]);
    }
}

/* Walk the stops. False when the route breaks off at an order that does not exist. */
static bool walk_stops(wain_checking *c, walk *w)
{
    bool complete = true;

    w->at = wain_check_depot_location(c->book, w->type->depot);
    w->clock = w->route->departure;
    load_at_depot(c, w);
    for (int32_t i = 0; i < w->route->num_stops; i++) {
        const wain_plan_stop *stop = &w->stops[i];
        const wain_plan_place where = in_route(w, i);

        if (!check_served_once(c, where)) {
            complete = false;
            continue;
        }
        check_order_fits(c, w, where);
        if (!complete)
            continue;
        check_leg(c, w, where, wain_check_order_location(c->book, where.order), stop->distance, stop->arrival);
        check_service(c, w, where, stop);
        check_load(c, w, where, stop);
    }
    return complete;
}

static void check_hours(wain_checking *c, const walk *w)
{
    const wain_plan_route *route = w->route;
    const wain_plan_place start = {w->index, -1, -1}, end = {w->index, route->num_stops, -1};

    if (route->departure < w->type->shift_start)
        wain_check_violate(c, start, (int64_t)w->type->shift_start - route->departure,
                           "leaves at %d, before the shift starts at %d", route->departure, w->type->shift_start);
    if (route->departure < w->depot->open)
        wain_check_violate(c, start, (int64_t)w->depot->open - route->departure,
                           "leaves at %d, before the depot opens at %d", route->departure, w->depot->open);
    if (route->end > w->type->shift_end)
        wain_check_violate(c, end, (int64_t)route->end - w->type->shift_end,
                           "is back at %d, after the shift ends at %d", route->end, w->type->shift_end);
    if (route->end > w->depot->close)
        wain_check_violate(c, end, (int64_t)route->end - w->depot->close, "is back at %d, after the depot closes at %d",
                           route->end, w->depot->close);
}

static void check_limits(wain_checking *c, const walk *w)
{
    const wain_vehicle_type *type = w->type;
    const wain_plan_place whole_route = {w->index, -1, -1};

    for (int32_t d = 0; d < c->book->num_loads; d++) {
        if (w->peak[d] > type->capacity[d])
            wain_check_violate(c, in_route(w, w->peak_stop[d]), subtract(w->peak[d], type->capacity[d]),
                               "load %" PRId64 " of dimension %d exceeds the capacity %" PRId64 " when leaving %s",
                               w->peak[d], d, type->capacity[d], w->peak_stop[d] < 0 ? "the depot" : "the stop");
    }
    if (w->route->num_stops > type->max_stops)
        wain_check_violate(c, whole_route, (int64_t)w->route->num_stops - type->max_stops,
                           "%d stops exceed the limit of %d", w->route->num_stops, type->max_stops);
    if (w->distance > type->max_distance)
        wain_check_violate(c, whole_route, subtract(w->distance, type->max_distance),
                           "distance %" PRId64 " exceeds the limit of %" PRId64, w->distance, type->max_distance);
}

static void check_recorded(wain_checking *c, const walk *w, const char *what, int64_t recorded, int64_t expected)
{
    if (recorded != expected)
        wain_check_violate(c, (wain_plan_place){w->index, -1, -1}, subtract(recorded, expected),
                           "recorded %s %" PRId64 " is not the recomputed %" PRId64, what, recorded, expected);
}

static void check_cost(wain_checking *c, const walk *w)
{
    const wain_vehicle_type *type = w->type;
    const int64_t seconds = (int64_t)w->route->end - w->route->departure;
    const wain_cost distance_cost = multiply(type->cost_per_distance, w->distance);
    const wain_cost time_cost = add(multiply(type->cost_per_hour, seconds), 1800) / 3600;

    check_recorded(c, w, "distance of the route", w->route->distance, w->distance);
    check_recorded(c, w, "fixed cost", w->route->fixed_cost, type->fixed_cost);
    check_recorded(c, w, "cost of distance", w->route->distance_cost, distance_cost);
    check_recorded(c, w, "cost of time", w->route->time_cost, time_cost);
    c->report->distance = add(c->report->distance, w->distance);
    c->report->cost = add(c->report->cost, add(type->fixed_cost, add(distance_cost, time_cost)));
}

static void check_day_and_vehicle(wain_checking *c, const walk *w)
{
    const wain_plan_route *route = w->route;
    const wain_plan_place here = {w->index, -1, -1};

    if (route->day < c->first_day || route->day > c->last_day)
        wain_check_violate(c, here, larger(c->first_day - route->day, route->day - c->last_day),
                           "day %d is outside the horizon, days %" PRId64 " to %" PRId64, route->day, c->first_day,
                           c->last_day);
    if (route->vehicle < 0 || (w->type->count != INT32_MAX && route->vehicle >= w->type->count))
        wain_check_violate(c, here, route->vehicle < 0 ? 0 : (int64_t)route->vehicle - w->type->count + 1,
                           "vehicle %d is not one of the type's %d, numbered from 0", route->vehicle, w->type->count);
}

static void check_route(wain_checking *c, int64_t index)
{
    walk w;

    if (!refers_to_what_exists(c, index, &w))
        return;
    check_day_and_vehicle(c, &w);
    if (!walk_stops(c, &w))
        return;
    check_leg(c, &w, (wain_plan_place){index, w.route->num_stops, -1},
              wain_check_depot_location(c->book, w.type->depot), w.route->last_distance, w.route->end);
    check_hours(c, &w);
    check_limits(c, &w);
    check_cost(c, &w);
}

/* --- The plan as a whole ------------------------------------------------------------------------------------------ */

/* By type, vehicle and day; equal ones by index, so that the report does not depend on the sort. */
static int compare_vehicles(const void *a, const void *b, void *context)
{
    const wain_plan_route *routes = context;
    const size_t i = *(const size_t *)a, j = *(const size_t *)b;
    const int32_t left[] = {routes[i].type, routes[i].vehicle, routes[i].day};
    const int32_t right[] = {routes[j].type, routes[j].vehicle, routes[j].day};

    for (int k = 0; k < 3; k++) {
        if (left[k] != right[k])
            return left[k] < right[k] ? -1 : 1;
    }
    return (i > j) - (i < j);
}

/* A time of a day as seconds since the first day of all. */
static int64_t absolute(wain_day day, wain_time time)
{
    return (int64_t)day * SECONDS_PER_DAY + time;
}

/* A vehicle drives one route a day, and is back before it leaves again, also where a shift ends on another day. */
static void check_one_route_per_vehicle(wain_checking *c)
{
    const wain_plan_route *routes = c->plan->routes;
    int64_t back = 0; /* when the vehicle is back from its routes so far */
    size_t *order = NULL;

    if (c->status != WAIN_OK || (c->status = WAIN_NEW(order, c->plan->num_routes, c->err)) != WAIN_OK)
        return;
    for (size_t i = 0; i < c->plan->num_routes; i++)
        order[i] = i;
    qsort_r(order, c->plan->num_routes, sizeof *order, compare_vehicles, c->plan->routes);
    for (size_t i = 0; i < c->plan->num_routes; i++) {
        const wain_plan_route *a = i > 0 ? &routes[order[i - 1]] : NULL, *b = &routes[order[i]];
        const wain_plan_place where = {(int64_t)order[i], -1, -1};
        const int64_t departure = absolute(b->day, b->departure), end = absolute(b->day, b->end);

        if (!a || a->type != b->type || a->vehicle != b->vehicle) {
            back = end;
            continue;
        }
        if (a->day == b->day)
            wain_check_violate(c, where, 1, "vehicle %d of type %d drives route %zu on day %d already", b->vehicle,
                               b->type, order[i - 1], b->day);
        else if (departure < back)
            wain_check_violate(c, where, back - departure,
                               "vehicle %d of type %d leaves before it is back from a route of an earlier day",
                               b->vehicle, b->type);
        back = larger(back, end);
    }
    free(order);
}

static void check_unserved(wain_checking *c)
{
    for (size_t i = 0; i < c->plan->num_unserved; i++) {
        const wain_unserved *unserved = &c->plan->unserved[i];
        const wain_plan_place where = {-1, -1, unserved->order};

        if (!is_order(c, unserved->order)) {
            wain_check_violate(c, where, 0, "left-out order %d is not among the book's %zu", unserved->order,
                               c->book->num_orders);
            continue;
        }
        if ((int)unserved->reason <= WAIN_REASON_NONE || (int)unserved->reason >= WAIN_NUM_REASONS)
            wain_check_violate(c, where, 0, "the order is left out without a known reason (%d)", (int)unserved->reason);
        wain_check_reason(c, unserved);
        if (c->seen[unserved->order])
            wain_check_violate(c, where, 0, "the order is left out and %s",
                               c->seen[unserved->order] & 1 ? "planned" : "listed before");
        c->seen[unserved->order] |= 2;
    }
}

/* Routes that share stops are refused as a whole: walking them could take routes times stops. */
static void check_stops_belong_to_one_route(wain_checking *c)
{
    const int64_t num_stops = (int64_t)c->plan->num_stops;
    int64_t in_routes = c->num_stops;

    for (size_t i = c->num_routes; i < c->plan->num_routes; i++)
        in_routes += c->plan->routes[i].num_stops > 0 ? c->plan->routes[i].num_stops : 0;
    if (in_routes != num_stops)
        wain_check_violate(c, (wain_plan_place){-1, -1, -1}, in_routes - num_stops,
                           "the routes have %" PRId64 " stops, the plan %" PRId64, in_routes, num_stops);
    c->is_refused |= in_routes > num_stops;
    c->num_stops = num_stops;
}

static void check_completeness(wain_checking *c)
{
    for (size_t i = 0; i < c->book->num_orders; i++) {
        if (!c->seen[i])
            wain_check_violate(c, (wain_plan_place){-1, -1, (int32_t)i}, 0,
                               "the order is neither planned nor listed as left out");
    }
}

wain_status wain_feasibility_begin(const wain_order_book *book, const wain_travel *travel, wain_day first_day,
                                   int32_t num_days, wain_check_report *report, wain_feasibility **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_checking *c = NULL;

    wain_check_report_clear(report);
    WAIN_TRY(WAIN_NEW(c, 1, err));
    *c = (wain_checking){.book = book,
                         .travel = travel,
                         .report = report,
                         .first_day = first_day,
                         .last_day = (int64_t)first_day + num_days - 1,
                         .status = WAIN_OK};
    WAIN_TRY(WAIN_NEW(c->seen, book->num_orders, err));
    *out = c;
    c = NULL;
done:
    wain_feasibility_free(c);
    return status;
}

wain_status wain_feasibility_add(wain_feasibility *checking, const wain_plan *plan, wain_error *err)
{
    checking->plan = plan;
    checking->err = err;
    check_stops_belong_to_one_route(checking);
    for (size_t i = checking->num_routes; i < plan->num_routes && !checking->is_refused; i++)
        check_route(checking, (int64_t)i);
    checking->num_routes = plan->num_routes;
    return checking->status;
}

wain_status wain_feasibility_end(wain_feasibility *checking, const wain_plan *plan, wain_error *err)
{
    checking->plan = plan;
    checking->err = err;
    if (!checking->is_refused) {
        check_one_route_per_vehicle(checking);
        check_unserved(checking);
        check_completeness(checking);
    }
    return checking->status;
}

void wain_feasibility_free(wain_feasibility *checking)
{
    if (checking)
        free(checking->seen);
    free(checking);
}

wain_status wain_feasibility_check(const wain_order_book *book, const wain_travel *travel, wain_day first_day,
                                   int32_t num_days, const wain_plan *plan, wain_check_report *report, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_feasibility *checking = NULL;

    WAIN_TRY(wain_feasibility_begin(book, travel, first_day, num_days, report, &checking, err));
    WAIN_TRY(wain_feasibility_add(checking, plan, err));
    WAIN_TRY(wain_feasibility_end(checking, plan, err));
done:
    wain_feasibility_free(checking);
    return status;
}

void wain_check_report_clear(wain_check_report *report)
{
    free(report->violations);
    *report = (wain_check_report){0};
}

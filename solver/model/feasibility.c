#include "solver/model/feasibility.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "solver/core/memory.h"

/* Everything here is computed anew from the definitions in order_book.h, plan.h and travel.h. It must never call the
 * travel model's, the problem's or the evaluation's functions: an error there is what it is meant to find. */

enum { KEPT_VIOLATIONS = 10000 };

typedef struct check {
    const wain_order_book *book;
    const wain_travel *travel;
    const wain_plan *plan;
    wain_check_report *report;
    int64_t first_day, last_day; /* inclusive */
    uint8_t *seen;               /* per order: 1 planned, 2 listed as left out */
    wain_status status;
    wain_error *err;
} check;

/* A place in the plan that a violation names. */
typedef struct place {
    int64_t route;
    int32_t stop, order;
} place;

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

static void __attribute__((format(printf, 4, 5)))
violate(check *c, place where, int64_t amount, const char *format, ...)
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

/* --- Distance and travel time ------------------------------------------------------------------------------------- */

/* A distance beyond every wain_dist, which no record can equal. */
static int64_t whole(double distance)
{
    return distance >= 0 && distance < 4e18 ? (int64_t)distance : INT64_MAX;
}

static int64_t great_circle(const wain_travel *travel, double ax, double ay, double bx, double by)
{
    const double radian = 3.14159265358979323846 / 180.0;
    const double dx = cos(ay * radian) * cos(ax * radian) - cos(by * radian) * cos(bx * radian);
    const double dy = cos(ay * radian) * sin(ax * radian) - cos(by * radian) * sin(bx * radian);
    const double dz = sin(ay * radian) - sin(by * radian);
    const double half_chord = sqrt(dx * dx + dy * dy + dz * dz) / 2;
    const double metres = 2 * WAIN_EARTH_RADIUS * asin(fmin(half_chord, 1.0));

    return whole(floor(metres * travel->detour + 0.5));
}

static int64_t euclid(const wain_travel *travel, double ax, double ay, double bx, double by)
{
    const double dx = ax - bx, dy = ay - by;
    const double distance = sqrt(dx * dx + dy * dy) * travel->scale;

    if (travel->rounding == WAIN_ROUND_DOWN)
        return whole(floor(distance + 1e-9));
    if (travel->rounding == WAIN_ROUND_UP)
        return whole(fmax(ceil(distance - 1e-9), 0));
    return whole(floor(distance + 0.5));
}

/* TSPLIB 95, section 2.4: degrees and minutes with pi = 3.141592. */
static double geo_radians(double degrees_minutes)
{
    const double degrees = trunc(degrees_minutes);
    const double minutes = degrees_minutes - degrees;

    return 3.141592 * (degrees + 5.0 * minutes / 3.0) / 180.0;
}

static int64_t geo(double ax, double ay, double bx, double by)
{
    const double q1 = cos(geo_radians(ay) - geo_radians(by));
    const double q2 = cos(geo_radians(ax) - geo_radians(bx));
    const double q3 = cos(geo_radians(ax) + geo_radians(bx));
    const double cosine = 0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3);

    return whole(floor(6378.388 * acos(fmax(-1.0, fmin(cosine, 1.0))) + 1.0));
}

/* A depot or an order's place: its coordinates, and its number among depots first, then orders. */
typedef struct location {
    double x, y;
    int64_t number;
} location;

static location depot_location(const wain_order_book *book, int32_t depot)
{
    return (location){book->depots[depot].x, book->depots[depot].y, depot};
}

static location order_location(const wain_order_book *book, int32_t order)
{
    return (location){book->orders[order].x, book->orders[order].y, (int64_t)book->num_depots + order};
}

static int64_t distance_between(const wain_travel *travel, location a, location b)
{
    const int64_t size = travel->matrix_size;

    switch (travel->metric) {
    case WAIN_METRIC_GREAT_CIRCLE:
        return great_circle(travel, a.x, a.y, b.x, b.y);
    case WAIN_METRIC_EUCLID:
        return euclid(travel, a.x, a.y, b.x, b.y);
    case WAIN_METRIC_GEO:
        return geo(a.x, a.y, b.x, b.y);
    case WAIN_METRIC_MATRIX:
        return a.number < size && b.number < size ? travel->matrix[a.number * size + b.number] : INT64_MAX;
    }
    return INT64_MAX;
}

/* The least whole second at which `distance` is driven: band after band, each at its own speed. */
static int64_t arrival_after(const wain_speed_profile *profile, int64_t departure, int64_t distance)
{
    int64_t now = departure, rest, band = departure < 0 ? 0 : departure / profile->band_seconds;

    if (distance > INT32_MAX)
        return INT64_MAX;
    rest = distance * 1000;
    for (; band < profile->num_bands - 1; band++) {
        const int64_t speed = profile->speed[band];
        const int64_t left = (band + 1) * profile->band_seconds - now;

        if ((rest + speed - 1) / speed <= left)
            return now + (rest + speed - 1) / speed;
        rest -= speed * left;
        now += left;
    }
    return now + (rest + profile->speed[profile->num_bands - 1] - 1) / profile->speed[profile->num_bands - 1];
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
    location at;      /* where the vehicle is */
    int64_t clock;    /* recorded departure from there */
    int64_t distance; /* recomputed so far */
    wain_load on_board[WAIN_MAX_LOADS], peak[WAIN_MAX_LOADS];
    int32_t peak_stop[WAIN_MAX_LOADS]; /* -1: leaving the depot */
} walk;

static place in_route(const walk *w, int32_t stop)
{
    const bool is_order = stop >= 0 && stop < w->route->num_stops;

    return (place){w->index, stop, is_order ? w->stops[stop].order : -1};
}

static bool is_order(const check *c, int32_t order)
{
    return order >= 0 && (size_t)order < c->book->num_orders;
}

/* Can the route be walked at all? */
static bool refers_to_what_exists(check *c, int64_t index, walk *w)
{
    const wain_plan_route *route = &c->plan->routes[index];
    const place here = {index, -1, -1};
    const int64_t num_stops = (int64_t)c->plan->num_stops;

    if (route->num_stops < 1 || route->first_stop < 0 || route->first_stop > num_stops ||
        route->num_stops > num_stops - route->first_stop) {
        violate(c, here, 0, "its stops %" PRId64 " to %" PRId64 " + %d are not among the plan's %" PRId64,
                route->first_stop, route->first_stop, route->num_stops, num_stops);
        return false;
    }
    *w = (walk){.index = index, .route = route, .stops = c->plan->stops + route->first_stop};
    if (route->unit < 0 || (size_t)route->unit >= c->plan->num_units)
        violate(c, here, 0, "unit %d is not among the plan's %zu", route->unit, c->plan->num_units);
    if (route->type < 0 || (size_t)route->type >= c->book->num_types) {
        violate(c, here, 0, "vehicle type %d is not among the fleet's %zu", route->type, c->book->num_types);
        return false;
    }
    w->type = &c->book->types[route->type];
    if (w->type->depot < 0 || (size_t)w->type->depot >= c->book->num_depots || w->type->profile < 0 ||
        w->type->profile >= c->travel->num_profiles) {
        violate(c, here, 0, "its vehicle type has depot %d of %zu and speed profile %d of %d", w->type->depot,
                c->book->num_depots, w->type->profile, c->travel->num_profiles);
        return false;
    }
    w->depot = &c->book->depots[w->type->depot];
    w->profile = &c->travel->profiles[w->type->profile];
    return true;
}

/* Marks the order as planned. False when the order does not exist, so that nothing more can be said of the stop. */
static bool check_served_once(check *c, place where)
{
    if (!is_order(c, where.order)) {
        violate(c, where, 0, "order %d is not among the book's %zu", where.order, c->book->num_orders);
        return false;
    }
    if (c->seen[where.order])
        violate(c, where, 0, "the order is in the plan already");
    c->seen[where.order] |= 1;
    return true;
}

static void check_order_fits(check *c, const walk *w, place where)
{
    const wain_order *order = &c->book->orders[where.order];
    const uint64_t lacking = order->skills & ~w->type->skills;
    const int64_t day = w->route->day;

    if (order->reason == WAIN_REASON_BAD_DATA)
        violate(c, where, 0, "the order was refused for bad data and must not be planned");
    if (order->region != w->depot->region)
        violate(c, where, 0, "the order is of region %d, its vehicle's depot of region %d", order->region,
                w->depot->region);
    if (day < order->earliest_day)
        violate(c, where, order->earliest_day - day, "day %" PRId64 " is before the order's earliest day %d", day,
                order->earliest_day);
    if (day > order->latest_day)
        violate(c, where, day - order->latest_day, "day %" PRId64 " is after the order's latest day %d", day,
                order->latest_day);
    if (lacking)
        violate(c, where, __builtin_popcountll(lacking), "the vehicle lacks %d of the skills that the order needs",
                __builtin_popcountll(lacking));
}

static void check_window(check *c, place where, int64_t start)
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
        violate(c, where, nearest, "service starts at %" PRId64 ", outside its %s window %d to %d", start,
                order->num_windows > 1 ? "nearest" : "only", closest->open, closest->close);
}

/* Drive from where the vehicle is to `to`: the recorded distance and arrival must be the recomputed ones. */
static void check_leg(check *c, walk *w, place where, location to, int64_t distance, int64_t arrival)
{
    const int64_t expected_distance = distance_between(c->travel, w->at, to);
    const int64_t expected_arrival = arrival_after(w->profile, w->clock, expected_distance);

    if (distance != expected_distance)
        violate(c, where, subtract(distance, expected_distance),
                "recorded distance %" PRId64 " is not the recomputed %" PRId64, distance, expected_distance);
    if (arrival != expected_arrival)
        violate(c, where, subtract(arrival, expected_arrival),
                "recorded arrival %" PRId64 " is not %" PRId64 ", which follows from leaving at %" PRId64, arrival,
                expected_arrival, w->clock);
    w->distance = add(w->distance, expected_distance);
    w->at = to;
}

static void check_service(check *c, walk *w, place where, const wain_plan_stop *stop)
{
    const int64_t departure = (int64_t)stop->start + c->book->orders[where.order].service;

    if (stop->start < stop->arrival)
        violate(c, where, (int64_t)stop->arrival - stop->start, "service starts at %d, before the arrival at %d",
                stop->start, stop->arrival);
    check_window(c, where, stop->start);
    if (stop->departure != departure)
        violate(c, where, stop->departure - departure,
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
static void load_at_depot(const check *c, walk *w)
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

static void check_load(check *c, walk *w, place where, const wain_plan_stop *stop)
{
    const wain_order *order = &c->book->orders[where.order];

    for (int32_t d = 0; d < c->book->num_loads; d++) {
        w->on_board[d] =
            order->kind == WAIN_PICKUP ? add(w->on_board[d], order->load[d]) : subtract(w->on_board[d], order->load[d]);
        note_peak(w, d, where.stop);
        if (stop->load_after[d] != w->on_board[d])
            violate(c, where, subtract(stop->load_after[d], w->on_board[d]),
                    "recorded load %" PRId64 " of dimension %d is not the recomputed %" PRId64, stop->load_after[d], d,
                    w->on_board[d]);
    }
}

/* Walk the stops. False when the route breaks off at an order that does not exist. */
static bool walk_stops(check *c, walk *w)
{
    bool complete = true;

    w->at = depot_location(c->book, w->type->depot);
    w->clock = w->route->departure;
    load_at_depot(c, w);
    for (int32_t i = 0; i < w->route->num_stops; i++) {
        const wain_plan_stop *stop = &w->stops[i];
        const place where = in_route(w, i);

        if (!check_served_once(c, where)) {
            complete = false;
            continue;
        }
        check_order_fits(c, w, where);
        if (!complete)
            continue;
        check_leg(c, w, where, order_location(c->book, where.order), stop->distance, stop->arrival);
        check_service(c, w, where, stop);
        check_load(c, w, where, stop);
    }
    return complete;
}

static void check_hours(check *c, const walk *w)
{
    const wain_plan_route *route = w->route;
    const place start = {w->index, -1, -1}, end = {w->index, route->num_stops, -1};

    if (route->departure < w->type->shift_start)
        violate(c, start, (int64_t)w->type->shift_start - route->departure,
                "leaves at %d, before the shift starts at %d", route->departure, w->type->shift_start);
    if (route->departure < w->depot->open)
        violate(c, start, (int64_t)w->depot->open - route->departure, "leaves at %d, before the depot opens at %d",
                route->departure, w->depot->open);
    if (route->end > w->type->shift_end)
        violate(c, end, (int64_t)route->end - w->type->shift_end, "is back at %d, after the shift ends at %d",
                route->end, w->type->shift_end);
    if (route->end > w->depot->close)
        violate(c, end, (int64_t)route->end - w->depot->close, "is back at %d, after the depot closes at %d",
                route->end, w->depot->close);
}

static void check_limits(check *c, const walk *w)
{
    const wain_vehicle_type *type = w->type;
    const place whole_route = {w->index, -1, -1};

    for (int32_t d = 0; d < c->book->num_loads; d++) {
        if (w->peak[d] > type->capacity[d])
            violate(c, in_route(w, w->peak_stop[d]), subtract(w->peak[d], type->capacity[d]),
                    "load %" PRId64 " of dimension %d exceeds the capacity %" PRId64 " when leaving %s", w->peak[d], d,
                    type->capacity[d], w->peak_stop[d] < 0 ? "the depot" : "the stop");
    }
    if (w->route->num_stops > type->max_stops)
        violate(c, whole_route, (int64_t)w->route->num_stops - type->max_stops, "%d stops exceed the limit of %d",
                w->route->num_stops, type->max_stops);
    if (w->distance > type->max_distance)
        violate(c, whole_route, subtract(w->distance, type->max_distance),
                "distance %" PRId64 " exceeds the limit of %" PRId64, w->distance, type->max_distance);
}

static void check_recorded(check *c, const walk *w, const char *what, int64_t recorded, int64_t expected)
{
    if (recorded != expected)
        violate(c, (place){w->index, -1, -1}, subtract(recorded, expected),
                "recorded %s %" PRId64 " is not the recomputed %" PRId64, what, recorded, expected);
}

static void check_cost(check *c, const walk *w)
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

static void check_day_and_vehicle(check *c, const walk *w)
{
    const wain_plan_route *route = w->route;
    const place here = {w->index, -1, -1};

    if (route->day < c->first_day || route->day > c->last_day)
        violate(c, here, larger(c->first_day - route->day, route->day - c->last_day),
                "day %d is outside the horizon, days %" PRId64 " to %" PRId64, route->day, c->first_day, c->last_day);
    if (route->vehicle < 0 || (w->type->count != INT32_MAX && route->vehicle >= w->type->count))
        violate(c, here, route->vehicle < 0 ? 0 : (int64_t)route->vehicle - w->type->count + 1,
                "vehicle %d is not one of the type's %d, numbered from 0", route->vehicle, w->type->count);
}

static void check_route(check *c, int64_t index)
{
    walk w;

    if (!refers_to_what_exists(c, index, &w))
        return;
    check_day_and_vehicle(c, &w);
    if (!walk_stops(c, &w))
        return;
    check_leg(c, &w, (place){index, w.route->num_stops, -1}, depot_location(c->book, w.type->depot),
              w.route->last_distance, w.route->end);
    check_hours(c, &w);
    check_limits(c, &w);
    check_cost(c, &w);
}

/* --- The plan as a whole ------------------------------------------------------------------------------------------ */

/* By day, type and vehicle; equal ones by index, so that the report does not depend on the sort. */
static int compare_vehicles(const void *a, const void *b, void *context)
{
    const wain_plan_route *routes = context;
    const size_t i = *(const size_t *)a, j = *(const size_t *)b;
    const int32_t left[] = {routes[i].day, routes[i].type, routes[i].vehicle};
    const int32_t right[] = {routes[j].day, routes[j].type, routes[j].vehicle};

    for (int k = 0; k < 3; k++) {
        if (left[k] != right[k])
            return left[k] < right[k] ? -1 : 1;
    }
    return (i > j) - (i < j);
}

static void check_one_route_per_vehicle(check *c)
{
    const wain_plan_route *routes = c->plan->routes;
    size_t *order = NULL;

    if (c->status != WAIN_OK || (c->status = WAIN_NEW(order, c->plan->num_routes, c->err)) != WAIN_OK)
        return;
    for (size_t i = 0; i < c->plan->num_routes; i++)
        order[i] = i;
    qsort_r(order, c->plan->num_routes, sizeof *order, compare_vehicles, c->plan->routes);
    for (size_t i = 1; i < c->plan->num_routes; i++) {
        const wain_plan_route *a = &routes[order[i - 1]], *b = &routes[order[i]];

        if (a->day == b->day && a->type == b->type && a->vehicle == b->vehicle)
            violate(c, (place){(int64_t)order[i], -1, -1}, 1,
                    "vehicle %d of type %d drives route %zu on day %d already", b->vehicle, b->type, order[i - 1],
                    b->day);
    }
    free(order);
}

static void check_unserved(check *c)
{
    for (size_t i = 0; i < c->plan->num_unserved; i++) {
        const wain_unserved *unserved = &c->plan->unserved[i];
        const place where = {-1, -1, unserved->order};

        if (!is_order(c, unserved->order)) {
            violate(c, where, 0, "left-out order %d is not among the book's %zu", unserved->order, c->book->num_orders);
            continue;
        }
        if ((int)unserved->reason <= WAIN_REASON_NONE || (int)unserved->reason >= WAIN_NUM_REASONS)
            violate(c, where, 0, "the order is left out without a known reason (%d)", (int)unserved->reason);
        if (c->seen[unserved->order])
            violate(c, where, 0, "the order is left out and %s",
                    c->seen[unserved->order] & 1 ? "planned" : "listed before");
        c->seen[unserved->order] |= 2;
    }
}

/* Routes that share stops are refused as a whole: walking them could take routes times stops. */
static bool check_stops_belong_to_one_route(check *c)
{
    const int64_t num_stops = (int64_t)c->plan->num_stops;
    int64_t in_routes = 0;

    for (size_t i = 0; i < c->plan->num_routes; i++)
        in_routes += c->plan->routes[i].num_stops > 0 ? c->plan->routes[i].num_stops : 0;
    if (in_routes != num_stops)
        violate(c, (place){-1, -1, -1}, in_routes - num_stops, "the routes have %" PRId64 " stops, the plan %" PRId64,
                in_routes, num_stops);
    return in_routes <= num_stops;
}

static void check_completeness(check *c)
{
    for (size_t i = 0; i < c->book->num_orders; i++) {
        if (!c->seen[i])
            violate(c, (place){-1, -1, (int32_t)i}, 0, "the order is neither planned nor listed as left out");
    }
}

wain_status wain_feasibility_check(const wain_order_book *book, const wain_travel *travel, wain_day first_day,
                                   int32_t num_days, const wain_plan *plan, wain_check_report *report, wain_error *err)
{
    check c = {.book = book,
               .travel = travel,
               .plan = plan,
               .report = report,
               .first_day = first_day,
               .last_day = (int64_t)first_day + num_days - 1,
               .status = WAIN_OK,
               .err = err};
    wain_status status = WAIN_OK;

    wain_check_report_clear(report);
    WAIN_TRY(WAIN_NEW(c.seen, book->num_orders, err));
    if (check_stops_belong_to_one_route(&c)) {
        for (size_t i = 0; i < plan->num_routes; i++)
            check_route(&c, (int64_t)i);
        check_one_route_per_vehicle(&c);
        check_unserved(&c);
        check_completeness(&c);
    }
    status = c.status;
done:
    free(c.seen);
    return status;
}

void wain_check_report_clear(wain_check_report *report)
{
    free(report->violations);
    *report = (wain_check_report){0};
}

#include "io/reader.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/reader_internal.h"
#include "io/solomon.h"
#include "io/vrplib.h"
#include "solver/core/memory.h"

/* Longer distances would no longer add up within a wain_time. */
static const double longest_distance = 4e8;

static const wain_reader readers[] = {
    {"CVRPLIB/VRPLIB", wain_vrplib_recognises, wain_vrplib_read},
    {"Solomon/Homberger", wain_solomon_recognises, wain_solomon_read},
};

wain_status wain_instance_read(const char *path, const wain_instance_options *options, wain_instance **out,
                               wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_tokens tokens = {0};
    const wain_reader *reader = NULL;

    WAIN_TRY(wain_tokens_open(path, &tokens, err));
    for (size_t i = 0; i < sizeof readers / sizeof *readers && !reader; i++) {
        if (readers[i].recognises(tokens.text))
            reader = &readers[i];
    }
    if (reader)
        status = reader->read(&tokens, options, out, err);
    else
        status = wain_error_set(err, WAIN_EINPUT,
                                "%s: neither a CVRPLIB/VRPLIB file (with DIMENSION and sections) nor a "
                                "Solomon/Homberger file (with VEHICLE and CUSTOMER)",
                                path);
done:
    wain_tokens_close(&tokens);
    return status;
}

void wain_instance_free(wain_instance *instance)
{
    if (!instance)
        return;
    free(instance->name);
    wain_order_book_free(instance->book);
    wain_travel_clear(&instance->travel);
    free(instance);
}

void wain_raw_instance_clear(wain_raw_instance *raw)
{
    free(raw->name);
    free(raw->nodes);
    free(raw->matrix);
    *raw = (wain_raw_instance){0};
}

/* --- From the numbers of the file to those of the book ------------------------------------------------------------ */

static void choose_scale(const wain_raw_instance *raw, wain_instance *instance)
{
    const bool is_planar = raw->weight == WAIN_WEIGHT_PLANAR;

    instance->cost_scale = 1;
    instance->travel.metric = raw->weight == WAIN_WEIGHT_GEO      ? WAIN_METRIC_GEO
                              : raw->weight == WAIN_WEIGHT_MATRIX ? WAIN_METRIC_MATRIX
                                                                  : WAIN_METRIC_EUCLID;
    instance->travel.rounding = raw->weight == WAIN_WEIGHT_CEIL ? WAIN_ROUND_UP : WAIN_ROUND_NEAREST;
    if (is_planar && instance->options.convention == WAIN_CONVENTION_EXACT) {
        instance->is_exact = true;
        instance->cost_scale = 10000;
        instance->decimals = 4;
        instance->travel.rounding = WAIN_ROUND_UP;
    } else if (is_planar && raw->has_windows) {
        instance->cost_scale = 10;
        instance->decimals = 1;
        instance->travel.rounding = WAIN_ROUND_DOWN;
    }
    instance->travel.scale = instance->cost_scale;
    instance->travel.detour = 1;
}

/* Times and limits: what a customer needs is rounded up, what it allows is rounded down. */
static double scaled_up(const wain_instance *instance, double value)
{
    return ceil(value * instance->cost_scale - 1e-9);
}

static double scaled_down(const wain_instance *instance, double value)
{
    return floor(value * instance->cost_scale + 1e-9);
}

/* An upper bound of every scaled distance; more than longest_distance when they do not fit. */
static double bound_distance(const wain_raw_instance *raw, const wain_instance *instance)
{
    double low_x = INFINITY, high_x = -INFINITY, low_y = INFINITY, high_y = -INFINITY;
    int32_t largest = 0;

    if (raw->weight == WAIN_WEIGHT_GEO)
        return 20100; /* half way round the Earth in kilometres */
    if (raw->weight == WAIN_WEIGHT_MATRIX) {
        for (int64_t i = 0; i < raw->num_nodes * raw->num_nodes; i++)
            largest = raw->matrix[i] > largest ? raw->matrix[i] : largest;
        return largest;
    }
    for (int64_t i = 0; i < raw->num_nodes; i++) {
        low_x = fmin(low_x, raw->nodes[i].x);
        high_x = fmax(high_x, raw->nodes[i].x);
        low_y = fmin(low_y, raw->nodes[i].y);
        high_y = fmax(high_y, raw->nodes[i].y);
    }
    return ceil(hypot(high_x - low_x, high_y - low_y) * instance->cost_scale) + 1;
}

static wain_status fault_at(const wain_tokens *tokens, const wain_raw_node *node, const char *name, double found,
                            const char *expected, wain_error *err)
{
    wain_tokens place = *tokens;
    char text[64];

    place.line = node->line;
    snprintf(text, sizeof text, "%.10g", found);
    return wain_tokens_fault(&place, name, text, expected, err);
}

static wain_status check_node(const wain_raw_instance *raw, int64_t i, const wain_tokens *tokens, wain_error *err)
{
    const wain_raw_node *node = &raw->nodes[i];
    char expected[160];

    if (i == 0 && node->demand != 0)
        return fault_at(tokens, node, "demand", (double)node->demand, "0, the depot has no demand", err);
    if (node->demand > raw->capacity) {
        snprintf(expected, sizeof expected, "at most the capacity %" PRId64 " (node %" PRId64 " fits into no vehicle)",
                 raw->capacity, node->id);
        return fault_at(tokens, node, "demand", (double)node->demand, expected, err);
    }
    if (raw->has_windows && node->due < node->ready) {
        snprintf(expected, sizeof expected, "at least %.10g, when the window of node %" PRId64 " opens", node->ready,
                 node->id);
        return fault_at(tokens, node, "due date", node->due, expected, err);
    }
    return WAIN_OK;
}

static wain_status check_raw(const wain_raw_instance *raw, const wain_tokens *tokens, const wain_instance *instance,
                             double bound, wain_error *err)
{
    wain_status status = WAIN_OK;

    if (raw->num_nodes > INT32_MAX / 4)
        return wain_error_set(err, WAIN_EINPUT, "%s: %" PRId64 " nodes are too many", tokens->path, raw->num_nodes);
    if (!(bound <= longest_distance))
        return wain_error_set(
            err, WAIN_EINPUT, "%s: distances up to %.0f (times %.0f) do not fit; expected at most %.0f", tokens->path,
            bound / instance->cost_scale, instance->cost_scale, longest_distance / instance->cost_scale);
    for (int64_t i = 0; i < raw->num_nodes; i++) {
        WAIN_TRY(check_node(raw, i, tokens, err));
        if (scaled_up(instance, raw->nodes[i].ready) > WAIN_TIME_MAX ||
            scaled_up(instance, raw->nodes[i].service) > WAIN_TIME_MAX) {
            status =
                fault_at(tokens, &raw->nodes[i], "ready or service time",
                         fmax(raw->nodes[i].ready, raw->nodes[i].service), "less, times this late do not fit", err);
            goto done;
        }
    }
done:
    return status;
}

/* A price per route above every difference of two plans' distances: no plan has more than two arcs per customer. */
static wain_status price_vehicles(const wain_raw_instance *raw, double bound, wain_instance *instance, wain_error *err)
{
    const double price = 2 * (double)raw->num_nodes * bound + 1;

    if (instance->options.objective == WAIN_OBJECTIVE_DISTANCE)
        return WAIN_OK;
    if (price * (double)raw->num_nodes > (double)WAIN_COST_MAX / 64)
        return wain_error_set(err, WAIN_EINPUT,
                              "%s: too large for the objective vehicles: %" PRId64 " nodes with distances up to %.0f",
                              instance->name, raw->num_nodes, bound);
    instance->route_cost = (wain_cost)price;
    return WAIN_OK;
}

static wain_time at_most(double value)
{
    return value < WAIN_TIME_MAX ? (wain_time)value : WAIN_TIME_MAX;
}

static wain_status add_depot_and_type(const wain_raw_instance *raw, wain_instance *instance, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_order_book *book = instance->book;
    const wain_raw_node *node = &raw->nodes[0];
    wain_depot depot = {.x = node->x, .y = node->y, .close = WAIN_TIME_MAX};
    wain_vehicle_type type = {.count = (int32_t)raw->vehicles,
                              .capacity = {raw->capacity},
                              .fixed_cost = instance->route_cost,
                              .cost_per_distance = 1,
                              .max_stops = INT32_MAX,
                              .max_distance = WAIN_DIST_MAX};

    if (raw->has_windows) {
        depot.open = (wain_time)scaled_up(instance, node->ready);
        depot.close = at_most(scaled_down(instance, node->due));
    }
    if (raw->longest_route >= 0 && raw->has_windows)
        type.max_distance = (int64_t)scaled_down(instance, raw->longest_route);
    else if (raw->longest_route >= 0) /* without windows a route leaves at 0: its length with service is its end */
        depot.close = at_most(scaled_down(instance, raw->longest_route));
    type.shift_start = depot.open;
    type.shift_end = depot.close;
    WAIN_TRY(wain_order_book_add_text(book, "depot", 5, &depot.id, err));
    WAIN_TRY(wain_order_book_add_text(book, "vehicle", 7, &type.id, err));
    WAIN_TRY(wain_order_book_region(book, instance->name, strlen(instance->name), &depot.region, err));
    WAIN_TRY(wain_order_book_add_depot(book, &depot, err));
    WAIN_TRY(wain_order_book_add_type(book, &type, err));
done:
    return status;
}

static wain_status add_customer(const wain_raw_instance *raw, int64_t i, wain_instance *instance, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_raw_node *node = &raw->nodes[i];
    const wain_window window = {(wain_time)scaled_up(instance, node->ready), at_most(scaled_down(instance, node->due))};
    wain_order order = {.x = node->x,
                        .y = node->y,
                        .load = {node->demand},
                        .service = (wain_time)scaled_up(instance, node->service),
                        .kind = WAIN_DELIVERY,
                        .priority = WAIN_PRIORITY_NORMAL,
                        .line = node->line <= INT32_MAX ? (int32_t)node->line : 0};
    char id[32];

    snprintf(id, sizeof id, "%" PRId64, i);
    WAIN_TRY(wain_order_book_add_text(instance->book, id, strlen(id), &order.id, err));
    WAIN_TRY(wain_order_book_add_order(instance->book, &order, &window, raw->has_windows, err));
done:
    return status;
}

/* Whether nothing limits the time of a route. */
static bool is_timeless(const wain_raw_instance *raw)
{
    bool timeless = !raw->has_windows && raw->longest_route < 0 && raw->vehicles >= raw->num_nodes - 1;

    for (int64_t i = 0; i < raw->num_nodes; i++)
        timeless &= raw->nodes[i].service == 0;
    return timeless;
}

static wain_status make_travel(wain_raw_instance *raw, wain_travel *travel, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(travel->profiles, 1, err));
    /* Where time means nothing it hardly passes: a long route's would not fit. */
    travel->profiles[0] = wain_speed_profile_constant(is_timeless(raw) ? INT32_MAX : 1000);
    travel->num_profiles = 1;
    if (raw->weight == WAIN_WEIGHT_MATRIX) {
        travel->matrix = raw->matrix;
        travel->matrix_size = (int32_t)raw->num_nodes;
        raw->matrix = NULL;
    }
done:
    return status;
}

wain_status wain_raw_instance_finish(wain_raw_instance *raw, const wain_tokens *tokens,
                                     const wain_instance_options *options, wain_instance **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_instance *instance = NULL;
    double bound;

    WAIN_TRY(WAIN_NEW(instance, 1, err));
    instance->options = *options;
    instance->has_windows = raw->has_windows;
    instance->name = raw->name;
    raw->name = NULL;
    choose_scale(raw, instance);
    bound = bound_distance(raw, instance);
    WAIN_TRY(check_raw(raw, tokens, instance, bound, err));
    WAIN_TRY(price_vehicles(raw, bound, instance, err));
    WAIN_TRY(wain_order_book_create(&instance->book, err));
    instance->book->num_loads = 1;
    WAIN_TRY(add_depot_and_type(raw, instance, err));
    for (int64_t i = 1; i < raw->num_nodes; i++)
        WAIN_TRY(add_customer(raw, i, instance, err));
    WAIN_TRY(make_travel(raw, &instance->travel, err));
    *out = instance;
    instance = NULL;
done:
    wain_instance_free(instance);
    return status;
}

/* --- Cost ----------------------------------------------------------------------------------------------------------
 */

static double exact_length(const wain_order_book *book, const wain_plan *plan, const wain_plan_route *route)
{
    double x = book->depots[0].x, y = book->depots[0].y, length = 0;

    for (int32_t i = 0; i < route->num_stops; i++) {
        const wain_order *order = &book->orders[plan->stops[route->first_stop + i].order];

        length += hypot(order->x - x, order->y - y);
        x = order->x;
        y = order->y;
    }
    return length + hypot(book->depots[0].x - x, book->depots[0].y - y);
}

double wain_instance_cost(const wain_instance *instance, const wain_plan *plan)
{
    double exact = 0;
    int64_t distance = 0;

    for (size_t i = 0; i < plan->num_routes; i++) {
        distance += plan->routes[i].distance;
        if (instance->is_exact)
            exact += exact_length(instance->book, plan, &plan->routes[i]);
    }
    return instance->is_exact ? exact : (double)distance / instance->cost_scale;
}

#include "scheduler/problem_packing.h"

#include <math.h>

#include "solver/core/memory.h"

/* Bytes of one packed item, by which an impossible count is recognised. */
enum {
    ORDER_SIZE = 4 * 4 + 8 * WAIN_MAX_LOADS + 8 + 8 + 4 + 4,
    DEPOT_SIZE = 4 * 3,
    TYPE_SIZE = 4 * 7 + 8 * WAIN_MAX_LOADS + 8 * 5,
    WINDOW_SIZE = 4 * 2
};

/* Beyond what any reader lets in; with them every distance fits a wain_dist. */
#define MAX_SCALE 1e6
#define MAX_DETOUR 20.0
#define MAX_COORDINATE 1e10

/* Of a vehicle type, likewise: the cost of a route, of a metre, of an hour. */
#define MAX_FIXED_COST (WAIN_COST_MAX / 64)
#define MAX_COST_PER_DISTANCE ((wain_cost)100000000)
#define MAX_COST_PER_HOUR ((wain_cost)10000000000000)

/* Of all orders; what is left below WAIN_COST_MAX is for routes. */
#define MAX_PRICES (WAIN_COST_MAX / 4 * 3)

static wain_status impossible(wain_error *err, const char *what)
{
    return wain_error_set(err, WAIN_EINTERNAL, "damaged message: a problem with impossible %s", what);
}

/* --- travel --- */

static void put_travel(wain_buffer *out, const wain_travel *travel)
{
    wain_buffer_put_i32(out, (int32_t)travel->metric);
    wain_buffer_put_i32(out, (int32_t)travel->rounding);
    wain_buffer_put_f64(out, travel->scale);
    wain_buffer_put_f64(out, travel->detour);
    wain_buffer_put_u64(out, (uint64_t)travel->num_profiles);
    for (int32_t i = 0; i < travel->num_profiles; i++) {
        const wain_speed_profile *profile = &travel->profiles[i];

        wain_buffer_put_i32(out, profile->num_bands);
        wain_buffer_put_i32(out, profile->band_seconds);
        wain_buffer_put_i32s(out, profile->speed, WAIN_MAX_BANDS);
    }
    wain_buffer_put_i32(out, travel->matrix_size);
    if (travel->matrix)
        wain_buffer_put_i32s(out, travel->matrix, (size_t)travel->matrix_size * (size_t)travel->matrix_size);
}

static bool get_profile(wain_buffer *in, wain_speed_profile *profile)
{
    *profile = (wain_speed_profile){0};
    profile->num_bands = wain_buffer_get_i32(in);
    profile->band_seconds = wain_buffer_get_i32(in);
    wain_buffer_get_i32s(in, profile->speed, WAIN_MAX_BANDS);
    if (profile->num_bands < 1 || profile->num_bands > WAIN_MAX_BANDS || profile->band_seconds < 1 ||
        profile->band_seconds > 86400)
        return false;
    for (int32_t b = 0; b < profile->num_bands; b++) {
        if (profile->speed[b] < 1)
            return false;
    }
    wain_speed_profile_prepare(profile);
    return true;
}

static wain_status get_matrix(wain_buffer *in, wain_travel *travel, int32_t num_locations, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t cells;

    travel->matrix_size = wain_buffer_get_i32(in);
    if (travel->metric != WAIN_METRIC_MATRIX)
        return travel->matrix_size == 0 ? WAIN_OK : impossible(err, "travel matrix");
    if (travel->matrix_size != num_locations)
        return impossible(err, "travel matrix");
    cells = (size_t)num_locations * (size_t)num_locations;
    if (cells > (in->size - in->position) / sizeof *travel->matrix)
        return impossible(err, "travel matrix");
    WAIN_TRY(WAIN_NEW(travel->matrix, cells, err));
    wain_buffer_get_i32s(in, travel->matrix, cells);
    for (size_t i = 0; i < cells; i++) {
        if (travel->matrix[i] < 0 || travel->matrix[i] > WAIN_LEG_MAX)
            return impossible(err, "distance");
    }
done:
    return status;
}

/* On failure what has been allocated stays in `travel`, which the problem owns. */
static wain_status get_travel(wain_buffer *in, wain_travel *travel, int32_t num_locations, wain_error *err)
{
    wain_status status = WAIN_OK;
    const int32_t metric = wain_buffer_get_i32(in);
    const int32_t rounding = wain_buffer_get_i32(in);
    size_t count;

    travel->scale = wain_buffer_get_f64(in);
    travel->detour = wain_buffer_get_f64(in);
    if (metric < 0 || metric > WAIN_METRIC_MATRIX || rounding < 0 || rounding > WAIN_ROUND_UP ||
        !(travel->scale >= 0 && travel->scale <= MAX_SCALE) || !(travel->detour >= 0 && travel->detour <= MAX_DETOUR))
        return impossible(err, "travel model");
    travel->metric = (wain_metric)metric;
    travel->rounding = (wain_rounding)rounding;
    count = wain_buffer_get_count(in, 4 * (2 + WAIN_MAX_BANDS));
    if (count < 1 || count > INT32_MAX)
        return impossible(err, "number of speed profiles");
    WAIN_TRY(WAIN_NEW(travel->profiles, count, err));
    travel->num_profiles = (int32_t)count;
    for (size_t i = 0; i < count; i++) {
        if (!get_profile(in, &travel->profiles[i]))
            return impossible(err, "speed profile");
    }
    WAIN_TRY(get_matrix(in, travel, num_locations, err));
done:
    return status;
}

/* --- orders, depots, types, windows --- */

static void put_loads(wain_buffer *out, const wain_load *loads)
{
    for (int d = 0; d < WAIN_MAX_LOADS; d++)
        wain_buffer_put_i64(out, loads[d]);
}

static bool get_loads(wain_buffer *in, wain_load *loads)
{
    bool valid = true;

    for (int d = 0; d < WAIN_MAX_LOADS; d++) {
        loads[d] = wain_buffer_get_i64(in);
        valid &= loads[d] >= 0 && loads[d] <= WAIN_LOAD_MAX;
    }
    return valid;
}

static bool is_cost(wain_cost cost, wain_cost most)
{
    return cost >= 0 && cost <= most;
}

static void put_order(wain_buffer *out, const wain_problem_order *order)
{
    wain_buffer_put_i32(out, order->row);
    wain_buffer_put_i32(out, order->first_window);
    wain_buffer_put_i32(out, order->num_windows);
    wain_buffer_put_i32(out, order->service);
    put_loads(out, order->load);
    wain_buffer_put_i64(out, order->price);
    wain_buffer_put_u64(out, order->skills);
    wain_buffer_put_u32(out, order->kind);
    wain_buffer_put_u32(out, order->required);
}

static bool get_order(wain_buffer *in, wain_problem_order *order, int32_t num_windows)
{
    bool valid;
    uint32_t kind, required;

    order->row = wain_buffer_get_i32(in);
    order->first_window = wain_buffer_get_i32(in);
    order->num_windows = wain_buffer_get_i32(in);
    order->service = wain_buffer_get_i32(in);
    valid = get_loads(in, order->load);
    order->price = wain_buffer_get_i64(in);
    order->skills = wain_buffer_get_u64(in);
    kind = wain_buffer_get_u32(in);
    required = wain_buffer_get_u32(in);
    order->kind = (uint8_t)kind;
    order->required = (uint8_t)required;
    return valid && order->row >= 0 && order->num_windows >= 1 && order->first_window >= 0 &&
           order->num_windows <= num_windows && order->first_window <= num_windows - order->num_windows &&
           order->service >= 0 && order->service <= WAIN_TIME_MAX && is_cost(order->price, WAIN_COST_MAX) &&
           kind <= WAIN_PICKUP && required <= 1;
}

static void put_type(wain_buffer *out, const wain_problem_type *type)
{
    wain_buffer_put_i32(out, type->row);
    wain_buffer_put_i32(out, type->depot);
    wain_buffer_put_i32(out, type->count);
    wain_buffer_put_i32(out, type->max_stops);
    wain_buffer_put_i32(out, type->profile);
    wain_buffer_put_i32(out, type->start);
    wain_buffer_put_i32(out, type->end);
    put_loads(out, type->capacity);
    wain_buffer_put_i64(out, type->fixed_cost);
    wain_buffer_put_i64(out, type->cost_per_distance);
    wain_buffer_put_i64(out, type->cost_per_hour);
    wain_buffer_put_i64(out, type->max_distance);
    wain_buffer_put_u64(out, type->skills);
}

static bool get_type(wain_buffer *in, wain_problem_type *type, int32_t num_depots, int32_t num_profiles)
{
    bool valid;

    type->row = wain_buffer_get_i32(in);
    type->depot = wain_buffer_get_i32(in);
    type->count = wain_buffer_get_i32(in);
    type->max_stops = wain_buffer_get_i32(in);
    type->profile = wain_buffer_get_i32(in);
    type->start = wain_buffer_get_i32(in);
    type->end = wain_buffer_get_i32(in);
    valid = get_loads(in, type->capacity);
    type->fixed_cost = wain_buffer_get_i64(in);
    type->cost_per_distance = wain_buffer_get_i64(in);
    type->cost_per_hour = wain_buffer_get_i64(in);
    type->max_distance = wain_buffer_get_i64(in);
    type->skills = wain_buffer_get_u64(in);
    return valid && type->row >= 0 && type->depot >= 0 && type->depot < num_depots && type->count >= 0 &&
           type->max_stops >= 0 && type->profile >= 0 && type->profile < num_profiles && type->start >= 0 &&
           type->start <= type->end && type->end <= WAIN_TIME_MAX && is_cost(type->fixed_cost, MAX_FIXED_COST) &&
           is_cost(type->cost_per_distance, MAX_COST_PER_DISTANCE) && is_cost(type->cost_per_hour, MAX_COST_PER_HOUR) &&
           type->max_distance >= 0 && type->max_distance <= WAIN_DIST_MAX;
}

static bool get_windows(wain_buffer *in, wain_problem *problem)
{
    for (int32_t i = 0; i < problem->num_windows; i++) {
        wain_window *window = &problem->windows[i];

        window->open = wain_buffer_get_i32(in);
        window->close = wain_buffer_get_i32(in);
        if (window->open < 0 || window->open > window->close || window->close > WAIN_TIME_MAX)
            return false;
    }
    return true;
}

static bool get_depots(wain_buffer *in, wain_problem *problem)
{
    for (int32_t i = 0; i < problem->num_depots; i++) {
        wain_problem_depot *depot = &problem->depots[i];

        depot->row = wain_buffer_get_i32(in);
        depot->open = wain_buffer_get_i32(in);
        depot->close = wain_buffer_get_i32(in);
        if (depot->row < 0 || depot->open < 0 || depot->open > WAIN_TIME_MAX || depot->close < 0 ||
            depot->close > WAIN_TIME_MAX)
            return false;
    }
    return true;
}

static bool get_coordinates(wain_buffer *in, double *values, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        values[i] = wain_buffer_get_f64(in);
        if (!(fabs(values[i]) <= MAX_COORDINATE))
            return false;
    }
    return true;
}

/* --- the whole --- */

void wain_problem_pack(const wain_problem *problem, wain_buffer *out)
{
    const int32_t num_locations = problem->num_depots + problem->num_orders;

    wain_buffer_put_i64(out, problem->unit);
    wain_buffer_put_i32(out, problem->num_loads);
    wain_buffer_put_u64(out, (uint64_t)problem->num_orders);
    wain_buffer_put_u64(out, (uint64_t)problem->num_depots);
    wain_buffer_put_u64(out, (uint64_t)problem->num_types);
    wain_buffer_put_u64(out, (uint64_t)problem->num_windows);
    put_travel(out, &problem->travel);
    for (int32_t i = 0; i < problem->num_orders; i++)
        put_order(out, &problem->orders[i]);
    for (int32_t i = 0; i < problem->num_depots; i++) {
        wain_buffer_put_i32(out, problem->depots[i].row);
        wain_buffer_put_i32(out, problem->depots[i].open);
        wain_buffer_put_i32(out, problem->depots[i].close);
    }
    for (int32_t i = 0; i < problem->num_types; i++)
        put_type(out, &problem->types[i]);
    for (int32_t i = 0; i < problem->num_windows; i++) {
        wain_buffer_put_i32(out, problem->windows[i].open);
        wain_buffer_put_i32(out, problem->windows[i].close);
    }
    for (int32_t i = 0; i < num_locations; i++)
        wain_buffer_put_f64(out, problem->x[i]);
    for (int32_t i = 0; i < num_locations; i++)
        wain_buffer_put_f64(out, problem->y[i]);
}

static wain_status get_arrays(wain_buffer *in, wain_problem *problem, wain_error *err)
{
    const int32_t num_locations = problem->num_depots + problem->num_orders;
    wain_cost prices = 0;

    for (int32_t i = 0; i < problem->num_orders; i++) {
        if (!get_order(in, &problem->orders[i], problem->num_windows))
            return impossible(err, "order");
        prices += problem->orders[i].price;
        if (prices > MAX_PRICES)
            return impossible(err, "prices");
    }
    if (!get_depots(in, problem))
        return impossible(err, "depot");
    for (int32_t i = 0; i < problem->num_types; i++) {
        if (!get_type(in, &problem->types[i], problem->num_depots, problem->travel.num_profiles))
            return impossible(err, "vehicle type");
    }
    if (!get_windows(in, problem))
        return impossible(err, "time window");
    if (!get_coordinates(in, problem->x, num_locations) || !get_coordinates(in, problem->y, num_locations))
        return impossible(err, "coordinate");
    return in->overrun ? impossible(err, "length") : WAIN_OK;
}

wain_status wain_problem_unpack(wain_buffer *in, wain_problem **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_problem *problem = NULL;
    const int64_t unit = wain_buffer_get_i64(in);
    const int32_t num_loads = wain_buffer_get_i32(in);
    const size_t num_orders = wain_buffer_get_count(in, ORDER_SIZE);
    const size_t num_depots = wain_buffer_get_count(in, DEPOT_SIZE);
    const size_t num_types = wain_buffer_get_count(in, TYPE_SIZE);
    const size_t num_windows = wain_buffer_get_count(in, WINDOW_SIZE);

    if (in->overrun || num_loads < 1 || num_loads > WAIN_MAX_LOADS || num_orders > INT32_MAX / 4 ||
        num_depots > INT32_MAX / 4 || num_types > INT32_MAX / 4 || num_windows > INT32_MAX / 4)
        return impossible(err, "size");
    WAIN_TRY(wain_problem_create((int32_t)num_orders, (int32_t)num_depots, (int32_t)num_types, (int32_t)num_windows,
                                 &problem, err));
    problem->unit = unit;
    problem->num_loads = num_loads;
    WAIN_TRY(get_travel(in, &problem->travel, problem->num_depots + problem->num_orders, err));
    WAIN_TRY(get_arrays(in, problem, err));
    WAIN_TRY(wain_problem_prepare(problem, err));
    *out = problem;
    problem = NULL;
done:
    wain_problem_free(problem);
    return status;
}

/* From a result's columns back to a plan. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/result_plan_internal.h"
#include "solver/core/memory.h"

/* Nearest whole number of `scale`-ths; what is no number or out of range is `limit`, which no plan contains. */
static int64_t whole(double value, double scale, int64_t limit)
{
    const double scaled = value * scale;

    return fabs(scaled) < (double)limit ? llround(scaled) : limit; /* false also for NaN */
}

static bool is_within(int64_t value, int64_t from, size_t count)
{
    return value >= from && value < (int64_t)count;
}

static wain_status misfit(const char *path, wain_result_group group, size_t row, wain_error *err)
{
    return wain_error_set(err, WAIN_EINPUT, "%s: damaged: row %zu of /%s refers to rows that are not there", path, row,
                          wain_groups[group].name);
}

/* What of the large groups the functions here look at, but for the orders' identifiers: texts may be long. */
static const wain_result_column plan_columns[] = {
    WAIN_ORDERS_ROUTE,
    WAIN_ORDERS_STOP,
    WAIN_STOPS_ROUTE,
    WAIN_STOPS_ORDER,
    WAIN_STOPS_ARRIVAL,
    WAIN_STOPS_START,
    WAIN_STOPS_DEPARTURE,
    WAIN_STOPS_DISTANCE,
    WAIN_STOPS_LOAD_KG,
    WAIN_STOPS_LOAD_M3,
    WAIN_UNASSIGNED_ORDER,
    WAIN_UNASSIGNED_RELAXATION_KIND,
    WAIN_UNASSIGNED_RELAXATION_DETAIL,
    WAIN_UNASSIGNED_RELAXATION_AMOUNT,
};

wain_status wain_result_load_plan(wain_result *result, wain_error *err)
{
    wain_status status = WAIN_OK;

    for (size_t i = 0; i < sizeof plan_columns / sizeof *plan_columns; i++)
        WAIN_TRY(wain_result_load(result, plan_columns[i], err));
done:
    return status;
}

void wain_result_unload_plan(wain_result *result)
{
    for (size_t i = 0; i < sizeof plan_columns / sizeof *plan_columns; i++)
        wain_result_unload(result, plan_columns[i]);
}

static wain_status check_routes(const wain_result *result, const char *path, wain_error *err)
{
    const size_t num_stops = wain_result_rows(result, WAIN_GROUP_STOPS);
    int64_t next = 0;

    for (size_t i = 0; i < wain_result_rows(result, WAIN_GROUP_ROUTES); i++) {
        const int64_t count = wain_result_int(result, WAIN_ROUTES_NUM_STOPS, i);

        if (wain_result_int(result, WAIN_ROUTES_FIRST_STOP, i) != next || count < 0 ||
            count > (int64_t)num_stops - next ||
            !is_within(wain_result_int(result, WAIN_ROUTES_UNIT, i), -1, wain_result_rows(result, WAIN_GROUP_UNITS)) ||
            wain_result_int(result, WAIN_ROUTES_TYPE, i) < 0)
            return misfit(path, WAIN_GROUP_ROUTES, i, err);
        for (int64_t stop = next; stop < next + count; stop++) {
            if (wain_result_int(result, WAIN_STOPS_ROUTE, (size_t)stop) != (int64_t)i)
                return misfit(path, WAIN_GROUP_STOPS, (size_t)stop, err);
        }
        next += count;
    }
    return next == (int64_t)num_stops ? WAIN_OK : misfit(path, WAIN_GROUP_STOPS, (size_t)next, err);
}

static wain_status check_orders(const wain_result *result, const char *path, wain_error *err)
{
    const size_t num_orders = wain_result_rows(result, WAIN_GROUP_ORDERS);
    const size_t num_stops = wain_result_rows(result, WAIN_GROUP_STOPS);
    const size_t num_routes = wain_result_rows(result, WAIN_GROUP_ROUTES);

    for (size_t i = 0; i < num_orders; i++) {
        if (!is_within(wain_result_int(result, WAIN_ORDERS_STOP, i), -1, num_stops) ||
            !is_within(wain_result_int(result, WAIN_ORDERS_ROUTE, i), -1, num_routes))
            return misfit(path, WAIN_GROUP_ORDERS, i, err);
    }
    for (size_t i = 0; i < num_stops; i++) {
        if (!is_within(wain_result_int(result, WAIN_STOPS_ORDER, i), 0, num_orders))
            return misfit(path, WAIN_GROUP_STOPS, i, err);
    }
    for (size_t i = 0; i < wain_result_rows(result, WAIN_GROUP_UNASSIGNED); i++) {
        if (!is_within(wain_result_int(result, WAIN_UNASSIGNED_ORDER, i), 0, num_orders) ||
            !is_within(wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_KIND, i), 0, WAIN_NUM_RELAXATIONS))
            return misfit(path, WAIN_GROUP_UNASSIGNED, i, err);
    }
    return WAIN_OK;
}

static wain_plan_route route_of(const wain_result *result, size_t row)
{
    return (wain_plan_route){
        .unit = (int32_t)wain_result_int(result, WAIN_ROUTES_UNIT, row),
        .type = (int32_t)wain_result_int(result, WAIN_ROUTES_TYPE, row),
        .vehicle = (int32_t)wain_result_int(result, WAIN_ROUTES_VEHICLE, row),
        .day = (wain_day)wain_result_int(result, WAIN_ROUTES_DAY, row),
        .first_stop = wain_result_int(result, WAIN_ROUTES_FIRST_STOP, row),
        .num_stops = (int32_t)wain_result_int(result, WAIN_ROUTES_NUM_STOPS, row),
        .departure = (wain_time)wain_result_int(result, WAIN_ROUTES_DEPARTURE, row),
        .end = (wain_time)wain_result_int(result, WAIN_ROUTES_END, row),
        .last_distance = (wain_dist)wain_result_int(result, WAIN_ROUTES_LAST_DISTANCE, row),
        .distance = wain_result_int(result, WAIN_ROUTES_DISTANCE, row),
        .fixed_cost = whole(wain_result_real(result, WAIN_ROUTES_FIXED_COST, row), WAIN_COST_SCALE, WAIN_COST_MAX),
        .distance_cost =
            whole(wain_result_real(result, WAIN_ROUTES_DISTANCE_COST, row), WAIN_COST_SCALE, WAIN_COST_MAX),
        .time_cost = whole(wain_result_real(result, WAIN_ROUTES_TIME_COST, row), WAIN_COST_SCALE, WAIN_COST_MAX),
    };
}

static wain_plan_stop stop_of(const wain_result *result, size_t row)
{
    return (wain_plan_stop){
        .order = (int32_t)wain_result_int(result, WAIN_STOPS_ORDER, row),
        .arrival = (wain_time)wain_result_int(result, WAIN_STOPS_ARRIVAL, row),
        .start = (wain_time)wain_result_int(result, WAIN_STOPS_START, row),
        .departure = (wain_time)wain_result_int(result, WAIN_STOPS_DEPARTURE, row),
        .distance = (wain_dist)wain_result_int(result, WAIN_STOPS_DISTANCE, row),
        .load_after = {whole(wain_result_real(result, WAIN_STOPS_LOAD_KG, row), 1e3, WAIN_LOAD_MAX),
                       whole(wain_result_real(result, WAIN_STOPS_LOAD_M3, row), 1e6, WAIN_LOAD_MAX)},
    };
}

static wain_unserved unserved_of(const wain_result *result, size_t row)
{
    return (wain_unserved){
        .order = (int32_t)wain_result_int(result, WAIN_UNASSIGNED_ORDER, row),
        .reason = wain_result_reason(result, row),
        .relaxation = (wain_relaxation)wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_KIND, row),
        .detail = (int32_t)wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_DETAIL, row),
        .amount = wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_AMOUNT, row),
    };
}

/* A unit without its region, which only a book can number. */
static wain_plan_unit unit_of(const wain_result *result, size_t row)
{
    const char *state = wain_result_text(result, WAIN_UNITS_STATE, row);

    return (wain_plan_unit){
        .region = -1,
        .part = (int32_t)wain_result_int(result, WAIN_UNITS_PART, row),
        .day = (wain_day)wain_result_int(result, WAIN_UNITS_DAY, row),
        .num_orders = (int32_t)wain_result_int(result, WAIN_UNITS_ORDERS, row),
        .num_routes = (int32_t)wain_result_int(result, WAIN_UNITS_ROUTES, row),
        .num_unserved = (int32_t)wain_result_int(result, WAIN_UNITS_UNASSIGNED, row),
        .cost = whole(wain_result_real(result, WAIN_UNITS_COST, row), WAIN_COST_SCALE, WAIN_COST_MAX),
        .iterations = wain_result_int(result, WAIN_UNITS_ITERATIONS, row),
        .seconds = wain_result_real(result, WAIN_UNITS_SECONDS, row),
        .effort = wain_result_real(result, WAIN_UNITS_EFFORT, row),
        .rank = (int32_t)wain_result_int(result, WAIN_UNITS_RANK, row),
        .state = strcmp(state, "done") == 0      ? WAIN_UNIT_DONE
                 : strcmp(state, "running") == 0 ? WAIN_UNIT_RUNNING
                                                 : WAIN_UNIT_WAITING,
    };
}

/* The plan in terms of the result's own rows. */
static wain_status build_plan(const wain_result *result, wain_plan **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_plan *plan = NULL;
    const size_t routes = wain_result_rows(result, WAIN_GROUP_ROUTES),
                 stops = wain_result_rows(result, WAIN_GROUP_STOPS);
    const size_t units = wain_result_rows(result, WAIN_GROUP_UNITS);
    const size_t unserved = wain_result_rows(result, WAIN_GROUP_UNASSIGNED);

    WAIN_TRY(wain_plan_create(&plan, err));
    WAIN_TRY(WAIN_RESERVE(plan->routes, plan->routes_capacity, routes, err));
    WAIN_TRY(WAIN_RESERVE(plan->stops, plan->stops_capacity, stops, err));
    WAIN_TRY(WAIN_RESERVE(plan->unserved, plan->unserved_capacity, unserved, err));
    WAIN_TRY(WAIN_RESERVE(plan->units, plan->units_capacity, units, err));
    while (plan->num_routes < routes) {
        plan->routes[plan->num_routes] = route_of(result, plan->num_routes);
        plan->num_routes++;
    }
    while (plan->num_stops < stops) {
        plan->stops[plan->num_stops] = stop_of(result, plan->num_stops);
        plan->num_stops++;
    }
    while (plan->num_unserved < unserved) {
        plan->unserved[plan->num_unserved] = unserved_of(result, plan->num_unserved);
        plan->num_unserved++;
    }
    while (plan->num_units < units) {
        plan->units[plan->num_units] = unit_of(result, plan->num_units);
        plan->num_units++;
    }
    *out = plan;
    plan = NULL;
done:
    wain_plan_free(plan);
    return status;
}

wain_status wain_result_check(wain_result *result, const char *path, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_plan *plan = NULL;
    wain_digest digest;
    char text[WAIN_DIGEST_TEXT];
    const char *recorded = wain_result_text(result, WAIN_PROVENANCE_PLAN_DIGEST, 0);

    WAIN_TRY(wain_result_load_plan(result, err));
    WAIN_TRY(check_routes(result, path, err));
    WAIN_TRY(check_orders(result, path, err));
    WAIN_TRY(build_plan(result, &plan, err));
    digest = wain_plan_digest(plan);
    wain_digest_print(&digest, text);
    if (strcmp(text, recorded) != 0)
        status = wain_error_set(err, WAIN_EINPUT, "%s: damaged: the digest of its plan is %s, recorded is %.40s", path,
                                text, recorded);
done:
    wain_result_unload_plan(result);
    wain_plan_free(plan);
    return status;
}

/* ---- in terms of a book ---- */

static wain_status check_inputs(const wain_result *result, const wain_job *job, wain_error *err)
{
    for (size_t i = 0; i < wain_result_rows(result, WAIN_GROUP_INPUTS); i++) {
        const char *role = wain_result_text(result, WAIN_INPUTS_ROLE, i);
        const wain_job_input *input = NULL;

        for (size_t k = 0; k < job->num_inputs && !input; k++)
            input = strcmp(job->inputs[k].role, role) == 0 ? &job->inputs[k] : NULL;
        if (!input)
            return wain_error_set(err, WAIN_ECHECK, "the plan was made with the %s file %s, this job has none", role,
                                  wain_result_text(result, WAIN_INPUTS_PATH, i));
        if (strcmp(input->digest, wain_result_text(result, WAIN_INPUTS_DIGEST, i)) != 0)
            return wain_error_set(err, WAIN_ECHECK, "%s: the %s file has changed since the plan was made (%s, now %s)",
                                  input->path, role, wain_result_text(result, WAIN_INPUTS_DIGEST, i), input->digest);
    }
    return WAIN_OK;
}

/* A row of the book under its identifier. */
typedef struct named_row {
    const char *id;
    int32_t row;
} named_row;

static int compare_named_rows(const void *a, const void *b)
{
    const named_row *left = a, *right = b;
    const int order = strcmp(left->id, right->id);

    return order != 0 ? order : (left->row > right->row) - (left->row < right->row);
}

static int compare_id(const void *id, const void *row)
{
    return strcmp(id, ((const named_row *)row)->id);
}

static bool is_same_row(const wain_result *result, const wain_order_book *book, size_t row)
{
    return row < book->num_orders && strcmp(wain_result_text(result, WAIN_ORDERS_ORDER_ID, row),
                                            wain_order_book_text(book, book->orders[row].id)) == 0;
}

/* Row of the book per row of /orders. Usually the same; only when one differs is the book sorted by id. */
static wain_status match_orders(wain_result *result, const wain_order_book *book, int32_t *rows, wain_error *err)
{
    wain_status status = WAIN_OK;
    named_row *index = NULL;

    for (size_t i = 0; i < wain_result_rows(result, WAIN_GROUP_ORDERS); i++) {
        const char *id;
        const named_row *found;

        rows[i] = (int32_t)i;
        WAIN_TRY(wain_result_reach(result, WAIN_ORDERS_ORDER_ID, i, err));
        if (is_same_row(result, book, i))
            continue;
        if (!index) {
            WAIN_TRY(WAIN_NEW(index, book->num_orders, err));
            for (size_t k = 0; k < book->num_orders; k++)
                index[k] = (named_row){wain_order_book_text(book, book->orders[k].id), (int32_t)k};
            qsort(index, book->num_orders, sizeof *index, compare_named_rows);
        }
        id = wain_result_text(result, WAIN_ORDERS_ORDER_ID, i);
        found = bsearch(id, index, book->num_orders, sizeof *index, compare_id);
        if (!found) {
            status = wain_error_set(err, WAIN_ECHECK, "order %.80s of the plan is not in the order book", id);
            goto done;
        }
        rows[i] = found->row;
    }
done:
    wain_result_unload(result, WAIN_ORDERS_ORDER_ID);
    free(index);
    return status;
}

static bool is_type(const wain_result *result, const wain_order_book *book, size_t route, size_t type)
{
    const wain_vehicle_type *candidate = &book->types[type];

    return strcmp(wain_order_book_text(book, candidate->id),
                  wain_result_text(result, WAIN_ROUTES_VEHICLE_TYPE, route)) == 0 &&
           strcmp(wain_order_book_text(book, book->depots[candidate->depot].id),
                  wain_result_text(result, WAIN_ROUTES_DEPOT_ID, route)) == 0;
}

/* A vehicle type is known by its id and its depot, for the same id may stand at several depots. */
static wain_status match_types(const wain_result *result, const wain_order_book *book, wain_plan *plan, wain_error *err)
{
    for (size_t i = 0; i < plan->num_routes; i++) {
        size_t type = (size_t)plan->routes[i].type;

        if (type >= book->num_types || !is_type(result, book, i, type)) {
            for (type = 0; type < book->num_types && !is_type(result, book, i, type);)
                type++;
        }
        if (type == book->num_types)
            return wain_error_set(err, WAIN_ECHECK,
                                  "route %zu of the plan: vehicle type %.80s at depot %.80s is not in the fleet", i,
                                  wain_result_text(result, WAIN_ROUTES_VEHICLE_TYPE, i),
                                  wain_result_text(result, WAIN_ROUTES_DEPOT_ID, i));
        plan->routes[i].type = (int32_t)type;
    }
    return WAIN_OK;
}

static void match_regions(const wain_result *result, const wain_order_book *book, wain_plan *plan)
{
    for (size_t i = 0; i < plan->num_units; i++) {
        for (size_t k = 0; k < book->num_regions; k++) {
            if (strcmp(wain_result_text(result, WAIN_UNITS_REGION, i), wain_order_book_text(book, book->regions[k])) ==
                0)
                plan->units[i].region = (int32_t)k;
        }
    }
}

wain_status wain_result_plan(wain_result *result, const wain_job *job, const wain_order_book *book, wain_plan **out,
                             wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_plan *plan = NULL;
    int32_t *rows = NULL;

    WAIN_TRY(check_inputs(result, job, err));
    WAIN_TRY(WAIN_NEW(rows, wain_result_rows(result, WAIN_GROUP_ORDERS), err));
    WAIN_TRY(match_orders(result, book, rows, err));
    WAIN_TRY(build_plan(result, &plan, err));
    WAIN_TRY(match_types(result, book, plan, err));
    match_regions(result, book, plan);
    for (size_t i = 0; i < plan->num_stops; i++)
        plan->stops[i].order = rows[plan->stops[i].order];
    for (size_t i = 0; i < plan->num_unserved; i++)
        plan->unserved[i].order = rows[plan->unserved[i].order];
    *out = plan;
    plan = NULL;
done:
    free(rows);
    wain_plan_free(plan);
    return status;
}

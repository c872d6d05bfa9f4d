/* From a result's columns back to a plan. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/result_columns_internal.h"
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

/* The value of a column of a large group, wherever it is. */
static wain_status reach(wain_result *result, wain_result_column column, size_t row, int64_t *value, wain_error *err)
{
    const wain_status status = wain_result_reach(result, column, row, err);

    if (status == WAIN_OK)
        *value = wain_result_int(result, column, row);
    return status;
}

static wain_status check_stops(wain_result *result, const char *path, size_t route, int64_t first, int64_t count,
                               wain_error *err)
{
    wain_status status = WAIN_OK;
    int64_t value;

    for (int64_t stop = first; stop < first + count; stop++) {
        WAIN_TRY(reach(result, WAIN_STOPS_ROUTE, (size_t)stop, &value, err));
        if (value != (int64_t)route)
            return misfit(path, WAIN_GROUP_STOPS, (size_t)stop, err);
    }
done:
    return status;
}

static wain_status check_routes(wain_result *result, const char *path, wain_error *err)
{
    const size_t num_stops = wain_result_rows(result, WAIN_GROUP_STOPS);
    wain_status status = WAIN_OK;
    int64_t next = 0;

    for (size_t i = 0; i < wain_result_rows(result, WAIN_GROUP_ROUTES); i++) {
        const int64_t count = wain_result_int(result, WAIN_ROUTES_NUM_STOPS, i);

        if (wain_result_int(result, WAIN_ROUTES_FIRST_STOP, i) != next || count < 0 ||
            count > (int64_t)num_stops - next ||
            !is_within(wain_result_int(result, WAIN_ROUTES_UNIT, i), -1, wain_result_rows(result, WAIN_GROUP_UNITS)) ||
            wain_result_int(result, WAIN_ROUTES_TYPE, i) < 0)
            return misfit(path, WAIN_GROUP_ROUTES, i, err);
        WAIN_TRY(check_stops(result, path, i, next, count, err));
        next += count;
    }
    if (next != (int64_t)num_stops)
        status = misfit(path, WAIN_GROUP_STOPS, (size_t)next, err);
done:
    wain_result_unload(result, WAIN_STOPS_ROUTE);
    return status;
}

/* Whether each value of a column is in [from, count). */
static wain_status check_column(wain_result *result, const char *path, wain_result_column column, int64_t from,
                                size_t count, wain_error *err)
{
    const wain_result_group group = wain_columns[column].group;
    wain_status status = WAIN_OK;
    int64_t value;

    for (size_t i = 0; i < wain_result_rows(result, group); i++) {
        WAIN_TRY(reach(result, column, i, &value, err));
        if (!is_within(value, from, count)) {
            status = misfit(path, group, i, err);
            goto done;
        }
    }
done:
    wain_result_unload(result, column);
    return status;
}

static wain_status check_orders(wain_result *result, const char *path, wain_error *err)
{
    const size_t num_orders = wain_result_rows(result, WAIN_GROUP_ORDERS);
    wain_status status = WAIN_OK;

    WAIN_TRY(check_column(result, path, WAIN_ORDERS_STOP, -1, wain_result_rows(result, WAIN_GROUP_STOPS), err));
    WAIN_TRY(check_column(result, path, WAIN_ORDERS_ROUTE, -1, wain_result_rows(result, WAIN_GROUP_ROUTES), err));
    WAIN_TRY(check_column(result, path, WAIN_STOPS_ORDER, 0, num_orders, err));
    WAIN_TRY(check_column(result, path, WAIN_UNASSIGNED_ORDER, 0, num_orders, err));
    WAIN_TRY(check_column(result, path, WAIN_UNASSIGNED_RELAXATION_KIND, 0, WAIN_NUM_RELAXATIONS, err));
done:
    return status;
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

/* What of a stop and of an order left out makes the plan. */
static const wain_result_column stop_columns[] = {
    WAIN_STOPS_ORDER,    WAIN_STOPS_ARRIVAL, WAIN_STOPS_START,   WAIN_STOPS_DEPARTURE,
    WAIN_STOPS_DISTANCE, WAIN_STOPS_LOAD_KG, WAIN_STOPS_LOAD_M3,
};
static const wain_result_column unserved_columns[] = {
    WAIN_UNASSIGNED_ORDER,
    WAIN_UNASSIGNED_RELAXATION_KIND,
    WAIN_UNASSIGNED_RELAXATION_DETAIL,
    WAIN_UNASSIGNED_RELAXATION_AMOUNT,
};

static void unload(wain_result *result, const wain_result_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        wain_result_unload(result, columns[i]);
}

static wain_status add_stop(wain_result *result, size_t row, wain_plan *plan, wain_error *err)
{
    wain_status status = WAIN_OK;

    for (size_t i = 0; i < sizeof stop_columns / sizeof *stop_columns; i++)
        WAIN_TRY(wain_result_reach(result, stop_columns[i], row, err));
    WAIN_TRY(WAIN_RESERVE(plan->stops, plan->stops_capacity, plan->num_stops - plan->released + 1, err));
    plan->stops[plan->num_stops - plan->released] = (wain_plan_stop){
        .order = (int32_t)wain_result_int(result, WAIN_STOPS_ORDER, row),
        .arrival = (wain_time)wain_result_int(result, WAIN_STOPS_ARRIVAL, row),
        .start = (wain_time)wain_result_int(result, WAIN_STOPS_START, row),
        .departure = (wain_time)wain_result_int(result, WAIN_STOPS_DEPARTURE, row),
        .distance = (wain_dist)wain_result_int(result, WAIN_STOPS_DISTANCE, row),
        .load_after = {whole(wain_result_real(result, WAIN_STOPS_LOAD_KG, row), 1e3, WAIN_LOAD_MAX),
                       whole(wain_result_real(result, WAIN_STOPS_LOAD_M3, row), 1e6, WAIN_LOAD_MAX)},
    };
    plan->num_stops++;
done:
    return status;
}

static wain_status add_unserved(wain_result *result, wain_plan *plan, wain_error *err)
{
    const size_t rows = wain_result_rows(result, WAIN_GROUP_UNASSIGNED);
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_RESERVE(plan->unserved, plan->unserved_capacity, rows, err));
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < sizeof unserved_columns / sizeof *unserved_columns; i++)
            WAIN_TRY(wain_result_reach(result, unserved_columns[i], row, err));
        plan->unserved[plan->num_unserved++] = (wain_unserved){
            .order = (int32_t)wain_result_int(result, WAIN_UNASSIGNED_ORDER, row),
            .reason = wain_result_reason(result, row),
            .relaxation = (wain_relaxation)wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_KIND, row),
            .detail = (int32_t)wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_DETAIL, row),
            .amount = wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_AMOUNT, row),
        };
    }
done:
    unload(result, unserved_columns, sizeof unserved_columns / sizeof *unserved_columns);
    return status;
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
static wain_status match_type(const wain_result *result, const wain_order_book *book, size_t row,
                              wain_plan_route *route, wain_error *err)
{
    size_t type = (size_t)route->type;

    if (type >= book->num_types || !is_type(result, book, row, type)) {
        for (type = 0; type < book->num_types && !is_type(result, book, row, type);)
            type++;
    }
    if (type == book->num_types)
        return wain_error_set(err, WAIN_ECHECK,
                              "route %zu of the plan: vehicle type %.80s at depot %.80s is not in the fleet", row,
                              wain_result_text(result, WAIN_ROUTES_VEHICLE_TYPE, row),
                              wain_result_text(result, WAIN_ROUTES_DEPOT_ID, row));
    route->type = (int32_t)type;
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

/* ---- the plan, piece by piece ---- */

static wain_status begin_plan(wain_result *result, wain_plan **out, wain_error *err)
{
    const size_t units = wain_result_rows(result, WAIN_GROUP_UNITS);
    wain_status status = WAIN_OK;

    WAIN_TRY(wain_plan_create(out, err));
    WAIN_TRY(WAIN_RESERVE((*out)->routes, (*out)->routes_capacity, wain_result_rows(result, WAIN_GROUP_ROUTES), err));
    WAIN_TRY(WAIN_RESERVE((*out)->units, (*out)->units_capacity, units, err));
    while ((*out)->num_units < units) {
        (*out)->units[(*out)->num_units] = unit_of(result, (*out)->num_units);
        (*out)->num_units++;
    }
    WAIN_TRY(add_unserved(result, *out, err));
done:
    return status;
}

static wain_status match_book(wain_result_walk *walk, const wain_job *job, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(check_inputs(walk->result, job, err));
    WAIN_TRY(WAIN_NEW(walk->rows, wain_result_rows(walk->result, WAIN_GROUP_ORDERS), err));
    WAIN_TRY(match_orders(walk->result, walk->book, walk->rows, err));
done:
    return status;
}

wain_status wain_result_walk_begin(wain_result_walk *walk, wain_result *result, const wain_job *job,
                                   const wain_order_book *book, wain_error *err)
{
    wain_status status = WAIN_OK;

    *walk = (wain_result_walk){.result = result, .book = book};
    if (book)
        WAIN_TRY(match_book(walk, job, err));
    WAIN_TRY(begin_plan(result, &walk->plan, err));
    if (book)
        match_regions(result, book, walk->plan);
    for (size_t i = 0; book && i < walk->plan->num_unserved; i++)
        walk->plan->unserved[i].order = walk->rows[walk->plan->unserved[i].order];
done:
    return status;
}

static wain_status append_route(wain_result_walk *walk, wain_error *err)
{
    wain_plan *plan = walk->plan;
    const size_t row = plan->num_routes;
    wain_plan_route *route = &plan->routes[row];
    wain_status status = WAIN_OK;

    *route = route_of(walk->result, row);
    if (walk->book)
        WAIN_TRY(match_type(walk->result, walk->book, row, route, err));
    for (int32_t i = 0; i < route->num_stops; i++) {
        wain_plan_stop *stop;

        WAIN_TRY(add_stop(walk->result, plan->num_stops, plan, err));
        stop = &plan->stops[plan->num_stops - plan->released - 1];
        stop->order = walk->book ? walk->rows[stop->order] : stop->order;
    }
    plan->num_routes++;
done:
    return status;
}

bool wain_result_walk_has_ended(const wain_result_walk *walk)
{
    return walk->plan->num_routes == wain_result_rows(walk->result, WAIN_GROUP_ROUTES);
}

wain_status wain_result_walk_on(wain_result_walk *walk, size_t most_stops, wain_error *err)
{
    wain_status status = WAIN_OK;

    while (!wain_result_walk_has_ended(walk) && walk->plan->num_stops - walk->plan->released < most_stops)
        WAIN_TRY(append_route(walk, err));
    if (wain_result_walk_has_ended(walk))
        unload(walk->result, stop_columns, sizeof stop_columns / sizeof *stop_columns);
done:
    return status;
}

void wain_result_walk_clear(wain_result_walk *walk)
{
    free(walk->rows);
    wain_plan_free(walk->plan);
    *walk = (wain_result_walk){0};
}

/* The digest alone, in terms of the result's own rows. */
static wain_status digest_plan(wain_result *result, wain_digest *digest, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_result_walk walk;

    WAIN_TRY(wain_result_walk_begin(&walk, result, NULL, NULL, err));
    while (!wain_result_walk_has_ended(&walk)) {
        const size_t first = walk.plan->num_routes;

        WAIN_TRY(wain_result_walk_on(&walk, WAIN_RESULT_SLAB, err));
        wain_plan_digest_routes(digest, walk.plan, first, walk.plan->num_routes);
        wain_plan_release_stops(walk.plan, walk.plan->num_stops);
    }
    wain_plan_digest_unserved(digest, walk.plan);
done:
    wain_result_walk_clear(&walk);
    return status;
}

wain_status wain_result_check(wain_result *result, const char *path, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_digest digest = {0};
    char text[WAIN_DIGEST_TEXT];
    const char *recorded = wain_result_text(result, WAIN_PROVENANCE_PLAN_DIGEST, 0);

    WAIN_TRY(check_routes(result, path, err));
    WAIN_TRY(check_orders(result, path, err));
    WAIN_TRY(digest_plan(result, &digest, err));
    wain_digest_print(&digest, text);
    if (strcmp(text, recorded) != 0)
        status = wain_error_set(err, WAIN_EINPUT, "%s: damaged: the digest of its plan is %s, recorded is %.40s", path,
                                text, recorded);
done:
    return status;
}

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "io/calendar.h"
#include "io/result_columns_internal.h"
#include "io/result_texts_internal.h"
#include "solver/core/memory.h"

/* How the rows of a group are produced; a group without columns of a kind has NULL. */
typedef struct group_source {
    int64_t (*integer)(wain_result_source *s, wain_result_column column, size_t row);
    double (*real)(wain_result_source *s, wain_result_column column, size_t row);
    const char *(*text)(wain_result_source *s, wain_result_column column, size_t row);
} group_source;

static double currency(wain_cost cost)
{
    return (double)cost / WAIN_COST_SCALE;
}

/* Grams as kilograms or cubic centimetres as cubic metres; no limit is infinity. */
static double load_of(const wain_load *load, int dimension)
{
    if (load[dimension] >= WAIN_LOAD_MAX)
        return INFINITY;
    return (double)load[dimension] / (dimension == 0 ? 1e3 : 1e6);
}

static const char *date_of(wain_result_source *s, wain_day day)
{
    wain_calendar_print_day(day, s->text, sizeof s->text);
    return s->text;
}

static const char *book_text(const wain_result_source *s, wain_text text)
{
    return wain_order_book_text(s->book, text);
}

static const char *region_of(const wain_result_source *s, int32_t region)
{
    return region >= 0 && (size_t)region < s->book->num_regions ? book_text(s, s->book->regions[region]) : "";
}

/* ---- /orders ---- */

static int64_t order_integer(wain_result_source *s, wain_result_column column, size_t row)
{
    const int64_t route = s->route_of_order[row];
    const wain_order *order = &s->book->orders[row];

    if (column == WAIN_ORDERS_SERVICE)
        return order->service;
    if (column == WAIN_ORDERS_EARLIEST_DAY || column == WAIN_ORDERS_LATEST_DAY)
        return column == WAIN_ORDERS_EARLIEST_DAY ? order->earliest_day : order->latest_day;
    if (column == WAIN_ORDERS_STOP)
        return s->stop_of_order[row];
    if (route < 0 || column == WAIN_ORDERS_ROUTE)
        return route;
    return s->plan->routes[route].day;
}

static double order_real(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_order *order = &s->book->orders[row];

    switch ((int)column) {
    case WAIN_ORDERS_LATITUDE:
        return order->y;
    case WAIN_ORDERS_LONGITUDE:
        return order->x;
    case WAIN_ORDERS_LOAD_KG:
        return load_of(order->load, 0);
    default:
        return load_of(order->load, 1);
    }
}

static const char *order_text(wain_result_source *s, wain_result_column column, size_t row)
{
    static const char *const priorities[WAIN_NUM_PRIORITIES] = {"optional", "low", "normal", "high"};
    const wain_order *order = &s->book->orders[row];

    switch ((int)column) {
    case WAIN_ORDERS_ORDER_ID:
        return book_text(s, order->id);
    case WAIN_ORDERS_CUSTOMER_ID:
        return book_text(s, order->customer);
    case WAIN_ORDERS_REGION:
        return region_of(s, order->region);
    case WAIN_ORDERS_SERVICE_TYPE:
        return book_text(s, order->service_type);
    case WAIN_ORDERS_WINDOWS:
        return wain_result_windows_text(s, order);
    case WAIN_ORDERS_SKILLS:
        return wain_result_skills_text(s, order->skills);
    case WAIN_ORDERS_KIND:
        return order->kind == WAIN_PICKUP ? "pickup" : "delivery";
    case WAIN_ORDERS_PRIORITY:
        return priorities[order->priority < WAIN_NUM_PRIORITIES ? order->priority : WAIN_PRIORITY_NORMAL];
    default:
        return s->stop_of_order[row] < 0 ? "unassigned" : "planned";
    }
}

/* ---- /routes ---- */

static const wain_vehicle_type *type_of(const wain_result_source *s, size_t route)
{
    return &s->book->types[s->plan->routes[route].type];
}

static int64_t route_integer(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_plan_route *route = &s->plan->routes[row];

    switch ((int)column) {
    case WAIN_ROUTES_UNIT:
        return route->unit;
    case WAIN_ROUTES_DAY:
        return route->day;
    case WAIN_ROUTES_TYPE:
        return route->type;
    case WAIN_ROUTES_VEHICLE:
        return route->vehicle;
    case WAIN_ROUTES_FIRST_STOP:
        return route->first_stop;
    case WAIN_ROUTES_NUM_STOPS:
        return route->num_stops;
    case WAIN_ROUTES_DEPARTURE:
        return route->departure;
    case WAIN_ROUTES_END:
        return route->end;
    case WAIN_ROUTES_DURATION:
        return (int64_t)route->end - route->departure;
    case WAIN_ROUTES_DISTANCE:
        return route->distance;
    case WAIN_ROUTES_LAST_DISTANCE:
        return route->last_distance;
    case WAIN_ROUTES_WAITING:
        return s->routes[row].waiting;
    case WAIN_ROUTES_SERVICE:
        return s->routes[row].service;
    default: /* driving */
        return (int64_t)route->end - route->departure - s->routes[row].waiting - s->routes[row].service;
    }
}

static double route_real(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_plan_route *route = &s->plan->routes[row];

    switch ((int)column) {
    case WAIN_ROUTES_FIXED_COST:
        return currency(route->fixed_cost);
    case WAIN_ROUTES_DISTANCE_COST:
        return currency(route->distance_cost);
    case WAIN_ROUTES_TIME_COST:
        return currency(route->time_cost);
    case WAIN_ROUTES_TOTAL_COST:
        return currency(route->fixed_cost + route->distance_cost + route->time_cost);
    case WAIN_ROUTES_CAPACITY_KG:
        return load_of(type_of(s, row)->capacity, 0);
    case WAIN_ROUTES_CAPACITY_M3:
        return load_of(type_of(s, row)->capacity, 1);
    default:
        return load_of(s->routes[row].peak, column == WAIN_ROUTES_PEAK_KG ? 0 : 1);
    }
}

static const char *route_text(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_vehicle_type *type = type_of(s, row);
    const wain_depot *depot = &s->book->depots[type->depot];

    switch ((int)column) {
    case WAIN_ROUTES_REGION:
        return region_of(s, depot->region);
    case WAIN_ROUTES_DATE:
        return date_of(s, s->plan->routes[row].day);
    case WAIN_ROUTES_VEHICLE_TYPE:
        return book_text(s, type->id);
    case WAIN_ROUTES_DEPOT_ID:
        return book_text(s, depot->id);
    default:
        return book_text(s, type->carrier);
    }
}

/* ---- /stops ---- */

static const wain_plan_stop *stop_at(const wain_result_source *s, size_t row)
{
    return &s->plan->stops[row - s->plan->released];
}

size_t wain_result_source_route(wain_result_source *s, size_t stop)
{
    const wain_plan_route *routes = s->plan->routes;

    while ((int64_t)stop < routes[s->at_route].first_stop)
        s->at_route--;
    while ((int64_t)stop >= routes[s->at_route].first_stop + routes[s->at_route].num_stops)
        s->at_route++;
    return s->at_route;
}

/* The window in which service starts; NULL when it may start at any time. */
static const wain_window *window_of(const wain_result_source *s, const wain_plan_stop *stop)
{
    const wain_order *order = &s->book->orders[stop->order];
    int32_t i = order->num_windows - 1;

    while (i > 0 && s->book->windows[order->first_window + i].open > stop->start)
        i--;
    return i < 0 ? NULL : &s->book->windows[order->first_window + i];
}

static int64_t stop_integer(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_plan_stop *stop = stop_at(s, row);
    const wain_window *window;

    switch ((int)column) {
    case WAIN_STOPS_WINDOW_OPEN:
    case WAIN_STOPS_WINDOW_CLOSE:
        window = window_of(s, stop);
        return !window ? -1 : column == WAIN_STOPS_WINDOW_OPEN ? window->open : window->close;
    case WAIN_STOPS_SERVICE:
        return (int64_t)stop->departure - stop->start;
    case WAIN_STOPS_ROUTE:
        return (int64_t)wain_result_source_route(s, row);
    case WAIN_STOPS_SEQUENCE:
        return (int64_t)row - s->plan->routes[wain_result_source_route(s, row)].first_stop + 1;
    case WAIN_STOPS_ORDER:
        return stop->order;
    case WAIN_STOPS_ARRIVAL:
        return stop->arrival;
    case WAIN_STOPS_WAIT:
        return (int64_t)stop->start - stop->arrival;
    case WAIN_STOPS_START:
        return stop->start;
    case WAIN_STOPS_DEPARTURE:
        return stop->departure;
    default:
        return stop->distance;
    }
}

static double stop_real(wain_result_source *s, wain_result_column column, size_t row)
{
    return load_of(stop_at(s, row)->load_after, column == WAIN_STOPS_LOAD_KG ? 0 : 1);
}

static const char *stop_text(wain_result_source *s, wain_result_column column, size_t row)
{
    (void)column;
    return book_text(s, s->book->orders[stop_at(s, row)->order].id);
}

/* ---- /unassigned ---- */

static int64_t unserved_integer(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_unserved *unserved = &s->plan->unserved[row];
    const wain_order *order = &s->book->orders[unserved->order];

    switch ((int)column) {
    case WAIN_UNASSIGNED_ORDER:
        return unserved->order;
    case WAIN_UNASSIGNED_RELAXATION_KIND:
        return (int64_t)unserved->relaxation;
    case WAIN_UNASSIGNED_RELAXATION_DETAIL:
        return unserved->detail;
    case WAIN_UNASSIGNED_RELAXATION_AMOUNT:
        return unserved->amount;
    case WAIN_UNASSIGNED_REQUIRED:
        return order->priority != WAIN_PRIORITY_OPTIONAL;
    default:
        return order->line;
    }
}

static const char *unserved_text(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_unserved *unserved = &s->plan->unserved[row];

    switch ((int)column) {
    case WAIN_UNASSIGNED_ORDER_ID:
        return book_text(s, s->book->orders[unserved->order].id);
    case WAIN_UNASSIGNED_REASON:
        return wain_reason_key(unserved->reason);
    case WAIN_UNASSIGNED_REASON_TEXT:
        return wain_reason_text(unserved->reason);
    default:
        return wain_result_relaxation_text(s, unserved);
    }
}

/* ---- /units ---- */

/* A unit's day and region are those of its routes; only a unit without any has to be believed. */
static wain_day unit_day(const wain_result_source *s, size_t row)
{
    const int64_t route = s->units[row].first_route;

    return route < 0 ? s->plan->units[row].day : s->plan->routes[route].day;
}

static int32_t unit_region(const wain_result_source *s, size_t row)
{
    const int64_t route = s->units[row].first_route;

    return route < 0 ? s->plan->units[row].region : s->book->depots[type_of(s, (size_t)route)->depot].region;
}

/* The parts of a region and day are rows one after the other. */
static int64_t unit_part(const wain_result_source *s, size_t row)
{
    size_t first = row;

    while (first > 0 && unit_day(s, first - 1) == unit_day(s, row) && unit_region(s, first - 1) == unit_region(s, row))
        first--;
    return (int64_t)(row - first);
}

static int64_t unit_integer(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_plan_unit *unit = &s->plan->units[row];

    switch ((int)column) {
    case WAIN_UNITS_DAY:
        return unit_day(s, row);
    case WAIN_UNITS_PART:
        return unit_part(s, row);
    case WAIN_UNITS_ORDERS:
        return s->units[row].num_stops + unit->num_unserved;
    case WAIN_UNITS_ROUTES:
        return s->units[row].num_routes;
    case WAIN_UNITS_UNASSIGNED:
        return unit->num_unserved;
    case WAIN_UNITS_ITERATIONS:
        return unit->iterations;
    default:
        return unit->rank;
    }
}

static double unit_real(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_plan_unit *unit = &s->plan->units[row];

    if (column == WAIN_UNITS_COST)
        return currency(s->units[row].cost);
    return column == WAIN_UNITS_SECONDS ? unit->seconds : unit->effort;
}

static const char *unit_text(wain_result_source *s, wain_result_column column, size_t row)
{
    static const char *const states[] = {"waiting", "running", "done"};

    if (column == WAIN_UNITS_REGION)
        return region_of(s, unit_region(s, row));
    return column == WAIN_UNITS_DATE ? date_of(s, unit_day(s, row)) : states[s->plan->units[row].state];
}

/* ---- /kpi ---- */

static int64_t kpi_integer(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_plan_kpi *kpi = &s->totals.kpi;

    (void)row;
    switch ((int)column) {
    case WAIN_KPI_ORDERS:
        return kpi->num_orders;
    case WAIN_KPI_PLANNED:
        return kpi->num_planned;
    case WAIN_KPI_UNASSIGNED:
        return (int64_t)s->plan->num_unserved;
    case WAIN_KPI_REQUIRED:
        return kpi->num_required_unserved;
    case WAIN_KPI_ROUTES:
        return kpi->num_routes;
    case WAIN_KPI_VEHICLES:
        return kpi->num_vehicles;
    case WAIN_KPI_DISTANCE:
        return kpi->distance;
    case WAIN_KPI_DURATION:
        return kpi->duration;
    case WAIN_KPI_DRIVING:
        return kpi->driving;
    case WAIN_KPI_WAITING:
        return kpi->waiting;
    default:
        return kpi->service;
    }
}

static double kpi_real(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_plan_kpi *kpi = &s->totals.kpi;

    (void)row;
    switch ((int)column) {
    case WAIN_KPI_FIXED_COST:
        return currency(kpi->fixed_cost);
    case WAIN_KPI_DISTANCE_COST:
        return currency(kpi->distance_cost);
    case WAIN_KPI_TIME_COST:
        return currency(kpi->time_cost);
    case WAIN_KPI_TOTAL_COST:
        return currency(kpi->fixed_cost + kpi->distance_cost + kpi->time_cost);
    case WAIN_KPI_UNASSIGNED_COST:
        return currency(kpi->unserved_cost);
    default:
        return load_of(kpi->load, column == WAIN_KPI_LOAD_KG ? 0 : 1);
    }
}

/* ---- /options, /inputs, /phases, /provenance ---- */

static const char *option_text(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_option_place place = s->options[row];
    const wain_option_table *table = &s->job->registry.tables[place.table];
    const wain_option *option = &table->options[place.index];

    switch ((int)column) {
    case WAIN_OPTIONS_KEY:
        snprintf(s->text, sizeof s->text, "%s.%s", option->section, option->name);
        return s->text;
    case WAIN_OPTIONS_VALUE:
        wain_option_print(table, place.index, s->text, sizeof s->text);
        return s->text;
    case WAIN_OPTIONS_ORIGIN:
        return wain_option_origin_name(table->origins[place.index]);
    default:
        return option->unit;
    }
}

static int64_t input_integer(wain_result_source *s, wain_result_column column, size_t row)
{
    (void)column;
    return s->job->inputs[row].bytes;
}

static const char *input_text(wain_result_source *s, wain_result_column column, size_t row)
{
    const wain_job_input *input = &s->job->inputs[row];

    if (column == WAIN_INPUTS_ROLE)
        return input->role;
    if (column == WAIN_INPUTS_DIGEST)
        return input->digest;
    return input->real;
}

static double phase_real(wain_result_source *s, wain_result_column column, size_t row)
{
    (void)column;
    return s->run->phase_seconds[row];
}

static const char *phase_text(wain_result_source *s, wain_result_column column, size_t row)
{
    (void)column;
    return s->run->phases[row];
}

static int64_t provenance_integer(wain_result_source *s, wain_result_column column, size_t row)
{
    (void)row;
    switch ((int)column) {
    case WAIN_PROVENANCE_SEED:
        return s->job->search.seed;
    case WAIN_PROVENANCE_RANKS:
        return s->run->ranks;
    case WAIN_PROVENANCE_THREADS:
        return s->run->threads;
    case WAIN_PROVENANCE_HOSTS:
        return s->run->hosts;
    case WAIN_PROVENANCE_STOPPED_EARLY:
        return s->run->stopped_early;
    case WAIN_PROVENANCE_PEAK_MEMORY:
        return s->run->memory_largest;
    case WAIN_PROVENANCE_PEAK_MEMORY_SUM:
        return s->run->memory_sum;
    case WAIN_PROVENANCE_HEAP_ALLOCATED:
        return s->run->heap_allocated;
    case WAIN_PROVENANCE_HEAP_RESIDENT:
        return s->run->heap_resident;
    case WAIN_PROVENANCE_FIRST_DAY:
        return s->job->first_day;
    default:
        return s->job->num_days;
    }
}

static double provenance_real(wain_result_source *s, wain_result_column column, size_t row)
{
    (void)column;
    (void)row;
    return s->run->elapsed;
}

static const char *provenance_text(wain_result_source *s, wain_result_column column, size_t row)
{
    const time_t started = (time_t)s->run->started;
    struct tm date;

    (void)row;
    switch ((int)column) {
    case WAIN_PROVENANCE_SCHEMA_VERSION:
        return WAIN_RESULT_SCHEMA;
    case WAIN_PROVENANCE_PROGRAM_VERSION:
        return s->run->program_version;
    case WAIN_PROVENANCE_COMMAND_LINE:
        return s->run->command_line;
    case WAIN_PROVENANCE_MODE:
        return s->run->mode;
    case WAIN_PROVENANCE_CURRENCY:
        return s->job->io.currency;
    case WAIN_PROVENANCE_PLAN_DIGEST:
        return s->digest;
    default:
        if (!gmtime_r(&started, &date) || strftime(s->text, sizeof s->text, "%Y-%m-%dT%H:%M:%SZ", &date) == 0)
            return "";
        return s->text;
    }
}

static const group_source groups[WAIN_NUM_GROUPS] = {
    [WAIN_GROUP_ORDERS] = {order_integer, order_real, order_text},
    [WAIN_GROUP_ROUTES] = {route_integer, route_real, route_text},
    [WAIN_GROUP_STOPS] = {stop_integer, stop_real, stop_text},
    [WAIN_GROUP_UNASSIGNED] = {unserved_integer, NULL, unserved_text},
    [WAIN_GROUP_UNITS] = {unit_integer, unit_real, unit_text},
    [WAIN_GROUP_KPI] = {kpi_integer, kpi_real, NULL},
    [WAIN_GROUP_OPTIONS] = {NULL, NULL, option_text},
    [WAIN_GROUP_INPUTS] = {input_integer, NULL, input_text},
    [WAIN_GROUP_PHASES] = {NULL, phase_real, phase_text},
    [WAIN_GROUP_PROVENANCE] = {provenance_integer, provenance_real, provenance_text},
};

/* Every row a plan names must be there, for all that follows relies on it. */
static wain_status check_routes(const wain_result_source *source, const wain_plan *plan, wain_error *err)
{
    int64_t next = (int64_t)source->num_stops;

    for (size_t i = source->totals.num_routes; i < plan->num_routes; i++) {
        const wain_plan_route *route = &plan->routes[i];

        if (route->first_stop != next || route->num_stops < 0 || (size_t)(next + route->num_stops) > plan->num_stops ||
            route->type < 0 || (size_t)route->type >= source->book->num_types || route->unit < -1 ||
            route->unit >= (int64_t)plan->num_units)
            return wain_error_set(err, WAIN_EINTERNAL, "route %zu of the plan names rows that are not there", i);
        next += route->num_stops;
    }
    if ((size_t)next != plan->num_stops)
        return wain_error_set(err, WAIN_EINTERNAL, "the plan has %zu stops, its routes have %lld", plan->num_stops,
                              (long long)next);
    for (size_t i = source->num_stops; i < plan->num_stops; i++) {
        const int32_t order = plan->stops[i - plan->released].order;

        if (order < 0 || (size_t)order >= source->book->num_orders)
            return wain_error_set(err, WAIN_EINTERNAL, "stop %zu of the plan names an order that is not there", i);
    }
    return WAIN_OK;
}

static wain_status check_unserved(const wain_order_book *book, const wain_plan *plan, wain_error *err)
{
    for (size_t i = 0; i < plan->num_unserved; i++) {
        if (plan->unserved[i].order < 0 || (size_t)plan->unserved[i].order >= book->num_orders)
            return wain_error_set(err, WAIN_EINTERNAL, "order left out %zu of the plan is not there", i);
    }
    return WAIN_OK;
}

static wain_status list_options(wain_result_source *source, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_option_registry *registry = &source->job->registry;

    for (size_t table = 0; table < registry->count; table++)
        source->num_options += registry->tables[table].count;
    WAIN_TRY(WAIN_NEW(source->options, source->num_options, err));
    source->num_options = 0;
    for (size_t table = 0; table < registry->count; table++) {
        for (size_t i = 0; i < registry->tables[table].count; i++)
            source->options[source->num_options++] = (wain_option_place){table, i};
    }
done:
    return status;
}

/* Largest load on board: what is loaded at the depot, or what is on board after a stop. */
static void note_peak(const wain_order *order, const wain_plan_stop *stop, wain_route_sums *sums)
{
    for (int dimension = 0; dimension < WAIN_MAX_LOADS; dimension++) {
        const wain_load after = stop->load_after[dimension];
        const wain_load before = order->kind == WAIN_PICKUP ? after : after + order->load[dimension];

        sums->peak[dimension] = before > sums->peak[dimension] ? before : sums->peak[dimension];
    }
}

static void link_stops(wain_result_source *source, size_t row)
{
    const wain_plan_route *route = &source->plan->routes[row];
    const wain_plan_stop *stops = wain_plan_stops(source->plan, route);
    wain_route_sums sums = {0};

    for (int32_t i = 0; i < route->num_stops; i++) {
        source->stop_of_order[stops[i].order] = (int32_t)route->first_stop + i;
        source->route_of_order[stops[i].order] = (int32_t)row;
        sums.waiting += (int64_t)stops[i].start - stops[i].arrival;
        sums.service += (int64_t)stops[i].departure - stops[i].start;
        note_peak(&source->book->orders[stops[i].order], &stops[i], &sums);
    }
    source->routes[row] = sums;
}

static void add_to_unit(wain_result_source *source, size_t row)
{
    const wain_plan_route *route = &source->plan->routes[row];
    wain_unit_sums *sums = route->unit < 0 ? NULL : &source->units[route->unit];

    if (!sums)
        return;
    if (sums->first_route < 0)
        sums->first_route = (int64_t)row;
    sums->num_routes++;
    sums->num_stops += route->num_stops;
    sums->cost += route->fixed_cost + route->distance_cost + route->time_cost;
}

static wain_status add_units(wain_result_source *source, size_t num_units, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_RESERVE(source->units, source->units_capacity, num_units, err));
    while (source->num_units < num_units)
        source->units[source->num_units++] = (wain_unit_sums){.first_route = -1};
done:
    return status;
}

wain_status wain_result_source_init(wain_result_source *source, const wain_job *job, const wain_order_book *book,
                                    wain_error *err)
{
    wain_status status = WAIN_OK;

    *source = (wain_result_source){.job = job, .book = book};
    WAIN_TRY(WAIN_NEW(source->stop_of_order, book->num_orders, err));
    WAIN_TRY(WAIN_NEW(source->route_of_order, book->num_orders, err));
    for (size_t i = 0; i < book->num_orders; i++)
        source->stop_of_order[i] = source->route_of_order[i] = -1;
    WAIN_TRY(wain_result_find_nearest_regions(source, err));
    WAIN_TRY(list_options(source, err));
done:
    return status;
}

wain_status wain_result_source_add(wain_result_source *source, const wain_plan *plan, wain_error *err)
{
    wain_status status = WAIN_OK;

    source->plan = plan;
    WAIN_TRY(check_routes(source, plan, err));
    WAIN_TRY(add_units(source, plan->num_units, err));
    WAIN_TRY(WAIN_RESERVE(source->routes, source->routes_capacity, plan->num_routes, err));
    for (size_t i = source->totals.num_routes; i < plan->num_routes; i++) {
        link_stops(source, i);
        add_to_unit(source, i);
    }
    wain_plan_totals_add(&source->totals, plan, source->book);
    source->num_stops = plan->num_stops;
done:
    return status;
}

wain_status wain_result_source_end(wain_result_source *source, const wain_plan *plan, const wain_result_run *run,
                                   wain_error *err)
{
    static const wain_result_run unknown = {.program_version = ""};
    wain_status status = WAIN_OK;

    source->plan = plan;
    source->run = run ? run : &unknown;
    WAIN_TRY(check_unserved(source->book, plan, err));
    WAIN_TRY(add_units(source, plan->num_units, err));
    while (source->num_phases < sizeof run->phases / sizeof *run->phases && source->run->phases[source->num_phases])
        source->num_phases++;
    wain_plan_totals_end(&source->totals, plan, source->book);
    wain_digest_print(&source->totals.digest, source->digest);
done:
    return status;
}

void wain_result_source_clear(wain_result_source *source)
{
    free(source->stop_of_order);
    free(source->route_of_order);
    free(source->routes);
    free(source->units);
    free(source->nearest_region);
    free(source->options);
    source->stop_of_order = source->route_of_order = source->nearest_region = NULL;
    source->routes = NULL;
    source->units = NULL;
    source->options = NULL;
}

size_t wain_result_source_rows(const wain_result_source *source, wain_result_group group)
{
    switch (group) {
    case WAIN_GROUP_ORDERS:
        return source->book->num_orders;
    case WAIN_GROUP_ROUTES:
        return source->plan->num_routes;
    case WAIN_GROUP_STOPS:
        return source->plan->num_stops;
    case WAIN_GROUP_UNASSIGNED:
        return source->plan->num_unserved;
    case WAIN_GROUP_UNITS:
        return source->plan->num_units;
    case WAIN_GROUP_OPTIONS:
        return source->num_options;
    case WAIN_GROUP_INPUTS:
        return source->job->num_inputs;
    case WAIN_GROUP_PHASES:
        return source->num_phases;
    case WAIN_GROUP_KPI:
    case WAIN_GROUP_PROVENANCE:
    case WAIN_NUM_GROUPS:
        break;
    }
    return 1;
}

int64_t wain_result_source_int(wain_result_source *source, wain_result_column column, size_t row)
{
    return groups[wain_columns[column].group].integer(source, column, row);
}

double wain_result_source_real(wain_result_source *source, wain_result_column column, size_t row)
{
    return groups[wain_columns[column].group].real(source, column, row);
}

const char *wain_result_source_text(wain_result_source *source, wain_result_column column, size_t row)
{
    const char *text = groups[wain_columns[column].group].text(source, column, row);

    return text ? text : "";
}

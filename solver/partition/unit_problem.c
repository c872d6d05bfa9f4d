/* The compact problem of one unit. */
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/partition/partition_internal.h"

static bool takes_part(const wain_unit *unit, const wain_order_book *book, size_t type)
{
    return unit->type_count[type] > 0 && wain_type_is_usable(book, &book->types[type]);
}

int32_t wain_unit_list_types(const wain_unit *unit, const wain_order_book *book, int32_t *rows)
{
    int32_t count = 0;

    for (size_t t = 0; t < book->num_types; t++) {
        if (takes_part(unit, book, t))
            rows[count++] = (int32_t)t;
    }
    return count;
}

/* Number the depots of the unit's types: depot_number[book's depot] is its location, or -1. Returns how many. */
static int32_t number_depots(const wain_unit *unit, const wain_order_book *book, int32_t *depot_number,
                             int32_t *num_types)
{
    int32_t num_depots = 0;

    *num_types = 0;
    for (size_t d = 0; d < book->num_depots; d++)
        depot_number[d] = -1;
    for (size_t t = 0; t < book->num_types; t++) {
        if (takes_part(unit, book, t)) {
            depot_number[book->types[t].depot] = 0;
            ++*num_types;
        }
    }
    for (size_t d = 0; d < book->num_depots; d++) {
        if (depot_number[d] == 0)
            depot_number[d] = num_depots++;
    }
    return num_depots;
}

static void fill_depots(wain_problem *problem, const wain_order_book *book, const int32_t *depot_number)
{
    for (size_t d = 0; d < book->num_depots; d++) {
        const int32_t i = depot_number[d];

        if (i < 0)
            continue;
        problem->depots[i] =
            (wain_problem_depot){.row = (int32_t)d, .open = book->depots[d].open, .close = book->depots[d].close};
        problem->x[i] = book->depots[d].x;
        problem->y[i] = book->depots[d].y;
    }
}

static void fill_types(wain_problem *problem, const wain_unit *unit, const wain_order_book *book,
                       const int32_t *depot_number)
{
    wain_problem_type *type = problem->types;

    for (size_t t = 0; t < book->num_types; t++) {
        const wain_vehicle_type *from = &book->types[t];

        if (!takes_part(unit, book, t))
            continue;
        *type = (wain_problem_type){.row = (int32_t)t,
                                    .depot = depot_number[from->depot],
                                    .count = unit->type_count[t],
                                    .max_stops = from->max_stops,
                                    .profile = from->profile,
                                    .fixed_cost = from->fixed_cost,
                                    .cost_per_distance = from->cost_per_distance,
                                    .cost_per_hour = from->cost_per_hour,
                                    .max_distance = from->max_distance,
                                    .skills = from->skills};
        memcpy(type->capacity, from->capacity, sizeof type->capacity);
        wain_type_hours(book, from, &type->start, &type->end);
        type++;
    }
}

static int32_t count_windows(const wain_unit *unit, const wain_order_book *book)
{
    int32_t count = 0;

    for (int32_t i = 0; i < unit->num_orders; i++) {
        const int32_t windows = book->orders[unit->orders[i]].num_windows;

        count += windows > 0 ? windows : 1;
    }
    return count;
}

static void fill_orders(wain_problem *problem, const wain_unit *unit, const wain_order_book *book)
{
    int32_t next_window = 0;

    for (int32_t i = 0; i < unit->num_orders; i++) {
        const wain_order *from = &book->orders[unit->orders[i]];
        wain_problem_order *order = &problem->orders[i];
        const bool required = from->priority != WAIN_PRIORITY_OPTIONAL;

        *order = (wain_problem_order){.row = unit->orders[i],
                                      .first_window = next_window,
                                      .num_windows = from->num_windows > 0 ? from->num_windows : 1,
                                      .service = from->service,
                                      .price = required ? 0 : from->price, /* see price_required_orders */
                                      .skills = from->skills,
                                      .kind = from->kind,
                                      .required = required};
        memcpy(order->load, from->load, sizeof order->load);
        if (from->num_windows > 0)
            memcpy(&problem->windows[next_window], &book->windows[from->first_window],
                   (size_t)from->num_windows * sizeof *problem->windows);
        else
            problem->windows[next_window] = (wain_window){0, WAIN_TIME_MAX};
        next_window += order->num_windows;
        problem->x[problem->num_depots + i] = from->x;
        problem->y[problem->num_depots + i] = from->y;
    }
}

/* What the dearest route costs that serves a single order of the unit, whichever vehicle drives it. */
static wain_cost dearest_route(const wain_problem *problem)
{
    wain_cost dearest = WAIN_COST_SCALE;

    for (int32_t t = 0; t < problem->num_types; t++) {
        const wain_problem_type *type = &problem->types[t];
        int64_t farthest = 0;
        wain_cost cost;

        for (int32_t i = 0; i < problem->num_orders; i++) {
            const int32_t location = problem->num_depots + i;
            const int64_t way = (int64_t)wain_problem_distance(problem, type->depot, location) +
                                wain_problem_distance(problem, location, type->depot);

            farthest = way > farthest ? way : farthest;
        }
        cost = type->fixed_cost + type->cost_per_distance * farthest +
               wain_problem_time_cost(type, (int64_t)type->end - type->start);
        dearest = cost > dearest ? cost : dearest;
    }
    return dearest;
}

/* Leaving out a required order must cost more than any vehicle that would serve it, and a more wanted one several times
 * as much: ten times for each step of priority, less only where the sum over the unit would not leave half of
 * WAIN_COST_MAX, which no plan may cost, to the routes and the optional orders. */
static void price_required_orders(wain_problem *problem, const wain_unit *unit, const wain_order_book *book)
{
    const wain_cost most = WAIN_COST_MAX / 2 / (problem->num_orders > 0 ? problem->num_orders : 1);
    const wain_cost dearest = dearest_route(problem);
    wain_cost step = 10, price[WAIN_NUM_PRIORITIES];

    while (step > 1 && dearest > most / (step * step * step))
        step--;
    price[WAIN_PRIORITY_LOW] = dearest < most / step ? dearest * step : most;
    price[WAIN_PRIORITY_NORMAL] = price[WAIN_PRIORITY_LOW] < most / step ? price[WAIN_PRIORITY_LOW] * step : most;
    price[WAIN_PRIORITY_HIGH] = price[WAIN_PRIORITY_NORMAL] < most / step ? price[WAIN_PRIORITY_NORMAL] * step : most;
    for (int32_t i = 0; i < problem->num_orders; i++) {
        if (problem->orders[i].required)
            problem->orders[i].price = price[book->orders[unit->orders[i]].priority];
    }
}

/* The book's number of a location of the problem: depots first, then orders. */
static size_t book_location(const wain_problem *problem, const wain_order_book *book, int32_t i)
{
    if (i < problem->num_depots)
        return (size_t)problem->depots[i].row;
    return book->num_depots + (size_t)problem->orders[i - problem->num_depots].row;
}

static wain_status copy_travel(wain_problem *problem, const wain_order_book *book, const wain_travel *travel,
                               wain_error *err)
{
    const int32_t n = problem->num_depots + problem->num_orders;
    wain_travel without_matrix = *travel;
    wain_status status = WAIN_OK;

    without_matrix.matrix = NULL;
    without_matrix.matrix_size = 0;
    WAIN_TRY(wain_travel_copy(&without_matrix, &problem->travel, err));
    if (travel->metric != WAIN_METRIC_MATRIX)
        goto done;
    if ((size_t)travel->matrix_size != book->num_depots + book->num_orders) {
        status = wain_error_set(err, WAIN_EINTERNAL, "a matrix of %d locations for %zu depots and %zu orders",
                                travel->matrix_size, book->num_depots, book->num_orders);
        goto done;
    }
    WAIN_TRY(WAIN_NEW(problem->travel.matrix, (size_t)n * (size_t)n, err));
    problem->travel.matrix_size = n;
    for (int32_t a = 0; a < n; a++) {
        const int32_t *row = travel->matrix + book_location(problem, book, a) * (size_t)travel->matrix_size;

        for (int32_t c = 0; c < n; c++)
            problem->travel.matrix[(size_t)a * (size_t)n + (size_t)c] = row[book_location(problem, book, c)];
    }
done:
    return status;
}

wain_status wain_partition_problem(const wain_partition *partition, int32_t number, const wain_order_book *book,
                                   const wain_travel *travel, wain_problem **out, wain_error *err)
{
    const wain_unit *unit = &partition->units[number];
    wain_status status = WAIN_OK;
    wain_problem *problem = NULL;
    int32_t *depot_number = NULL, num_depots, num_types;

    WAIN_TRY(WAIN_NEW(depot_number, book->num_depots, err));
    num_depots = number_depots(unit, book, depot_number, &num_types);
    WAIN_TRY(wain_problem_create(unit->num_orders, num_depots, num_types, count_windows(unit, book), &problem, err));
    problem->unit = number;
    problem->num_loads = book->num_loads;
    fill_depots(problem, book, depot_number);
    fill_types(problem, unit, book, depot_number);
    fill_orders(problem, unit, book);
    WAIN_TRY(copy_travel(problem, book, travel, err));
    WAIN_TRY(wain_problem_prepare(problem, err));
    price_required_orders(problem, unit, book);
    *out = problem;
    problem = NULL;
done:
    free(depot_number);
    wain_problem_free(problem);
    return status;
}

#include "io/solution_vrplib.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/tokens.h"
#include "solver/core/memory.h"

/* --- Reading -------------------------------------------------------------------------------------------------------
 */

typedef struct sol_reader {
    wain_tokens tokens;
    wain_solution_file *solution;
    wain_fault_list *faults;
    int32_t num_customers;
    int64_t *seen; /* per customer: line of the route that serves it; owned */
    bool has_cost;
} sol_reader;

static void fault(const sol_reader *reader, wain_fault_effect effect, const char *found, const char *expected)
{
    wain_fault_add(reader->faults, effect, reader->tokens.path, reader->tokens.line, "", found, expected, NULL);
}

static void note_customer(sol_reader *reader, int64_t customer)
{
    char found[32], expected[96];

    if (reader->seen[customer]) {
        snprintf(found, sizeof found, "customer %" PRId64, customer);
        snprintf(expected, sizeof expected, "every customer once; it is in the route of line %" PRId64 " already",
                 reader->seen[customer]);
        fault(reader, WAIN_FAULT_WARNING, found, expected);
    }
    reader->seen[customer] = reader->tokens.line;
}

static wain_status read_customers(sol_reader *reader, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_solution_file *solution = reader->solution;
    const char *word;

    while ((word = wain_tokens_word(&reader->tokens))) {
        char *end, expected[64];
        int64_t customer;

        errno = 0;
        customer = strtoll(word, &end, 10);
        if (*end || errno || customer < 1 || customer > reader->num_customers) {
            snprintf(expected, sizeof expected, "a customer from 1 to %d", reader->num_customers);
            fault(reader, WAIN_FAULT_STOPS, word, expected);
            continue;
        }
        note_customer(reader, customer);
        WAIN_TRY(WAIN_RESERVE(solution->customers, solution->customers_capacity, solution->num_customers + 1, err));
        solution->customers[solution->num_customers++] = (int32_t)customer;
    }
done:
    return status;
}

/* "Route #7:", however it is spaced; *rest is what follows. */
static bool is_route(char *line, char **rest)
{
    char *c = line + 5;

    if (strncasecmp(line, "Route", 5) != 0)
        return false;
    c += strspn(c, " \t");
    c += *c == '#';
    c += strspn(c, " \t");
    if (!isdigit((unsigned char)*c))
        return false;
    c += strspn(c, "0123456789");
    c += strspn(c, " \t");
    *rest = c + 1;
    return *c == ':';
}

static wain_status read_route(sol_reader *reader, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_solution_file *solution = reader->solution;
    const size_t r = solution->num_routes, first = solution->num_customers;

    WAIN_TRY(read_customers(reader, err));
    if (solution->num_customers == first)
        return WAIN_OK; /* an empty route is a vehicle that stays at home */
    WAIN_TRY(WAIN_RESERVE(solution->first, solution->first_capacity, r + 2, err));
    WAIN_TRY(WAIN_RESERVE(solution->lines, solution->lines_capacity, r + 1, err));
    solution->first[r] = first;
    solution->first[r + 1] = solution->num_customers;
    solution->lines[r] = reader->tokens.line;
    solution->num_routes++;
done:
    return status;
}

static void read_cost(sol_reader *reader, char *text)
{
    wain_tokens *tokens = &reader->tokens;
    const char *word, *point;

    tokens->cursor = text + strspn(text, ": \t");
    word = wain_tokens_word(tokens);
    if (reader->has_cost) {
        fault(reader, WAIN_FAULT_STOPS, "a second cost", "one");
    } else if (!word || wain_tokens_real(tokens, word, "", -1e18, 1e18, &reader->solution->cost, NULL) != WAIN_OK) {
        fault(reader, WAIN_FAULT_STOPS, word ? word : "no number", "the cost, a number");
    } else {
        point = strchr(word, '.');
        reader->solution->cost_decimals = point ? (int)strspn(point + 1, "0123456789") : 0;
        if ((word = wain_tokens_word(tokens)))
            fault(reader, WAIN_FAULT_STOPS, word, "nothing after the cost");
    }
    reader->has_cost = true;
}

static void find_missing(const sol_reader *reader)
{
    char found[64], expected[96];
    int32_t missing = 0, first = 0;

    for (int32_t i = reader->num_customers; i > 0; i--) {
        if (!reader->seen[i]) {
            missing++;
            first = i;
        }
    }
    if (missing == 0)
        return;
    snprintf(found, sizeof found, "no route for customer %d", first);
    snprintf(expected, sizeof expected, "every customer once; %d of %d are in no route", missing,
             reader->num_customers);
    fault(reader, WAIN_FAULT_WARNING, found, expected);
}

static wain_status read_lines(sol_reader *reader, wain_error *err)
{
    wain_status status = WAIN_OK;

    while (wain_tokens_line(&reader->tokens)) {
        char *line = reader->tokens.cursor, *rest;

        if (is_route(line, &rest)) {
            reader->tokens.cursor = rest;
            WAIN_TRY(read_route(reader, err));
        } else if (strncasecmp(line, "Cost", 4) == 0) {
            read_cost(reader, line + 4);
        } else {
            fault(reader, WAIN_FAULT_STOPS, line, "\"Route #1: ...\" or \"Cost ...\"");
        }
    }
    if (!reader->has_cost)
        fault(reader, WAIN_FAULT_STOPS, "the end of the file", "\"Cost ...\"; the file may be cut off");
    find_missing(reader);
done:
    return status;
}

wain_status wain_solution_file_read(const char *path, int32_t num_customers, wain_solution_file *solution,
                                    wain_fault_list *faults, wain_error *err)
{
    sol_reader reader = {.solution = solution, .faults = faults, .num_customers = num_customers};
    wain_status status = WAIN_OK;

    *solution = (wain_solution_file){0};
    WAIN_TRY(wain_tokens_open(path, &reader.tokens, err));
    WAIN_TRY(WAIN_NEW(reader.seen, num_customers + 1, err));
    WAIN_TRY(read_lines(&reader, err));
    status = wain_fault_verdict(faults, WAIN_EINPUT, err);
done:
    free(reader.seen);
    wain_tokens_close(&reader.tokens);
    return status;
}

void wain_solution_file_clear(wain_solution_file *solution)
{
    free(solution->customers);
    free(solution->first);
    free(solution->lines);
    *solution = (wain_solution_file){0};
}

/* --- As a plan -----------------------------------------------------------------------------------------------------
 */

/* Distance between two locations of the instance: 0 is the depot, i customer i. */
static wain_dist distance_between(const wain_instance *instance, int32_t a, int32_t b)
{
    const wain_travel *travel = &instance->travel;
    const wain_depot *depot = &instance->book->depots[0];
    const wain_order *orders = instance->book->orders;

    if (travel->metric == WAIN_METRIC_MATRIX)
        return travel->matrix[(int64_t)a * travel->matrix_size + b];
    return wain_travel_distance(travel, a ? orders[a - 1].x : depot->x, a ? orders[a - 1].y : depot->y,
                                b ? orders[b - 1].x : depot->x, b ? orders[b - 1].y : depot->y);
}

/* The earliest start at or after `arrival` in the order's only window; the arrival itself when that has passed. */
static wain_time earliest_start(const wain_order_book *book, const wain_order *order, wain_time arrival)
{
    const wain_time open = order->num_windows ? book->windows[order->first_window].open : arrival;

    return open > arrival ? open : arrival;
}

static void drive_route(const wain_instance *instance, const int32_t *customers, wain_plan_route *route,
                        wain_plan_stop *stops)
{
    const wain_order_book *book = instance->book;
    const wain_speed_profile *profile = &instance->travel.profiles[0];
    wain_time clock = book->depots[0].open;
    wain_load load = 0;
    int32_t at = 0;

    for (int32_t i = 0; i < route->num_stops; i++)
        load += book->orders[customers[i] - 1].load[0];
    route->departure = clock;
    for (int32_t i = 0; i < route->num_stops; i++) {
        const wain_order *order = &book->orders[customers[i] - 1];
        wain_plan_stop *stop = &stops[i];

        stop->order = customers[i] - 1;
        stop->distance = distance_between(instance, at, customers[i]);
        stop->arrival = wain_travel_arrival(profile, clock, stop->distance);
        stop->start = earliest_start(book, order, stop->arrival);
        stop->departure = clock = stop->start + order->service;
        stop->load_after[0] = load -= order->load[0];
        route->distance += stop->distance;
        at = customers[i];
    }
    route->last_distance = distance_between(instance, at, 0);
    route->distance += route->last_distance;
    route->end = wain_travel_arrival(profile, clock, route->last_distance);
    route->fixed_cost = book->types[0].fixed_cost;
    route->distance_cost = route->distance * book->types[0].cost_per_distance;
}

wain_status wain_solution_file_plan(const wain_solution_file *solution, const wain_instance *instance, wain_plan **out,
                                    wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_plan *plan = NULL;

    WAIN_TRY(wain_plan_create(&plan, err));
    WAIN_TRY(WAIN_RESERVE(plan->routes, plan->routes_capacity, solution->num_routes + 1, err));
    WAIN_TRY(WAIN_RESERVE(plan->stops, plan->stops_capacity, solution->num_customers + 1, err));
    WAIN_TRY(WAIN_RESERVE(plan->units, plan->units_capacity, 1, err));
    memset(plan->stops, 0, solution->num_customers * sizeof *plan->stops);
    plan->units[plan->num_units++] = (wain_plan_unit){.num_orders = (int32_t)instance->book->num_orders,
                                                      .num_routes = (int32_t)solution->num_routes,
                                                      .state = WAIN_UNIT_DONE};
    for (size_t r = 0; r < solution->num_routes; r++) {
        wain_plan_route *route = &plan->routes[plan->num_routes++];

        *route = (wain_plan_route){.vehicle = (int32_t)r,
                                   .first_stop = (int64_t)solution->first[r],
                                   .num_stops = (int32_t)(solution->first[r + 1] - solution->first[r])};
        drive_route(instance, solution->customers + solution->first[r], route, plan->stops + route->first_stop);
    }
    plan->num_stops = solution->num_customers;
    *out = plan;
    plan = NULL;
done:
    wain_plan_free(plan);
    return status;
}

/* --- Writing -------------------------------------------------------------------------------------------------------
 */

static void print_plan(FILE *file, const wain_instance *instance, const wain_plan *plan)
{
    for (size_t r = 0; r < plan->num_routes; r++) {
        const wain_plan_route *route = &plan->routes[r];

        fprintf(file, "Route #%zu:", r + 1);
        for (int32_t i = 0; i < route->num_stops; i++)
            fprintf(file, " %d", plan->stops[route->first_stop + i].order + 1);
        fputc('\n', file);
    }
    fprintf(file, "Cost %.*f\n", instance->decimals, wain_instance_cost(instance, plan));
}

wain_status wain_solution_file_write(wain_atomic_file *target, const wain_instance *instance, const wain_plan *plan,
                                     wain_error *err)
{
    wain_status status = WAIN_OK;
    FILE *file = fopen(target->temporary, "w");
    bool failed;

    if (!file) {
        status = wain_error_set(err, WAIN_EIO, "%s: %s", target->temporary, strerror(errno));
        goto done;
    }
    print_plan(file, instance, plan);
    failed = ferror(file) != 0;
    failed |= fclose(file) != 0; /* a full disk may show only here */
    if (failed) {
        status = wain_error_set(err, WAIN_EIO, "%s: can't write: %s", target->path, strerror(errno));
        goto done;
    }
    WAIN_TRY(wain_atomic_file_commit(target, err));
done:
    wain_atomic_file_abandon(target);
    return status;
}

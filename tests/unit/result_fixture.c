#include "tests/unit/result_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"

enum { STOPS_PER_ROUTE = 5, FIRST_DAY = 17500 }; /* 2017-11-30 */

static void must(wain_status status)
{
    if (status != WAIN_OK)
        abort();
}

static wain_text text_of(wain_order_book *book, const char *text)
{
    wain_text offset = 0;

    must(wain_order_book_add_text(book, text, strlen(text), &offset, NULL));
    return offset;
}

static void add_fleet(wain_order_book *book)
{
    static const char *const regions[] = {"S\xc3\xbc"
                                          "d",
                                          "north"};
    const wain_text van = text_of(book, "van"), carrier = text_of(book, "Fast & Co");

    for (int i = 0; i < 2; i++) {
        wain_depot depot = {.id = text_of(book, i == 0 ? "D-south" : "D-north"), .close = 86400};
        wain_vehicle_type type = {.id = van,
                                  .carrier = carrier,
                                  .depot = i,
                                  .count = 100,
                                  .capacity = {1000000, i == 0 ? 5000000 : WAIN_LOAD_MAX},
                                  .fixed_cost = 100 * WAIN_COST_SCALE,
                                  .max_stops = INT32_MAX,
                                  .max_distance = WAIN_DIST_MAX,
                                  .shift_end = 86400};

        must(wain_order_book_region(book, regions[i], strlen(regions[i]), &depot.region, NULL));
        must(wain_order_book_add_depot(book, &depot, NULL));
        must(wain_order_book_add_type(book, &type, NULL));
    }
}

static void add_orders(wain_order_book *book, size_t num_orders)
{
    static const wain_window windows[] = {{28800, 30000}, {46800, 61230}};
    int32_t skills[2];
    char id[32];

    must(wain_order_book_skill(book, "cold", 4, &skills[0], NULL));
    must(wain_order_book_skill(book, "two_person", 10, &skills[1], NULL));
    for (size_t i = 0; i < num_orders; i++) {
        wain_order order = {.region = (int32_t)(i / STOPS_PER_ROUTE % 2),
                            .x = 8.5 + (double)(i % 100) / 100,
                            .y = 47.5,
                            .load = {1500 + (wain_load)(i % 10) * 100, 20001},
                            .earliest_day = FIRST_DAY,
                            .latest_day = FIRST_DAY + 1,
                            .kind = i % 3 == 0 ? WAIN_PICKUP : WAIN_DELIVERY,
                            .priority = (uint8_t)(i % WAIN_NUM_PRIORITIES),
                            .service_type = i % 2 == 0 ? text_of(book, "parcel") : 0,
                            .service = 300,
                            .skills = i % 5 == 0   ? 3
                                      : i % 5 == 1 ? 2
                                                   : 0,
                            .price = 7 * WAIN_COST_SCALE,
                            .line = (int32_t)i + 2};

        snprintf(id, sizeof id, i == 1 ? "\xc3\x96rder-%zu" : "order-%zu", i);
        order.id = text_of(book, id);
        must(wain_order_book_add_order(book, &order, windows, (int32_t)(i % 3), NULL));
    }
    book->num_loads = 2;
}

static void add_unserved(result_fixture *fixture, size_t order)
{
    wain_plan *plan = fixture->plan;
    const int which = (int)(order / 7 % (WAIN_NUM_REASONS - 1)) + 1;

    must(WAIN_RESERVE(plan->unserved, plan->unserved_capacity, plan->num_unserved + 1, NULL));
    plan->unserved[plan->num_unserved++] =
        (wain_unserved){.order = (int32_t)order,
                        .reason = (wain_reason)which,
                        .relaxation = which == WAIN_REASON_TOO_LARGE ? WAIN_RELAX_LOAD : WAIN_RELAX_VEHICLE,
                        .detail = which == WAIN_REASON_TOO_LARGE ? 0 : 1,
                        .amount = 1};
}

static void add_stop(result_fixture *fixture, size_t order)
{
    wain_plan *plan = fixture->plan;
    const int32_t region = fixture->book->orders[order].region;
    wain_plan_route *route = plan->num_routes > 0 ? &plan->routes[plan->num_routes - 1] : NULL;
    wain_plan_stop stop = {.order = (int32_t)order, .distance = 1200};

    if (!route || route->num_stops == STOPS_PER_ROUTE || route->type != region) {
        must(WAIN_RESERVE(plan->routes, plan->routes_capacity, plan->num_routes + 1, NULL));
        route = &plan->routes[plan->num_routes];
        *route = (wain_plan_route){.unit = region,
                                   .type = region,
                                   .vehicle = (int32_t)plan->num_routes / 2,
                                   .day = FIRST_DAY + region,
                                   .first_stop = (int64_t)plan->num_stops,
                                   .departure = 28800,
                                   .last_distance = 800,
                                   .distance = 800,
                                   .fixed_cost = 100 * WAIN_COST_SCALE};
        plan->num_routes++;
    }
    stop.arrival = 28800 + route->num_stops * 600;
    stop.start = stop.arrival + 60;
    stop.departure = stop.start + 300;
    stop.load_after[0] = 123456 + route->num_stops;
    stop.load_after[1] = 999999;
    route->num_stops++;
    route->distance += stop.distance;
    route->end = stop.departure + 200;
    route->distance_cost = route->distance * 333;
    route->time_cost = (route->end - route->departure) * 1000 + 1;
    must(WAIN_RESERVE(plan->stops, plan->stops_capacity, plan->num_stops + 1, NULL));
    plan->stops[plan->num_stops++] = stop;
}

static void add_units(wain_plan *plan)
{
    must(WAIN_RESERVE(plan->units, plan->units_capacity, 2, NULL));
    for (int32_t i = 0; i < 2; i++) {
        plan->units[plan->num_units++] = (wain_plan_unit){.region = i,
                                                          .day = FIRST_DAY + i,
                                                          .iterations = 1000000000000,
                                                          .seconds = 1.5,
                                                          .effort = 2.25,
                                                          .rank = i,
                                                          .state = WAIN_UNIT_DONE};
    }
    for (size_t i = 0; i < plan->num_routes; i++) {
        const wain_plan_route *route = &plan->routes[i];
        wain_plan_unit *unit = &plan->units[route->unit];

        unit->num_routes++;
        unit->num_orders += route->num_stops;
        unit->cost += route->fixed_cost + route->distance_cost + route->time_cost;
    }
}

void result_fixture_create(result_fixture *fixture, size_t num_orders)
{
    const wain_option *options;
    size_t count;
    wain_job *job = &fixture->job;

    *fixture = (result_fixture){.run = {.program_version = WAIN_VERSION,
                                        .command_line = "wain plan nightly.yaml",
                                        .mode = "iterations",
                                        .started = 1511913600,
                                        .elapsed = 12.5,
                                        .ranks = 2,
                                        .threads = 4,
                                        .hosts = 1,
                                        .memory_largest = 300000000,
                                        .memory_sum = 500000000,
                                        .heap_allocated = 200000000,
                                        .heap_resident = 250000000,
                                        .phases = {"reading", "search"},
                                        .phase_seconds = {0.5, 11.5}}};
    options = wain_io_option_list(&count);
    must(wain_option_registry_add(&job->registry, options, count, &job->io, NULL));
    options = wain_search_option_list(&count);
    must(wain_option_registry_add(&job->registry, options, count, &job->search, NULL));
    must(wain_option_set(&job->registry, "search.seed", "42", WAIN_ORIGIN_COMMAND_LINE, NULL));
    job->first_day = FIRST_DAY;
    job->num_days = 2;
    job->inputs = fixture->inputs;
    job->num_inputs = 2;
    fixture->inputs[0] = (wain_job_input){.role = "job", .path = "nightly.yaml", .bytes = 100};
    fixture->inputs[1] = (wain_job_input){.role = "orders", .path = "orders.csv", .bytes = INT64_MAX};
    strcpy(fixture->inputs[0].digest, "0123456789abcdef0123456789abcdef");
    strcpy(fixture->inputs[1].digest, "fedcba9876543210fedcba9876543210");

    must(wain_order_book_create(&fixture->book, NULL));
    add_fleet(fixture->book);
    add_orders(fixture->book, num_orders);
    must(wain_plan_create(&fixture->plan, NULL));
    for (size_t i = 0; i < num_orders; i++) {
        if (i % 7 == 6)
            add_unserved(fixture, i);
        else
            add_stop(fixture, i);
    }
    add_units(fixture->plan);
}

void result_fixture_clear(result_fixture *fixture)
{
    wain_option_registry_clear(&fixture->job.registry);
    wain_order_book_free(fixture->book);
    wain_plan_free(fixture->plan);
}

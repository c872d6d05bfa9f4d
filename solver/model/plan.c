#include "solver/model/plan.h"

#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"

wain_status wain_plan_create(wain_plan **out, wain_error *err)
{
    return WAIN_NEW(*out, 1, err);
}

void wain_plan_free(wain_plan *plan)
{
    if (!plan)
        return;
    free(plan->routes);
    free(plan->stops);
    free(plan->unserved);
    free(plan->units);
    free(plan);
}

void wain_plan_release_stops(wain_plan *plan, size_t row)
{
    if (row == plan->released)
        return;
    memmove(plan->stops, plan->stops + (row - plan->released), (plan->num_stops - row) * sizeof *plan->stops);
    plan->released = row;
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

/* Different (type, vehicle) pairs; the number of routes, its upper bound, when there is no memory to sort them. */
static int64_t count_vehicles(const wain_plan *plan)
{
    uint64_t *keys = NULL;
    int64_t count = 0;

    if (WAIN_NEW(keys, plan->num_routes, NULL) != WAIN_OK)
        return (int64_t)plan->num_routes;
    for (size_t i = 0; i < plan->num_routes; i++)
        keys[i] = (uint64_t)(uint32_t)plan->routes[i].type << 32 | (uint32_t)plan->routes[i].vehicle;
    qsort(keys, plan->num_routes, sizeof *keys, compare_keys);
    for (size_t i = 0; i < plan->num_routes; i++)
        count += i == 0 || keys[i] != keys[i - 1];
    free(keys);
    return count;
}

static void add_stop(const wain_plan_stop *stop, const wain_order_book *book, wain_plan_kpi *kpi)
{
    kpi->num_planned++;
    kpi->waiting += (int64_t)stop->start - stop->arrival;
    kpi->service += (int64_t)stop->departure - stop->start;
    for (int32_t d = 0; d < book->num_loads; d++)
        kpi->load[d] += book->orders[stop->order].load[d];
}

static void add_unserved(const wain_unserved *unserved, const wain_order_book *book, wain_plan_kpi *kpi)
{
    const wain_order *order = &book->orders[unserved->order];

    kpi->unserved[unserved->reason]++;
    if (unserved->reason == WAIN_REASON_OUTSIDE_HORIZON) /* another night's concern: neither paid for nor missed */
        return;
    if (order->priority == WAIN_PRIORITY_OPTIONAL)
        kpi->unserved_cost += order->price;
    else
        kpi->num_required_unserved++;
}

/* A record of any length in constant memory: a full block is replaced by its own digest, which starts the next. */
typedef struct record {
    int32_t words[256];
    size_t count;
} record;

enum { RECORD_ROUTE = 1, RECORD_UNSERVED = 2 };

static void record_put(record *r, int32_t word)
{
    const size_t size = sizeof r->words / sizeof *r->words;

    if (r->count == size) {
        const wain_digest block = wain_digest_of(r->words, sizeof r->words);

        memcpy(r->words, &block.low, sizeof block.low);
        memcpy(r->words + 2, &block.high, sizeof block.high);
        r->count = 4;
    }
    r->words[r->count++] = word;
}

static void digest_route(const wain_plan *plan, const wain_plan_route *route, wain_digest *digest)
{
    const wain_plan_stop *stops = wain_plan_stops(plan, route);
    record r = {.count = 0};

    record_put(&r, RECORD_ROUTE);
    record_put(&r, route->day);
    record_put(&r, route->type);
    record_put(&r, route->departure);
    for (int32_t i = 0; i < route->num_stops; i++)
        record_put(&r, stops[i].order);
    wain_digest_add(digest, r.words, r.count * sizeof *r.words);
}

void wain_plan_digest_routes(wain_digest *digest, const wain_plan *plan, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        digest_route(plan, &plan->routes[i], digest);
}

void wain_plan_digest_unserved(wain_digest *digest, const wain_plan *plan)
{
    for (size_t i = 0; i < plan->num_unserved; i++) {
        const int32_t words[] = {RECORD_UNSERVED, plan->unserved[i].order, (int32_t)plan->unserved[i].reason};

        wain_digest_add(digest, words, sizeof words);
    }
}

void wain_plan_totals_add(wain_plan_totals *totals, const wain_plan *plan, const wain_order_book *book)
{
    wain_plan_kpi *kpi = &totals->kpi;

    for (size_t i = totals->num_routes; i < plan->num_routes; i++) {
        const wain_plan_route *route = &plan->routes[i];
        const wain_plan_stop *stops = wain_plan_stops(plan, route);

        kpi->distance += route->distance;
        kpi->duration += (int64_t)route->end - route->departure;
        kpi->fixed_cost += route->fixed_cost;
        kpi->distance_cost += route->distance_cost;
        kpi->time_cost += route->time_cost;
        for (int32_t k = 0; k < route->num_stops; k++)
            add_stop(&stops[k], book, kpi);
    }
    wain_plan_digest_routes(&totals->digest, plan, totals->num_routes, plan->num_routes);
    totals->num_routes = plan->num_routes;
}

void wain_plan_totals_end(wain_plan_totals *totals, const wain_plan *plan, const wain_order_book *book)
{
    wain_plan_kpi *kpi = &totals->kpi;

    kpi->num_orders = (int64_t)book->num_orders;
    kpi->num_routes = (int64_t)plan->num_routes;
    kpi->num_vehicles = count_vehicles(plan);
    kpi->driving = kpi->duration - kpi->waiting - kpi->service;
    for (size_t i = 0; i < plan->num_unserved; i++)
        add_unserved(&plan->unserved[i], book, kpi);
    wain_plan_digest_unserved(&totals->digest, plan);
}

#include "solver/set_partitioning/route_pool.h"

#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/eval/schedule.h"

/* A route's stops are known by key and number alone: two sets that share both would take each other's place, once in
 * 2^64 pairs, and what stays is still a route at its own cost. */
typedef struct entry {
    uint64_t key;
    wain_cost cost;
    int32_t first, num_stops; /* into stops */
    int32_t type;
    bool seen; /* again, since the pool was last full */
} entry;

struct wain_route_pool {
    int32_t max_routes, max_stops;
    int32_t num_routes, num_stops;
    entry *entries; /* the oldest first; their stops follow one another */
    int32_t *stops;
    uint64_t *slots; /* open addressing: upper half of the key, entry + 1; 0 = free */
    size_t mask;
};

wain_status wain_route_pool_create(int32_t max_routes, int32_t max_stops, wain_route_pool **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_route_pool *pool = NULL;
    size_t slots = 16;

    while (slots < 2 * (size_t)max_routes)
        slots *= 2;
    WAIN_TRY(WAIN_NEW(pool, 1, err));
    pool->max_routes = max_routes;
    pool->max_stops = max_stops;
    pool->mask = slots - 1;
    WAIN_TRY(WAIN_NEW(pool->entries, max_routes, err));
    WAIN_TRY(WAIN_NEW(pool->stops, max_stops, err));
    WAIN_TRY(WAIN_NEW(pool->slots, slots, err));
    *out = pool;
    pool = NULL;
done:
    wain_route_pool_free(pool);
    return status;
}

void wain_route_pool_free(wain_route_pool *pool)
{
    if (!pool)
        return;
    free(pool->entries);
    free(pool->stops);
    free(pool->slots);
    free(pool);
}

static void clear_slots(wain_route_pool *pool)
{
    memset(pool->slots, 0, sizeof *pool->slots * (pool->mask + 1));
}

/* SplitMix64's finaliser (Steele, Lea and Flood, 2014). */
static inline uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The same for every order of the stops: their hashes are summed. */
static uint64_t key_of(int32_t type, const int32_t *stops, int32_t num_stops)
{
    uint64_t sum = mix(0x9e3779b97f4a7c15u + (uint64_t)type);

    for (int32_t i = 0; i < num_stops; i++)
        sum += mix(0x9e3779b97f4a7c15u * ((uint64_t)stops[i] + 1));
    return mix(sum);
}

/* The slot that holds this route, or the free one where it belongs. */
static uint64_t *find(const wain_route_pool *pool, uint64_t key, int32_t num_stops)
{
    const uint64_t tag = key & ~(uint64_t)UINT32_MAX;

    for (size_t at = (size_t)key & pool->mask;; at = (at + 1) & pool->mask) {
        uint64_t *slot = &pool->slots[at];

        if (*slot == 0)
            return slot;
        if ((*slot & ~(uint64_t)UINT32_MAX) == tag) {
            const entry *e = &pool->entries[(uint32_t)*slot - 1];

            if (e->key == key && e->num_stops == num_stops)
                return slot;
        }
    }
}

static uint64_t slot_value(uint64_t key, int32_t index)
{
    return (key & ~(uint64_t)UINT32_MAX) | (uint32_t)(index + 1);
}

/* Mark the routes to drop (num_stops = 0) among those whose `seen` is as given, until half the pool is free. */
static void drop(wain_route_pool *pool, bool seen, int32_t *routes, int32_t *stops)
{
    for (int32_t i = 0; i < pool->num_routes; i++) {
        entry *e = &pool->entries[i];

        if (*routes <= pool->max_routes / 2 && *stops <= pool->max_stops / 2)
            return;
        if (e->num_stops == 0 || e->seen != seen)
            continue;
        *routes -= 1;
        *stops -= e->num_stops;
        e->num_stops = 0;
    }
}

static void make_room(wain_route_pool *pool)
{
    int32_t routes = pool->num_routes, stops = pool->num_stops;

    drop(pool, false, &routes, &stops);
    drop(pool, true, &routes, &stops);
    routes = stops = 0;
    clear_slots(pool);
    for (int32_t i = 0; i < pool->num_routes; i++) {
        entry e = pool->entries[i];

        if (e.num_stops == 0)
            continue;
        memmove(pool->stops + stops, pool->stops + e.first, sizeof *pool->stops * (size_t)e.num_stops);
        e.first = stops;
        e.seen = false;
        pool->entries[routes] = e;
        *find(pool, e.key, e.num_stops) = slot_value(e.key, routes);
        routes++;
        stops += e.num_stops;
    }
    pool->num_routes = routes;
    pool->num_stops = stops;
}

static void see_again(wain_route_pool *pool, entry *known, const int32_t *stops, wain_cost cost)
{
    known->seen = true;
    if (cost < known->cost) {
        known->cost = cost;
        memcpy(pool->stops + known->first, stops, sizeof *stops * (size_t)known->num_stops);
    }
}

void wain_route_pool_add(wain_route_pool *pool, int32_t type, const int32_t *stops, int32_t num_stops, wain_cost cost)
{
    const uint64_t key = key_of(type, stops, num_stops);
    uint64_t *slot = find(pool, key, num_stops);

    if (*slot) {
        see_again(pool, &pool->entries[(uint32_t)*slot - 1], stops, cost);
        return;
    }
    if (num_stops < 1 || num_stops > (pool->max_stops + 3) / 4)
        return;
    if (pool->num_routes == pool->max_routes || num_stops > pool->max_stops - pool->num_stops) {
        make_room(pool);
        slot = find(pool, key, num_stops);
    }
    pool->entries[pool->num_routes] =
        (entry){.key = key, .cost = cost, .first = pool->num_stops, .num_stops = num_stops, .type = type};
    memcpy(pool->stops + pool->num_stops, stops, sizeof *stops * (size_t)num_stops);
    *slot = slot_value(key, pool->num_routes);
    pool->num_routes++;
    pool->num_stops += num_stops;
}

void wain_route_pool_add_solution(wain_route_pool *pool, const wain_problem *problem, const wain_solution *solution)
{
    for (int32_t r = 0; r < solution->num_routes; r++) {
        const wain_route *route = &solution->routes[r];
        const int32_t *stops = solution->stops + route->first;
        const wain_route_schedule s = wain_schedule_route(problem, route->type, stops, route->num_stops, NULL);

        if (s.feasible)
            wain_route_pool_add(pool, route->type, stops, route->num_stops,
                                s.fixed_cost + s.distance_cost + s.time_cost);
    }
}

int32_t wain_route_pool_count(const wain_route_pool *pool)
{
    return pool->num_routes;
}

wain_pool_route wain_route_pool_get(const wain_route_pool *pool, int32_t i)
{
    const entry *e = &pool->entries[i];

    return (wain_pool_route){pool->stops + e->first, e->num_stops, e->type, e->cost};
}

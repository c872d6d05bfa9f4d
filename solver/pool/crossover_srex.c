#include "solver/pool/crossover_srex.h"

#include <stdlib.h>

#include "solver/core/memory.h"

enum { NOWHERE = -1, ABSENT = -2 }; /* in place of a neighbour: there is none; the order is in no route */

struct wain_srex {
    int32_t num_orders;
    int32_t *route_of;    /* per order: route of `a` */
    uint8_t *given;       /* per route of `a`: gives way */
    uint8_t *given_order; /* per order: its route of `a` gives way */
    uint8_t *placed;      /* per order: the child has it */
    uint8_t *taken;       /* per route of `b`: the child takes it */
    int32_t *queue;       /* orders of the routes that give way */
    int32_t *before, *behind;
};

void wain_srex_free(wain_srex *srex)
{
    if (!srex)
        return;
    free(srex->route_of);
    free(srex->given);
    free(srex->given_order);
    free(srex->placed);
    free(srex->taken);
    free(srex->queue);
    free(srex->before);
    free(srex->behind);
    free(srex);
}

wain_status wain_srex_create(int32_t num_orders, wain_srex **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_srex *srex = NULL;

    WAIN_TRY(WAIN_NEW(srex, 1, err));
    srex->num_orders = num_orders;
    WAIN_TRY(WAIN_NEW(srex->route_of, num_orders, err));
    WAIN_TRY(WAIN_NEW(srex->given, num_orders, err));
    WAIN_TRY(WAIN_NEW(srex->given_order, num_orders, err));
    WAIN_TRY(WAIN_NEW(srex->placed, num_orders, err));
    WAIN_TRY(WAIN_NEW(srex->taken, num_orders, err));
    WAIN_TRY(WAIN_NEW(srex->queue, num_orders, err));
    WAIN_TRY(WAIN_NEW(srex->before, num_orders, err));
    WAIN_TRY(WAIN_NEW(srex->behind, num_orders, err));
    *out = srex;
    srex = NULL;
done:
    wain_srex_free(srex);
    return status;
}

static void locate(wain_srex *srex, const wain_solution *a)
{
    for (int32_t v = 0; v < srex->num_orders; v++) {
        srex->route_of[v] = NOWHERE;
        srex->given_order[v] = srex->placed[v] = 0;
    }
    for (int32_t r = 0; r < a->num_routes; r++) {
        srex->given[r] = 0;
        for (int32_t k = 0; k < a->routes[r].num_stops; k++)
            srex->route_of[a->stops[a->routes[r].first + k]] = r;
    }
}

/* Routes of `a` around a random order, breadth first, until they hold `size` orders. Returns how many they hold. */
static int32_t give_routes(wain_srex *srex, const wain_neighbours *near, const wain_solution *a, int32_t size,
                           int32_t seed)
{
    int32_t num = 0, at = -1;

    do {
        const int32_t u = at < 0 ? seed : srex->queue[at];

        for (int32_t k = -1; k < near->count && num < size; k++) {
            const int32_t r = srex->route_of[k < 0 ? u : near->orders[(size_t)u * (size_t)near->count + (size_t)k]];

            if (r == NOWHERE || srex->given[r])
                continue;
            srex->given[r] = 1;
            for (int32_t s = 0; s < a->routes[r].num_stops; s++) {
                const int32_t v = a->stops[a->routes[r].first + s];

                srex->given_order[v] = 1;
                srex->queue[num++] = v;
            }
        }
    } while (++at < num && num < size);
    return num;
}

/* Routes of `b` that mostly hold orders of the routes given away. */
static void take_routes(wain_srex *srex, const wain_solution *b)
{
    for (int32_t r = 0; r < b->num_routes; r++) {
        int32_t shared = 0;

        for (int32_t k = 0; k < b->routes[r].num_stops; k++)
            shared += srex->given_order[b->stops[b->routes[r].first + k]];
        srex->taken[r] = 2 * shared > b->routes[r].num_stops;
    }
}

/* Append the stops of a route that are not placed yet and, with `inside`, whose route of `a` gives way. */
static void append(wain_srex *srex, const wain_solution *from, int32_t r, bool inside, wain_solution *child)
{
    const wain_route *route = &from->routes[r];
    wain_route *to = &child->routes[child->num_routes];

    *to = (wain_route){.type = route->type, .first = child->num_stops};
    for (int32_t k = 0; k < route->num_stops; k++) {
        const int32_t v = from->stops[route->first + k];

        if (srex->placed[v] || (inside && !srex->given_order[v]))
            continue;
        srex->placed[v] = 1;
        child->stops[child->num_stops++] = v;
        to->num_stops++;
    }
    if (to->num_stops > 0)
        child->num_routes++;
}

bool wain_crossover_srex(wain_srex *srex, const wain_neighbours *neighbours, const wain_solution *a,
                         const wain_solution *b, int32_t size, wain_rng *rng, wain_solution *child)
{
    const bool inside = wain_rng_below(rng, 2) == 0;

    if (a->num_stops == 0)
        return false;
    locate(srex, a);
    give_routes(srex, neighbours, a, size, a->stops[wain_rng_below(rng, (uint32_t)a->num_stops)]);
    take_routes(srex, b);
    child->num_routes = child->num_stops = child->num_unserved = 0;
    for (int32_t r = 0; r < b->num_routes; r++) {
        if (srex->taken[r])
            append(srex, b, r, inside, child);
    }
    for (int32_t r = 0; r < a->num_routes; r++) {
        if (!srex->given[r])
            append(srex, a, r, false, child);
    }
    for (int32_t v = 0; v < srex->num_orders; v++) {
        if (!srex->placed[v])
            child->unserved[child->num_unserved++] = (wain_unserved){.order = v, .detail = -1};
    }
    return true;
}

static void link_neighbours(const wain_solution *solution, int32_t *before, int32_t *behind, int32_t num_orders)
{
    for (int32_t v = 0; v < num_orders; v++)
        before[v] = behind[v] = ABSENT;
    for (int32_t r = 0; r < solution->num_routes; r++) {
        const int32_t *stops = &solution->stops[solution->routes[r].first], num = solution->routes[r].num_stops;

        for (int32_t k = 0; k < num; k++) {
            before[stops[k]] = k > 0 ? stops[k - 1] : NOWHERE;
            behind[stops[k]] = k + 1 < num ? stops[k + 1] : NOWHERE;
        }
    }
}

int32_t wain_srex_differing(wain_srex *srex, const wain_solution *a, const wain_solution *b, int32_t *orders)
{
    int32_t count = 0;

    link_neighbours(a, srex->before, srex->behind, srex->num_orders);
    for (int32_t r = 0; r < b->num_routes; r++) {
        const int32_t *stops = &b->stops[b->routes[r].first], num = b->routes[r].num_stops;

        for (int32_t k = 0; k < num; k++) {
            const int32_t v = stops[k], p = k > 0 ? stops[k - 1] : NOWHERE, q = k + 1 < num ? stops[k + 1] : NOWHERE;

            if ((srex->before[v] != p || srex->behind[v] != q) && (srex->before[v] != q || srex->behind[v] != p)) {
                if (orders)
                    orders[count] = v;
                count++;
            }
        }
    }
    return count;
}

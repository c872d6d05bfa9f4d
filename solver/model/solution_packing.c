#include "solver/model/solution_packing.h"

#include <stdlib.h>

#include "solver/core/memory.h"

void wain_solution_pack(const wain_solution *solution, wain_buffer *out)
{
    wain_buffer_put_i64(out, solution->cost);
    wain_buffer_put_u64(out, (uint64_t)solution->num_routes);
    for (int32_t i = 0; i < solution->num_routes; i++) {
        wain_buffer_put_i32(out, solution->routes[i].type);
        wain_buffer_put_i32(out, solution->routes[i].num_stops);
        wain_buffer_put_i32s(out, solution->stops + solution->routes[i].first, (size_t)solution->routes[i].num_stops);
    }
    wain_buffer_put_u64(out, (uint64_t)solution->num_unserved);
    for (int32_t i = 0; i < solution->num_unserved; i++) {
        const wain_unserved *unserved = &solution->unserved[i];

        wain_buffer_put_i32(out, unserved->order);
        wain_buffer_put_i32(out, (int32_t)unserved->reason);
        wain_buffer_put_i32(out, (int32_t)unserved->relaxation);
        wain_buffer_put_i32(out, unserved->detail);
        wain_buffer_put_i64(out, unserved->amount);
    }
}

/* Count every order of 0..num_orders-1 as seen; false when it is out of range or seen before. */
static bool see(uint8_t *seen, int32_t num_orders, int32_t order)
{
    if (order < 0 || order >= num_orders || seen[order])
        return false;
    seen[order] = 1;
    return true;
}

static bool get_routes(wain_buffer *in, wain_solution *solution, int32_t num_orders, uint8_t *seen)
{
    const size_t count = wain_buffer_get_count(in, 12); /* type, number of stops, at least one stop */

    if (count > (size_t)num_orders)
        return false;
    for (size_t i = 0; i < count; i++) {
        wain_route *route = &solution->routes[i];

        route->type = wain_buffer_get_i32(in);
        route->num_stops = wain_buffer_get_i32(in);
        route->first = solution->num_stops;
        if (route->type < 0 || route->num_stops < 1 || route->num_stops > num_orders - solution->num_stops)
            return false;
        wain_buffer_get_i32s(in, solution->stops + route->first, (size_t)route->num_stops);
        for (int32_t s = 0; s < route->num_stops; s++) {
            if (!see(seen, num_orders, solution->stops[route->first + s]))
                return false;
        }
        solution->num_stops += route->num_stops;
    }
    solution->num_routes = (int32_t)count;
    return !in->overrun;
}

static bool get_unserved(wain_buffer *in, wain_solution *solution, int32_t num_orders, wain_reason first_reason,
                         uint8_t *seen)
{
    const size_t count = wain_buffer_get_count(in, 24);

    if (count != (size_t)(num_orders - solution->num_stops))
        return false;
    for (size_t i = 0; i < count; i++) {
        wain_unserved *unserved = &solution->unserved[i];
        int32_t reason, relaxation;

        unserved->order = wain_buffer_get_i32(in);
        reason = wain_buffer_get_i32(in);
        relaxation = wain_buffer_get_i32(in);
        unserved->detail = wain_buffer_get_i32(in);
        unserved->amount = wain_buffer_get_i64(in);
        if (reason < (int32_t)first_reason || reason >= WAIN_NUM_REASONS || relaxation < 0 ||
            relaxation >= WAIN_NUM_RELAXATIONS || !see(seen, num_orders, unserved->order))
            return false;
        unserved->reason = (wain_reason)reason;
        unserved->relaxation = (wain_relaxation)relaxation;
    }
    solution->num_unserved = (int32_t)count;
    return !in->overrun;
}

wain_status wain_solution_unpack(wain_buffer *in, int32_t num_orders, wain_reason first_reason, wain_solution **out,
                                 wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_solution *solution = NULL;
    uint8_t *seen = NULL;

    /* Every order takes at least four bytes of what follows. */
    if (num_orders < 0 || (size_t)num_orders > (in->size - in->position) / 4)
        return wain_error_set(err, WAIN_EINTERNAL, "damaged: impossible number of orders");
    WAIN_TRY(wain_solution_create(num_orders, &solution, err));
    WAIN_TRY(WAIN_NEW(seen, num_orders, err));
    solution->cost = wain_buffer_get_i64(in);
    if (!get_routes(in, solution, num_orders, seen) || !get_unserved(in, solution, num_orders, first_reason, seen)) {
        status =
            wain_error_set(err, WAIN_EINTERNAL, "damaged: a solution that does not serve or list every order once");
        goto done;
    }
    *out = solution;
    solution = NULL;
done:
    free(seen);
    wain_solution_free(solution);
    return status;
}

#include "solver/search/servable.h"

#include "solver/eval/schedule.h"

/* The needs of an order that a vehicle type may fail, in the order in which a planner would ask. */
typedef enum need { NEED_LOAD, NEED_SKILL, NEED_DISTANCE, NEED_TIME, NUM_NEEDS } need;

static const wain_reason reason_of[NUM_NEEDS] = {
    [NEED_LOAD] = WAIN_REASON_TOO_LARGE,
    [NEED_SKILL] = WAIN_REASON_NO_SKILL,
    [NEED_DISTANCE] = WAIN_REASON_TOO_FAR,
    [NEED_TIME] = WAIN_REASON_WINDOW,
};

/* What a type lacks for one need: kind NONE when nothing. */
typedef struct lack {
    wain_relaxation kind;
    int32_t detail;
    int64_t amount;
} lack;

static lack lack_of_load(const wain_problem *problem, const wain_problem_order *order, const wain_problem_type *type)
{
    lack worst = {WAIN_RELAX_NONE, -1, 0};

    for (int32_t k = 0; k < problem->num_loads; k++) {
        const int64_t excess = order->load[k] - type->capacity[k];

        if (excess > 0 && (worst.kind == WAIN_RELAX_NONE || excess > worst.amount))
            worst = (lack){WAIN_RELAX_LOAD, k, excess};
    }
    return worst;
}

static lack lack_of_time(const wain_problem *problem, int32_t i, int32_t t, wain_dist to, wain_dist from)
{
    const wain_problem_order *order = &problem->orders[i];
    const wain_problem_type *type = &problem->types[t];
    const wain_speed_profile *profile = &problem->travel.profiles[type->profile];
    const wain_window *window = &problem->windows[order->first_window];
    const wain_time arrival = wain_travel_arrival(profile, type->start, to);
    wain_time start = WAIN_TIME_MAX, end;

    for (int32_t k = order->num_windows - 1; k >= 0; k--) {
        if (arrival <= window[k].close)
            start = arrival > window[k].open ? arrival : window[k].open;
    }
    if (start == WAIN_TIME_MAX)
        return (lack){WAIN_RELAX_WINDOW, -1, (int64_t)arrival - window[order->num_windows - 1].close};
    end = wain_travel_arrival(profile, start + order->service, from);
    if (end > type->end)
        return (lack){WAIN_RELAX_SHIFT, t, (int64_t)end - type->end};
    return (lack){WAIN_RELAX_NONE, -1, 0};
}

static lack lack_of(const wain_problem *problem, int32_t i, int32_t t, need what)
{
    const wain_problem_order *order = &problem->orders[i];
    const wain_problem_type *type = &problem->types[t];
    const wain_dist to = wain_problem_distance(problem, type->depot, problem->num_depots + i);
    const wain_dist from = wain_problem_distance(problem, problem->num_depots + i, type->depot);
    const int missing = __builtin_popcountll(order->skills & ~type->skills);

    switch (what) {
    case NEED_LOAD:
        return lack_of_load(problem, order, type);
    case NEED_SKILL:
        return (lack){missing ? WAIN_RELAX_SKILL : WAIN_RELAX_NONE, t, missing};
    case NEED_DISTANCE:
        if ((int64_t)to + from > type->max_distance)
            return (lack){WAIN_RELAX_DISTANCE, t, (int64_t)to + from - type->max_distance};
        return (lack){WAIN_RELAX_NONE, -1, 0};
    case NEED_TIME:
        return lack_of_time(problem, i, t, to, from);
    case NUM_NEEDS:
        break;
    }
    return (lack){WAIN_RELAX_NONE, -1, 0};
}

static void set(wain_unserved *unserved, wain_reason reason, lack least)
{
    unserved->reason = reason;
    unserved->relaxation = least.kind;
    unserved->detail = least.detail;
    unserved->amount = least.amount;
}

/* The least that a single type lacks for that need; false when some type has it. */
static bool all_lack(const wain_problem *problem, int32_t i, need what, lack *least)
{
    *least = (lack){WAIN_RELAX_NONE, -1, 0};
    for (int32_t t = 0; t < problem->num_types; t++) {
        const lack this = lack_of(problem, i, t, what);

        if (this.kind == WAIN_RELAX_NONE)
            return false;
        if (t == 0 || this.amount < least->amount)
            *least = this;
    }
    return true;
}

void wain_servable_prove(const wain_problem *problem, int32_t order, wain_unserved *unserved)
{
    int32_t fewest = NUM_NEEDS + 1;
    lack least;

    *unserved = (wain_unserved){.order = order, .reason = WAIN_REASON_NONE, .detail = -1};
    if (problem->num_types == 0) {
        set(unserved, WAIN_REASON_NO_DEPOT, (lack){WAIN_RELAX_VEHICLE, -1, 1});
        return;
    }
    for (need what = 0; what < NUM_NEEDS; what++) {
        if (all_lack(problem, order, what, &least)) {
            set(unserved, reason_of[what], least);
            return;
        }
    }
    for (int32_t t = 0; t < problem->num_types; t++) {
        lack first = {WAIN_RELAX_NONE, -1, 0};
        int32_t lacks = 0;

        for (need what = 0; what < NUM_NEEDS; what++) {
            const lack this = lack_of(problem, order, t, what);

            if (this.kind != WAIN_RELAX_NONE && lacks++ == 0)
                first = this;
        }
        if (lacks == 0) {
            *unserved = (wain_unserved){.order = order, .reason = WAIN_REASON_NONE, .detail = -1};
            return;
        }
        if (lacks < fewest) {
            fewest = lacks;
            set(unserved, WAIN_REASON_NO_VEHICLE, first);
        }
    }
}

/* The vehicle type that serves the order alone at least cost. */
static int32_t cheapest_type(const wain_problem *problem, int32_t order)
{
    wain_cost least = WAIN_COST_MAX;
    int32_t type = -1;

    for (int32_t t = 0; t < problem->num_types; t++) {
        const wain_route_schedule alone = wain_schedule_route(problem, t, &order, 1, NULL);
        const wain_cost cost = alone.fixed_cost + alone.distance_cost + alone.time_cost;

        if (alone.feasible && cost < least) {
            least = cost;
            type = t;
        }
    }
    return type;
}

void wain_servable_explain(const wain_problem *problem, int32_t order, wain_cost cheapest, wain_unserved *unserved)
{
    unserved->order = order;
    if (cheapest < WAIN_COST_MAX)
        set(unserved, WAIN_REASON_TOO_DEAR, (lack){WAIN_RELAX_PRICE, -1, cheapest - problem->orders[order].price});
    else
        set(unserved, WAIN_REASON_FLEET_EXHAUSTED, (lack){WAIN_RELAX_VEHICLE, cheapest_type(problem, order), 1});
}

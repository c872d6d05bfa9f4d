#include "solver/eval/schedule.h"

#define NEVER (2 * WAIN_TIME_MAX) /* after the end of every shift */

/* What the passes over a route share. */
typedef struct trip {
    const wain_problem *problem;
    const wain_problem_type *type;
    const wain_speed_profile *profile;
    const int32_t *orders;
    int32_t num_stops;
} trip;

static int32_t location(const trip *t, int32_t stop)
{
    return stop < 0 || stop >= t->num_stops ? t->type->depot : t->problem->num_depots + t->orders[stop];
}

/* Way from the stop before to `stop`; stop num_stops is the return. */
static wain_dist way_to(const trip *t, int32_t stop)
{
    return wain_problem_distance(t->problem, location(t, stop - 1), location(t, stop));
}

static const wain_problem_order *order_at(const trip *t, int32_t stop)
{
    return &t->problem->orders[t->orders[stop]];
}

/* Earliest start not before `at`; WAIN_TIME_MAX when the last window is over. */
static wain_time start_from(const trip *t, int32_t stop, wain_time at)
{
    const wain_problem_order *order = order_at(t, stop);

    for (int32_t k = 0; k < order->num_windows; k++) {
        const wain_window *window = &t->problem->windows[order->first_window + k];

        if (at <= window->close)
            return at > window->open ? at : window->open;
    }
    return WAIN_TIME_MAX;
}

/* Latest start not after `at`, which is not before the first window. */
static wain_time start_until(const trip *t, int32_t stop, wain_time at)
{
    const wain_problem_order *order = order_at(t, stop);
    wain_time latest = at;

    for (int32_t k = 0; k < order->num_windows; k++) {
        const wain_window *window = &t->problem->windows[order->first_window + k];

        if (at >= window->open)
            latest = at < window->close ? at : window->close;
    }
    return latest;
}

/* Drive and serve as early as possible from `departure`; returns the time of return, NEVER when a window is missed.
 * `stops` may be NULL. */
static wain_time drive(const trip *t, wain_time departure, wain_plan_stop *stops)
{
    wain_time now = departure;

    for (int32_t i = 0; i < t->num_stops; i++) {
        const wain_dist way = way_to(t, i);
        const wain_time arrival = wain_travel_arrival(t->profile, now, way);
        const wain_time start = start_from(t, i, arrival);

        if (start >= WAIN_TIME_MAX)
            return NEVER;
        now = start + order_at(t, i)->service;
        if (stops) {
            stops[i].order = order_at(t, i)->row;
            stops[i].arrival = arrival;
            stops[i].start = start;
            stops[i].departure = now;
            stops[i].distance = way;
        }
    }
    return wain_travel_arrival(t->profile, now, way_to(t, t->num_stops));
}

/* The latest departure that is back by `end`. */
static wain_time latest_departure(const trip *t, wain_time end)
{
    wain_time by = end;

    for (int32_t i = t->num_stops; i > 0; i--) {
        by = wain_travel_latest_departure(t->profile, by, way_to(t, i)) - order_at(t, i - 1)->service;
        by = start_until(t, i - 1, by);
    }
    return wain_travel_latest_departure(t->profile, by, way_to(t, 0));
}

/* Loads at every point; false when one exceeds the vehicle. */
static bool carry(const trip *t, wain_plan_stop *stops)
{
    wain_load load[WAIN_MAX_LOADS] = {0};
    bool fits = true;

    for (int32_t k = 0; k < t->problem->num_loads; k++) {
        for (int32_t i = 0; i < t->num_stops; i++)
            load[k] += order_at(t, i)->kind == WAIN_DELIVERY ? order_at(t, i)->load[k] : 0;
        fits &= load[k] <= t->type->capacity[k];
    }
    for (int32_t i = 0; i < t->num_stops; i++) {
        const wain_problem_order *order = order_at(t, i);

        for (int32_t k = 0; k < WAIN_MAX_LOADS; k++) {
            if (k < t->problem->num_loads) {
                load[k] += order->kind == WAIN_DELIVERY ? -order->load[k] : order->load[k];
                fits &= load[k] <= t->type->capacity[k];
            }
            if (stops)
                stops[i].load_after[k] = load[k];
        }
    }
    return fits;
}

static bool suits(const trip *t, int64_t distance)
{
    uint64_t skills = 0;

    for (int32_t i = 0; i < t->num_stops; i++)
        skills |= order_at(t, i)->skills;
    return !(skills & ~t->type->skills) && t->num_stops <= t->type->max_stops && distance <= t->type->max_distance;
}

wain_route_schedule wain_schedule_route(const wain_problem *problem, int32_t type, const int32_t *orders,
                                        int32_t num_stops, wain_plan_stop *stops)
{
    const wain_problem_type *vehicle = &problem->types[type];
    const trip t = {problem, vehicle, &problem->travel.profiles[vehicle->profile], orders, num_stops};
    wain_route_schedule schedule = {.feasible = false};

    for (int32_t i = 0; i <= num_stops; i++)
        schedule.distance += way_to(&t, i);
    schedule.last_distance = way_to(&t, num_stops);
    schedule.end = drive(&t, vehicle->start, NULL);
    if (schedule.end > vehicle->end || !suits(&t, schedule.distance) || !carry(&t, stops))
        return schedule;
    schedule.departure = latest_departure(&t, schedule.end);
    drive(&t, schedule.departure, stops);
    schedule.fixed_cost = vehicle->fixed_cost;
    schedule.distance_cost = vehicle->cost_per_distance * schedule.distance;
    schedule.time_cost = wain_problem_time_cost(vehicle, (int64_t)schedule.end - schedule.departure);
    schedule.feasible = true;
    return schedule;
}

/* When a route leaves, arrives, waits and serves. The rule: of all schedules take the earliest return to the depot;
 * among those leave the depot as late as that return allows, then drive and serve as early as possible. With constant
 * speeds and one window per stop this is the schedule of least duration (Savelsbergh, 1992). */
#ifndef WAIN_EVAL_SCHEDULE_H
#define WAIN_EVAL_SCHEDULE_H

#include "solver/model/plan.h"
#include "solver/model/problem.h"

typedef struct wain_route_schedule {
    bool feasible; /* capacity, windows, shift, stops, distance and skills all hold; else only this field is set */
    wain_time departure, end;
    wain_dist last_distance;
    int64_t distance;
    wain_cost fixed_cost, distance_cost, time_cost;
} wain_route_schedule;

/* Times of the route of vehicle type `type` over `num_stops` orders of the problem. `stops` (may be NULL) receives
 * num_stops entries whose `order` is the order book's row. O(num_stops). Reentrant. */
wain_route_schedule wain_schedule_route(const wain_problem *problem, int32_t type, const int32_t *orders,
                                        int32_t num_stops, wain_plan_stop *stops);

#endif

/* From a unit's solution to rows of the plan: times of every stop, vehicles numbered, orders and types named by their
 * rows of the order book. */
#ifndef WAIN_EVAL_PLAN_SOLUTION_H
#define WAIN_EVAL_PLAN_SOLUTION_H

#include "solver/core/error.h"
#include "solver/model/plan.h"
#include "solver/model/problem.h"
#include "solver/model/solution.h"

/* Append the routes, stops and left-out orders of `solution` to the plan; the row of the unit itself is the caller's
 * affair. unit          in      index of the unit in plan->units, written into every route day           in      day of
 * the unit next_vehicle  in/out  per vehicle type of the order book, the first vehicle number free on that day;
 * advanced by one per route. Units that share a fleet (parts of one region and day) hand the same array on. In the
 * plan, `detail` of a relaxation that names a vehicle type is the type's row in the order book. Errors: WAIN_EMEMORY;
 * WAIN_EINTERNAL when a route of the solution is not feasible. On failure the plan and next_vehicle are as before.
 * O(stops). */
wain_status wain_plan_add_solution(wain_plan *plan, int32_t unit, wain_day day, int32_t *next_vehicle,
                                   const wain_problem *problem, const wain_solution *solution, wain_error *err);

/* An order left out, in terms of the order book instead of the problem. */
wain_unserved wain_plan_unserved(const wain_problem *problem, wain_unserved unserved);

#endif

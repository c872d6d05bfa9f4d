#include "scheduler/assembly.h"

#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/eval/plan_solution.h"

typedef struct assembly {
    const wain_order_book *book;
    const wain_travel *travel;
    const wain_partition *partition;
    const wain_outcome *outcome;
    int32_t *next_vehicle; /* per day and vehicle type: the first number free */
    wain_plan *plan;
} assembly;

static wain_status leave_out(wain_plan *plan, int32_t row, wain_reason reason, wain_error *err)
{
    wain_status status = WAIN_OK;

    wain_unserved unserved = {.order = row, .reason = reason, .relaxation = WAIN_RELAX_NONE, .detail = -1};

    if (reason == WAIN_REASON_BAD_DATA)
        unserved.relaxation = WAIN_RELAX_DATA;
    WAIN_TRY(WAIN_RESERVE(plan->unserved, plan->unserved_capacity, plan->num_unserved + 1, err));
    plan->unserved[plan->num_unserved++] = unserved;
done:
    return status;
}

/* The unit's row in the plan: what was predicted, and what came of it. */
static wain_plan_unit describe_unit(const wain_unit *unit, const wain_unit_outcome *outcome)
{
    wain_plan_unit row = {.region = unit->region,
                          .part = unit->part,
                          .day = unit->day,
                          .num_orders = unit->num_orders,
                          .num_unserved = unit->num_orders,
                          .effort = unit->effort,
                          .rank = outcome->rank,
                          .state = outcome->state};

    if (outcome->state == WAIN_UNIT_DONE) {
        row.num_routes = outcome->solution->num_routes;
        row.num_unserved = outcome->solution->num_unserved;
        row.iterations = outcome->statistics.iterations;
        row.seconds = outcome->statistics.seconds;
    }
    return row;
}

static bool fits(const wain_problem *problem, const wain_solution *solution)
{
    for (int32_t r = 0; r < solution->num_routes; r++) {
        if (solution->routes[r].type >= problem->num_types)
            return false;
    }
    return true;
}

static wain_status add_solved(assembly *a, int32_t number, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_unit *unit = &a->partition->units[number];
    const wain_solution *solution = a->outcome->units[number].solution;
    const size_t day = (size_t)(unit->day - a->partition->first_day);
    const size_t first_route = a->plan->num_routes, first_unserved = a->plan->num_unserved;
    wain_problem *problem = NULL;

    WAIN_TRY(wain_partition_problem(a->partition, number, a->book, a->travel, &problem, err));
    if (!fits(problem, solution)) {
        status = wain_error_set(err, WAIN_EINTERNAL, "unit %d: a route of a vehicle type that is not there", number);
        goto done;
    }
    WAIN_TRY(wain_plan_add_solution(a->plan, number, unit->day, a->next_vehicle + day * a->book->num_types, problem,
                                    solution, err));
    if (a->plan->num_unserved > first_unserved)
        WAIN_TRY(wain_partition_prove(a->partition, number, a->book, a->travel, a->plan->unserved + first_unserved,
                                      a->plan->num_unserved - first_unserved, err));
    for (size_t r = first_route; r < a->plan->num_routes; r++) {
        const wain_plan_route *route = &a->plan->routes[r];

        a->plan->units[number].cost += route->fixed_cost + route->distance_cost + route->time_cost;
    }
done:
    wain_problem_free(problem);
    return status;
}

static wain_status add_unit(assembly *a, int32_t number, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_unit *unit = &a->partition->units[number];
    wain_plan *plan = a->plan;

    WAIN_TRY(WAIN_RESERVE(plan->units, plan->units_capacity, plan->num_units + 1, err));
    plan->units[plan->num_units++] = describe_unit(unit, &a->outcome->units[number]);
    if (a->outcome->units[number].state == WAIN_UNIT_DONE) {
        WAIN_TRY(add_solved(a, number, err));
    } else {
        for (int32_t i = 0; i < unit->num_orders; i++)
            WAIN_TRY(leave_out(plan, unit->orders[i], WAIN_REASON_NOT_PLANNED, err));
    }
done:
    return status;
}

wain_status wain_assemble_plan(const wain_order_book *book, const wain_travel *travel, const wain_partition *partition,
                               const wain_outcome *outcome, wain_plan **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    assembly a = {.book = book, .travel = travel, .partition = partition, .outcome = outcome};

    WAIN_TRY(wain_plan_create(&a.plan, err));
    WAIN_TRY(WAIN_NEW(a.next_vehicle, (size_t)partition->num_days * book->num_types, err));
    for (int32_t u = 0; u < partition->num_units; u++)
        WAIN_TRY(add_unit(&a, u, err));
    for (size_t i = 0; i < book->num_orders; i++) {
        if (book->orders[i].reason != WAIN_REASON_NONE)
            WAIN_TRY(leave_out(a.plan, (int32_t)i, (wain_reason)book->orders[i].reason, err));
    }
    *out = a.plan;
    a.plan = NULL;
done:
    free(a.next_vehicle);
    wain_plan_free(a.plan);
    return status;
}

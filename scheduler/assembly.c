#include "scheduler/assembly.h"

#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/eval/plan_solution.h"

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

static wain_status add_solved(wain_assembly *a, int32_t number, const wain_solution *solution, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_unit *unit = &a->partition->units[number];
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

wain_status wain_assembly_begin(wain_assembly *assembly, const wain_order_book *book, const wain_travel *travel,
                                const wain_partition *partition, wain_error *err)
{
    wain_status status = WAIN_OK;

    *assembly = (wain_assembly){.book = book, .travel = travel, .partition = partition};
    WAIN_TRY(wain_plan_create(&assembly->plan, err));
    WAIN_TRY(WAIN_RESERVE(assembly->plan->units, assembly->plan->units_capacity, partition->num_units, err));
    WAIN_TRY(WAIN_NEW(assembly->next_vehicle, (size_t)partition->num_days * book->num_types, err));
done:
    return status;
}

wain_status wain_assembly_add(wain_assembly *assembly, const wain_unit_outcome *outcome, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_plan *plan = assembly->plan;
    const int32_t number = (int32_t)plan->num_units;
    const wain_unit *unit = &assembly->partition->units[number];

    plan->units[plan->num_units++] = describe_unit(unit, outcome);
    if (outcome->state == WAIN_UNIT_DONE) {
        WAIN_TRY(add_solved(assembly, number, outcome->solution, err));
    } else {
        for (int32_t i = 0; i < unit->num_orders; i++)
            WAIN_TRY(leave_out(plan, unit->orders[i], WAIN_REASON_NOT_PLANNED, err));
    }
done:
    return status;
}

wain_status wain_assembly_end(wain_assembly *assembly, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_order_book *book = assembly->book;

    for (size_t i = 0; i < book->num_orders; i++) {
        if (book->orders[i].reason != WAIN_REASON_NONE)
            WAIN_TRY(leave_out(assembly->plan, (int32_t)i, (wain_reason)book->orders[i].reason, err));
    }
done:
    return status;
}

void wain_assembly_clear(wain_assembly *assembly)
{
    free(assembly->next_vehicle);
    wain_plan_free(assembly->plan);
    *assembly = (wain_assembly){0};
}

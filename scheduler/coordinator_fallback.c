/* What units have that were not reached: the solution of an earlier run, where their searches stood, or what they were
 * to begin with. */
#include "scheduler/coordinator_internal.h"

const wain_solution *wain_coordinator_fallback(const wain_unit_outcome *outcome)
{
    return outcome->solution ? outcome->solution
           : outcome->kept   ? outcome->kept->best
           : outcome->from   ? outcome->from->best
                             : NULL;
}

/* The cheaper of *best and a copy of `fallback`, counted anew; *best is NULL at first. */
static wain_status choose_cheaper(const wain_problem *problem, const wain_solution *fallback, wain_solution **best,
                                  wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_solution *solution = NULL;

    WAIN_TRY(wain_solution_create(problem->num_orders, &solution, err));
    wain_solution_copy(solution, fallback);
    wain_solve_explain(problem, solution);
    if (!*best || solution->cost < (*best)->cost) {
        wain_solution_free(*best);
        *best = solution;
        solution = NULL;
    }
done:
    wain_solution_free(solution);
    return status;
}

static wain_status settle_unit(wain_coordinator *c, int32_t unit, wain_error *err)
{
    wain_unit_outcome *outcome = &c->out->units[unit];
    wain_status status = WAIN_OK;
    wain_problem *problem = NULL;
    wain_solution *solution = NULL;

    WAIN_TRY(c->work->problem(c->work->context, unit, &problem, err));
    WAIN_TRY(choose_cheaper(problem, wain_coordinator_fallback(outcome), &solution, err));
    if (outcome->solution && outcome->kept)
        WAIN_TRY(choose_cheaper(problem, outcome->kept->best, &solution, err));
    wain_solution_free(outcome->solution);
    outcome->solution = solution;
    solution = NULL;
    outcome->state = WAIN_UNIT_DONE;
    outcome->cut_short = true;
    wain_coordinator_count_done(c, unit);
done:
    wain_problem_free(problem);
    wain_solution_free(solution);
    return status;
}

wain_status wain_coordinator_settle_for_less(wain_coordinator *c, wain_error *err)
{
    wain_status status = WAIN_OK;

    for (int32_t u = 0; u < c->out->num_units; u++) {
        if (c->out->units[u].state == WAIN_UNIT_DONE || wain_coordinator_complete_partly(c, u))
            continue;
        if (wain_coordinator_fallback(&c->out->units[u]))
            WAIN_TRY(settle_unit(c, u, err));
    }
done:
    return status;
}
